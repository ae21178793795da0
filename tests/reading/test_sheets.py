"""The table is found wherever it stands, and what was changed about its sheet is said."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from support import sent
from support.sent import EXPECTED, Worksheet, codes, form, patched, progress, read
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms.layout import CONTENT, MARK_SHEET, MONTH_LABEL, REPORTER_LABEL, UNIT_LABEL
from xlsheet.forms.read.returned import FoundTable

FIRST = 6
"""The first row of tasks in a form."""


def table(content: bytes) -> FoundTable:
    return next(t for t in read(content).tables if t.table is PROGRESS)


def test_a_form_as_issued_needs_no_remark() -> None:
    found = read(form())
    assert (found.findings, progress(found)) == ((), EXPECTED)
    assert [t.table for t in found.tables] == [PROGRESS, PLANS]
    assert list(found.tables[0].rows) == [6, 7, 8]


def rename(sheet: Worksheet) -> None:
    sheet.title = "6月（定稿）"
    sheet.parent.create_sheet("附件", 0)["A1"] = "情况说明"


def move_header(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 20)


def vary_header(sheet: Worksheet) -> None:
    names = {
        PROGRESS.percent: "完成 比例\n（％）",
        PROGRESS.text: "６月进展情况",
        PROGRESS.task_no: "序号",
        PROGRESS.next_steps: "下一步工作打算",
    }
    for cell in sheet[5]:
        cell.value = names.get(cell.value, cell.value)


def move_column(sheet: Worksheet) -> None:
    """状态 goes to the front."""
    letter = next(cell.column_letter for cell in sheet[5] if cell.value == PROGRESS.status)
    values = [sheet[f"{letter}{row}"].value for row in range(5, 9)]
    sheet.insert_cols(1)
    for row, value in zip(range(5, 9), values, strict=True):
        sheet.cell(row, 1).value = value
        sheet.cell(row, openpyxl.utils.column_index_from_string(letter) + 1).value = None


def add_column(sheet: Worksheet) -> None:
    sheet["P5"], sheet["P6"] = "附件名称", "见邮件"


def add_rows(sheet: Worksheet) -> None:
    sheet.insert_rows(7)
    sheet["A10"], sheet["G10"] = "合计", 0.4
    sheet["A12"], sheet["C12"] = "填报人：王敏", "审核人：李强"
    sheet["A13"] = "注：以上数据截至6月底。"


def hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[7].hidden = True
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet.column_dimensions["Z"].hidden = True


def filter_rows(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A5:N8"
    sheet.row_dimensions[6].hidden = True


def merge_cells(sheet: Worksheet) -> None:
    sheet["C6"] = "几项任务一起"
    sheet.merge_cells("C6:C8")


@pytest.mark.parametrize(
    ("change", "code", "severity", "says"),
    [
        (rename, "sheet_renamed", "info", "6月（定稿）"),
        (move_header, "header_moved", "info", "第 25 行"),
        (vary_header, "header_variant", "info", "“序号”"),
        (move_column, "column_moved", "info", "顺序"),
        (add_column, "column_moved", "warning", "“附件名称”"),
        (add_rows, "rows_around", "info", "第 10 行（合计）、第 12 行（落款）、第 13 行（说明文字）"),
        (hide, "rows_hidden", "warning", "第 7–8 行、F 列"),
        (filter_rows, "rows_hidden", "warning", "第 6 行"),
        (merge_cells, "cells_merged", "info", "C6:C8"),
    ],
)
def test_a_changed_sheet_gives_the_same_rows(
    change: Callable[[Worksheet], None], code: str, severity: str, says: str
) -> None:
    found = read(form(change))
    assert progress(found) == EXPECTED
    assert codes(found) == {code: severity}
    assert says in found.findings[0].message


def test_the_value_of_a_merged_cell_holds_for_all_its_rows() -> None:
    assert list(table(form(merge_cells)).cells[CONTENT]) == ["几项任务一起"] * 3


def test_a_missing_column_is_named() -> None:
    def drop(sheet: Worksheet) -> None:
        sheet.delete_cols(7)

    assert list(table(form(drop)).missing) == [PROGRESS.percent]


def test_rows_on_several_sheets_are_all_found() -> None:
    def copy(sheet: Worksheet) -> None:
        sheet.parent.copy_worksheet(sheet).title = "5月"

    tables = [t for t in read(form(copy)).tables if t.table is PROGRESS]
    assert [(t.sheet, len(t.rows)) for t in tables] == [(PROGRESS.sheet, 3), ("5月", 3)]


def test_marks_of_a_renamed_sheet_name_it_as_it_is_called_now() -> None:
    assert [mark.sheet for mark in read(form(rename)).marks] == ["6月（定稿）", PLANS.sheet]


def test_a_form_without_its_mark_is_read_by_its_cells() -> None:
    def remove(sheet: Worksheet) -> None:
        del sheet.parent[MARK_SHEET]

    found = read(form(remove))
    assert (progress(found), found.marks) == (EXPECTED, ())
    assert found.tables[0].headings[UNIT_LABEL][0] == sent.UNIT


def test_labels_above_or_below_the_table_in_any_shape() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["重点工作进展表"],
        ["填报单位（盖章）：市教育局", None, "填报月份：2020年6月", "单位：万元"],
        *sent.own_table()[2:],
        ["填报人：王敏", None, "联系电话：0000-6000000"],
    ]
    for row in rows:
        sheet.append(row)
    headings = {name: value for name, (value, _) in table(sent.saved(book)).headings.items()}
    assert headings == {
        UNIT_LABEL: "市教育局",
        MONTH_LABEL: "2020年6月",
        REPORTER_LABEL: "王敏",
        PROGRESS.phone: "0000-6000000",
    }


@pytest.mark.parametrize(
    ("number", "is_entry"),
    [("１", True), ("1.", True), ("第1项", True), ("1.0", True), (1.0, True), ("", True), ("新增", True)],
)
def test_a_row_that_was_filled_in_counts_whatever_its_number(number: object, is_entry: bool) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"A{FIRST}"] = number or None

    assert (FIRST in table(form(change)).rows) is is_entry


# --- formulas and formats ------------------------------------------------------------------------


def with_cell(address: str, xml: str) -> bytes:
    """The form with one cell as another program would have stored it."""
    style = openpyxl.load_workbook(BytesIO(form()))[PROGRESS.sheet][address]._style.xfId
    assert style is not None
    marker = 987654.25

    def change(sheet: Worksheet) -> None:
        sheet[address] = marker

    content = form(change)
    part = next(name for name, data in sent.parts(content) if str(marker).encode() in data)

    def put(data: bytes) -> bytes:
        start = data.rindex(b"<c ", 0, data.index(str(marker).encode()))
        end = data.index(b"</c>", start)
        return data[:start] + xml.encode() + data[end + 4 :]

    return patched(content, part, put)


@pytest.mark.parametrize(
    ("xml", "cell", "severity"),
    [
        ('<c r="G6"><f>1/4</f><v>0.25</v></c>', 0.25, "info"),
        ('<c r="G6"><f>1/4</f></c>', None, "error"),
        ('<c r="G6"><f>1/4</f><v></v></c>', None, "error"),
        ('<c r="G6"><f t="shared" si="0"/></c>', None, "error"),
        ('<c r="G6" t="str"><f>""</f><v></v></c>', None, "info"),
        ('<c r="G6" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", None),
        ('<c r="G6" t="e"><v>#REF!</v></c>', "#REF!", None),
    ],
)
def test_formulas_and_errors(xml: str, cell: object, severity: str | None) -> None:
    found = read(with_cell("G6", xml))
    assert found.tables[0].cells[PROGRESS.percent][0] == cell
    assert [(f.code, f.cell, str(f.severity)) for f in found.findings] == (
        [("formula", "G6", severity)] if severity else []
    )


def test_formulas_in_the_check_column_say_nothing() -> None:
    with zipfile.ZipFile(BytesIO(form())) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b"<f>") >= 3
    assert read(form()).findings == ()


def test_a_one_that_is_formatted_as_a_percentage_is_known() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["G6"], sheet["G7"], sheet["G8"] = 1, 1, 50
        sheet["G6"].number_format, sheet["G7"].number_format = '"约"0.0%', '0"%"'

    assert table(form(change)).percent_rows == {6}
