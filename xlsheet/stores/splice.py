"""Changes carried into a table's two parts: its sheet's rows and its own range. Nothing else moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from xml.sax.saxutils import quoteattr

from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Edit, Replace, Value
from xlsheet.ledger.changes import Row as Values
from xlsheet.ledger.data import TableData, column_letter
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import Kind, Table
from xlsheet.stores.package import Package, TablePlace, cell_place
from xlsheet.stores.sheet_xml import Row, SheetXml, moved, new_cell

_RANGE = re.compile(r'\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_TABLE_COLUMN = re.compile(r"<tableColumn\b[^>]*?(?:/>|>.*?</tableColumn>)", re.DOTALL)


def spliced(package: Package, place: TablePlace, data: TableData, step: Edit | Replace) -> dict[str, bytes]:
    """The parts that a step changes, by name. `data` is the table as read from this package.

    Raises LedgerError where something stands below the table that new rows would run into, and
    ValueError where the sheet's XML is not of a kind that can be spliced.
    """
    sheet = SheetXml.parse(package.part(place.sheet_part))
    header = [str(name) for name in data.frame.columns]
    splicer = _Splicer(sheet, place, data, package.uses_1904(), header)
    grown = splicer.edit(step) if isinstance(step, Edit) else splicer.replace(step)
    sheet.cover(grown.last_row, grown.last_column)
    parts = {place.sheet_part: sheet.bytes()}
    if place.part:
        own = package.part(place.part).decode("utf-8")
        parts[place.part] = _table_part(own, place, grown, splicer.header).encode()
    return parts


@dataclass(slots=True)
class _Splicer:
    sheet: SheetXml
    place: TablePlace
    data: TableData
    uses_1904: bool
    header: list[str]

    @property
    def _first(self) -> int:
        """The table's first row of data."""
        return self.place.first_row + 1

    @property
    def _last_used(self) -> int:
        return max([self.place.first_row, *map(int, self.data.frame.index)])

    def _columns(self) -> dict[str, int]:
        return {name: self.place.first_column + i for i, name in enumerate(self.header)}

    def edit(self, edit: Edit) -> TablePlace:
        """Rows changed, taken out and added at the end; the table's new place."""
        columns = self._columns()
        for number, values in edit.updates.items():
            row = self.sheet.row(number)
            self._put(row, number, {columns[name]: value for name, value in values.items()})
            row.fit(_lines(self.data.table, {**self.data.frame.loc[number], **values}))
            self.sheet.rows[number] = row.text(number)
        last_used = self._last_used
        if edit.removed:
            last_used -= len(set(edit.removed))
            self._close_up(set(edit.removed))
        last = last_used + len(edit.appended)
        grown = self._make_room(last, keep=not edit.removed)
        for number, values in enumerate(edit.appended, start=last_used + 1):
            row = self.sheet.row(number)
            blank = dict.fromkeys(columns.values())
            self._put(row, number, {**blank, **{columns[name]: v for name, v in values.items()}})
            row.fit(_lines(self.data.table, values))
            self.sheet.rows[number] = row.text(number)
        return grown

    def replace(self, step: Replace) -> TablePlace:
        """All rows anew; the table's new place. Cells in columns of the user's follow their row's key."""
        self.sheet.keep_formulas_apart()
        old, places = self._columns(), self._columns()
        if step.columns is not None:
            places = self._change_columns(step.columns)
        own = {places[name] for name in step.columns or self.data.table.columns}
        shift = max(places.values()) - max(old.values())
        rows = self._old_rows()
        beside = self._cells_beside(shift)
        for number in range(self._first, self._last_used + 1):
            self.sheet.rows.pop(number, None)
        grown = self._make_room(self.place.first_row + len(step.rows), keep=False)
        last_own = max(old[name] for name in self.data.table.columns)
        for number, values in enumerate(step.rows, start=self._first):
            row, origin = rows.take(values)
            row = _moved_row(row, origin, number, last_own, shift)
            self._put(row, number, dict.fromkeys(own))
            self._put(row, number, {places[name]: value for name, value in values.items()})
            row.fit(_lines(self.data.table, values))
            self.sheet.rows[number] = row.text(number)
        for number, cells in beside.items():
            row = self.sheet.row(number)
            row.cells |= cells
            self.sheet.rows[number] = row.text(number)
        return replace(grown, last_column=max(places.values()))

    def _cells_beside(self, shift: int) -> dict[int, dict[int, str]]:
        """What stands right of the table, past a gap, in its rows: it belongs to no row and stays."""
        found: dict[int, dict[int, str]] = {}
        for number in range(self._first, self._last_used + 1):
            for column, cell in self.sheet.row(number).cells.items():
                if column > self.place.last_column:
                    moved_cell = moved(cell, column, number, to_column=column + shift, to_row=number)
                    found.setdefault(number, {})[column + shift] = moved_cell
        return found

    def _put(self, row: Row, number: int, values: Mapping[int, Value]) -> None:
        for column, value in values.items():
            style = row.style(column) or self._style(column)
            row.cells[column] = new_cell(column, number, style, value, uses_1904=self.uses_1904)

    def _style(self, column: int) -> str:
        """What new cells of a column look like: as the sheet says, else as the table's first row does."""
        return self.sheet.column_styles.get(column) or self._first_row_styles.style(column)

    @property
    def _first_row_styles(self) -> Row:
        return self.sheet.row(self._first)

    def _close_up(self, removed: set[int]) -> None:
        """Take rows out; those below them in the table move up, with all that stands in them."""
        self.sheet.keep_formulas_apart()
        target = self._first
        for number in range(self._first, self._last_used + 1):
            row = self.sheet.row(number)
            self.sheet.rows.pop(number, None)
            if number not in removed:
                self.sheet.rows[target] = _moved_row(row, number, target, 0, 0).text(target)
                target += 1

    def _make_room(self, last: int, *, keep: bool) -> TablePlace:
        """Let the table end at row `last`, or where it does already if `keep`; totals come after it."""
        place = self.place
        old_last = max(place.last_row - place.totals_rows, self._last_used)
        last = max(last, self._first, old_last if keep else 0)
        if last > old_last:
            self._look_below(place.last_row, last + place.totals_rows)
        for number in range(place.last_row, place.last_row - place.totals_rows, -1):
            row = self.sheet.row(number)
            self.sheet.rows.pop(number, None)
            target = number + last - (place.last_row - place.totals_rows)
            self.sheet.rows[target] = _moved_row(row, number, target, 0, 0).text(target)
        self.sheet.stretch(self._first, old_last, last)
        return replace(place, last_row=last + place.totals_rows)

    def _look_below(self, after: int, last: int) -> None:
        columns = range(self.place.first_column, self.place.last_column + 1)
        for number in range(max(after, self._last_used) + 1, last + 1):
            if number in self.sheet.rows and not self.sheet.row(number).is_blank(columns):
                raise LedgerError(
                    f"“{self.place.sheet}”第 {number} 行（表格下方）有内容，新的行没有地方写。"
                    "请把它移到别处后再试。"
                )

    def _old_rows(self) -> _OldRows:
        keys: dict[tuple[str, ...], list[int]] = {}
        for number, values in self.data.rows():
            keys.setdefault(self._key(values), []).append(number)
        rows = {number: self.sheet.row(number) for numbers in keys.values() for number in numbers}
        for row in rows.values():
            row.cells = {c: cell for c, cell in row.cells.items() if c <= self.place.last_column}
        return _OldRows(self.data, rows, keys)

    def _key(self, values: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(show(values.get(name)) for name in self.data.table.key)

    def _change_columns(self, columns: Sequence[str]) -> dict[str, int]:
        """New header cells and widths; the user's columns go to the right of them."""
        old, first = self._columns(), self.place.first_column
        own_old = max(old[name] for name in self.data.table.columns)
        users = [name for name, column in old.items() if column > own_old]
        names = [*columns, *users]
        places = {name: first + i for i, name in enumerate(names)}
        shift = len(columns) - (own_old - first + 1)
        header = self.sheet.row(self.place.first_row)
        style = header.style(first)
        header = _moved_row(header, self.place.first_row, self.place.first_row, own_old, shift)
        for name in columns:
            cell = new_cell(places[name], self.place.first_row, style, name, uses_1904=False)
            header.cells[places[name]] = cell
        self.sheet.rows[self.place.first_row] = header.text(self.place.first_row)
        sources = [old.get(name, own_old) for name in columns]
        self.sheet.move_columns(first, sources, own_old)
        self.header = names
        return places


@dataclass(slots=True)
class _OldRows:
    """A table's rows before a replacement, each handed out once by its key."""

    data: TableData
    rows: dict[int, Row]
    numbers: dict[tuple[str, ...], list[int]]

    def take(self, values: Values) -> tuple[Row, int]:
        """The old row with the key of `values`, and where it stood; an empty one where there is none."""
        key = tuple(show(values.get(name)) for name in self.data.table.key)
        found = self.numbers.get(key)
        if not found:
            return Row("", {}), 0
        number = found.pop(0)
        return self.rows[number], number


def _lines(table: Table, values: Mapping[str, object]) -> int:
    """How many lines the longest wrapped text of a row takes, in columns as wide as the template's."""
    longest = 1
    for column in table.columns:
        text = values.get(column) if column.kind is Kind.LONG_TEXT else None
        if isinstance(text, str):
            room = max(column.width - 2, 4)
            # in GBK a Chinese character has two bytes, and is as wide as two Latin ones
            widths = (len(part.encode("gbk", "replace")) for part in text.split("\n"))
            longest = max(longest, sum(max(1, ceil(width / room)) for width in widths))
    return longest


def _moved_row(row: Row, origin: int, target: int, after: int, shift: int) -> Row:
    """A row in another place; its cells right of column `after` go `shift` columns to the right."""
    cells: dict[int, str] = {}
    for column, cell in row.cells.items():
        to_column = column + shift if column > after else column
        if column > after or not shift:
            cells[to_column] = moved(cell, column, origin or target, to_column=to_column, to_row=target)
    return Row(row.attributes, cells)


def _table_part(text: str, old: TablePlace, new: TablePlace, header: Sequence[str]) -> str:
    """The table's own part with its new range and, where they changed, its new columns."""

    def longer(match: re.Match[str]) -> str:
        first, last = cell_place(match[1] + match[2]), cell_place(match[3] + match[4])
        ends = {old.last_row: new.last_row, old.last_row - old.totals_rows: new.last_row - new.totals_rows}
        row = ends.get(last[1], last[1])
        covers_all = first[1] == old.first_row or last[0] == old.last_column
        column = new.last_column if covers_all else last[0]
        return f'ref="{column_letter(first[0] - 1)}{first[1]}:{column_letter(column - 1)}{row}"'

    text = _RANGE.sub(longer, text)
    names = re.findall(r'<tableColumn\b[^>]*?\bname=("[^"]*")', text)
    wanted = [quoteattr(name.replace("\n", "_x000a_")) for name in header]
    return text if names == wanted else _with_columns(text, names, wanted)


def _with_columns(text: str, names: Sequence[str], wanted: Sequence[str]) -> str:
    elements = dict(zip(names, _TABLE_COLUMN.findall(text), strict=True))
    used = {int(number) for number in re.findall(r'<tableColumn\b[^>]*?\bid="(\d+)"', text)}
    fresh = iter(set(range(1, len(used) + len(wanted) + 2)) - used)
    columns = "".join(_column_elements(elements, wanted, fresh))
    text = re.sub(r"<filterColumn\b.*?</filterColumn>", "", text, flags=re.DOTALL)
    return re.sub(
        r"<tableColumns\b.*</tableColumns>",
        lambda _: f'<tableColumns count="{len(wanted)}">{columns}</tableColumns>',
        text,
        flags=re.DOTALL,
    )


def _column_elements(
    elements: Mapping[str, str], wanted: Sequence[str], fresh: Iterator[int]
) -> Iterator[str]:
    for name in wanted:
        yield elements.get(name) or f'<tableColumn id="{next(fresh)}" name={name}/>'
