"""The superior office's workbook: cities side by side, and a sheet for each."""
