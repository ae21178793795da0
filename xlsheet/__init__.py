"""xlsheet: the yearly key-task ledger of a supervision office, from notice to reminder."""

__version__ = "0.1.0"
