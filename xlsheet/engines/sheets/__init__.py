"""Sheets of an open Calc document, their tables, filters, names and protection."""
