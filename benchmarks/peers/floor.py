"""The least that a merge can cost: every cell read by python-calamine, the rows written by wolfxl.

Usage: floor.py FOLDER OUT.xlsx ROWS_OF.xlsm
Nothing is recognised or checked; what is written are the ledger's progress rows, read before by `run`.
"""
