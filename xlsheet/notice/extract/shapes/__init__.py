"""Shapes of tables that have no header row."""
