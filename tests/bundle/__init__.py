"""Bundles: what is in them, and whether they install."""
