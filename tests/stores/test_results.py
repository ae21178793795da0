"""首页's formulas keep the right results in the file, for those who look without working them out."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from support.ledger_file import change, new_ledger, parts, rewrite, sheet_part
from support.validator import problems
from xlsheet.dictionary.tables import HOME_DATA, HOME_SHEET, MISSING
from xlsheet.ledger.changes import Replace

_LABEL = "$C$3"


def home_xml(ledger: Path) -> str:
    return parts(ledger)[sheet_part(ledger, HOME_SHEET)].decode()


def write(ledger: Path, label: object) -> None:
    """Let the second row of 首页数据 have that label, and 7 tasks."""
    rows = [
        {HOME_DATA.block: "概况", HOME_DATA.place: 1},
        {HOME_DATA.block: "概况", HOME_DATA.place: 2, HOME_DATA.label: label, HOME_DATA.total: 7},
    ]
    change(ledger, Replace(HOME_DATA, rows))


def shown(ledger: Path) -> tuple[object, object]:
    """The first tile's label and number."""
    sheet = openpyxl.load_workbook(ledger, data_only=True)[HOME_SHEET]
    return sheet["B5"].value, sheet["B6"].value


def test_a_formula_that_points_at_a_cell_shows_what_was_written_there(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    for label in ("任务 <A&B>", "第二次"):
        write(ledger, label)
        assert shown(ledger) == (label, 7)
        assert problems(ledger) == []


def test_an_empty_cell_is_a_nought_as_in_every_program(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    write(ledger, "先有")
    write(ledger, None)
    assert shown(ledger) == (0, 7)


def test_formulas_themselves_and_all_other_results_stay(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    part = sheet_part(ledger, HOME_SHEET)
    saved = re.sub(r"(<f>IFERROR[^<]*</f>)", r"\1<v>手工改的标题</v>", home_xml(ledger), count=1)
    rewrite(ledger, {part: saved.encode()})
    formulas = re.findall(r"<f>[^<]*</f>", saved)
    write(ledger, "任务")
    assert re.findall(r"<f>[^<]*</f>", home_xml(ledger)) == formulas
    assert "<v>手工改的标题</v>" in home_xml(ledger)


def test_a_change_elsewhere_leaves_the_home_sheet_alone(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    write(ledger, "任务")
    before = home_xml(ledger)
    change(ledger, Replace(MISSING, [{MISSING.month: "2020-06", MISSING.flag: "缺报"}]))
    assert home_xml(ledger) == before
