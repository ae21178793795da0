"""A unit's form, written."""
