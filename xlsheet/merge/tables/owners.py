"""Whose the tables of a returned file are: each speaks for itself, and several units are several returns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import UNIT_LABEL, Stamp
from xlsheet.forms.read.returned import CellCounts, FoundTable, ReturnedFile
from xlsheet.units.registry import Registry

NOBODY = "没有写单位"
"""What the part of a common workbook is called that names no unit."""


def by_unit(returned: ReturnedFile, registry: Registry) -> list[ReturnedFile]:
    """A workbook with tables or rows of several units, as one file for each of them; any other as it is.

    A table is its own mark's, else its cell 填报单位's, else its rows' 单位. Each part has a fingerprint of
    its own; what stands on other sheets goes with the first.
    """
    if len(returned.tables) == 1 and PROGRESS.unit not in returned.tables[0].cells:
        return [returned]
    owned = list(_owned_tables(returned, registry))
    owners = list(dict.fromkeys(owner for owner, _ in owned if owner))
    if len(owners) < 2:
        return [returned]
    return [
        replace(
            returned,
            path=f"{returned.path}/{owner or NOBODY}",
            sha256=hashlib.sha256(f"{returned.sha256} {owner}".encode()).hexdigest(),
            marks=tuple(mark for mark in returned.marks if _name(mark.unit, registry) == owner),
            tables=tuple(found for name, found in owned if name == owner),
            source=returned.path,
            strays=() if number else returned.strays,
            counts=CellCounts() if number else returned.counts,
            measured=tuple(c for c in returned.measured if c.unit and _name(c.unit, registry) == owner),
        )
        for number, owner in enumerate(dict.fromkeys(owner for owner, _ in owned))
    ]


def mark_of(found: FoundTable, returned: ReturnedFile) -> Stamp | None:
    """The mark of a table: that of its sheet, also where this was renamed and no other can be meant. Of
    several tables on the sheet it is the one of the mark's unit, else the first."""
    mark = next((mark for mark in returned.marks if mark.sheet == found.sheet), None)
    if mark is None:
        known = {mark.sheet for mark in returned.marks}
        strangers = [t for t in returned.tables if t.table is found.table and t.sheet not in known]
        lost = known - {t.sheet for t in returned.tables}
        return returned.marks[0] if len(strangers) == 1 and lost else None
    heading = fold(unit_heading(found))
    if not found.later or not heading:
        others = [t for t in returned.tables if t.sheet == found.sheet and t is not found]
        taken = heading and any(fold(unit_heading(t)) == fold(mark.unit) for t in others)
        return None if taken and heading != fold(mark.unit) else mark
    return mark if heading == fold(mark.unit) else None


def unit_heading(found: FoundTable) -> str:
    """What stands beside 填报单位."""
    return show(found.headings[UNIT_LABEL][0]).strip() if UNIT_LABEL in found.headings else ""


def _name(said: str, registry: Registry) -> str:
    return registry.canonical(said) or said


def _owned_tables(returned: ReturnedFile, registry: Registry) -> Iterator[tuple[str, FoundTable]]:
    """Each table with its unit's name, or each unit's rows of it; those that name nobody are the unit's
    that stands above them on their sheet."""
    above: dict[str, str] = {}
    for found in returned.tables:
        mark, heading = mark_of(found, returned), unit_heading(found)
        if mark is not None:
            parts = [(_name(mark.unit, registry), found)]
        elif heading:
            parts = [(_name(heading, registry), found)]
        else:
            parts = list(_by_rows(found, registry))
            if len(parts) == 1 and not parts[0][0]:
                parts = [(above.get(found.sheet, ""), found)]
        above[found.sheet] = parts[-1][0]
        yield from parts


def _by_rows(found: FoundTable, registry: Registry) -> Iterator[tuple[str, FoundTable]]:
    """The rows of each unit that a column 单位 names."""
    rows: dict[str, list[int]] = {}
    for i, cell in enumerate(found.cells.get(PROGRESS.unit, ())):
        rows.setdefault(_name(show(cell).strip(), registry), []).append(i)
    if len(rows) < 2:
        yield next(iter(rows), ""), found
        return
    for number, (name, places) in enumerate(rows.items()):
        yield name, _rows_of(found, places, first=not number)


def _rows_of(found: FoundTable, places: Sequence[int], *, first: bool) -> FoundTable:
    """Some rows of a table, with what stands beside them; what stands around it goes with the first."""
    rows = [found.rows[i] for i in places]
    own = set(rows)
    return replace(
        found,
        rows=rows,
        cells={column: [values[i] for i in places] for column, values in found.cells.items()},
        skipped=found.skipped if first else (),
        strays=[stray for stray in found.strays if (first and not stray.row) or stray.row in own],
        filled=[found.filled[i] for i in places] if found.filled else (),
        known=[found.known[i] for i in places] if found.known else (),
        around=found.around if first else CellCounts(),
    )
