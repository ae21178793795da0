"""What every reader hands on: a grid of raw cells, whatever file it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Cell = object
"""A raw cell: str, int, float, bool, date, datetime or None. An error value is its text (#REF!)."""

Area = tuple[int, int, int, int]
"""0-based top, left, bottom, right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's cells from A1 on, row by row, and its merged areas. `left` counts columns that were cut off
    before the first; `hidden` says that nobody sees the sheet."""

    sheet: str
    rows: Sequence[list[Cell]]
    merged: Sequence[Area] = ()
    left: int = 0
    hidden: bool = False


def squared(grid: Grid) -> Grid:
    """The sheet with "" in every blank cell, and as many cells in each row as in the longest."""
    rows = [
        ["" if cell is None or (type(cell) is str and cell.isspace()) else cell for cell in row]
        for row in grid.rows
    ]
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return replace(grid, rows=rows)


def columns_from(grid: Grid, left: int, right: int | None = None) -> Grid:
    """Some columns of a squared sheet, as they stand on it."""
    end = right if right is not None else 1 << 30
    merged = [(a, b - left, c, d - left) for a, b, c, d in grid.merged if left <= b < end]
    rows = [row[left:right] for row in grid.rows]
    return replace(grid, rows=rows, merged=merged, left=grid.left + left)


def put(grid: Grid, cells: Iterable[tuple[int, int, Cell]]) -> None:
    """Put values into a squared sheet (0-based row and column) that its reader left out."""
    for row, column, value in cells:
        if row < len(grid.rows) and column < len(grid.rows[row]):
            grid.rows[row][column] = value


def filled(rows: Iterable[Sequence[Cell]]) -> int:
    """How many cells of a squared sheet's rows hold something."""
    return sum(len(row) - row.count("") for row in rows)
