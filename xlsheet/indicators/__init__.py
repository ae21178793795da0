"""Indicators: the targets that a task's words set, what units report of them, and how far they are."""
