"""Rules as data (schemas/*.yaml), applied to the tables of a ledger."""
