"""Ledgers made by earlier versions, brought to the layout of this one."""
