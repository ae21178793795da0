"""A form as another program sees it: what is locked, coloured, checked, frozen, printed and hidden."""

import os
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from support.form_samples import (
    TASKS,
    cell_right_of,
    header_row,
    opened,
    sample_form,
    sample_limits,
)
from support.office import convert
from support.validator import problems
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import LEAD, PLANS, PROGRESS, STATUSES
from xlsheet.forms.content import FormTask
from xlsheet.forms.layout import (
    CHECK,
    CONTENT,
    DUE_LABEL,
    FILLED_LABEL,
    FULL_TEXT_SHEET,
    GUIDE_SHEET,
    LAST_PERCENT,
    LAST_TEXT,
    MARK_HEADER,
    MARK_SHEET,
    MONTH_LABEL,
    PHONE_LABEL,
    PLAN_COLUMNS,
    PLAN_INPUTS,
    PLAN_SHEET,
    PROGRESS_COLUMNS,
    PROGRESS_HEAD_INPUTS,
    PROGRESS_INPUTS,
    PROGRESS_SHEET,
    REPORTER_LABEL,
    UNIT_LABEL,
    form_version,
)
from xlsheet.forms.write.form import all_forms, book_bytes, form_bytes

BOOK = opened(form_bytes(sample_form()))
SHEETS = {PROGRESS_SHEET: (PROGRESS_COLUMNS, PROGRESS_INPUTS), PLAN_SHEET: (PLAN_COLUMNS, PLAN_INPUTS)}
GREY = "FFF2F2F2"


def column(sheet: Worksheet, name: str) -> int:
    return next(cell.column for cell in sheet[header_row(sheet)] if cell.value == name)


def cell(sheet: Worksheet, i: int, name: str):
    """The cell of the i-th task (from 0) in a column, or above the table what is asked there once."""
    if name in PROGRESS_HEAD_INPUTS:
        return cell_right_of(sheet, name)
    return sheet.cell(header_row(sheet) + 1 + i, column(sheet, name))


def rule_of(sheet: Worksheet, name: str):
    """The check that Excel makes of what is typed into a column."""
    address = cell(sheet, 1, name).coordinate
    return next(rule for rule in sheet.data_validations.dataValidation if address in rule.sqref)


def test_progress_comes_first_and_is_what_opens() -> None:
    assert BOOK.sheetnames == [PROGRESS_SHEET, PLAN_SHEET, GUIDE_SHEET, MARK_SHEET]
    assert BOOK.active.title == PROGRESS_SHEET


def test_later_months_ask_for_no_plan() -> None:
    assert PLAN_SHEET not in opened(form_bytes(sample_form(plan_due=None))).sheetnames


@pytest.mark.parametrize("name", SHEETS)
def test_columns_stand_in_the_order_of_the_layout(name: str) -> None:
    sheet = BOOK[name]
    assert tuple(c.value for c in sheet[header_row(sheet)]) == tuple(map(str, SHEETS[name][0]))


def test_each_task_shows_what_it_is_and_what_was_said_last() -> None:
    sheet = BOOK[PROGRESS_SHEET]
    shown = [
        tuple(cell(sheet, i, n).value for n in (PROGRESS.task_no, CONTENT, LAST_TEXT, LAST_PERCENT))
        for i in range(3)
    ]
    assert shown == [(t.number, t.content, t.last_text or None, t.last_percent) for t in TASKS]


def test_head_says_unit_month_and_due_date() -> None:
    sheet = BOOK[PROGRESS_SHEET]
    assert cell_right_of(sheet, UNIT_LABEL).value == "市教育局"
    assert cell_right_of(sheet, MONTH_LABEL).value == "2020年6月"
    assert cell_right_of(sheet, DUE_LABEL).value == datetime(2020, 7, 10)
    assert "2020年重点工作任务督查台账" in sheet["A1"].value


