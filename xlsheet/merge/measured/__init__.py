"""What becomes of the counts that units returned."""
