"""Where Ctrl+arrow leads from a cell, as Excel moves: to the edge of a block of filled cells."""

from __future__ import annotations

from typing import Final

from xlsheet.engines.cells.boxes import MAX_COLUMNS, MAX_ROWS, Box
from xlsheet.engines.owners import OwningSheet

_DIRECTIONS: Final = {
    "down": "down", "d": "down", "up": "up", "u": "up",
    "right": "right", "r": "right", "left": "left", "l": "left",
}  # fmt: skip


def next_edge(sheet: OwningSheet, cell: Box, direction: str) -> Box:
    """The cell that Ctrl+arrow goes to; ValueError for an unknown direction."""
    way = _DIRECTIONS.get(direction)
    if way is None:
        raise ValueError(f"方向只能是 up、down、left 或 right，不能是“{direction}”。")
    vertical, forward = way in ("down", "up"), way in ("down", "right")
    line = _line(sheet, cell, vertical, forward)
    start = cell.row if vertical else cell.column
    last = (MAX_ROWS if vertical else MAX_COLUMNS) if forward else 1
    steps = _steps(line, abs(last - start))
    there = start + steps if forward else start - steps
    return Box(there, cell.column) if vertical else Box(cell.row, there)


def _line(sheet: OwningSheet, cell: Box, vertical: bool, forward: bool) -> list[bool]:
    """Which cells are filled, from the cell on in that direction, as far as anything is."""
    used = sheet.used_box()
    if vertical:
        first, last = (cell.row, used.last_row) if forward else (1, cell.row)
        box = Box(first, cell.column, max(1, last - first + 1), 1)
    else:
        first, last = (cell.column, used.last_column) if forward else (1, cell.column)
        box = Box(cell.row, first, 1, max(1, last - first + 1))
    # A formula that gives "" fills its cell: getDataArray would not show that, the formulas do.
    rows = sheet.at(box).api.getFormulaArray()
    filled = [bool(text) for row in rows for text in row]
    return filled if forward else filled[::-1]


def _steps(line: list[bool], longest: int) -> int:
    """How far to go: to the last of a filled run that starts here, else to the next filled cell."""
    inside = line[0] and len(line) > 1 and line[1]
    for place in range(1, len(line)):
        if inside and not line[place]:
            return place - 1
        if not inside and line[place]:
            return place
    return len(line) - 1 if inside else longest
