"""The ledger open in Excel or Calc."""
