"""Changes carried into a table's two parts: its sheet's rows and its own range. Nothing else moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

from xlsheet.dictionary.findings import show
from xlsheet.ledger.changes import Edit, Replace, Value
from xlsheet.ledger.changes import Row as Values
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.cells import CellWriter
from xlsheet.xlsx.formulas import followed
from xlsheet.xlsx.new_rows import lines, new_rows
from xlsheet.xlsx.package import Package, TablePlace, cell_place
from xlsheet.xlsx.relocation import Relocation, immovable, notes_moved
from xlsheet.xlsx.rows import Row
from xlsheet.xlsx.sheet import SheetXml, moved, plain_xml
from xlsheet.xlsx.table_part import table_part


def spliced(package: Package, place: TablePlace, data: TableData, step: Edit | Replace) -> dict[str, bytes]:
    """The parts that a step changes, by name. `data` is the table as read from this package.

    What stands below the table goes down before new rows would run into it; LedgerError where it cannot.
    Raises ValueError where the sheet's XML is not of a kind that can be spliced.
    """
    sheet = SheetXml.parse(package.part(place.sheet_part))
    splicer = _Splicer(sheet, place, data, package)
    grown = splicer.edit(step) if isinstance(step, Edit) else splicer.replace(step)
    sheet.cover(grown.last_row, grown.last_column)
    parts = {place.sheet_part: sheet.bytes()}
    if place.part:
        own = plain_xml(package.part(place.part))
        parts[place.part] = table_part(own, place, grown, splicer.header).encode()
    for travels in filter(None, splicer.travels):
        parts |= notes_moved(package.changed(parts), place.sheet_part, travels)
        if travels.in_order:
            parts |= followed(package.changed(parts), place.sheet, place.sheet_part, travels)
    return parts


class _Splicer:
    """One table's sheet being changed. `travels` says afterwards which rows moved."""

    def __init__(self, sheet: SheetXml, place: TablePlace, data: TableData, package: Package) -> None:
        self.sheet = sheet
        self.place = place
        self.data = data
        self.package = package
        self.writer = CellWriter(package)
        self.header = list(data.header)
        self.travels: list[Relocation] = []
        self._columns = self._places()
        self._last_used = max([place.first_row, *data.numbers])

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
            self._put(number, values, {**self.data.row(number), **values})
        removed, last_used = set(edit.removed), self._last_used
        end = max(self.place.last_row - self.place.totals_rows, last_used) - len(removed)
        if removed:
            kept = [n for n in range(self._first, last_used + 1) if n not in removed]
            self._arrange(kept, in_order=True)
            last_used -= len(removed)
        grown = self._make_room(max(last_used + len(edit.appended), end), len(removed))
        self._append(last_used + 1, edit.appended)
        return grown

    def _append(self, first: int, rows: Sequence[Values]) -> None:
        """New rows from row `first` on; a row that is there already, say with colours only, is kept."""
        there = [number for number in self.sheet.rows.after(first - 1) if number < first + len(rows)]
        blank: dict[str, Value] = dict.fromkeys(self.data.table.columns)
        places = sorted((self._columns[name], name) for name in blank)
        columns = {name: (column, self._style(column)) for column, name in places}
        for number in there:
            values = rows[number - first]
            self._put(number, {**blank, **values}, values)
        for before, after in pairwise([first - 1, *there, first + len(rows)]):
            free = rows[before + 1 - first : after - first]
            if free:
                self.sheet.rows.add(
                    before + 1, new_rows(self.writer, self.data.table, columns, before + 1, free)
                )

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
        row = self.sheet.rows.row_to_change(number)
        for name, value in values.items():
            column = self._columns[name]
            style = row.style(column) or self._style(column)
            row.cells[column] = self.writer.cell(column, number, style, value)
        row.fit(lines(self.data.table, shown))

    def _style(self, column: int) -> str:
        """What new cells of a column look like: as the sheet says, else as the table's first row does."""
        return self.sheet.column_styles.get(column) or self.sheet.rows.row(self._first).style(column)

    def _origins(self, rows: Sequence[Values]) -> list[int | None]:
        """For each new row the row that has stood there with the same key, each taken once."""
        known: dict[tuple[str, ...], list[int]] = {}
        for number, values in reversed(list(self.data.rows())):
            known.setdefault(self._key(values), []).append(number)
        found = (known.get(self._key(values)) for values in rows)
        return [numbers.pop() if numbers else None for numbers in found]

    def _arrange(
        self, origins: Sequence[int | None], last_own: int = 0, shift: int = 0, *, in_order: bool = False
    ) -> None:
        """Let the table's rows come from where `origins` says, in its columns only, with what is tied to
        them; columns after `last_own` go `shift` to the right, over the whole height of the table."""
        first, last = self._first, max(self._last_used, self.place.last_row - self.place.totals_rows)
        targets: dict[int, int | None] = dict.fromkeys(range(first, last + 1))
        targets |= {origin: first + i for i, origin in enumerate(origins) if origin is not None}
        left = self.place.first_column
        inside = range(left, left + len(self.data.header))
        travels = Relocation(targets, inside, self.place.first_row, last, last_own, shift, in_order=in_order)
        if not shift:
            targets = {number: target for number, target in targets.items() if number != target}
        old = {number: self.sheet.rows.row(number) for number in targets}
        for number, row in old.items():
            beside = {c: cell for c, cell in row.cells.items() if c not in inside}
            self.sheet.rows.remove(number)
            if beside:
                self.sheet.rows.put(number, Row("", _travelled(beside, number, travels)))
        for number, target in targets.items():
            if target is not None:
                table_cells = {c: cell for c, cell in old[number].cells.items() if c in inside}
                row = self.sheet.rows.row_to_change(target)
                row.attributes = old[number].attributes
                row.cells |= _travelled(table_cells, number, travels)
        self.sheet.tail = travels.tied(self.sheet.tail)
        self.travels.append(travels)

    def _make_room(self, last: int, removed: int = 0) -> TablePlace:
        """Let the table's data, of which so many rows were removed, end in row `last`; totals come after."""
        place = self.place
        old_last = max(place.last_row - place.totals_rows, self._last_used)
        last = max(last, self._first)
        if last > old_last:
            self._clear_below(max(place.last_row, self._last_used), last + place.totals_rows)
        moved_by = last - (place.last_row - place.totals_rows)
        if place.totals_rows and moved_by:
            self._move_totals(moved_by)
        self.sheet.stretch(self._first, max(old_last - removed, self._first), last)
        return replace(place, last_row=last + place.totals_rows)

    def _move_totals(self, by: int) -> None:
        place = self.place
        totals = range(place.last_row - place.totals_rows + 1, place.last_row + 1)
        columns = self._columns.values()
        for number in reversed(totals) if by > 0 else totals:
            row, target = self.sheet.rows.row_to_change(number), self.sheet.rows.row_to_change(number + by)
            for column in [column for column in row.cells if column in columns]:
                cell = row.cells.pop(column)
                target.cells[column] = moved(cell, column, number, to_column=column, to_row=number + by)
            target.attributes = row.attributes

    def _clear_below(self, after: int, last: int) -> None:
        """Move down what stands below the table, in its columns, where new rows up to `last` would run
        into it; one blank row stays between, so that it is not taken for a row of the table."""
        left = self.place.first_column
        inside = range(left, left + len(self.data.header))
        numbers = self.sheet.rows.after(after)
        filled = [number for number in numbers if not self.sheet.rows.row(number).is_blank(inside)]
        if not filled or filled[0] > last + 1:
            return
        down = last + 2 - filled[0]
        self._refuse_unmovable(filled[0], inside)
        travels = Relocation({}, inside, 0, 0, below=filled[0], down=down, in_order=True)
        for number in reversed([number for number in numbers if number >= filled[0]]):
            self._move_cells(number, number + down, inside)
        self.sheet.tail = travels.tied(self.sheet.tail)
        self.travels.append(travels)

    def _move_cells(self, number: int, to: int, inside: range) -> None:
        row, target = self.sheet.rows.row_to_change(number), self.sheet.rows.row_to_change(to)
        for column in [column for column in row.cells if column in inside]:
            cell = row.cells.pop(column)
            target.cells[column] = moved(cell, column, number, to_column=column, to_row=to, as_is=True)
        if not row.cells:
            target.attributes = row.attributes
            self.sheet.rows.remove(number)

    def _refuse_unmovable(self, below: int, inside: range) -> None:
        """LedgerError where an area that cannot be torn apart or moved stands in the way."""
        others = (
            part for part in self.package.related(self.place.sheet_part, "/table") if part != self.place.part
        )
        tables = (ElementTree.fromstring(self.package.part(part)).get("ref", "") for part in others)
        torn = (area for area in self.sheet.merged() if not _spans(area, inside))
        for area in (*tables, *self.sheet.arrays(), *torn):
            (left, top), (right, bottom) = map(cell_place, area.split(":"))
            if bottom >= below and left <= inside[-1] and right >= inside[0]:
                raise immovable(self.place.sheet, top)

    def _key(self, values: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(show(values.get(name)) for name in self.data.table.key)

    def _change_columns(self, columns: Sequence[str], last_own: int) -> int:
        """New header cells and widths; by how many columns the user's own go to the right for them."""
        old, first, number = self._columns, self.place.first_column, self.place.first_row
        users = [name for name, column in old.items() if column > last_own]
        shift = len(columns) - (last_own - first + 1)
        header = self.sheet.rows.row_to_change(number)
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


def _travelled(cells: Mapping[int, str], row: int, travels: Relocation) -> dict[int, str]:
    """Cells of one row by their new column, without those that are gone."""
    places = ((column, travels.to(column, row)) for column in cells)
    return {
        place[0]: moved(
            cells[column], column, row, to_column=place[0], to_row=place[1], as_is=travels.in_order
        )
        for column, place in places
        if place is not None
    }


def _spans(area: str, columns: range) -> bool:
    """Whether an area lies within these columns."""
    first, last = map(cell_place, area.split(":"))
    return first[0] in columns and last[0] in columns
