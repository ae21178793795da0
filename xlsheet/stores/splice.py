"""Changes carried into a table's two parts: its sheet's rows and its own range. Nothing else moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from xml.sax.saxutils import quoteattr

from xlsheet.errors import LedgerError
from xlsheet.ledger.addresses import column_letter
from xlsheet.ledger.changes import Edit, Replace, Value
from xlsheet.ledger.changes import Row as Values
from xlsheet.ledger.data import TableData
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import Kind, Table
from xlsheet.stores.cells import CellWriter
from xlsheet.stores.package import Package, TablePlace, cell_place
from xlsheet.stores.sheet_xml import Row, SheetXml, moved
from xlsheet.stores.travels import Travels, notes_moved

_RANGE = re.compile(r'\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_TABLE_COLUMN = re.compile(r"<tableColumn\b[^>]*?(?:/>|>.*?</tableColumn>)", re.DOTALL)


def spliced(package: Package, place: TablePlace, data: TableData, step: Edit | Replace) -> dict[str, bytes]:
    """The parts that a step changes, by name. `data` is the table as read from this package.

    Raises LedgerError where something stands below the table that new rows would run into, and
    ValueError where the sheet's XML is not of a kind that can be spliced.
    """
    sheet = SheetXml.parse(package.part(place.sheet_part))
    splicer = _Splicer(sheet, place, data, CellWriter(package))
    grown = splicer.edit(step) if isinstance(step, Edit) else splicer.replace(step)
    sheet.cover(grown.last_row, grown.last_column)
    parts = {place.sheet_part: sheet.bytes()}
    if place.part:
        own = package.part(place.part).decode("utf-8")
        parts[place.part] = _table_part(own, place, grown, splicer.header).encode()
    if splicer.travels:
        parts |= notes_moved(package, place.sheet_part, splicer.travels)
    return parts


class _Splicer:
    """One table's sheet being changed. `travels` says afterwards which rows moved, if any did."""

    def __init__(self, sheet: SheetXml, place: TablePlace, data: TableData, writer: CellWriter) -> None:
        self.sheet = sheet
        self.place = place
        self.data = data
        self.writer = writer
        self.header = [str(name) for name in data.frame.columns]
        self.travels: Travels | None = None
        self._columns = self._places()
        self._last_used = max([place.first_row, *map(int, data.frame.index)])

    @property
    def _first(self) -> int:
        """The table's first row of data."""
        return self.place.first_row + 1

    def _places(self) -> dict[str, int]:
        """Column name -> where it stands."""
        return {name: self.place.first_column + i for i, name in enumerate(self.header)}

    def edit(self, edit: Edit) -> TablePlace:
        """Rows changed, taken out and added at the end; the table's new place."""
        self.sheet.keep_formulas_apart()
        for number, values in edit.updates.items():
            self._put(number, values, {**self.data.frame.loc[number], **values})
        removed, last_used = set(edit.removed), self._last_used
        end = max(self.place.last_row - self.place.totals_rows, last_used) - len(removed)
        if removed:
            self._arrange([n for n in range(self._first, last_used + 1) if n not in removed])
            last_used -= len(removed)
        grown = self._make_room(max(last_used + len(edit.appended), end))
        blank: dict[str, Value] = dict.fromkeys(self.data.table.columns)
        for number, values in enumerate(edit.appended, start=last_used + 1):
            self._put(number, {**blank, **values}, values)
        return grown

    def replace(self, step: Replace) -> TablePlace:
        """All rows anew; the table's new place. Cells in columns of the user's follow their row's key."""
        self.sheet.keep_formulas_apart()
        last_own = max(self._columns[name] for name in self.data.table.columns)
        shift = self._change_columns(step.columns, last_own) if step.columns is not None else 0
        last = self.place.first_row + len(step.rows)
        if last > self.place.last_row - self.place.totals_rows:
            grown = self._make_room(last)
            self._arrange(self._origins(step.rows), last_own, shift)
        else:
            self._arrange(self._origins(step.rows), last_own, shift)
            grown = self._make_room(last)
        blank: dict[str, Value] = dict.fromkeys(step.columns or self.data.table.columns)
        for number, values in enumerate(step.rows, start=self._first):
            self._put(number, {**blank, **values}, values)
        return replace(grown, last_column=self.place.first_column + len(self.header) - 1)

    def _put(self, number: int, values: Values, shown: Mapping[str, object]) -> None:
        """Values into a row, by column name, and the height that fits all that it then shows."""
        row = self.sheet.row_to_change(number)
        for name, value in values.items():
            column = self._columns[name]
            style = row.style(column) or self._style(column)
            row.cells[column] = self.writer.cell(column, number, style, value)
        row.fit(_lines(self.data.table, shown))

    def _style(self, column: int) -> str:
        """What new cells of a column look like: as the sheet says, else as the table's first row does."""
        return self.sheet.column_styles.get(column) or self.sheet.row(self._first).style(column)

    def _origins(self, rows: Sequence[Values]) -> list[int | None]:
        """For each new row the row that has stood there with the same key, each taken once."""
        known: dict[tuple[str, ...], list[int]] = {}
        for number, values in reversed(list(self.data.rows())):
            known.setdefault(self._key(values), []).append(number)
        found = (known.get(self._key(values)) for values in rows)
        return [numbers.pop() if numbers else None for numbers in found]

    def _arrange(self, origins: Sequence[int | None], last_own: int = 0, shift: int = 0) -> None:
        """Let the table's rows come from where `origins` says, in its columns only, with what is tied to
        them; columns after `last_own` go `shift` to the right, over the whole height of the table."""
        first, last = self._first, max(self._last_used, self.place.last_row - self.place.totals_rows)
        targets: dict[int, int | None] = dict.fromkeys(range(first, last + 1))
        targets |= {origin: first + i for i, origin in enumerate(origins) if origin is not None}
        left = self.place.first_column
        inside = range(left, left + len(self.data.frame.columns))
        travels = Travels(targets, inside, self.place.first_row, last, last_own, shift)
        if not shift:
            targets = {number: target for number, target in targets.items() if number != target}
        old = {number: self.sheet.row(number) for number in targets}
        for number, row in old.items():
            beside = {c: cell for c, cell in row.cells.items() if c not in inside}
            self.sheet.rows.pop(number, None)
            if beside:
                self.sheet.rows[number] = Row("", _travelled(beside, number, travels))
        for number, target in targets.items():
            if target is not None:
                table_cells = {c: cell for c, cell in old[number].cells.items() if c in inside}
                row = self.sheet.row_to_change(target)
                row.attributes = old[number].attributes
                row.cells |= _travelled(table_cells, number, travels)
        self.sheet.tail = travels.tied(self.sheet.tail)
        self.travels = travels

    def _make_room(self, last: int) -> TablePlace:
        """Let the table's data end in row `last`; totals come after it."""
        place = self.place
        old_last = max(place.last_row - place.totals_rows, self._last_used)
        last = max(last, self._first)
        if last > old_last:
            self._look_below(place.last_row, last + place.totals_rows)
        moved_by = last - (place.last_row - place.totals_rows)
        if place.totals_rows and moved_by:
            self._move_totals(moved_by)
        self.sheet.stretch(self._first, old_last, last)
        return replace(place, last_row=last + place.totals_rows)

    def _move_totals(self, by: int) -> None:
        place = self.place
        totals = range(place.last_row - place.totals_rows + 1, place.last_row + 1)
        columns = self._columns.values()
        for number in reversed(totals) if by > 0 else totals:
            row, target = self.sheet.row_to_change(number), self.sheet.row_to_change(number + by)
            for column in [column for column in row.cells if column in columns]:
                cell = row.cells.pop(column)
                target.cells[column] = moved(cell, column, number, to_column=column, to_row=number + by)
            target.attributes = row.attributes

    def _look_below(self, after: int, last: int) -> None:
        columns = range(self.place.first_column, self.place.last_column + 1)
        for number in range(max(after, self._last_used) + 1, last + 1):
            if number in self.sheet.rows and not self.sheet.row(number).is_blank(columns):
                raise LedgerError(
                    f"“{self.place.sheet}”第 {number} 行（表格下方）有内容，新的行没有地方写。"
                    "请把它移到别处后再试。"
                )

    def _key(self, values: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(show(values.get(name)) for name in self.data.table.key)

    def _change_columns(self, columns: Sequence[str], last_own: int) -> int:
        """New header cells and widths; by how many columns the user's own go to the right for them."""
        old, first, number = self._columns, self.place.first_column, self.place.first_row
        users = [name for name, column in old.items() if column > last_own]
        shift = len(columns) - (last_own - first + 1)
        header = self.sheet.row_to_change(number)
        style = header.style(first)
        cells = {
            c + shift: moved(cell, c, number, to_column=c + shift, to_row=number)
            for c, cell in header.cells.items()
            if c > last_own
        }
        cells |= {c: cell for c, cell in header.cells.items() if c < first}
        cells |= {first + i: self.writer.cell(first + i, number, style, n) for i, n in enumerate(columns)}
        header.cells = cells
        self.sheet.move_columns(first, [old.get(name, last_own) for name in columns], last_own)
        self.header = [*columns, *users]
        self._columns = self._places()
        return shift


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


def _travelled(cells: Mapping[int, str], row: int, travels: Travels) -> dict[int, str]:
    """Cells of one row by their new column, without those that are gone."""
    places = ((column, travels.to(column, row)) for column in cells)
    return {
        place[0]: moved(cells[column], column, row, to_column=place[0], to_row=place[1])
        for column, place in places
        if place is not None
    }


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
