"""A whole table as a DataFrame in the dictionary's own types, for those who compute or pass it on.

    任务编号 and counts    Int64
    完成比例               float64, 0.6 for 60%
    dates and times        datetime64[us]
    月份                   string, 2020-06: it sorts, and means the same in every file and database
    all other text         string, without blanks around it; 参数's values too
    the user's own columns float64 or datetime64[us] where all cells are numbers or dates, else string

An empty cell is missing (NA, NaN, NaT), and so is one that cannot be read as its type, with a finding.
The index holds the rows' numbers on the sheet.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from xlsheet.dictionary.tables import Kind
from xlsheet.ledger.table import TableData
from xlsheet.rules.fields import DAY, NUMBER, TEXT, CellType, TypedTable, cell_type, typed_table

_NUMBERS: Final = frozenset((float, int))
_DAYS: Final = frozenset((date, datetime))


def typed_frame(data: TableData) -> TypedTable:
    """The table with all its columns typed, those added by the user included."""
    return typed_table(data, {name: _type_of(data, name) for name in data.header})


def _type_of(data: TableData, name: str) -> CellType:
    own = cell_type(data.table, name, None)
    if own is not None:
        return own
    if name in data.table.columns and data.table.column(name).kind is Kind.ANY:
        return TEXT
    return _type_of_cells(data.column(name))


def _type_of_cells(cells: list[object]) -> CellType:
    """Of a column that the dictionary says nothing of."""
    types = {type(cell) for cell in cells if cell is not None}
    if types and types <= _NUMBERS:
        return NUMBER
    if types and types <= _DAYS:
        return DAY
    return TEXT
