"""The check column and the count, in forms filled in with openpyxl, as LibreOffice, ONLYOFFICE and an engine
that is held to Excel's own results calculate them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import formulon
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from support import onlyoffice
from support.form_samples import header_row, opened, sample_form
from support.office import convert
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary.tables import LEAD, PLANS, PROGRESS, STATUS_DONE, STATUS_RUNNING
from xlsheet.forms import check_words
from xlsheet.forms.content import FormTarget, FormTask
from xlsheet.forms.layout import (
    CHECK,
    GUIDE_SHEET,
    MARK_SHEET,
    PLAN_SHEET,
    PROGRESS_COLUMNS,
    TARGET_COLUMNS,
    TARGETS_HEADER,
    TARGETS_SHEET,
    THIS_TOTAL,
)
from xlsheet.forms.write import checks
from xlsheet.forms.write.form import book_bytes

LAST = "印发实施方案，召开动员会"
NEW = "完成选址，进场施工"

PROGRESS_CASES: list[tuple[tuple[object, object, object], str]] = [
    ((None, None, None), "未填"),
    (("  ", None, None), "未填"),
    ((None, 0.5, STATUS_RUNNING), "进展情况未填"),
    ((NEW, None, STATUS_RUNNING), "完成比例未填"),
    ((NEW, 0.5, None), "状态未填"),
    ((NEW, 0.5, STATUS_RUNNING), check_words.GOOD),
    (("很长的进展" * 400, 0.5, STATUS_RUNNING), check_words.GOOD),
    (("无", 0.5, STATUS_RUNNING), "没有实际内容"),
    ((" 同上。", 0.5, STATUS_RUNNING), "没有实际内容"),
    ((NEW, "约一半", STATUS_RUNNING), "比例应填数字"),
    ((NEW, 60, STATUS_RUNNING), "比例应在 0%–100%"),
    ((NEW, -0.1, STATUS_RUNNING), "比例应在 0%–100%"),
    ((NEW, 0.5, "正常推进"), "状态请从下拉列表选"),
    ((NEW, 1, STATUS_RUNNING), "状态与比例不符"),
    ((NEW, 0.9, STATUS_DONE), "状态与比例不符"),
    ((NEW, 1, STATUS_DONE), check_words.GOOD),
    ((NEW, 0.2, STATUS_RUNNING), "比例比上次低"),
    ((NEW, 0.3, STATUS_RUNNING), check_words.GOOD),
    (("很长的进展" * 401, 0.5, STATUS_RUNNING), "文字太多"),
    ((LAST, 0.5, STATUS_RUNNING), check_words.COPIED),
    (("=1/0", 0.5, STATUS_RUNNING), check_words.BROKEN),
]
"""What is typed for progress, percent and status, and what the check says of it."""

PLAN = ("建设校舍", "新增学位", "年底前完成", date(2020, 12, 31), "张三")
PLAN_CASES: list[tuple[Sequence[object], str]] = [
    ((None,) * 5, "未填"),
    (PLAN, check_words.GOOD),
    ((*PLAN[:3], None, "张三"), "完成时限未填"),
    ((*PLAN[:3], "年底前", "张三"), "完成时限应填日期"),
    ((*PLAN[:3], date(2025, 12, 31), "张三"), "时限的年份请核对"),
]
MIXED, GOOD, ODD = "市教育局", "市财政局", "市司法局"
COUNTS, COUNTED = "市园林局", "市林业局"


def form(unit: str, tasks: int):
    rows = tuple(FormTask(i, LEAD, f"任务{i}", LAST, 0.3) for i in range(1, tasks + 1))
    return sample_form(unit=unit, tasks=rows)


def target(task: int, place: int, label: str) -> FormTarget:
    return FormTarget(task, place, label, "20个", "个", f"{label} 20 个", 20.0)


def by_libreoffice(filled: Path, folder: Path) -> Path:
    return convert(filled, "xlsx", folder / "calculated")


def by_onlyoffice(filled: Path, folder: Path) -> Path:
    return onlyoffice.filled_in(filled, folder / "calculated.xlsx", MIXED, {})


def by_formulon(filled: Path, folder: Path) -> Path:
    """An engine whose results are compared with Excel 365's, bit for bit, by those who make it."""
    calculated = folder / "calculated.xlsx"
    with formulon.Workbook.load(filled.read_bytes()) as book:
        book.set_excel_profile_id("win-365-zh_CN")
        book.recalc()
        calculated.write_bytes(book.save())
    return calculated


CALCULATORS = [pytest.param(by_libreoffice, marks=pytest.mark.libreoffice), by_onlyoffice, by_formulon]


