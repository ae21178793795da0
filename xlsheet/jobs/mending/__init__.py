"""Jobs that mend what a ledger says of the past."""
