"""A sheet as read: its cells from A1 on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsheet.forms.returned import Cell

Area = tuple[int, int, int, int]
"""0-based top, left, bottom, right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's cells from A1 on, row by row, and its merged areas."""

    sheet: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Area] = ()
