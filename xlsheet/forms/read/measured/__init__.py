"""The tables of indicators in returned files."""
