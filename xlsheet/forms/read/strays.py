"""What stands on a sheet where nobody asked for it, and the count of its cells: the coverage of a return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress
from typing import Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.check_words import is_check_word
from xlsheet.forms.layout import (
    CHECK,
    CONTENT,
    LAST_PERCENT,
    LAST_TEXT,
    PLAN_INPUTS,
    PROGRESS_INPUTS,
    REPLY_SHEET,
)
from xlsheet.forms.read.furniture import is_furniture_above, is_heading, is_note, is_small_print
from xlsheet.forms.read.header import Header
from xlsheet.forms.read.returned import CellCounts, FoundTable, Stray, StrayPlace
from xlsheet.forms.read.rows import NOTE, REPEATED
from xlsheet.forms.read.spots import Spot
from xlsheet.grids.beside.look import Attachment, AttachmentKind
from xlsheet.grids.grid import Grid, filled

_ASKED: Final = frozenset(
    (
        *(PROGRESS.task_no, PROGRESS.unit, PROGRESS.month, CONTENT, LAST_TEXT, LAST_PERCENT),
        *(*PROGRESS_INPUTS, *PLAN_INPUTS),
    )
)
"""The columns of which merge asks what stands in a row."""

_ROLES: Final = frozenset({"牵头", "责任", "牵头单位", "责任单位", "配合", "配合单位"})
_SAMPLE: Final = 5
"""Cells of a sheet without a table that are quoted."""


def beside_entries(grid: Grid, header: Header, rows: Sequence[int]) -> tuple[list[Stray], list[int]]:
    """The strays in the rows of entries; and for each row how many cells, of those that nobody asks for,
    hold what our forms put there."""
    if not rows:
        return [], []
    columns = list(zip(*(grid.rows[i] for i in rows), strict=True))
    names = {place: name for name, place in header.places.items()}
    strays: list[Stray] = []
    known = [0] * len(rows)
    for place, cells in enumerate(columns):
        name = names.get(place)
        if name in _ASKED or cells.count("") == len(cells):
            continue
        if name is None:
            column = header.extra.get(place, "")
            kind = StrayPlace.COLUMN if column else StrayPlace.NO_HEADER
            strays += _in_column(grid, place, cells, rows, [cell != "" for cell in cells], kind, column)
            continue
        own = is_check_word if name == CHECK else _ROLES.__contains__
        kind = StrayPlace.CHECK if name == CHECK else StrayPlace.PRINTED
        strange = [cell != "" and not own(cell) for cell in cells]
        strays += _in_column(grid, place, cells, rows, strange, kind, name)
        known = [n + (cell != "" and not odd) for n, cell, odd in zip(known, cells, strange, strict=True)]
    return strays, known


def _in_column(
    grid: Grid,
    place: int,
    cells: Sequence[object],
    rows: Sequence[int],
    wanted: Sequence[bool],
    kind: StrayPlace,
    column: str = "",
) -> Iterator[Stray]:
    letter = column_letter(grid.left + place)
    for row, cell in compress(zip(rows, cells, strict=True), wanted):
        yield Stray(kind, grid.sheet, f"{letter}{row + 1}", show(cell), row + 1, column)


def around_entries(
    grid: Grid, spot: Spot, skipped: Sequence[tuple[int, str]], used: Iterable[str]
) -> tuple[list[Stray], CellCounts]:
    """The strays above and below a table, and the count of all cells there and in its header; `used` are
    the addresses of values whose label says what they are."""
    known = set(used)
    strays: list[Stray] = []
    found = filled(grid.rows[spot.first : spot.body])
    for i in range(spot.first, spot.top):
        for place in _filled_places(grid.rows[i]):
            cell, before = grid.rows[i][place], _before(grid.rows[i], place)
            address = f"{column_letter(grid.left + place)}{i + 1}"
            if address not in known and not is_furniture_above(cell, before):
                strays.append(Stray(StrayPlace.ABOVE, grid.sheet, address, show(cell)))
    for number, reason in skipped:
        row = grid.rows[number - 1]
        found += filled([row])
        for place in () if reason == REPEATED else _filled_places(row):
            address = f"{column_letter(grid.left + place)}{number}"
            if address not in known and not _is_known(row[place], reason):
                strays.append(Stray(StrayPlace.BELOW, grid.sheet, address, show(row[place])))
    return strays, CellCounts(found, 0, 0, found - len(strays), len(strays))


def _filled_places(row: Sequence[object]) -> Iterator[int]:
    return (place for place, cell in enumerate(row) if cell != "")


def _before(row: Sequence[object], place: int) -> object:
    """The nearest cell to the left that holds something: a label may be merged over several."""
    return next((row[i] for i in range(place - 1, -1, -1) if row[i] != ""), "")


def _is_known(cell: object, reason: str) -> bool:
    if reason == NOTE:
        return is_note(cell) or is_heading(cell) or is_check_word(cell)
    return is_small_print(cell)


def on_other_sheet(grid: Grid) -> tuple[list[Stray], CellCounts]:
    """What stands on a sheet without a table, as one stray that quotes its first cells."""
    found = filled(grid.rows)
    if not found:
        return [], CellCounts()
    cells = ((i, place) for i, row in enumerate(grid.rows) for place in _filled_places(row))
    quoted = [
        f"{column_letter(grid.left + place)}{i + 1}“{show(grid.rows[i][place])[:20]}”"
        for (i, place), _ in zip(cells, range(_SAMPLE), strict=False)
    ]
    words = "、".join(quoted) + (f"等 {found} 格" if found > _SAMPLE else "")
    place = StrayPlace.HIDDEN if grid.hidden else StrayPlace.SHEET
    return [Stray(place, grid.sheet, "", words, cells=found)], CellCounts(found, reported=found)


def hanging(found: Sequence[FoundTable], attachments: Sequence[Attachment]) -> tuple[list[FoundTable], int]:
    """The tables with what hangs on their sheets as strays, beside the row where it hangs; and how many cells
    hold a picture and nothing else. What our own replies pinned to cells is nothing."""
    more: dict[int, list[Stray]] = {}
    in_cells = 0
    for hung in attachments:
        if hung.author == REPLY_SHEET:
            continue
        i = next((i for i, t in enumerate(found) if t.sheet == hung.sheet and hung.row + 1 in t.rows), None)
        row = hung.row + 1 if i is not None else 0
        if i is None:
            i = next((i for i, table in enumerate(found) if table.sheet == hung.sheet), 0)
        address = f"{column_letter(hung.column)}{hung.row + 1}"
        stray = Stray(_PLACES[hung.kind], hung.sheet, address, hung.words, row)
        more.setdefault(i, []).append(stray)
        in_cells += hung.in_cell
    tables = [
        replace(table, strays=[*table.strays, *more[i]]) if i in more else table
        for i, table in enumerate(found)
    ]
    return tables, in_cells


_PLACES: Final = {
    AttachmentKind.COMMENT: StrayPlace.COMMENT,
    AttachmentKind.BOX: StrayPlace.BOX,
    AttachmentKind.PICTURE: StrayPlace.PICTURE,
}
