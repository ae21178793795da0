"""What a ledger says, worked out: who reports, what came in, how tasks stand, who owes what."""
