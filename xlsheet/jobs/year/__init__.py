"""What a year begins with: the ledger before it, and a look at the notice before the leap."""
