"""A form that a clerk is glad to get: clear, guarded, and telling what is still to fill in."""

from pathlib import Path

import openpyxl
import pytest

from support.filling import above_table
from support.ledger_on_disk import JUNE, MAY, answers, forms_of, returned, sample_ledger
from support.office import convert
from support.validator import problems
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import INDICATORS, PLANS, PROGRESS
from xlsheet.errors import OutputError, RequestError
from xlsheet.forms.layout import (
    MARK_SHEET,
    PROGRESS_COLUMNS,
    PROGRESS_HEAD_INPUTS,
    PROGRESS_INPUTS,
    TARGET_COLUMNS,
    TARGETS_HEADER,
    TARGETS_SHEET,
    THIS_TOTAL,
)
from xlsheet.jobs.split import SHEETS, SplitRequest, split
from xlsheet.stores.file import FileStore

HEADER = 5


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module")
def form(ledger: Path) -> Path:
    forms_of(ledger, ledger.parent / "下发")
    return ledger.parent / "下发" / "市教育局_2021-05.xlsx"


def request(ledger: Path, out: Path, **options: object):
    with FileStore.open(ledger, writing=False) as store:
        return split(store, SplitRequest(**{"month": MAY, "out": out, **options}))  # type: ignore[arg-type]


def column(name: str) -> int:
    return PROGRESS_COLUMNS.index(name) + 1


def test_a_form_is_clean_for_the_open_xml_validator(form: Path) -> None:
    assert problems(form) == []


def test_only_the_cells_to_fill_in_are_unlocked(form: Path) -> None:
    sheet = openpyxl.load_workbook(form)[PROGRESS.sheet]
    assert sheet.protection.sheet
    unlocked = {sheet.cell(HEADER, c).value for c in range(1, 15) if not sheet.cell(6, c).protection.locked}
    assert unlocked == set(PROGRESS_INPUTS) - set(PROGRESS_HEAD_INPUTS)
    assert not any(sheet.cell(*above_table(name)).protection.locked for name in PROGRESS_HEAD_INPUTS)


def test_a_form_has_dropdown_limits_frozen_head_and_prints_on_a4(form: Path) -> None:
    sheet = openpyxl.load_workbook(form)[PROGRESS.sheet]
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert rules["list"].formula1 == '"未启动,推进中,已完成,滞后"'
    assert (rules["decimal"].formula1, rules["decimal"].formula2) == ("0", "1")
    assert "date" in rules
    assert sheet.freeze_panes == "D6"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$5:$5"


def test_a_hidden_mark_says_what_the_form_is(form: Path) -> None:
    sheet = openpyxl.load_workbook(form)[MARK_SHEET]
    assert sheet.sheet_state == "veryHidden"
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (PROGRESS.sheet, "市教育局", "2021-05"),
        (PLANS.sheet, "市教育局", "2021-05"),
    ]


def test_only_the_first_month_asks_for_the_plan(ledger: Path, form: Path, tmp_path: Path) -> None:
    assert PLANS.sheet in openpyxl.load_workbook(form).sheetnames
    request(ledger, tmp_path, month=JUNE)
    assert PLANS.sheet not in openpyxl.load_workbook(tmp_path / "市教育局_2021-06.xlsx").sheetnames


@pytest.mark.libreoffice
def test_the_checks_say_what_is_still_to_do(form: Path, tmp_path: Path) -> None:
    changed = {
        0: {PROGRESS.text: None, PROGRESS.percent: None, PROGRESS.status: None},
        1: {PROGRESS.text: "无"},
        2: {PROGRESS.status: "已完成"},
        3: {},
    }
    tasks = [row[0] for row in openpyxl.load_workbook(form)[PROGRESS.sheet].iter_rows(6, values_only=True)]
    order = {task: i for i, task in enumerate(tasks)}
    target = tmp_path / "filled.xlsx"
    returned(form, target, lambda task: {**answers(task), **changed.get(order[task], {})})
    counts = openpyxl.load_workbook(form)[TARGETS_SHEET].max_row - TARGETS_HEADER - 1
    again = convert(target, "xlsx", tmp_path / "out")
    sheet = openpyxl.load_workbook(again, data_only=True)[PROGRESS.sheet]
    checks = [sheet.cell(6 + i, len(PROGRESS_COLUMNS)).value for i in range(4)]
    assert checks == ["未填", "没有实际内容", "状态与比例不符", "✓"]
    assert sheet["G4"].value == f"还有 {1 + counts} 项未填"


@pytest.mark.libreoffice
def test_a_form_filled_in_whole_says_so(form: Path, tmp_path: Path) -> None:
    target = tmp_path / "filled.xlsx"
    returned(form, target)
    filled = openpyxl.load_workbook(target)
    for row in filled[TARGETS_SHEET].iter_rows(TARGETS_HEADER + 2):
        yes_or_no = row[TARGET_COLUMNS.index(INDICATORS.measure)].value == "是否完成"
        row[TARGET_COLUMNS.index(THIS_TOTAL)].value = "是" if yes_or_no else 1
    filled.save(target)
    again = convert(target, "xlsx", tmp_path / "out")
    book = openpyxl.load_workbook(again, data_only=True)
    assert book[PROGRESS.sheet]["G4"].value == "全部填好，可以报送"
    assert book[PLANS.sheet]["F3"].value == "全部填好，可以报送"


def test_the_same_month_again_makes_the_same_files(ledger: Path, form: Path, tmp_path: Path) -> None:
    request(ledger, tmp_path)
    request(ledger, tmp_path)
    assert (tmp_path / form.name).read_bytes() == form.read_bytes()


def test_a_form_that_was_filled_in_is_not_overwritten_unasked(ledger: Path, tmp_path: Path) -> None:
    request(ledger, tmp_path)
    filled = tmp_path / "市教育局_2021-05.xlsx"
    returned(filled, filled)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match="市教育局_2021-05"):
        request(ledger, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    request(ledger, tmp_path, overwrite=True)
    assert filled.read_bytes() != before[filled.name]


def test_one_workbook_with_a_sheet_a_unit(ledger: Path, tmp_path: Path) -> None:
    report = request(ledger, tmp_path, layout=SHEETS)
    assert [path.name for path in tmp_path.iterdir()] == ["填报表_2021-05.xlsx"]
    names = openpyxl.load_workbook(tmp_path / "填报表_2021-05.xlsx").sheetnames
    assert {file.unit for file in report.files} <= set(names)
    assert problems(tmp_path / "填报表_2021-05.xlsx") == []


def test_a_unit_may_be_named_by_its_alias(ledger: Path, tmp_path: Path) -> None:
    report = request(ledger, tmp_path, units=["市发展和改革委员会"])
    assert [file.unit for file in report.files] == ["市发展改革委"]


@pytest.mark.parametrize(
    ("options", "says"),
    [({"units": ["市教育厅"]}, "市教育局"), ({"month": Month(2021, 3)}, "2021-05 至 2021-12")],
)
def test_what_cannot_be_asked_for_is_said(ledger: Path, tmp_path: Path, options: dict, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        request(ledger, tmp_path, **options)
    assert list(tmp_path.iterdir()) == []
