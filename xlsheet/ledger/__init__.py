"""The core: the ledger's tables, words and rules. Pure; knows no file, no Excel, no terminal."""
