"""What a workbook hides from the eye and a reader reads all the same: sheets, and rows of sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlsheet.grids.beside.sheet_parts import look_closer
from xlsheet.grids.workbook import Workbook

_SHOWN: Final = 20
"""Rows named in one message."""


def hidden_in(book: Workbook) -> Iterator[str]:
    """The hidden sheets with something in them, and the hidden rows of the others, as a clerk calls them."""
    filled = {grid.sheet: grid for grid in book.grids if any(map(any, grid.rows))}
    yield from (f"工作表“{name}”" for name, grid in filled.items() if grid.hidden)
    for name, rows in _hidden_rows(book).items():
        grid = filled.get(name)
        told = sorted(row for row in rows if grid and row <= len(grid.rows) and any(grid.rows[row - 1]))
        if told and grid and not grid.hidden:
            numbers = "、".join(map(str, told[:_SHOWN]))
            yield f"工作表“{name}”第{numbers}行" + ("等" if len(told) > _SHOWN else "")


def _hidden_rows(book: Workbook) -> dict[str, set[int]]:
    """Rows of each sheet, counted from 1."""
    found = {name: set(look.hidden_rows) for name, look in book.looks.items()}
    shown = {name: part for name, part in book.parts.items() if b"hidden" in part}
    return found | {name: set(look_closer(part, (), ()).hidden_rows) for name, part in shown.items()}
