"""A return sent back to its unit, marked."""
