"""Grids to tables: the header wherever it stands, the rows that are entries, the cells beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CHECK, GUIDE_SHEET, LAST_PERCENT, LAST_TEXT, MARK_SHEET, ROLE
from xlsheet.forms.read.header import Header, find_header
from xlsheet.forms.read.labels import Headings, headings
from xlsheet.forms.read.returned import FoundTable
from xlsheet.forms.read.rows import EMPTY, why_no_entry
from xlsheet.grids.grid import Cell, Grid

_HEADER_WITHIN: Final = 30
_PRINTED: Final = (ROLE, LAST_TEXT, LAST_PERCENT, CHECK)
_REPEATED: Final = (PROGRESS.unit, PROGRESS.month, PROGRESS.status, PROGRESS.reporter, PROGRESS.phone)
_AROUND: Final = 40
"""Rows below a table in which its signatures are looked for."""


def find_tables(grids: Sequence[Grid]) -> Iterator[FoundTable]:
    """The tables of progress and plan rows, wherever they stand and whatever their sheets are called."""
    for grid in grids:
        if grid.sheet not in (MARK_SHEET, GUIDE_SHEET):
            for top, cells in enumerate(grid.rows[:_HEADER_WITHIN]):
                header = find_header(cells)
                if header is not None:
                    yield _table(grid, header, top)
                    break


def _table(grid: Grid, header: Header, top: int) -> FoundTable:
    cells = _filled_down(grid, top)
    rows: list[int] = []
    skipped: list[tuple[int, str]] = []
    for i in range(top + 1, len(grid.rows)):
        reason = why_no_entry(cells[i], header)
        if reason is None:
            rows.append(i)
        elif reason != EMPTY:
            skipped.append((i + 1, reason))
    return FoundTable(
        table=header.table,
        sheet=grid.sheet,
        header_row=top + 1,
        rows=[i + 1 for i in rows],
        cells=_columns([cells[i] for i in rows], header),
        letters={name: column_letter(place) for name, place in header.places.items()},
        headings=_headings(grid, top, [number - 1 for number, _ in skipped[:_AROUND]]),
        missing=header.missing,
        extra=tuple(header.extra.values()),
        skipped=skipped,
        variants=header.variants,
        merged=_merged(grid, header, top, rows),
    )


def _columns(rows: Sequence[Sequence[Cell]], header: Header) -> dict[str, list[Cell]]:
    """The cells of the columns that anybody asks for, by name; what was printed for the unit is not."""
    places = {name: place for name, place in header.places.items() if name not in _PRINTED}
    width = max(places.values(), default=0) + 1
    if any(len(row) < width for row in rows):
        return {name: [_at(row, place) for row in rows] for name, place in places.items()}
    columns = list(zip(*rows, strict=False)) or [()] * width
    return {
        name: _shared(columns[place]) if name in _REPEATED else _blank_as_none(columns[place])
        for name, place in places.items()
    }


def _blank_as_none(cells: Sequence[Cell]) -> list[Cell]:
    return [None if cell == "" else cell for cell in cells] if "" in cells else list(cells)


def _shared(cells: Sequence[Cell]) -> list[Cell]:
    """A column's cells, None for blank ones, with equal texts as one object: an answer that is lighter to
    send, and to keep among thousands."""
    known: dict[Cell, Cell] = {"": None}
    return [known.setdefault(cell, cell) if type(cell) is str else cell for cell in cells]


def _at(row: Sequence[Cell], place: int) -> Cell:
    value = row[place] if place < len(row) else None
    return None if value == "" else value


def _filled_down(grid: Grid, top: int) -> Sequence[Sequence[Cell]]:
    """The rows, with the value of a cell that is merged over several of them in each."""
    tall = [area for area in grid.merged if area[0] > top and area[2] > area[0]]
    if not tall:
        return grid.rows
    rows = [list(row) for row in grid.rows]
    for first, left, last, _ in tall:
        value = _at(rows[first], left) if first < len(rows) else None
        for row in rows[first + 1 : last + 1] if value is not None else ():
            row.extend([""] * (left + 1 - len(row)))
            row[left] = value
    return rows


def _merged(grid: Grid, header: Header, top: int, rows: Sequence[int]) -> list[str]:
    """The merged areas (`C6:C8`) whose value was taken for several entries."""
    known = set(header.places.values())
    counted = set(rows)
    return [
        f"{column_letter(left)}{first + 1}:{column_letter(right)}{last + 1}"
        for first, left, last, right in grid.merged
        if first > top and last > first and left in known and not counted.isdisjoint(range(first, last + 1))
    ]


def _headings(grid: Grid, top: int, around: Sequence[int]) -> Headings:
    """The labelled cells above a table and, where they are not there, in the rows under it."""
    merged = [area for area in grid.merged if area[0] < top]
    above = headings(enumerate(grid.rows[:top]), merged)
    return headings((i, grid.rows[i]) for i in around) | above if around else above
