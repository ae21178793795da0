"""Every cell that was typed is accounted for, wherever somebody typed it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from support.sent import ROWS, UNIT, form
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CONTENT, MONTH_LABEL, UNIT_LABEL
from xlsheet.forms.read.files import read_source
from xlsheet.forms.read.header import SPELLINGS
from xlsheet.forms.read.sources import Source
from xlsheet.jobs.checking_forms import facts_of
from xlsheet.merge.files import JudgedFile, closing_verdict, judge
from xlsheet.rules.files import load_rules

WORDS = "第118项已完成招标，进度八成"

_places = st.tuples(st.integers(1, 14), st.integers(1, 18))
_names = sorted(
    {name for names in SPELLINGS.values() for some in names.values() for name in some}
    | {
        "填报单位",
        "填报单位：市教育局",
        "填报月份",
        "2020年6月",
        "填报人：张三",
        "小计",
        "注：",
        "一、重点任务",
    }
)
_words = st.sampled_from([WORDS, "张三", 0.4, "合计", "推进中", "备注：已报", "99"])
_names_too = _words | st.sampled_from(_names)
_frame = st.tuples(st.integers(1, 6), st.integers(1, 15))


def judged(content: bytes) -> JudgedFile:
    """A form with its findings, judged by what it says of itself."""
    returned = read_source(Source("填报表.xlsx", content))
    file = judge(returned, facts_of(returned, load_rules()), None)
    file.verdict = closing_verdict(file)
    return file


def typed_over(cells: dict[tuple[int, int], object]) -> tuple[bytes, int]:
    """A form with these cells (row and column) typed over, and how many of its cells hold something."""
    book = openpyxl.load_workbook(BytesIO(form()))
    sheet = book[PROGRESS.sheet]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    for (row, column), words in cells.items():
        sheet.cell(row, column).value = words
    target = BytesIO()
    book.save(target)
    held = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type != "f"
    ]
    return target.getvalue(), len(held)


@given(st.dictionaries(_places, _words, max_size=6))
@settings(deadline=None, max_examples=25)
def test_what_is_found_is_taken_printed_furniture_or_reported(cells: dict[tuple[int, int], object]) -> None:
    content, held = typed_over(cells)
    counts = judged(content).cells
    assert counts.found == held
    assert counts.found == counts.taken + counts.printed + counts.furniture + counts.reported


@given(st.dictionaries(_frame | _places, _names_too, max_size=5))
@settings(deadline=None, max_examples=40)
@example({(5, 2): "任务编号"})
@example({(5, 9): "任务编号", (5, 12): "进展情况"})
def test_no_name_of_a_column_or_label_hides_a_cell(cells: dict[tuple[int, int], object]) -> None:
    content, held = typed_over(cells)
    counts = judged(content).cells
    assert counts.found in (held, 0)  # a form without a table is refused before its cells are counted
    assert counts.found == counts.taken + counts.printed + counts.furniture + counts.reported


@given(st.integers(6, 8), st.sampled_from(["D", "N", "O", "Q"]))
@settings(deadline=None, max_examples=8)
def test_words_outside_their_cell_are_quoted_with_their_place(row: int, letter: str) -> None:
    book = openpyxl.load_workbook(BytesIO(form()))
    book[PROGRESS.sheet][f"{letter}{row}"] = WORDS
    target = BytesIO()
    book.save(target)
    file = judged(target.getvalue())
    said = [finding for finding in file.all_findings() if WORDS[:8] in finding.message]
    assert [finding.cell for finding in said] == [f"{letter}{row}"] or letter == "D"
    assert str(file.verdict) != "accepted" or letter == "D"


def test_a_comment_and_a_text_on_another_sheet_are_named() -> None:
    book = openpyxl.load_workbook(BytesIO(form()))
    book[PROGRESS.sheet]["F6"].comment = openpyxl.comments.Comment(WORDS, "张三")
    other = book.create_sheet("补充")
    for row in range(1, 5):
        other.cell(row, 1).value = WORDS
    target = BytesIO()
    book.save(target)
    file = judged(target.getvalue())
    places = {finding.place() for finding in file.all_findings() if finding.code == "cell_elsewhere"}
    assert places == {f"{PROGRESS.sheet}!F6", "补充"}


def test_words_where_a_name_or_a_day_belongs_above_the_table_are_named() -> None:
    book = openpyxl.load_workbook(BytesIO(form()))
    sheet = book[PROGRESS.sheet]
    (place,) = [cell.offset(column=1) for row in sheet["A1:N4"] for cell in row if cell.value == "填报日期"]
    place.value = WORDS
    target = BytesIO()
    book.save(target)
    file = judged(target.getvalue())
    said = [finding for finding in file.all_findings() if finding.code == "cell_elsewhere"]
    assert [finding.cell for finding in said] == [place.coordinate]


def test_two_telephones_above_the_table_are_an_answer() -> None:
    file = judged(form(lambda sheet: sheet.cell(3, 5, "0371-67181234 / 13800000000、67181235")))
    assert "cell_elsewhere" not in {finding.code for finding in file.all_findings()}
    assert {entry.values[PROGRESS.phone] for entry in file.entries} == {
        "0371-67181234 / 13800000000、67181235"
    }


def test_a_share_called_cumulative_is_the_one_that_is_asked_for() -> None:
    def change(sheet: Worksheet) -> None:
        (asked,) = [cell for cell in sheet[5] if cell.value == PROGRESS.percent]
        asked.value = "截至6月底累计完成率（%）"
        sheet.cell(5, 15, "6月完成率（%）")
        for row in range(6, 9):
            sheet.cell(row, 15, 0.01)

    file = judged(form(change))
    assert [entry.values[PROGRESS.percent] for entry in file.entries] == [0.4, 0.4, 0.4]


def test_last_months_sheet_in_front_does_not_send_this_months_back() -> None:
    """A unit keeps a sheet a month in one workbook; only this month's was issued and has a mark."""
    book = openpyxl.load_workbook(BytesIO(form()))
    book[PROGRESS.sheet].title = "6月"
    before = book.create_sheet("5月", 0)
    for row in book["6月"].iter_rows():
        for cell in row:
            before.cell(cell.row, cell.column, "2020年5月" if cell.value == "2020年6月" else cell.value)
    target = BytesIO()
    book.save(target)
    file = judged(target.getvalue())
    assert {finding.code for finding in file.all_findings() if finding.severity != "info"} == {"sheet_many"}
    assert len([entry for entry in file.entries if entry.month == "2020-06"]) == len(file.entries) // 2


def test_a_table_beside_another_is_of_the_month_that_is_written_once_above_them() -> None:
    """Unless words above it name another one. The day of receipt would tell a later month."""
    names = [PROGRESS.task_no, CONTENT, PROGRESS.text, PROGRESS.percent, PROGRESS.status]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([UNIT_LABEL, UNIT, None, MONTH_LABEL, "2020年6月"])
    for left, task in ((1, ROWS[0]), (8, ROWS[1])):
        for i, name in enumerate(names):
            sheet.cell(3, left + i, name)
            sheet.cell(4, left + i, task[i])
    target = BytesIO()
    book.save(target)
    returned = read_source(Source("两块.xlsx", target.getvalue()))
    assert [table.headings[MONTH_LABEL][0] for table in returned.tables] == ["2020年6月", "2020年6月"]
    sheet["H2"] = "5月情况"
    target = BytesIO()
    book.save(target)
    returned = read_source(Source("两块.xlsx", target.getvalue()))
    assert [MONTH_LABEL in table.headings for table in returned.tables] == [True, False]
