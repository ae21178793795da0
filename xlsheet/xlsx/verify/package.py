"""What is about to become the ledger, looked through before it takes the old one's place."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import Table
from xlsheet.ledger.changes import Edit, Replace, cells_of
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.package import READ_ERRORS, Package, TablePlace
from xlsheet.xlsx.reading import no_panic
from xlsheet.xlsx.verify.stretches import Probe, probe
from xlsheet.xlsx.verify.tables import same

_XML: Final = (".xml", ".rels")
_STRINGS: Final = "xl/sharedStrings.xml"
_NO_STRINGS: Final = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
_SHARED: Final = b't="s"'


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row that does not read as it was meant: what was meant, by column, and the first one that differs."""

    table: Table
    meant: Mapping[str, object]
    column: str


class NotMeantError(Exception):
    """Rows of a package that do not read as they were meant."""

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        super().__init__(len(misfits))
        self.misfits = misfits


@dataclass(frozen=True, slots=True)
class Change:
    """A step, with its table and where that was before."""

    step: Edit | Replace
    data: TableData
    place: TablePlace


def packed_and_proven(
    package: Package, changed: Mapping[str, bytes], gone: Collection[str], changes: Collection[Change]
) -> bytes | None:
    """The package with these parts changed and gone; None where it does not read as the steps meant,
    NotMeantError where that is so of single rows.

    Rows that are the very bytes they were in the same place are not read again; all others are, with
    calamine, and must hold what was meant or what they held. They are read while the package is packed.
    """
    with ThreadPoolExecutor(1) as other:
        packing = other.submit(package.rewritten, changed, gone)
        try:
            sound = _reads_as_meant(package, changed, changes)
            content = packing.result()
            return content if sound and _has_parts(content, package, changed, gone) else None
        except (*READ_ERRORS, CalamineError, expat.ExpatError):
            return None


def _reads_as_meant(package: Package, changed: Mapping[str, bytes], changes: Collection[Change]) -> bool:
    by_part = {change.place.sheet_part: change for change in changes}
    probes = {part: _probe(package, changed[part], change) for part, change in by_part.items()}
    _look_at_xml(changed, probes)
    return all(found.is_in_order() for found in probes.values()) and _reads(
        package.changed(changed), by_part, probes
    )


def _has_parts(content: bytes, package: Package, changed: Mapping[str, bytes], gone: Collection[str]) -> bool:
    """Whether the package that was packed has all parts, changed or not, to the last byte."""
    kept = [name for name in package.names() if name not in gone]
    finished = Package(content)
    return (
        finished.names() == kept + sorted({*changed} - {*kept})
        and all(finished.holds(name, part) for name, part in changed.items())
        and all(finished.packed(name) == package.packed(name) for name in kept if name not in changed)
    )


def _look_at_xml(changed: Mapping[str, bytes], probes: Mapping[str, Probe]) -> None:
    """ExpatError where what changed is not well-formed. Rows are left to who reads them."""
    for name, part in changed.items():
        if name.endswith(_XML):
            expat.ParserCreate().Parse(probes[name].around() if name in probes else part, True)


def _probe(package: Package, part: bytes, change: Change) -> Probe:
    step, first = change.step, change.place.first_row
    before = package.part(change.place.sheet_part)
    if isinstance(step, Replace) or step.removed:
        return probe(before, part, (), first)
    return probe(before, part, step.updates, max([first, *change.data.numbers]) + 1)


def _reads(after: Package, changes: Mapping[str, Change], probes: Mapping[str, Probe]) -> bool:
    """Whether the rows that are not the old bytes hold what they should, read some at a time."""
    tables = {part: _Expected(change, after, probes[part].kept) for part, change in changes.items()}
    misfits: list[Misfit] = []
    for chunks in zip_longest(*(probes[part].chunks() for part in tables)):
        here = {part: chunk for part, chunk in zip(tables, chunks, strict=True) if chunk is not None}
        book = _opened(after, here)
        for part in here:
            found = tables[part].misfits(_rows(book, tables[part].sheet, tables[part].width))
            if found is None:
                return False
            misfits += found
    if misfits:
        raise NotMeantError(misfits)
    return all(table.is_whole() for table in tables.values())


def _opened(after: Package, sheets: Mapping[str, bytes]) -> CalamineWorkbook:
    """The workbook with these parts of sheets. What Excel saved has a long list of strings, which takes
    time to read and which our rows don't look at."""
    looks_at_strings = any(_SHARED in sheet for sheet in sheets.values())
    without = {_STRINGS: _NO_STRINGS} if _STRINGS in after.names() and not looks_at_strings else {}
    with no_panic():
        return CalamineWorkbook.from_filelike(io.BytesIO(after.rewritten({**sheets, **without}, level=0)))