@pytest.mark.parametrize("name", SHEETS)
def test_only_inputs_are_unlocked_and_they_differ_in_colour(name: str) -> None:
    sheet, (columns, inputs) = BOOK[name], SHEETS[name]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for c in columns:
        locked, colour = cell(sheet, 0, c).protection.locked, cell(sheet, 0, c).fill.fgColor.rgb
        assert (locked, colour == GREY) == ((False, False) if c in inputs else (True, True)), c


@pytest.mark.parametrize("label", [REPORTER_LABEL, PHONE_LABEL, FILLED_LABEL])
def test_who_filled_it_in_can_be_said_once_above_the_table(label: str) -> None:
    assert not cell_right_of(BOOK[PROGRESS_SHEET], label).protection.locked


def test_columns_and_rows_may_be_resized_in_spite_of_the_protection() -> None:
    protection = BOOK[PROGRESS_SHEET].protection
    assert not protection.formatColumns
    assert not protection.formatRows


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        (PROGRESS.text, "@"),
        (PROGRESS.phone, "@"),
        (PROGRESS.percent, "0%"),
        (PROGRESS.filled_on, "yyyy-mm-dd"),
    ],
)
def test_inputs_have_the_format_of_what_belongs_there(name: str, format_: str) -> None:
    assert cell(BOOK[PROGRESS_SHEET], 0, name).number_format == format_


def test_status_is_chosen_from_a_list() -> None:
    rule = rule_of(BOOK[PROGRESS_SHEET], PROGRESS.status)
    assert (rule.type, rule.formula1) == ("list", f'"{",".join(STATUSES)}"')


def test_percent_lies_between_nothing_and_all() -> None:
    rule = rule_of(BOOK[PROGRESS_SHEET], PROGRESS.percent)
    assert (rule.type, rule.operator or "between", rule.formula1, rule.formula2) == (
        "decimal",
        "between",
        "0",
        "1",
    )
    assert "60%" in rule.error


def test_dates_are_checked_and_plans_may_reach_further() -> None:
    filled = rule_of(BOOK[PROGRESS_SHEET], PROGRESS.filled_on)
    deadline = rule_of(BOOK[PLAN_SHEET], PLANS.deadline)
    assert filled.type == deadline.type == "date"
    assert float(filled.formula2) < float(deadline.formula2)


def test_too_long_a_text_is_questioned_not_refused() -> None:
    form = opened(form_bytes(sample_form(limits=sample_limits(text_limit=300))))
    rule = rule_of(form[PROGRESS_SHEET], PROGRESS.text)
    assert (rule.type, rule.formula1, rule.errorStyle) == ("textLength", "300", "warning")


@pytest.mark.parametrize("name", SHEETS)
def test_header_stays_on_screen_and_on_every_printed_page(name: str) -> None:
    sheet = BOOK[name]
    header = header_row(sheet)
    assert sheet.freeze_panes == f"D{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("count", "length", "last"), [(1, 20, 0), (8, 200, 150), (40, 60, 20), (3, 2000, 900)], ids=str
)
def test_nothing_that_a_person_reads_is_printed_smaller_than_nine_points(
    count: int, length: int, last: int, tmp_path: Path
) -> None:
    """Measured in the PDF: the sizes of the letters, and that every text is there whole."""
    words = "推进城区河道治理，完成清淤二十处，"
    told = [f"第{i}件" + (words * 200)[: length - 3] for i in range(count)]
    tasks = tuple(FormTask(i + 1, LEAD, text, (words * 60)[:last]) for i, text in enumerate(told))
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_bytes(sample_form(tasks=tasks)))
    with pdfplumber.open(convert(path, "pdf", tmp_path / "out")) as printed:
        pages = printed.pages
        on_page = [letter for page in pages for letter in page.chars if letter["top"] < page.height - 52]
        assert min(letter["size"] for letter in on_page if letter["text"].strip()) >= 9
        assert all("进展情况" in page.extract_text() for page in pages if "下步措施" in page.extract_text())
        text = "".join(letter["text"] for letter in on_page if not letter["text"].isspace())
    assert text.count(words) >= sum(one.count(words) for one in told) * 0.9


