"""What another program lost of a ledger on saving, put back."""
