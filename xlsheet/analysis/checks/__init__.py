"""What no single row says: findings over several tables of a ledger."""
