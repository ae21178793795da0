"""Cells of an open Calc document: where they are, their values, formulas and looks."""
