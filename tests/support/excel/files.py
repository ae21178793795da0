"""Workbooks from files and back, by openpyxl: what the model keeps of them is loaded and saved."""

from __future__ import annotations

import datetime as dt
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet.table import TableColumn

from support.excel.areas import Area
from support.excel.grid import Cell, Grid, GridTable
from support.excel.variants import EPOCH, ERRORS, ErrorValue, is_date_format, shown

if TYPE_CHECKING:
    from support.excel.books import Workbook

_STATES: Final = {"visible": -1, "hidden": 0, "veryHidden": 2}
_DAY: Final = dt.timedelta(days=1)


def load(book: Workbook) -> None:
    """Fill a workbook from its file."""
    for source in openpyxl.load_workbook(book.path).worksheets:
        sheet = book.add_sheet(source.title)
        sheet.origin = source.title
        sheet.visible = _STATES[source.sheet_state]
        sheet.grid.protected = bool(source.protection.sheet)
        _load_columns(sheet.grid, source)
        _load_cells(sheet.grid, source)
        for merged in source.merged_cells.ranges:
            left, top, right, bottom = merged.bounds
            sheet.grid.merged.append(Area(top, left, bottom, right))
        for table in source.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            area = Area(top, left, bottom, right)
            sheet.grid.tables.append(GridTable(table.name, area, bool(table.totalsRowCount)))


def _load_columns(grid: Grid, source: Any) -> None:
    for letter, column in source.column_dimensions.items():
        first = column.min or column_index_from_string(letter)
        for number in range(first, min(column.max or first, 200) + 1):
            if column.width:
                grid.widths[number] = column.width
            grid.column_looks[number] = Cell(_code(column), style=column._style)


def _load_cells(grid: Grid, source: Any) -> None:
    for row in source.iter_rows():
        for there in row:
            if there.value is None and not there.has_style and there.comment is None:
                continue
            formula = there.value if there.data_type == "f" and isinstance(there.value, str) else None
            cell = Cell(_code(there), None if formula else _loaded(there), formula)
            cell.note = there.comment.text if there.comment else None
            cell.style = there._style
            fill = there.fill
            if fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str):
                cell.color = _turned(int(fill.fgColor.rgb[-6:], 16))
            grid.cells[there.row, there.column] = cell


def _code(styled: Any) -> str:
    return (styled.number_format or "General").replace("\\-", "-")  # Excel says it without the backslash


def _loaded(there: Any) -> Any:
    value = there.value
    if isinstance(value, dt.datetime):
        return (value - EPOCH) / _DAY
    if isinstance(value, dt.date):
        return float((value - EPOCH.date()).days)
    if isinstance(value, dt.time):
        return (dt.datetime.combine(EPOCH, value) - EPOCH) / _DAY
    if there.data_type == "e":
        return ErrorValue(ERRORS[value])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def save(book: Workbook, path: Path) -> None:
    """Write what changed over the file that the workbook came from."""
    target = openpyxl.load_workbook(book.origin, keep_vba=True)
    for place, sheet in enumerate(book.sheets):
        there = target[sheet.origin] if sheet.origin else target.create_sheet(sheet.name, place)
        _save_cells(sheet.grid, there)
        for table in sheet.grid.tables:
            _save_table(sheet.grid, table, there.tables[table.name])
    for sheet in book.sheets:
        if sheet.origin not in (None, sheet.name):
            target[sheet.origin].title = sheet.name
    target.save(path)


def _save_cells(grid: Grid, target: Any) -> None:
    for row in target.iter_rows():
        for there in row:
            if (there.row, there.column) not in grid.cells and not isinstance(there, MergedCell):
                there.value, there.comment = None, None
    for (row, column), cell in grid.cells.items():
        there = target.cell(row, column)
        if isinstance(there, MergedCell):
            continue
        if cell.style is not None:
            there._style = copy(cell.style)
        there.number_format = cell.code
        there.value = cell.formula or _saved(cell)
        if isinstance(cell.value, str) and not cell.formula:
            there.data_type = "s"
        there.comment = None if cell.note is None else Comment(cell.note, "作者")
        if cell.color is not None:
            there.fill = PatternFill("solid", fgColor=f"{_turned(cell.color):06X}")


def _saved(cell: Cell) -> Any:
    if isinstance(cell.value, ErrorValue):
        return shown(cell.value)
    if isinstance(cell.value, float) and is_date_format(cell.code):
        return EPOCH + cell.value * _DAY
    return cell.value


def _save_table(grid: Grid, table: GridTable, target: Any) -> None:
    area = table.area
    target.ref = area.address(False, False)
    if target.autoFilter:
        target.autoFilter.ref = target.ref
    names = [shown(grid.at(area.top, column).value) for column in area.columns]
    target.tableColumns = [TableColumn(id=i, name=name) for i, name in enumerate(names, 1)]


def _turned(color: int) -> int:
    """Red first from blue first, and back."""
    return (color & 0xFF) << 16 | color & 0xFF00 | color >> 16