@pytest.mark.parametrize("name", [PROGRESS_SHEET, PLAN_SHEET, GUIDE_SHEET])
def test_prints_on_a4_landscape_one_page_wide(name: str) -> None:
    set_up, fit = BOOK[name].page_setup, BOOK[name].sheet_properties.pageSetUpPr.fitToPage
    pages = set_up.fitToWidth or 1, set_up.fitToHeight
    assert (set_up.orientation, set_up.paperSize, fit, pages) == ("landscape", 9, True, (1, 0))


def test_no_merged_cell_sticks_out_of_the_printed_page() -> None:
    for name in SHEETS:
        sheet = BOOK[name]
        last_printed = column(sheet, CHECK) - 1
        assert sheet.print_area.endswith(f"{header_row(sheet) + len(TASKS)}")
        assert max(area.max_col for area in sheet.merged_cells.ranges) == last_printed


def test_long_texts_are_readable_whole() -> None:
    content = "推进郑州国家中心城市建设，" * 18
    sheet = opened(form_bytes(sample_form(tasks=(FormTask(1, LEAD, content),))))[PROGRESS_SHEET]
    width = sheet.column_dimensions["C"].width
    lines = -(-len(content) // int(width * 8 / 14))
    assert lines * 13.5 <= sheet.row_dimensions[header_row(sheet) + 1].height <= 409


def test_what_no_row_can_show_stands_whole_on_a_sheet_of_its_own() -> None:
    content, last = "推进郑州国家中心城市建设，" * 150, "已建成若干处，" * 60
    book = opened(form_bytes(sample_form(tasks=(FormTask(1, LEAD, content, last), FormTask(2, LEAD, "短")))))
    rows = list(book[FULL_TEXT_SHEET].iter_rows(min_row=3, values_only=True))
    told = {name: "".join(row[2] for row in rows if row[1] == name) for name in (CONTENT, LAST_TEXT)}
    assert told == {CONTENT: content, LAST_TEXT: last}
    assert book[PROGRESS_SHEET].cell(header_row(book[PROGRESS_SHEET]) + 1, 3).value == content
    assert FULL_TEXT_SHEET not in opened(form_bytes(sample_form())).sheetnames


def test_rows_keep_growing_with_what_is_typed() -> None:
    """Excel and WPS never fit the height of a row that is marked as having a custom one."""
    with zipfile.ZipFile(BytesIO(form_bytes(sample_form()))) as pack:
        rows = re.findall(r"<row r=\"(\d+)\"([^>]*)>", pack.read("xl/worksheets/sheet1.xml").decode())
    header = header_row(BOOK[PROGRESS_SHEET])
    of_tasks = [attributes for number, attributes in rows if int(number) > header]
    assert len(of_tasks) == len(TASKS)
    assert all(" ht=" in attributes and "customHeight" not in attributes for attributes in of_tasks)


def test_hidden_mark_says_what_the_form_is() -> None:
    sheet = BOOK[MARK_SHEET]
    version = form_version((t.number, t.content) for t in TASKS)
    mark = ("ledger01", "市教育局", "2020-06", version, "1,2,7")
    assert sheet.sheet_state == "veryHidden"
    assert list(sheet.iter_rows(values_only=True)) == [
        MARK_HEADER,
        (PROGRESS_SHEET, *mark),
        (PLAN_SHEET, *mark),
    ]


def test_another_text_makes_another_version() -> None:
    assert form_version([(1, "甲")]) == form_version([(1, "甲")])
    assert (
        len({form_version(t) for t in ([(1, "甲")], [(2, "甲")], [(1, "乙")], [(1, "甲"), (2, "乙")])}) == 4
    )


def test_guide_says_due_dates_and_where_to_send_it() -> None:
    text = "\n".join(str(row[1]) for row in BOOK[GUIDE_SHEET].iter_rows(values_only=True))
    for words in ("2020年7月10日（含当天）前", "2020年6月8日17:00 前", "市政府督查室：邮箱 dc@example.com"):
        assert words in text


def test_readers_that_do_not_calculate_see_the_count() -> None:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(form_bytes(sample_form())), data_only=True)
    values = [value for row in book[PROGRESS_SHEET].iter_rows(values_only=True) for value in row]
    assert f"还有 {len(TASKS)} 项未填" in values
    assert values.count("未填") == len(TASKS)


