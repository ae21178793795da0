"""What was written, read again before it becomes the ledger, and compared with what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from xlsheet.dictionary.findings import show
from xlsheet.ledger.changes import Edit, Link, Replace, Row
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.cells import storable


def reads_as_meant(step: Edit | Replace, data: TableData) -> bool:
    """Whether a table that was read after a step holds what the step put there."""
    meant = list(_meant(step, data))
    places = {name: place for place, name in enumerate(data.header)}
    read = dict(zip(data.numbers, data.values, strict=True))
    nothing = [None] * len(places)
    return all(_same_row(row, read.get(number, nothing), places) for number, row in meant)


def _meant(step: Edit | Replace, data: TableData) -> Iterator[tuple[int, Row]]:
    """The worksheet rows in which values of the step must stand now, with them."""
    new = step.rows if isinstance(step, Replace) else step.appended
    filled = [row for row in new if any(show(value) for value in row.values())]
    if filled:
        yield from zip(data.numbers[-len(filled) :], filled, strict=False)
    if isinstance(step, Edit) and not step.removed:
        yield from step.updates.items()


def _same_row(meant: Row, read: Sequence[object], places: Mapping[str, int]) -> bool:
    values = [read[places[name]] for name in meant]
    # nearly every value is equal at once; one that isn't may be the same all the same
    return all(m == r or same(m, r) for m, r in zip(meant.values(), values, strict=True))


def same(meant: object, read: object) -> bool:
    """Whether a cell that reads like this is what was meant."""
    if isinstance(meant, Link):
        return True
    if isinstance(meant, float) and meant != meant:
        return read is None
    if isinstance(meant, date) or isinstance(read, date | time | timedelta):
        return _same_moment(meant, read)
    if isinstance(meant, int | float) and isinstance(read, int | float):
        return abs(meant - read) <= 1e-9 * max(1.0, abs(meant))
    return storable(show(meant)) == show(read)


def _same_moment(meant: object, read: object) -> bool:
    """A number in a cell whose format shows days reads as a day; only a day that was meant can be wrong."""
    if not isinstance(meant, date):
        return isinstance(meant, int | float)
    return isinstance(read, date) and abs(_moment(meant) - _moment(read)) < timedelta(seconds=1)


def _moment(day: date) -> datetime:
    return day.replace(tzinfo=None) if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
