"""The sheets of rows are the data dictionary's tables, ready for people to type in and to print."""

from __future__ import annotations

from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from template.conftest import TEMPLATE
from xlsheet.dictionary.tables import (
    HIDDEN,
    HOME_SHEET,
    MATRIX,
    PARAMETERS,
    RECEIPTS,
    TABLES,
    TASKS,
    Kind,
    Table,
)
from xlsheet.ledger.settings import default_parameters

NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.LONG_TEXT: "@",
    Kind.CODE: "@",
    Kind.MONTH: "@",
    Kind.INTEGER: "0",
    Kind.NUMBER: "General",
    Kind.PERCENT: "0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
}
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def book() -> Iterator[Workbook]:
    book = openpyxl.load_workbook(TEMPLATE)
    yield book
    book.close()


def sheet_of(book: Workbook, table: Table) -> Worksheet:
    sheet = book[table.sheet]
    assert isinstance(sheet, Worksheet)
    return sheet


def letter(table: Table, name: str) -> str:
    return openpyxl.utils.get_column_letter([str(c) for c in table.columns].index(name) + 1)


def column_formats(sheet: Worksheet) -> dict[int, str]:
    """Column number -> the number format that new cells of it take."""
    formats: dict[int, str] = {}
    for dimension in sheet.column_dimensions.values():
        formats.update(dict.fromkeys(range(dimension.min, dimension.max + 1), dimension.number_format))
    return formats


def test_home_comes_first_and_the_tables_follow_in_their_order(book: Workbook) -> None:
    assert book.sheetnames == [HOME_SHEET, *(table.sheet for table in TABLES)]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    assert hidden == [table.sheet for table in HIDDEN]
    assert book.active is book[HOME_SHEET]


@every_table
def test_a_sheet_is_one_excel_table_with_its_columns(book: Workbook, table: Table) -> None:
    sheet = sheet_of(book, table)
    (found,) = sheet.tables.values()
    assert (found.name, found.displayName) == (table.name, table.name)
    assert [column.name for column in found.tableColumns] == [str(column) for column in table.columns]
    assert [cell.value for cell in sheet[1]] == [str(column) for column in table.columns]
    rows = len(default_parameters()) if table is PARAMETERS else 1
    assert found.ref == f"A1:{openpyxl.utils.get_column_letter(len(table.columns))}{rows + 1}"
    assert found.autoFilter.ref == found.ref
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes.endswith("2")


@every_table
def test_only_the_parameters_have_rows(book: Workbook, table: Table) -> None:
    below = [[cell.value for cell in row] for row in sheet_of(book, table).iter_rows(min_row=2)]
    if table is PARAMETERS:
        assert below == [
            [None if row[column] == "" else row[column] for column in table.columns]
            for row in default_parameters()
        ]
    else:
        assert below == [[None] * len(table.columns)]


@every_table
def test_new_rows_take_the_format_of_what_they_hold(book: Workbook, table: Table) -> None:
    sheet = sheet_of(book, table)
    formats = column_formats(sheet)
    for number, column in enumerate(table.columns, start=1):
        if column.kind in NUMBER_FORMATS:
            assert formats[number] == NUMBER_FORMATS[column.kind], column
            assert sheet.cell(2, number).number_format == formats[number] or table is PARAMETERS
        assert sheet.column_dimensions[letter(table, column)].width or formats[number]


def test_a_fingerprint_stays_on_one_line_and_in_its_cell(book: Workbook) -> None:
    place = f"{letter(RECEIPTS, RECEIPTS.fingerprint)}2"
    alignment = sheet_of(book, RECEIPTS)[place].alignment
    assert (bool(alignment.wrap_text), alignment.horizontal) == (False, "fill")


def test_a_month_among_the_parameters_is_text_that_excel_leaves_alone(book: Workbook) -> None:
    sheet = sheet_of(book, PARAMETERS)
    values = {sheet.cell(row, 1).value: sheet.cell(row, 2) for row in range(2, sheet.max_row + 1)}
    assert (values["首次报送月份"].value, values["首次报送月份"].number_format) == ("2020-05", "@")
    assert values["推进计划截止时间"].is_date


@every_table
def test_columns_with_choices_have_a_dropdown_far_down(book: Workbook, table: Table) -> None:
    checks = sheet_of(book, table).data_validations.dataValidation
    for column in table.columns:
        if column.choices:
            listed = f'"{",".join(column.choices)}"'
            (check,) = [c for c in checks if f"{letter(table, column)}2" in c.sqref and c.formula1 == listed]
            assert f"{letter(table, column)}20000" in check.sqref
            assert check.type == "list"


@every_table
def test_notes_stand_at_their_headers(book: Workbook, table: Table) -> None:
    sheet = sheet_of(book, table)
    for number, column in enumerate(table.columns, start=1):
        comment = sheet.cell(1, number).comment
        assert (comment.text if comment else "") == column.note


@every_table
def test_it_prints_on_a4_one_page_wide_with_its_header_on_every_page(book: Workbook, table: Table) -> None:
    sheet = sheet_of(book, table)
    upright = "portrait" if table in (MATRIX, PARAMETERS) else "landscape"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == (upright, 9)
    assert (sheet.page_setup.fitToWidth or 1, int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert "&P" in sheet.oddFooter.center.text


def rules_at(sheet: Worksheet, address: str) -> list[str]:
    """The conditions of the colours at a cell, the first that counts first."""
    found = [
        rule for range_ in sheet.conditional_formatting if address in range_.sqref for rule in range_.rules
    ]
    return [rule.formula[0] for rule in sorted(found, key=lambda rule: rule.priority)]


def test_alerts_and_the_months_of_the_matrix_are_coloured(book: Workbook) -> None:
    alert = letter(TASKS, TASKS.alert)
    assert rules_at(sheet_of(book, TASKS), f"{alert}15000")[:4] == ['"红"', '"黄"', '"绿"', '"蓝"']
    marks = rules_at(sheet_of(book, MATRIX), "H100")
    assert [rule.split('"')[1] for rule in marks[:6]] == ["缺", "迟", "空", "同", "✓", "—"]
