"""When rows go or the table grows, what looks at its cells and what stands below it goes along."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as OtherTable

from support.ledger_file import book, change, parts, rows
from support.small_ledger import task, unit
from support.validator import problems
from xlsheet.dictionary.tables import TASKS, UNITS
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Edit, Replace

RED = PatternFill("solid", bgColor="FFFFC7CE")


@pytest.fixture
def looked_at(ledger: Path) -> Path:
    """Other sheets, names, rules and a chart look at the rows 2 to 6 of the tasks."""
    changed = book(ledger)
    own = changed.create_sheet("我的统计")
    name = TASKS.sheet
    own["A1"], own["A2"], own["A3"] = f"={name}!D4", f"=SUM({name}!$J$2:$J$6)", f"='{name}'!A3+B1"
    own["A4"], own["A5"], own["A6"] = f"=COUNT({name}!A:A)", f'="{name}!D4"', f"={name}!D3"
    own["B1"].hyperlink = Hyperlink(ref="B1", location=f"{name}!D4")
    changed.defined_names["重点"] = DefinedName("重点", attr_text=f"{name}!$D$5")
    changed.defined_names["全部"] = DefinedName("全部", attr_text=f"{name}!$A$2:$J$6")
    own.conditional_formatting.add("A1", FormulaRule([f"{name}!$J$4>0.5"], fill=RED))
    own.add_data_validation(DataValidation(type="list", formula1=f"{name}!$D$2:$D$6", sqref="C1"))
    chart = BarChart()
    chart.add_data(Reference(changed[name], min_col=10, min_row=2, max_row=6))
    own.add_chart(chart, "D2")
    tasks = changed[name]
    tasks["T9"] = "=SUM(J2:J6)+J4"
    tasks.conditional_formatting.add("J2:J6", FormulaRule(["$J2>$J$5"], fill=RED))
    changed.save(ledger)
    return ledger


def test_what_looks_at_a_cell_goes_on_looking_at_it_when_rows_above_go(looked_at: Path) -> None:
    known = problems(looked_at)
    change(looked_at, Edit(TASKS, removed=[3]))
    changed, name = book(looked_at), TASKS.sheet
    own = changed["我的统计"]
    assert [own[f"A{row}"].value for row in range(1, 7)] == [
        f"={name}!D3",
        f"=SUM({name}!$J$2:$J$5)",
        f"='{name}'!#REF!+B1",
        f"=COUNT({name}!A:A)",
        f'="{name}!D4"',
        f"={name}!#REF!",
    ]
    assert own["B1"].hyperlink.location == f"{name}!D3"
    assert changed.defined_names["重点"].attr_text == f"{name}!$D$4"
    assert changed.defined_names["全部"].attr_text == f"{name}!$A$2:$J$5"
    assert [rule.formula for rules in own.conditional_formatting for rule in rules.rules] == [
        [f"{name}!$J$3>0.5"]
    ]
    assert own.data_validations.dataValidation[0].formula1 == f"{name}!$D$2:$D$5"
    assert own._charts[0].series[0].val.numRef.f == f"'{name}'!$J$2:$J$5"
    tasks = changed[name]
    assert tasks["T9"].value == "=SUM(J2:J5)+J3"
    rules = {str(rules.sqref): rules.rules[0].formula for rules in tasks.conditional_formatting}
    assert rules["J2:J5"] == ["$J2>$J$4"]
    assert problems(looked_at) == known


def test_where_no_row_goes_nothing_elsewhere_is_touched(looked_at: Path) -> None:
    before = parts(looked_at)
    change(looked_at, Edit(TASKS, updates={2: {TASKS.remark: "改"}}, appended=[task(6)]))
    charts = [name for name in before if "chart" in name or name == "xl/workbook.xml"]
    assert len(charts) > 1
    assert all(parts(looked_at)[name] == before[name] for name in charts)


@pytest.fixture
def with_words_below(ledger: Path) -> Path:
    """Two rows below the units stand an explanation, a formula and merged cells; names look at them."""
    changed = book(ledger)
    sheet = changed[UNITS.sheet]
    sheet["B6"], sheet["C6"], sheet["A8"] = "说明：联系人每季度核对一次", "=B6&A2", "合并"
    sheet["B6"].comment = Comment("批注", "督查室")
    sheet.merge_cells("A8:C8")
    sheet["J6"] = "表旁的话"
    changed.defined_names["说明"] = DefinedName("说明", attr_text=f"{UNITS.sheet}!$B$6")
    changed.save(ledger)
    return ledger


NEW = [unit(f"单位{n}") for n in range(4)]


@pytest.mark.parametrize("step", [Edit(UNITS, appended=NEW), Replace(UNITS, [*NEW, *NEW[:3]])])
def test_what_stands_below_the_table_goes_down_before_new_rows(
    with_words_below: Path, step: Edit | Replace
) -> None:
    known = problems(with_words_below)
    change(with_words_below, step)
    changed = book(with_words_below)
    sheet = changed[UNITS.sheet]
    assert [row[UNITS.unit] for row in rows(with_words_below, UNITS)][-1] in ("单位3", "单位2")
    assert len(rows(with_words_below, UNITS)) == 7
    assert sheet["B9"].value is None, "a blank row stays between"
    assert (sheet["B10"].value, sheet["C10"].value) == ("说明：联系人每季度核对一次", "=B10&A2")
    assert sheet["B10"].comment.text == "批注"
    assert sheet["A12"].value == "合并"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A12:C12"]
    assert sheet["J6"].value == "表旁的话", "what stands beside stays"
    assert changed.defined_names["说明"].attr_text == f"{UNITS.sheet}!$B$10"
    assert problems(with_words_below) == known


def test_room_that_suffices_leaves_what_stands_below_where_it_is(with_words_below: Path) -> None:
    change(with_words_below, Edit(UNITS, appended=[]), Edit(TASKS, removed=[2]))
    assert book(with_words_below)[UNITS.sheet]["B6"].value == "说明：联系人每季度核对一次"


@pytest.mark.parametrize("what", ["table", "merged", "array"])
def test_what_cannot_be_moved_is_named_and_nothing_changes(ledger: Path, what: str) -> None:
    changed = book(ledger)
    sheet = changed[UNITS.sheet]
    sheet["A7"], sheet["B7"], sheet["A8"], sheet["B8"] = "甲", "乙", 1, 2
    if what == "table":
        sheet.add_table(OtherTable(displayName="own", ref="A7:B8"))
    elif what == "merged":
        sheet.merge_cells("E8:H8")
    else:
        from openpyxl.worksheet.formula import ArrayFormula

        sheet["A8"] = ArrayFormula("A8:A9", "=ROW(1:2)")
    changed.save(ledger)
    content = ledger.read_bytes()
    with pytest.raises(LedgerError, match=f"“{UNITS.sheet}”第 [78] 行.*移到别处"):
        change(ledger, Edit(UNITS, appended=NEW))
    assert ledger.read_bytes() == content
