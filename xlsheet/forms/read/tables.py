"""Grids to tables: the header wherever it stands, the rows that are entries, the cells beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import (
    CHECK,
    FILLED_LABEL,
    MONTH_LABEL,
    OWN_SHEETS,
    PHONE_LABEL,
    REPORTER_LABEL,
    ROLE,
)
from xlsheet.forms.read.furniture import is_small_print
from xlsheet.forms.read.header import Header, anchor_again, find_header
from xlsheet.forms.read.labels import Headings, headings
from xlsheet.forms.read.returned import CellCounts, FoundTable, Stray, StrayPlace
from xlsheet.forms.read.rows import EMPTY, REPEATED, why_no_entry
from xlsheet.forms.read.spots import Spot, find_spots
from xlsheet.forms.read.strays import around_entries, beside_entries
from xlsheet.grids.grid import Cell, Grid, columns_from

_UNREAD: Final = (ROLE, CHECK)
"""Columns of which nobody asks what stands in a row: what is wrong in them is a stray."""

_HEADER_WITHIN: Final = 30
_REPEATED: Final = (PROGRESS.unit, PROGRESS.month, PROGRESS.status, PROGRESS.reporter, PROGRESS.phone)
_A_MONTH: Final = re.compile(r"[\d一二三四五六七八九十]\s*月")
_ANSWERS_ABOVE: Final = (REPORTER_LABEL, PHONE_LABEL, FILLED_LABEL)
_AROUND: Final = 40
"""Rows below a table in which its signatures are looked for."""


def is_ours(sheet: str) -> bool:
    """Whether a sheet is one of those that we put into a form beside the tables, under its own name or as
    Excel calls a copy of it."""
    return sheet.startswith(tuple(OWN_SHEETS))


def find_tables(grids: Sequence[Grid]) -> Iterator[FoundTable]:
    """The tables of progress and plan rows, wherever they stand and whatever their sheets are called."""
    for grid in grids:
        if not is_ours(grid.sheet):
            months: Headings = {}
            for strip in _strips(grid):
                for spot in find_spots(strip.rows):
                    yield _of_month(_table(strip, spot), strip.rows[spot.first : spot.top], months)


def _of_month(found: FoundTable, above: Sequence[Sequence[Cell]], months: Headings) -> FoundTable:
    """A table of progress with the month that is written for the one before it or beside it on its sheet,
    where none is written for itself: neither as 填报月份, nor in its rows, nor in words above it."""
    if found.table is not PROGRESS or PROGRESS.month in found.cells:
        return found
    if MONTH_LABEL in found.headings:
        months[MONTH_LABEL] = found.headings[MONTH_LABEL]
        return found
    if any(isinstance(cell, str) and _A_MONTH.search(cell) for row in above for cell in row):
        return found
    return replace(found, headings={**found.headings, **months}) if months else found


def _strips(grid: Grid) -> Iterator[Grid]:
    """The sheet, or where tables stand side by side the columns of each; the name of a first column typed
    over another one's is no second table."""
    for row in grid.rows[:_HEADER_WITHIN]:
        header = find_header(row)
        cut = anchor_again(row, header) if header is not None else None
        if cut is not None and find_header(row[:cut]) and find_header(row[cut:]):
            yield columns_from(grid, 0, cut)
            yield from _strips(columns_from(grid, cut))
            return
        if header is not None:
            break
    yield grid


def _table(grid: Grid, spot: Spot) -> FoundTable:
    header = spot.header
    cells = _filled_down(grid, spot.body - 1)
    rows: list[int] = []
    skipped: list[tuple[int, str]] = []
    checked: list[tuple[int, str]] = []
    for i in range(spot.body, spot.end):
        reason = REPEATED if i in spot.again else why_no_entry(cells[i], header)
        if reason is None:
            rows.append(i)
        elif reason != EMPTY:
            skipped.append((i + 1, reason))
        elif grid.rows[i].count("") < len(grid.rows[i]):
            checked.append((i + 1, reason))
    told = _headings(grid, spot, [number - 1 for number, why in skipped[:_AROUND] if why != REPEATED])
    beside, known = beside_entries(grid, header, rows)
    used = {address: label for label, (_, address) in told.items()}
    around, counts = around_entries(grid, spot, [*skipped, *checked], used)
    for label in [label for label in _ANSWERS_ABOVE if label in told]:
        value, address = told[label]
        if is_small_print(value):
            counts += CellCounts(taken=1, furniture=-1)
        else:  # words on a task where a name or a day belongs are every row's answer in no sense
            around.append(Stray(StrayPlace.ABOVE, grid.sheet, address, show(value)))
            counts += CellCounts(reported=1, furniture=-1)
            del told[label]
    return FoundTable(
        table=header.table,
        sheet=grid.sheet,
        header_row=spot.body,
        rows=[i + 1 for i in rows],
        cells=_columns([cells[i] for i in rows], header),
        letters={name: column_letter(grid.left + place) for name, place in header.places.items()},
        headings=told,
        missing=header.missing,
        extra=tuple(header.extra.values()),
        skipped=skipped,
        variants=header.variants,
        merged=_merged(grid, header, spot.body - 1, rows),
        strays=[*beside, *around],
        filled=[len(grid.rows[i]) - grid.rows[i].count("") for i in rows],
        known=known,
        copied=_copied(grid, header, spot.body - 1, rows),
        around=counts,
        hidden=grid.hidden,
        later=spot.first > 0 or grid.left > 0,
    )


def _columns(rows: Sequence[Sequence[Cell]], header: Header) -> dict[str, list[Cell]]:
    """The cells of the columns that anybody asks for, by name."""
    places = {name: place for name, place in header.places.items() if name not in _UNREAD}
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
            if row[left] == "":
                row[left] = value
    return rows


def _merged(grid: Grid, header: Header, top: int, rows: Sequence[int]) -> list[str]:
    """The merged areas (`C6:C8`) whose value was taken for several entries."""
    known = set(header.places.values())
    counted = set(rows)
    return [
        f"{column_letter(grid.left + left)}{first + 1}:{column_letter(grid.left + right)}{last + 1}"
        for first, left, last, right in grid.merged
        if first > top and last > first and left in known and not counted.isdisjoint(range(first, last + 1))
    ]


def _copied(grid: Grid, header: Header, top: int, rows: Sequence[int]) -> list[tuple[int, str]]:
    """The cells (worksheet row and column's name) that have the value of a merged cell above them."""
    tall = [area for area in grid.merged if area[0] > top and area[2] > area[0]]
    if not tall:
        return []
    names, counted = {place: name for name, place in header.places.items()}, set(rows)
    return [
        (row + 1, names[left])
        for first, left, last, _ in tall
        if left in names and first < len(grid.rows) and grid.rows[first][left] != ""
        for row in range(first + 1, min(last + 1, len(grid.rows)))
        if row in counted and grid.rows[row][left] == ""
    ]


def _headings(grid: Grid, spot: Spot, around: Sequence[int]) -> Headings:
    """The labelled cells above a table and, where they are not there, in the rows under it."""
    merged = [area for area in grid.merged if area[0] < spot.top]
    above = headings(_numbered(grid, range(spot.first, spot.top)), merged, grid.left)
    return headings(_numbered(grid, around), left=grid.left) | above if around else above


def _numbered(grid: Grid, rows: Iterable[int]) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((i, grid.rows[i]) for i in rows)
