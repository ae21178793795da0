"""What every reader hands on: a grid of raw cells, whatever file it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = object
"""A raw cell: str, int, float, bool, date, datetime or None. An error value is its text (#REF!)."""

Area = tuple[int, int, int, int]
"""0-based top, left, bottom, right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's cells from A1 on, row by row, and its merged areas."""

    sheet: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Area] = ()
