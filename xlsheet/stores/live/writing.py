"""Changes carried into a table on an open sheet, in blocks: formats first, so that text stays text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

import xlwings as xw

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import Kind
from xlsheet.ledger.changes import Edit, Link, Replace, Row, Value
from xlsheet.ledger.table import TableData
from xlsheet.stores.live.below import look_at_immovable
from xlsheet.stores.live.table import OpenTable
from xlsheet.xlsx.cells import fitting, link_formula

_BESIDE: Final = 40
"""Columns right of a table that are looked at for what its user put there."""
_TEXT: Final = Kind.TEXT.number_format
_GENERAL: Final = "General"
_NEUTRAL: Final = (None, _GENERAL, _TEXT)
"""Formats that a day or a number must not be left in; None: the cells differ."""


def write_step(found: OpenTable, step: Edit | Replace) -> None:
    """Carry out a step on a table as it was just read.

    What stands below the table goes down before new rows would run into it; LedgerError where it cannot.
    """
    if found.listed is not None:
        _show_all_rows(found.listed)
    writer = _Writer(found)
    if isinstance(step, Edit):
        writer.edit(step)
    else:
        writer.replace(step)


def _show_all_rows(listed: xw.main.Table) -> None:
    """Lift what the user filtered by: Excel writes a block past hidden rows, not into them."""
    if any(criterion.type != "none" for criterion in listed.autofilter.criteria):
        listed.autofilter.clear()


class _Writer:
    """One table's sheet being changed."""

    def __init__(self, found: OpenTable) -> None:
        self.found = found
        self.sheet = found.sheet
        self.place = found.place
        self.data = found.data
        self.header = list(found.data.header)
        self._last_used = max([self.place.first_row, *found.data.numbers])
        self._end = max(self._last_used, self.place.last_row - self.place.totals_rows)

    @property
    def _first(self) -> int:
        """The table's first row of data."""
        return self.place.first_row + 1

    @property
    def _last_own(self) -> int:
        """The last of our columns; those after it are the user's."""
        return max(self._column(name) for name in self.data.table.columns)

    @property
    def _own(self) -> set[str]:
        """Our columns' names."""
        return set(map(str, self.data.table.columns))

    def _column(self, name: str) -> int:
        return self.place.first_column + self.header.index(name)

    def edit(self, edit: Edit) -> None:
        """Rows changed, taken out and added at the end."""
        self._update(edit.updates)
        last_used, end = self._last_used, self._end
        if edit.removed:
            self._take_apart()
            kept = [number for number in range(self._first, last_used + 1) if number not in edit.removed]
            self._arrange(kept, range(self.place.first_column, self.place.last_column + 1))
            last_used -= len(edit.removed)
            end -= len(edit.removed)
        self._let_end(max(last_used + len(edit.appended), end))
        self._put(last_used + 1, self.data.table.columns, edit.appended)

    def replace(self, step: Replace) -> None:
        """All rows anew. Cells in columns of the user's follow their row's key."""
        self._take_apart()
        if step.columns is not None:
            self._change_columns(step.columns)
        last = self.place.first_row + len(step.rows)
        if grows := last > self._end:
            self._let_end(last)
        users = range(self._last_own + 1, self.place.first_column + len(self.header))
        if users:
            self._arrange(origins(self.data, step.rows), users)
        self._put(self._first, step.columns or self.data.table.columns, step.rows)
        if not grows:
            self._clear(last + 1, self._end, range(self.place.first_column, users.stop))
            self._let_end(last)

    def _take_apart(self) -> None:
        """Cells merged over several rows are single ones again, each with what they said: the rows are about
        to go their own ways."""
        covered = [place for place, cell in self.data.respelled.items() if cell is None]
        for number, name in covered:
            cell = self._columns(number, number, [name])
            if cell.merge_cells:
                cell.merge_area.unmerge()
        for number, name in covered:
            self._prepare(number, number, [name], [self.data.row(number)])  # type: ignore[list-item]
            self._put_values(number, [name], [self.data.row(number)])  # type: ignore[list-item]

    def _update(self, updates: Mapping[int, Row]) -> None:
        """Single rows, in blocks as large as neighbouring rows and columns allow."""
        rows_of: dict[str, list[int]] = {}
        for number in sorted(updates):
            for name in updates[number]:
                rows_of.setdefault(name, []).append(number)
        names = [name for name in self.header if name in rows_of]
        for _, group in groupby(names, key=rows_of.__getitem__):
            together = list(group)
            numbers = rows_of[together[0]]
            mixed = any(self.data.table.column(name).kind is Kind.ANY for name in set(together) & self._own)
            for first, last in _runs(numbers) if mixed else [(numbers[0], numbers[-1])]:
                self._prepare(first, last, together, [updates.get(n, {}) for n in range(first, last + 1)])
            for first, last in _runs(numbers):
                self._put_values(first, together, [updates[n] for n in range(first, last + 1)])

    def _put(self, first: int, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Whole rows from a row on; columns that a row does not name are left empty."""
        if rows:
            self._prepare(first, first + len(rows) - 1, names, rows)
            self._put_values(first, names, rows)

    def _put_values(self, first: int, names: Sequence[str], rows: Sequence[Row]) -> None:
        for together in self._neighbours(names):
            values = [[_cell(row.get(name)) for name in together] for row in rows]
            block = self._columns(first, first + len(rows) - 1, together)
            block.value = values
            _keep_apostrophes(block, values)

    def _columns(self, first: int, last: int, names: Sequence[str]) -> xw.Range:
        """Rows of some columns that stand side by side."""
        return self._block(first, last, range(self._column(names[0]), self._column(names[-1]) + 1))

    def _neighbours(self, names: Sequence[str]) -> Iterator[list[str]]:
        """The names in runs of columns that stand side by side."""
        places = {self._column(name): name for name in names}
        for first, last in _runs(sorted(places)):
            yield [places[column] for column in range(first, last + 1)]

    def _prepare(self, first: int, last: int, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Formats of the cells of some columns, before anything goes in: Excel makes a day of "2020-06"
        wherever a cell is not formatted as text."""
        kinds = {str(column): column.kind for column in self.data.table.columns}
        wanted: dict[str, list[str]] = {}
        for name in names:
            kind = kinds.get(name, Kind.TEXT)
            if kind is Kind.ANY:
                self._prepare_any(first, [row.get(name) for row in rows], self._column(name))
            else:
                wanted.setdefault(kind.number_format, []).append(name)
        for code, alike in wanted.items():
            for together in self._neighbours(alike):
                self._format(first, last, together, code)

    def _format(self, first: int, last: int, names: Sequence[str], code: str) -> None:
        """Give neighbouring columns a format; one that shows days or numbers in the user's way stays."""
        cells = self._columns(first, last, names)
        if code in (_TEXT, _GENERAL) or (len(names) == 1 and cells.number_format in _NEUTRAL):
            cells.number_format = code
        elif len(names) > 1 and cells.number_format != code:
            for name in names:
                self._format(first, last, [name], code)

    def _prepare_any(self, first: int, values: Sequence[Value], column: int) -> None:
        """参数 holds numbers, days and texts in one column, a few rows only."""
        for number, value in enumerate(values, start=first):
            cell = self._block(number, number, range(column, column + 1))
            if isinstance(value, str):
                cell.number_format = _TEXT
            elif cell.number_format in _NEUTRAL:
                kind = Kind.DATETIME if isinstance(value, datetime) else Kind.DATE
                cell.number_format = kind.number_format if isinstance(value, date) else _GENERAL

    def _arrange(self, origins: Sequence[int | None], columns: range) -> None:
        """Let the rows come from where `origins` says, in some columns, and clear the rest.

        The program itself copies them, by way of free rows far below, so that formulas, formats and
        notes go with their cells.
        """
        places = list(enumerate(origins, start=self._first))
        top = next((target for target, origin in places if target != origin), None)
        if top is not None:
            free = max(self.sheet.used_range.last_cell.row, self._end) + 2
            for target, origin, count in _journeys(places[top - self._first :]):
                source = self._block(origin, origin + count - 1, columns)
                source.copy(self._block(free + target - top, free + target - top, columns[:1]))
            waiting = self._block(free, free + len(origins) - 1 - (top - self._first), columns)
            waiting.copy(self._block(top, top, columns[:1]))
            waiting.delete("up")
        self._clear(self._first + len(origins), self._end, columns)

    def _let_end(self, last: int) -> None:
        """Let the table's data end in row `last`; totals come after it."""
        place, last = self.place, max(last, self._first)
        if last > self._end:
            self._make_room(max(place.last_row, self._last_used) + 1, last + place.totals_rows)
        by = last - (place.last_row - place.totals_rows)
        columns = range(place.first_column, place.last_column + 1)
        if place.totals_rows and by > 0:
            self._block(place.last_row, place.last_row + by - 1, columns).insert("down")
        elif place.totals_rows and by < 0:
            self._block(last + 1, last - by, columns).delete("up")
        listed = self.found.listed
        if listed is not None:
            width = max(listed.range.shape[1], self._last_own - place.first_column + 1)
            whole = range(place.first_column, place.first_column + width)
            bounds = self._block(place.first_row, last + place.totals_rows, whole)
            if bounds.address != listed.range.address:
                listed.resize(bounds)
        self._end = last

    def _make_room(self, first: int, last: int) -> None:
        """What stands below goes down before new rows up to `last` would run into it; one blank row stays
        between, so that it is not taken for a row of the table."""
        if first > last or self.place.totals_rows:
            return  # rows are inserted above totals, and whatever stands below moves on
        columns = range(self.place.first_column, self.place.first_column + len(self.header))
        rows = self._block(first, last + 1, columns).options(ndim=2).value
        filled = next((n for n, row in enumerate(rows, start=first) if any(v is not None for v in row)), None)
        if filled is None:
            return
        look_at_immovable(self.found, filled, columns)
        self._block(filled, last + 1, columns).insert("down")

    def _clear(self, first: int, last: int, columns: range) -> None:
        if first <= last:
            self._block(first, last, columns).clear_contents()

    def _change_columns(self, columns: Sequence[str]) -> None:
        """New header cells; the user's own columns, and what stands beside, go right or left for them. Where
        there are none no cell moves: coloured ranges would be torn by it."""
        place, last_own = self.place, self._last_own
        users = [name for name in self.header if self._column(name) > last_own]
        by = len(columns) - (last_own - place.first_column + 1)
        widths = [float(self._whole(last_own + i).column_width or 0) for i in range(len(users) + 1)]
        if by and (users or self._stands_beside(last_own)):
            self._move_columns(last_own, by)
        elif by > 0:
            for column in range(last_own + 1, last_own + by + 1):
                self._whole(last_own).copy(self._whole(column))
        elif by < 0:
            self._narrow(last_own, by)
        for column in range(last_own, last_own + by):
            self._whole(column).column_width = widths[0]
        for i, width in enumerate(widths):
            self._whole(last_own + by + i).column_width = width
        self.header = [*columns, *users]
        names = self._block(place.first_row, place.first_row, range(place.first_column, last_own + by + 1))
        names.number_format = _TEXT
        names.value = [[str(name) for name in columns]]

    def _move_columns(self, last_own: int, by: int) -> None:
        """Let our last column, and what stands right of it in the table's rows, go right or left."""
        rows = self.place.first_row, self.place.last_row
        if by < 0:
            self._block(*rows, range(last_own + by, last_own)).delete("left")
            return
        self._block(*rows, range(last_own, last_own + by)).insert("right")
        total = self._block(*rows, range(last_own + by, last_own + by + 1))
        for column in range(last_own, last_own + by):
            total.copy(self._block(rows[0], rows[0], range(column, column + 1)))

    def _narrow(self, last_own: int, by: int) -> None:
        """Take our last columns out of the table, and empty them."""
        place, listed = self.place, self.found.listed
        if listed is not None:
            kept = range(place.first_column, last_own + by + 1)
            listed.resize(self._block(place.first_row, place.last_row, kept))
        for column in range(last_own + by + 1, last_own + 1):
            self._whole(column).clear()
        self._clear(self._first, self._end, range(last_own + by + 1, last_own + 1))

    def _stands_beside(self, last_own: int) -> bool:
        """Whether anything stands right of the table, beside its rows."""
        beside = range(last_own + 1, last_own + 1 + _BESIDE)
        rows = self._block(self.place.first_row, self._end, beside).options(ndim=2).value
        return any(value is not None for row in rows for value in row)

    def _whole(self, column: int) -> xw.Range:
        return self._block(self.place.first_row, self.place.first_row, range(column, column + 1))

    def _block(self, first: int, last: int, columns: range) -> xw.Range:
        return self.found.block(first, last, columns[0], columns[-1])


def write_users(found: OpenTable, cells: Mapping[int, Sequence[Any]]) -> None:
    """Fill the user's columns in a few rows, by their 0-based place among the table's rows."""
    width = len(found.data.header)
    for place, values in cells.items():
        left = found.place.first_column + width - len(values)
        for column, value in enumerate(values, start=left):
            row = found.place.first_row + 1 + place
            cell = found.block(row, row, column, column)
            if isinstance(value, str) and not value.startswith("="):
                cell.number_format = _TEXT
            cell.value = value


def origins(data: TableData, rows: Sequence[Row]) -> list[int | None]:
    """For each of some rows the worksheet row of `data` that has the same key, each taken once."""
    known: dict[tuple[str, ...], list[int]] = {}
    for number, values in reversed(list(data.rows())):
        known.setdefault(_key(data, values), []).append(number)
    found = (known.get(_key(data, values)) for values in rows)
    return [numbers.pop() if numbers else None for numbers in found]


def _key(data: TableData, values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(show(values.get(name)) for name in data.table.key)


def _cell(value: Value) -> Any:
    """A value as xlwings puts it into a cell."""
    if isinstance(value, Link):
        return f"={link_formula(value)}"
    if isinstance(value, str):
        return fitting(value) or None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers without a gap; `numbers` ascend."""
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]


def _keep_apostrophes(block: xw.Range, values: Sequence[Sequence[Any]]) -> None:
    """In Excel an apostrophe in front says that a text follows, and may be gone then: it gets another."""
    for row, cells in enumerate(values, 1):
        for column, value in enumerate(cells, 1):
            if isinstance(value, str) and value.startswith("'") and block(row, column).value != value:
                block(row, column).value = f"'{value}"


def _journeys(moved: Sequence[tuple[int, int | None]]) -> Iterator[tuple[int, int, int]]:
    """(target, origin, how many) for each run of rows that move together."""
    known = [(target, origin) for target, origin in moved if origin is not None]
    for _, group in groupby(enumerate(known), key=lambda pair: (pair[1][0] - pair[0], pair[1][1] - pair[0])):
        run = [pair for _, pair in group]
        yield run[0][0], run[0][1], len(run)
