"""The whole cycle on the sample notice."""