def _rows(book: CalamineWorkbook, sheet: str, width: int) -> Iterator[tuple[int, list[Any]]]:
    """Each row's number, and its cells from column A to at least the column `width`."""
    with no_panic():
        grid = book.get_sheet_by_name(sheet)
        rows = grid.to_python(skip_empty_area=True)
    row, left = grid.start or (0, 0)
    right = width - left - grid.width
    for number, cells in enumerate(rows, start=row + 1):
        yield number, [*[""] * left, *cells, *[""] * right] if left or right > 0 else cells


class _Expected:
    """What the rows of a table should hold after a change, and where."""

    def __init__(self, change: Change, after: Package, kept: Sequence[range]) -> None:
        """`kept` has the numbers of rows that will not be read again. ValueError where the table isn't
        where it was, or doesn't reach over its rows."""
        step, data, place = change.step, change.data, after.place(change.data.table)
        titles, header, names = list(map(str, data.table.columns)), data.header, data.header
        if isinstance(step, Replace):
            titles = list(step.columns or titles)
            header, names = step.columns or data.header, titles
        self.sheet, self._table, self._names = change.place.sheet, change.data.table, list(map(str, names))
        self._first = change.place.first_row
        self._columns = [change.place.first_column - 1 + header.index(name) for name in names]
        self.width = max(self._columns) + 1
        self._rows = _after(step, data, names, self._first, kept)
        self._last = max(self._rows, default=self._first)
        if not any(self._first in numbers for numbers in kept):
            self._rows[self._first] = [name if name in titles else None for name in names]
        if place is None or not _reaches_over(place, change.place, self._last):
            raise ValueError(self.sheet)
        self._last = place.last_row - place.totals_rows if place.part else self._last

    def misfits(self, rows: Iterable[tuple[int, Sequence[object]]]) -> list[Misfit] | None:
        """Those of the rows that were read, each with its number, that do not hold what they should; None
        where it is not the rows that are wrong."""
        meant: list[Sequence[object]] = []
        read: list[Sequence[object]] = []
        for number, cells in rows:
            expected = self._rows.pop(number, None)
            if number == self._first and expected is not None:
                names = [show(cells[column]).strip() for column in self._columns]
                if any(name not in (None, here) for here, name in zip(names, expected, strict=True)):
                    return None
            elif expected is not None:
                meant.append(expected)
                read.append(cells)
            elif self._first < number <= self._last and any(show(cells[c]) for c in self._columns):
                return None
        if all(
            _are_same([row[place] for row in meant], [cells[column] for cells in read])
            for place, column in enumerate(self._columns)
        ):
            return []
        return list(self._unlike(meant, read))

    def _unlike(
        self, meant: Sequence[Sequence[object]], read: Sequence[Sequence[object]]
    ) -> Iterator[Misfit]:
        for row, cells in zip(meant, read, strict=True):
            for place, column in enumerate(self._columns):
                if not _are_same([row[place]], [cells[column]]):
                    values = dict(zip(self._names, row, strict=True))
                    yield Misfit(self._table, values, self._names[place])
                    break

    def is_whole(self) -> bool:
        """Whether no row is missing."""
        return not any(show(value) for row in self._rows.values() for value in row)


def _are_same(meant: Iterable[object], read: Sequence[object]) -> bool:
    """Whether a column's cells read as they were meant. Nearly all are equal at once; of those that aren't,
    the same pairs come again and again."""
    meant = ["" if value is None else value for value in meant]
    return meant == read or all(m == r or same(m, r) for m, r in {*zip(meant, read, strict=True)})


def _reaches_over(place: TablePlace, before: TablePlace, last: int) -> bool:
    """Whether a table begins where it did and reaches to row `last`; one without a range of its own does."""
    begins = (place.first_row, place.first_column) == (before.first_row, before.first_column)
    return not place.part or (begins and place.last_row - place.totals_rows >= last)


def _after(
    step: Edit | Replace, data: TableData, names: Sequence[str], first: int, kept: Sequence[range]
) -> dict[int, Sequence[object]]:
    """The rows of a table that are to be read again, each with its cells in the columns `names`, by the
    numbers that they have after the step."""
    if isinstance(step, Replace):
        return dict(enumerate(cells_of(step.rows, names), start=first + 1))
    removed = sorted(step.removed)
    rows: dict[int, Sequence[object]] = {}
    for place in _outside(data.numbers, kept):
        number = data.numbers[place]
        if number not in step.removed:
            update = step.updates.get(number, {})
            cells = [update.get(name, cell) for name, cell in zip(names, data.values[place], strict=True)]
            rows[number - bisect_left(removed, number)] = cells
    last = max([first, *data.numbers]) - len(removed)
    return rows | dict(enumerate(cells_of(step.appended, names), start=last + 1))


def _outside(numbers: Sequence[int], kept: Sequence[range]) -> Iterator[int]:
    """The places of the numbers that are in none of these ranges; both stand in order."""
    at = 0
    for gone in kept:
        start = bisect_left(numbers, gone.start, at)
        yield from range(at, start)
        at = bisect_left(numbers, gone.stop, start)
    yield from range(at, len(numbers))
