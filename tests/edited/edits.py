"""What people and other programs do to a ledger between two commands, by hands that are not ours."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, RESULTS, TASKS, UNITS

Edit = Callable[[Path], object]
_STRICT: Final = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def by_openpyxl(change: Callable[[Workbook], object]) -> Edit:
    """An edit of the workbook, saved by openpyxl."""

    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path, keep_vba=True)
        change(book)
        book.save(path)

    return edit


def saved(book: Workbook) -> None:
    """Opened and saved, and nothing else."""


def columns_swapped(book: Workbook) -> None:
    for name in (ASSIGNMENTS.sheet, PROGRESS.sheet):
        sheet = book[name]
        for row in range(1, sheet.max_row + 1):
            first, second = sheet.cell(row, 1), sheet.cell(row, 2)
            first.value, second.value = second.value, first.value
            first.number_format, second.number_format = second.number_format, first.number_format
        for table in sheet.tables.values():
            table.tableColumns[0].name, table.tableColumns[1].name = sheet["A1"].value, sheet["B1"].value


def column_inserted(book: Workbook) -> None:
    sheet = book[ASSIGNMENTS.sheet]
    sheet.insert_cols(2)
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, 2).value = "备忘" if row == 1 else f"第{row}行的备忘"
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        table.ref = table.autoFilter.ref = (
            f"{get_column_letter(left)}{top}:{get_column_letter(right + 1)}{bottom}"
        )
        table.tableColumns.insert(1, TableColumn(id=1, name="备忘"))
        for number, column in enumerate(table.tableColumns, start=1):
            column.id = number


def sheet_renamed(book: Workbook) -> None:
    book[UNITS.sheet].title = "单位一览"


def sheet_duplicated(book: Workbook) -> None:
    book.move_sheet(book.copy_worksheet(book[PROGRESS.sheet]), -20)


def sheets_hidden(book: Workbook) -> None:
    book[PROGRESS.sheet].sheet_state = "hidden"
    book[ASSIGNMENTS.sheet].sheet_state = "veryHidden"


def sheets_moved(book: Workbook) -> None:
    book.move_sheet(book[TASKS.sheet], 7)
    book.move_sheet(book[UNITS.sheet], -5)


def tables_to_ranges(book: Workbook) -> None:
    for sheet in book:
        for name in list(sheet.tables):
            del sheet.tables[name]


def filtered(book: Workbook) -> None:
    sheet = book[PROGRESS.sheet]
    for table in sheet.tables.values():
        wanted = sheet["B2"].value
        column = FilterColumn(colId=1, filters=Filters(filter=[wanted]))
        table.autoFilter.filterColumn.append(column)
        for row in range(2, sheet.max_row + 1):
            sheet.row_dimensions[row].hidden = sheet.cell(row, 2).value != wanted


def rows_hidden(book: Workbook) -> None:
    for row in range(3, 9):
        book[ASSIGNMENTS.sheet].row_dimensions[row].hidden = True
        book[PROGRESS.sheet].row_dimensions[row].hidden = True


def cells_merged(book: Workbook) -> None:
    """Units of neighbouring rows that say the same, as people like to see them."""
    for name, column in ((ASSIGNMENTS.sheet, 1), (PROGRESS.sheet, 2)):
        sheet = book[name]
        sheet.tables.clear()  # Excel merges no cells of a table
        first = 2
        for row in range(3, sheet.max_row + 2):
            if sheet.cell(row, column).value != sheet.cell(first, column).value:
                if row - first > 1:
                    sheet.merge_cells(None, first, column, row - 1, column)
                first = row


def numbers_as_text(book: Workbook) -> None:
    for name in (TASKS.sheet, ASSIGNMENTS.sheet, PROGRESS.sheet):
        sheet = book[name]
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, 1).value is not None:
                sheet.cell(row, 1).value = f"第{sheet.cell(row, 1).value}项"


def protected(book: Workbook) -> None:
    book.security = WorkbookProtection(workbookPassword="secret", lockStructure=True)
    for sheet in book:
        sheet.protection.sheet = True
        sheet.protection.password = "secret"


def blank_rows_between(book: Workbook) -> None:
    for name in (ASSIGNMENTS.sheet, PROGRESS.sheet):
        sheet = book[name]
        sheet.insert_rows(4, 3)
        _stretch(sheet, 3)


def blank_rows_below(book: Workbook) -> None:
    _stretch(book[PROGRESS.sheet], 40)


def _stretch(sheet: Worksheet, rows: int) -> None:
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom + rows}"
        table.ref = table.autoFilter.ref = ref


def sorted_otherwise(book: Workbook) -> None:
    for name in (TASKS.sheet, ASSIGNMENTS.sheet, PROGRESS.sheet):
        sheet = book[name]
        rows = [[copy(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)]
        filled = [row for row in rows if any(value is not None for value in row)]
        blank = [[None] * sheet.max_column] * (len(rows) - len(filled))
        for number, row in enumerate([*reversed(filled), *blank], start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value


def days_from_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def notes_below(book: Workbook) -> None:
    sheet = book[ASSIGNMENTS.sheet]
    sheet.cell(sheet.max_row + 3, 2).value = "说明：分工每季度核对一次"


RIGHT: Final[dict[str, Edit]] = {
    change.__name__: by_openpyxl(change)
    for change in (
        *(
            saved,
            columns_swapped,
            column_inserted,
            sheet_renamed,
            sheet_duplicated,
            sheets_hidden,
            sheets_moved,
        ),
        *(tables_to_ranges, filtered, rows_hidden, cells_merged, numbers_as_text, protected, notes_below),
        *(blank_rows_between, blank_rows_below, sorted_otherwise, days_from_1904),
    )
}
"""After these every command does what it does without them."""


def formula_without_result(book: Workbook) -> None:
    sheet = book[ASSIGNMENTS.sheet]
    sheet["A2"] = f"={sheet['A2'].value}+0"


def result_stored(book: Workbook) -> None:
    sheet = book[ASSIGNMENTS.sheet]
    sheet["A2"] = int(re.sub(r"\D", "", sheet["A2"].value.removesuffix("+0")))


def column_renamed(book: Workbook) -> None:
    book[UNITS.sheet]["B1"] = "又名"


def column_named_back(book: Workbook) -> None:
    book[UNITS.sheet]["B1"] = UNITS.aliases


def column_deleted(book: Workbook) -> None:
    sheet = book[UNITS.sheet]
    sheet.tables.clear()
    sheet.delete_cols(2)


def sheet_deleted(name: str) -> Callable[[Workbook], object]:
    return lambda book: book.remove(book[name])


def renamed_range(book: Workbook) -> None:
    book[UNITS.sheet].tables.clear()
    book[UNITS.sheet].title = "单位一览"


def named_back(book: Workbook) -> None:
    book["单位一览"].title = UNITS.sheet


def strict(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            for old, new in _STRICT.items() if name.endswith((".xml", ".rels")) else ():
                content = content.replace(old, new)
            archive.writestr(name, content)


REFUSED: Final[dict[str, tuple[Edit, str, Edit | None]]] = {
    "formula_without_result": (
        by_openpyxl(formula_without_result),
        "任务分工”A2 是公式，文件里没有结果.*保存一次再试",
        by_openpyxl(result_stored),
    ),
    "column_renamed": (
        by_openpyxl(column_renamed),
        "单位名录”第 1 行缺少“别名”列.*请恢复表头",
        by_openpyxl(column_named_back),
    ),
    "column_deleted": (by_openpyxl(column_deleted), "缺少“别名”列", None),
    "renamed_range": (by_openpyxl(renamed_range), "请改回“单位名录”", by_openpyxl(named_back)),
    "strict": (strict, "严格 Open XML.*另存为", None),
}
"""After these a command says what to do and changes nothing; and what does it, where that is short."""

DELETED: Final = (ASSIGNMENTS, PROGRESS, RESULTS)
"""Tables whose sheet somebody deletes; `doctor --restore` brings it back."""
