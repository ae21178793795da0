"""The unit's workbook: writing it, and reading what comes back."""
