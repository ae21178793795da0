"""What a superior office keeps of each city's ledger, and whose ledger it is."""
