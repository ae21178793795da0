"""A ledger's table on an open sheet: found, and read as one block of values, through xlwings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

import xlwings as xw

from xlsheet.cells.text import ERROR_VALUES
from xlsheet.dictionary.tables import Table
from xlsheet.errors import LackingError, LedgerError
from xlsheet.ledger.merged import Area, with_merged
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.package import TablePlace
from xlsheet.xlsx.table_grid import older_layout, table_in_grid

_MORE_COLUMNS: Final = 40
"""How many columns right of a table are looked at for names that its user added."""

_MORE_ROWS: Final = 200
"""How many rows below a table are looked at at once for rows typed on."""

Cells = list[list[Any]]

_OTHERS: Final = {datetime, Decimal}


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table as it stands in the open workbook now. `listed` is its ListObject, None where the sheet
    has none; `cells` are the values that were read, header first."""

    sheet: xw.Sheet
    listed: xw.main.Table | None
    place: TablePlace
    cells: Cells
    data: TableData

    def block(self, first_row: int, last_row: int, first_column: int, last_column: int) -> xw.Range:
        """Cells of the sheet by their 1-based corners."""
        return self.sheet.range((first_row, first_column), (last_row, last_column))


def open_table(label: str, sheets: Mapping[str, xw.Sheet], table: Table) -> OpenTable:
    """Find and read a table in a workbook, given by its name for messages and its sheets by their names.

    Raises LedgerError where the table's sheet or a column of it is gone.
    """
    sheet, listed = _find(label, sheets, table)
    place = _place(sheet, listed, table)
    cells = _cells(sheet, place)
    data, place = table_in_grid(label, table, place, *_without_errors(sheet, cells, place))
    return OpenTable(sheet, listed, place, cells, with_merged(data, _merged(sheet, place, data)))


def _merged(sheet: xw.Sheet, place: TablePlace, data: TableData) -> Iterator[Area]:
    """The merged cells among the table's own that span several rows. One by one is slow: only where there
    are some, and of blank cells."""
    rows = data.numbers
    if (
        not rows
        or sheet.range((rows[0], place.first_column), (rows[-1], place.last_column)).merge_cells is False
    ):
        return
    for number, cells in zip(rows, data.values, strict=True):
        for i, cell in enumerate(cells):
            if cell is not None or data.header[i] not in data.table.columns:
                continue
            area = sheet.range((number, place.first_column + i)).merge_area
            height, width = area.shape
            if height > 1:
                yield Area(area.row, area.row + height - 1, area.column, area.column + width - 1)


def _find(label: str, sheets: Mapping[str, xw.Sheet], table: Table) -> tuple[xw.Sheet, xw.main.Table | None]:
    """By its ListObject's name, first on the sheet where it belongs; else by its sheet's name."""
    usual = sheets.get(table.sheet)
    for sheet in (usual, *sheets.values()):  # the others where the user gave the sheet another name
        if sheet is not None and table.name in sheet.tables:
            return sheet, sheet.tables[table.name]
    if usual is None and table.since > 1:
        raise LedgerError(older_layout(label, f"工作表“{table.sheet}”"))
    if usual is None:
        raise LackingError(
            f"“{label}”里没有工作表“{table.sheet}”。如果这不是台账，请切换到台账再点；是台账的，"
            "请保存并关闭它，运行 xlsheet doctor 加上它的文件名和 --restore 补回这张表，再打开。"
        )
    return usual, None


def _place(sheet: xw.Sheet, listed: xw.main.Table | None, table: Table) -> TablePlace:
    if listed is None:
        return TablePlace(sheet.name, "", "", 1, 1, 1, len(table.columns), 0)
    covered = listed.range
    (rows, columns), row, column = covered.shape, covered.row, covered.column
    totals = int(listed.show_totals)
    return TablePlace(sheet.name, "", listed.name, row, row + rows - 1, column, column + columns - 1, totals)


def _cells(sheet: xw.Sheet, place: TablePlace) -> Cells:
    """Header, rows, and what follows them without a gap, as far right as there are names."""
    last = place.last_row if place.part else max(sheet.used_range.last_cell.row, place.first_row)
    header = _values(sheet, place.first_row, place.first_row, place, place.last_column + _MORE_COLUMNS)[0]
    width = place.last_column - place.first_column + 1
    while width < len(header) and header[width] is not None:
        width += 1
    right = place.first_column + width - 1
    own, more = last - place.first_row, _MORE_ROWS if place.part and not place.totals_rows else 0
    rows = _values(sheet, place.first_row + 1, last + more, place, right) if own + more else []
    while more and not any(map(_is_blank, rows[-more:])):
        first = place.first_row + 1 + len(rows)
        rows += _values(sheet, first, first + more - 1, place, right)
    end = max((i for i in range(own, len(rows)) if not _is_blank(rows[i])), default=own - 1) + 1
    return [header[:width], *rows[:end]]


def _without_errors(
    sheet: xw.Sheet, cells: Cells, place: TablePlace
) -> tuple[Cells, dict[tuple[int, int], str]]:
    """The cells, blank where they show an error value, and these values by row and column. A text that only
    says `#N/A` stays: asked for plainly, xlwings gives nothing for an error."""
    alike = {
        (place.first_row + i, place.first_column + j): cell
        for i, row in enumerate(cells)
        if i
        for j, cell in enumerate(row)
        if isinstance(cell, str) and cell in ERROR_VALUES
    }
    errors = {where: value for where, value in alike.items() if sheet.range(where).value is None}
    for row, column in errors:
        cells[row - place.first_row][column - place.first_column] = None
    return cells, errors


def _is_blank(row: Sequence[Any]) -> bool:
    return all(value is None for value in row)


def _values(sheet: xw.Sheet, first: int, last: int, place: TablePlace, right: int) -> Cells:
    block = sheet.range((first, place.first_column), (last, right))
    rows: Cells = block.options(ndim=2, err_to_str=True).value
    return [row if _OTHERS.isdisjoint(map(type, row)) else list(map(_as_on_disk, row)) for row in rows]


def _as_on_disk(value: Any) -> Any:
    """A value as the ledger on disk would give it: a day without a time is a date. Of an amount of money
    Excel hands out a Decimal."""
    if isinstance(value, Decimal):
        return float(value)
    return value.date() if isinstance(value, datetime) and value.time() == time() else value
