"""What was read, held against what the ledger will hold: nothing counts as used that isn't stored."""
