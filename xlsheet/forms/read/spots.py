"""Where tables begin and end on a sheet: one below the other, headers of one row or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import LAST_PERCENT, LAST_TEXT, MONTH_LABEL, UNIT_LABEL
from xlsheet.forms.read.header import Header, find_header, names_an_answer
from xlsheet.forms.read.labels import headings
from xlsheet.forms.read.rows import is_task_number, why_no_entry
from xlsheet.grids.grid import Cell

_FIRST_WITHIN: Final = 30
"""Rows in which the first header of a sheet is looked for."""

_ABOVE: Final = 12
"""Rows above a later header that may belong to it: its title, its labels, its notes."""

_LAST_MONTH: Final = ("上月", "上期", "上次")
_OF_LAST_MONTH: Final[dict[str, str]] = {PROGRESS.text: LAST_TEXT, PROGRESS.percent: LAST_PERCENT}

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A table's place, in 0-based rows: `first` is where its title and labels begin, `top` and `body` are
    the first row of its header and the first below it, `end` the one after its last. `again` are rows
    in which the header is printed once more."""

    header: Header
    first: int
    top: int
    body: int
    end: int
    again: frozenset[int] = frozenset()


def find_spots(rows: Rows) -> list[Spot]:
    """The places of all tables on a sheet, from top to bottom."""
    spots: list[Spot] = []
    i = 0
    while i < len(rows) and (spots or i < _FIRST_WITHIN):
        free = spots[-1].body if spots else 0
        found = _header_at(rows, i, free) if not spots or _may_be_header(rows[i], spots[-1].header) else None
        if found is None:
            i += 1
            continue
        top, i, header = found
        spots = _with(spots, Spot(header, 0, top, i, len(rows)), rows)
    return spots


def _with(spots: list[Spot], new: Spot, rows: Rows) -> list[Spot]:
    if not spots:
        return [new]
    last = spots[-1]
    first = _first_row_of(rows, last, new.top)
    told = headings(enumerate(rows[first : new.top]))
    if new.header.places == last.header.places and not {UNIT_LABEL, MONTH_LABEL} & told.keys():
        return [*spots[:-1], replace(last, again=last.again | set(range(new.top, new.body)))]
    return [*spots[:-1], replace(last, end=first), replace(new, first=first)]


def _first_row_of(rows: Rows, last: Spot, top: int) -> int:
    """Where the title and labels of a later table begin: behind the last entry of the table above and,
    where there is a gap, behind that."""
    row = top
    while row > max(last.body, top - _ABOVE) and not _is_entry(rows[row - 1], last.header):
        row -= 1
    gap = next((i for i in range(row, top) if _is_empty(rows[i])), None)
    if gap is not None:
        row = gap
        while row < top and _is_empty(rows[row]):
            row += 1
    elif not headings(enumerate(rows[row:top])).keys() & {UNIT_LABEL, MONTH_LABEL}:
        return top
    return row


def _is_entry(row: Sequence[Cell], header: Header) -> bool:
    place = header.places.get(PROGRESS.task_no)
    if place is None:
        return why_no_entry(row, header) is None
    return _at(row, place) != "" and is_task_number(row[place])


def _is_empty(row: Sequence[Cell]) -> bool:
    return row.count("") == len(row)


def _may_be_header(row: Sequence[Cell], last: Header) -> bool:
    """Whether a row below a table may be another header: nothing with a task's number in it is."""
    if row.count("") > len(row) - 3:
        return False
    place = last.places.get(PROGRESS.task_no)
    return place is None or not is_task_number(_at(row, place))


def _at(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else ""


def _header_at(rows: Rows, i: int, free: int) -> tuple[int, int, Header] | None:
    """The header of which row `i` is one: its first row, the first row below it, and what it says. Rows above
    `free` are another table's header."""
    header = find_header(rows[i])
    if header is not None and not header.missing:
        return i, i + 1, header
    found = (i, i + 1, header) if header is not None else None
    for top, body, stacked in _stacks(rows, i, free, header is not None):
        taller = find_header(stacked)
        if taller is not None and (header is None or len(taller.missing) < len(header.missing)):
            found, header = (top, body, taller), taller
    return found


def _stacks(rows: Rows, i: int, free: int, known: bool) -> Iterator[tuple[int, int, list[Cell]]]:
    """Row `i` with the row above it, and where it is a header itself with the one below."""
    if i > free and not _is_empty(rows[i - 1]) and names_an_answer(rows[i]):
        yield i - 1, i + 1, _stacked(rows[i - 1], rows[i])
    if known and i + 1 < len(rows) and not _is_empty(rows[i + 1]):
        yield i, i + 2, _stacked(rows[i], rows[i + 1])


def _stacked(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """The names of two rows: a lower one stands for itself, but below 上月 it is of last month."""
    names: list[Cell] = []
    group = ""
    for above, below in zip(upper, lower, strict=False):
        if above != "":
            group = fold(str(above))
        name = below if below != "" else above
        if below != "" and group.startswith(_LAST_MONTH):
            name = _OF_LAST_MONTH.get(str(below).strip(), f"上月{below}")
        names.append(name)
    return names
