"""The tables of a return: whose they are, which of them count, and what stands in and around them."""
