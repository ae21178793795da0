"""The few formulas that the tests put into cells: moved as Excel moves them, and worked out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter

_LINK: Final = re.compile(r'=HYPERLINK\("((?:[^"]|"")*)","((?:[^"]|"")*)"\)')
_CELL: Final = re.compile(r"=\$?([A-Z]+)\$?(\d+)(?:([*+])(\d+))?")
_SUM: Final = re.compile(r"=(\d+)\+(\d+)")


def moved(formula: str, row: int, column: int, by_rows: int, by_columns: int) -> str:
    """A formula as it reads when its cell is filled into another."""
    start = f"{get_column_letter(column)}{row}"
    end = f"{get_column_letter(column + by_columns)}{row + by_rows}"
    return str(Translator(formula, origin=start).translate_formula(end))


def worked_out(formula: str, value_at: Callable[[int, int], Any]) -> Any:
    """A link's text, another cell's value with perhaps a number to it, a sum; 0 for all that this model
    doesn't know."""
    if found := _LINK.fullmatch(formula):
        return found[2].replace('""', '"')
    if found := _SUM.fullmatch(formula):
        return float(found[1]) + float(found[2])
    if found := _CELL.fullmatch(formula):
        value = value_at(int(found[2]), column_index_from_string(found[1]))
        if found[3] is None:
            return 0.0 if value is None else value
        number = 0.0 if isinstance(value, str) or value is None else float(value)
        return number * float(found[4]) if found[3] == "*" else number + float(found[4])
    return 0.0