def test_formula_like_and_dirty_text_stays_text(tmp_path: Path) -> None:
    tasks = (
        FormTask(1, LEAD, '=HYPERLINK("http://example.com","点我")', "+1", 0.1),
        FormTask(2, LEAD, "换行\n第二行\x07<&>\"'", "@SUM(1)", None),
    )
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_bytes(sample_form(unit="甲<&>'乙\"局", tasks=tasks)))
    sheet = opened(path.read_bytes())[PROGRESS_SHEET]
    assert cell(sheet, 0, CONTENT).data_type == "s"
    assert cell(sheet, 0, CONTENT).value == tasks[0].content
    assert cell(sheet, 0, LAST_TEXT).data_type == cell(sheet, 1, LAST_TEXT).data_type == "s"
    assert problems(path) == []


def test_forms_are_valid_open_xml(tmp_path: Path) -> None:
    path, common = tmp_path / "form.xlsx", tmp_path / "book.xlsx"
    path.write_bytes(form_bytes(sample_form()))
    common.write_bytes(book_bytes([sample_form(), sample_form(unit="市财政局")]))
    assert problems(path) == problems(common) == []


def test_one_workbook_has_a_sheet_a_unit_with_its_plan() -> None:
    long = "郑州市建设黄河流域生态保护和高质量发展核心示范区工作领导小组文化博物旅游组"
    units = ["市教育局", long, f"{long}办公室", "a/b:c", "A?b*c", PLAN_SHEET]
    book = opened(book_bytes([sample_form(unit=unit) for unit in units]))
    rows = list(book[MARK_SHEET].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == [unit for unit in units for _ in SHEETS]
    assert [row[0] for row in rows] == book.sheetnames[:-2]
    assert len({name.casefold() for name in book.sheetnames}) == 2 * len(units) + 2
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    for row in rows:
        assert cell_right_of(book[row[0]], UNIT_LABEL).value == row[2]


def test_same_content_makes_the_same_bytes() -> None:
    assert form_bytes(sample_form()) == form_bytes(sample_form())
    assert form_bytes(sample_form()) != form_bytes(sample_form(month=Month(2020, 7)))


def test_several_processes_make_the_same_forms_in_the_same_order() -> None:
    forms = [sample_form(unit=f"第{i}局") for i in range(4)]
    assert all_forms(forms, worth_a_pool=2) == [form_bytes(form) for form in forms]


def test_several_processes_do_not_run_the_script_again_that_asked_for_forms(tmp_path: Path) -> None:
    script = tmp_path / "一个月.py"
    script.write_text(
        "from support.form_samples import sample_form\n"
        "from xlsheet.forms.write.form import all_forms\n"
        "print('run')\n"
        "print(len(all_forms([sample_form(), sample_form()], worth_a_pool=2)))\n",
        encoding="utf-8",
    )
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, env=os.environ | paths, check=True
    )
    assert done.stdout.split() == ["run", "2"]


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\ufffe\uffff"), max_size=60)


@settings(max_examples=25, deadline=None)
@given(content=WORDS, last_text=WORDS, unit=WORDS.filter(str.strip))
def test_any_text_comes_out_as_it_went_in(content: str, last_text: str, unit: str) -> None:
    """Control characters are written the way Excel writes them (_x0007_), which openpyxl leaves so."""
    form = sample_form(unit=unit, tasks=(FormTask(3, LEAD, content, last_text),))
    sheet = opened(form_bytes(form))[PROGRESS_SHEET]
    assert _plain(cell_right_of(sheet, UNIT_LABEL).value) == unit
    assert _plain(cell(sheet, 0, CONTENT).value) == content
    assert _plain(cell(sheet, 0, LAST_TEXT).value) == last_text


def _plain(value: object) -> str:
    return re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), "" if value is None else str(value))
