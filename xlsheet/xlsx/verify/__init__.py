"""What is about to become the ledger, looked through before it takes the old one's place."""