@pytest.fixture(scope="module", params=CALCULATORS)
def calculated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """Three units' sheets with their plans in one workbook, filled in, then calculated."""
    folder = tmp_path_factory.mktemp("checks")
    counting = [
        replace(form(unit, 2), targets=(target(1, 1, unit), target(1, 2, unit))) for unit in (COUNTS, COUNTED)
    ]
    book = opened(book_bytes([form(MIXED, len(PROGRESS_CASES)), form(GOOD, 2), form(ODD, 2), *counting]))
    columns = (PROGRESS.text, PROGRESS.percent, PROGRESS.status)
    for unit, totals in ((COUNTS, (3, None)), (COUNTED, (3, 4))):
        type_in(book, unit, columns, [(NEW, 0.5, STATUS_RUNNING), (f"{NEW}二", 1, STATUS_DONE)])
        for row, total in enumerate(totals, start=TARGETS_HEADER + 2):
            sheet = book[f"{unit}-{TARGETS_SHEET}"]
            sheet.cell(row, TARGET_COLUMNS.index(THIS_TOTAL) + 1).value = total
    type_in(book, MIXED, columns, [typed for typed, _ in PROGRESS_CASES])
    type_in(book, GOOD, columns, [(NEW, 0.5, STATUS_RUNNING), (f"{NEW}二", 1, STATUS_DONE)])
    type_in(book, ODD, columns, [(NEW, 0.5, STATUS_RUNNING), ("无", 0.5, STATUS_RUNNING)])
    plan_columns = (PLANS.work, PLANS.goal, PLANS.stages, PLANS.deadline, PLANS.leader)
    type_in(book, f"{MIXED}-{PLAN_SHEET}", plan_columns, [typed for typed, _ in PLAN_CASES])
    filled = folder / "filled.xlsx"
    book.save(filled)
    return openpyxl.load_workbook(request.param(filled, folder), data_only=True)


def type_in(book: Workbook, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    sheet = book[name]
    places: Mapping[object, int] = {c.value: c.column for c in sheet[header_row(sheet)]}
    for row, values in enumerate(rows, start=header_row(sheet) + 1):
        for column, value in zip(columns, values, strict=True):
            sheet.cell(row, places[column]).value = value


def said(book: Workbook, name: str) -> list[object]:
    sheet = book[name]
    check = next(c.column for c in sheet[header_row(sheet)] if c.value == CHECK)
    return [sheet.cell(row, check).value for row in range(header_row(sheet) + 1, sheet.max_row + 1)]


def counted(book: Workbook, name: str) -> object:
    """The count stands right of the hint, in the row above the header."""
    hint, *cells = book[name][header_row(book[name]) - 1]
    assert "请只填黄色的格子" in hint.value
    return next(c.value for c in cells if c.value is not None)


def test_check_column_says_what_is_still_to_do(calculated: Workbook) -> None:
    expected = [check for _, check in PROGRESS_CASES]
    assert list(zip(PROGRESS_CASES, said(calculated, MIXED), strict=True)) == list(
        zip(PROGRESS_CASES, expected, strict=True)
    )


def test_plan_check_wants_every_part_and_a_real_date(calculated: Workbook) -> None:
    rows = said(calculated, f"{MIXED}-{PLAN_SHEET}")
    assert rows[: len(PLAN_CASES)] == [check for _, check in PLAN_CASES]


def test_count_counts_the_rows_that_lack_something(calculated: Workbook) -> None:
    assert counted(calculated, MIXED) == "还有 5 项未填"
    assert counted(calculated, f"{MIXED}-{PLAN_SHEET}") == f"还有 {len(PROGRESS_CASES) - 3} 项未填"


def test_count_tells_all_good_from_all_filled_in(calculated: Workbook) -> None:
    assert counted(calculated, GOOD) == "全部填好，可以报送"
    assert counted(calculated, ODD) == "都填了，请看“检查”一列"


def test_a_task_is_good_when_its_indicators_are_counted_and_leads_to_them(calculated: Workbook) -> None:
    assert said(calculated, COUNTS) == [check_words.TARGETS_BLANK, check_words.GOOD]
    assert counted(calculated, COUNTS) == "还有 1 项未填"
    assert said(calculated, COUNTED) == [check_words.GOOD, check_words.GOOD]
    assert counted(calculated, COUNTED) == "全部填好，可以报送"
    assert check_words.is_check_word(check_words.TARGETS_BLANK)
    issued = opened(book_bytes([replace(form(COUNTS, 2), targets=(target(2, 1, COUNTS),))]))
    sheet = issued[COUNTS]
    checks_of = [row[len(PROGRESS_COLUMNS) - 1] for row in sheet.iter_rows(header_row(sheet) + 1)]
    assert checks_of[0].hyperlink is None
    assert checks_of[1].hyperlink.location == f"'{COUNTS}-{TARGETS_SHEET}'!H5"


def test_mark_is_still_hidden_after_another_program_saved_the_form(calculated: Workbook) -> None:
    assert calculated[MARK_SHEET].sheet_state in ("hidden", "veryHidden")


@pytest.mark.parametrize("word", checks.HOLLOW_WORDS)
def test_words_that_the_form_calls_hollow_are_hollow_for_the_ledger_too(word: str) -> None:
    assert is_hollow(word)


@pytest.mark.libreoffice
def test_a_form_prints_all_its_rows_and_no_check_column(tmp_path: Path) -> None:
    import pypdf

    made = tmp_path / "form.xlsx"
    made.write_bytes(book_bytes([form(MIXED, 40)]))
    pages = [page.extract_text() for page in pypdf.PdfReader(convert(made, "pdf", tmp_path / "pdf")).pages]
    pages = [page for page in pages if GUIDE_SHEET not in page]
    text = "\n".join(pages)
    assert all(f"任务{i}" in text for i in range(1, 41))
    assert sum("进展情况" in page for page in pages if PLAN_SHEET not in page) >= 2
    assert "未填" not in text.replace("还有 40 项未填", "")
