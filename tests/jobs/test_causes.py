"""One mistake is one finding, at the cell where it was made, and nothing that merely follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from support.filling import fill_form
from support.ledger_file import change, new_ledger
from support.ledger_on_disk import answers_of, forms_of, sample_ledger
from support.memory_store import MemoryStore
from support.small_ledger import DUTIES, EDUCATION, FINANCE, assignment, small_ledger
from support.terminal import xlsheet
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    DISPATCHES,
    HOLIDAYS,
    HOME_DATA,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESPONSIBLE,
    RESULTS,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.forms.layout import PROGRESS_SHEET
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.report import BulletinRequest, report
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Changes, Replace
from xlsheet.ledger.settings import Names
from xlsheet.ledger.written_rows import WRITTEN_BLOCK
from xlsheet.stores.file import FileStore

JULY_11 = date(2020, 7, 11)
NOWHERE = st.integers(20, 900).map(float)
ROWS = {ASSIGNMENTS: 3, PLANS: 3, PROGRESS: 6}


def checked() -> MemoryStore:
    """Three tasks, of which the first has a responsible unit too; looked at on 11 July."""
    store = small_ledger()
    missing(store, MissingRequest(None, JULY_11))
    return store


def found(store: MemoryStore) -> list[Finding]:
    return list(validate(store, ValidateRequest(write=False)).findings)


@pytest.mark.parametrize("place", range(3))
@settings(max_examples=8, deadline=None)
@given(number=NOWHERE)
def test_a_number_mistyped_among_the_tasks_is_one_finding_there(place: int, number: float) -> None:
    store = checked()
    store.rows[TASKS][place][TASKS.number] = number
    (finding,) = found(store)
    assert (finding.code, finding.place()) == ("task_number", f"任务台账!A{place + 2}")
    assert f"第 {place + 1} 项" in finding.message


def test_a_state_under_a_mistyped_number_becomes_no_decision() -> None:
    store = checked()
    store.rows[TASKS][1][TASKS.number] = 20.0
    store.apply(kept_current(store, Changes("试", "试", [])))
    assert [row.get(TASKS.ruling) for row in store.rows[TASKS]] == [None] * 3


@pytest.mark.parametrize("wrong", [None, 1.0], ids=["blank", "another's"])
def test_a_number_left_out_or_standing_twice_is_one_finding(wrong: float | None) -> None:
    store = checked()
    store.rows[TASKS][1][TASKS.number] = wrong
    (finding,) = found(store)
    assert finding.place() == "任务台账!A3"


@pytest.mark.parametrize("table", list(ROWS), ids=lambda table: table.name)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_number_mistyped_in_one_row_is_one_finding_at_its_cell(table: Table, data: st.DataObject) -> None:
    store = checked()
    place = data.draw(st.integers(0, ROWS[table] - 1))
    store.rows[table][place]["任务编号"] = data.draw(NOWHERE)
    (finding,) = found(store)
    assert (finding.code, finding.place()) == ("task_unknown", f"{table.sheet}!A{place + 2}")


@pytest.mark.parametrize("table", list(ROWS), ids=lambda table: table.name)
def test_a_number_that_is_another_task_s_is_one_finding(table: Table) -> None:
    for place in range(ROWS[table]):
        store = checked()
        row = store.rows[table][place]
        row["任务编号"] = row["任务编号"] % 3 + 1  # type: ignore[operator]
        assert len(found(store)) == 1, (place, found(store))


@pytest.mark.parametrize("table", list(ROWS), ids=lambda table: table.name)
def test_a_unit_mistyped_in_one_row_is_one_finding_at_its_cell(table: Table) -> None:
    for place in range(ROWS[table]):
        store = checked()
        store.rows[table][place]["单位"] = "市教育厅"
        assert [f.place() for f in found(store)] == [f"{table.sheet}!B{place + 2}"]


def test_a_unit_struck_from_the_registry_is_one_finding_with_the_places() -> None:
    store = checked()
    store.rows[TASKS][0][TASKS.lead_units] = EDUCATION
    store.rows[UNITS] = [row for row in store.rows[UNITS] if row[UNITS.unit] != EDUCATION]
    (finding,) = found(store)
    others = 3 * sum(unit == EDUCATION for _, unit in DUTIES) + sum(u == EDUCATION for _, u in DUTIES) - 1
    assert (finding.code, finding.place()) == ("unit_unknown", "任务分工!B2")
    assert f"另有 {others} 处也是：任务分工!B" in finding.message


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (ASSIGNMENTS, ASSIGNMENTS.wording),
        (PLANS, PLANS.leader),
        (PROGRESS, PROGRESS.reporter),
        (TASKS, TASKS.remark),
    ],
)
def test_a_row_with_hardly_anything_in_it_is_one_finding(table: Table, column: str) -> None:
    store = checked()
    store.rows[table].append({column: "张三"})
    (finding,) = found(store)
    assert finding.code == "cell_blank"
    assert finding.place() == f"{table.sheet}!A{len(store.rows[table]) + 1}"


@pytest.mark.parametrize("table", [TASKS, ASSIGNMENTS, UNITS, PARAMETERS], ids=lambda table: table.name)
def test_an_emptied_table_is_the_only_finding(table: Table) -> None:
    store = checked()
    store.rows[table] = []
    assert [(f.code, f.place()) for f in found(store)] == [("table_empty", table.sheet)]


def test_progress_emptied_after_files_were_taken_is_said_in_place_of_what_follows() -> None:
    store = checked()
    store.rows[PROGRESS] = []
    store.rows[RECEIPTS] = [{RECEIPTS.file: "市教育局.xlsx", RECEIPTS.accepted: 4.0}]
    assert [(f.code, f.place()) for f in found(store)] == [("table_empty", "月度进展")]
    codes = [f.code for f in missing(store, MissingRequest(None, JULY_11, write=False)).findings]
    assert codes[0] == "table_empty"
    assert "past_changed" not in codes


def test_plans_emptied_after_files_were_taken_are_said() -> None:
    store = checked()
    store.rows[PLANS] = []
    label = "推进计划|市教育局||1:abcdef"
    store.rows[HOME_DATA].append({HOME_DATA.block: WRITTEN_BLOCK, HOME_DATA.label: label})
    store.rows[RECEIPTS] = [{RECEIPTS.file: "市教育局.xlsx", RECEIPTS.accepted: 4.0}]
    assert [(f.code, f.place()) for f in found(store)] == [("table_empty", "推进计划")]
    codes = [f.code for f in missing(store, MissingRequest(None, JULY_11, write=False)).findings]
    assert codes[0] == "table_empty"
    store.rows[RECEIPTS] = []
    assert [f.place() for f in found(store)] == ["推进计划", "收件登记"]


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({Names.first_month: "2020-12", Names.last_month: "2020-06"}, "B8"),
        ({Names.first_month: "六月起"}, "B8"),
        ({Names.last_month: 13.0}, "B9"),
        ({Names.year: "今年"}, "B4"),
        ({Names.scope: "都报"}, "B7"),
        ({Names.copied_share: 95.0}, "B16"),
    ],
)
def test_a_parameter_that_cannot_be_is_one_finding_and_the_rest_is_checked(
    changes: dict[str, object], cell: str
) -> None:
    store = checked()
    for row in store.rows[PARAMETERS]:
        row[PARAMETERS.value] = changes.get(str(row[PARAMETERS.parameter]), row[PARAMETERS.value])
    store.rows[PROGRESS][0][PROGRESS.percent] = 50.0
    assert [(f.code, f.place()) for f in found(store)] == [
        ("parameter_wrong", f"参数!{cell}"),
        ("percent_range", "月度进展!E2"),
    ]
    validate(store, ValidateRequest())
    assert [row[RESULTS.code] for row in store.rows[RESULTS]] == ["parameter_wrong", "percent_range"]


def test_a_sheet_that_is_gone_is_one_finding_and_the_rest_is_checked(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    sound = small_ledger()
    filled = (TASKS, ASSIGNMENTS, UNITS, PLANS, PROGRESS)
    change(ledger, *(Replace(table, sound.rows[table]) for table in filled))
    for table in (*filled, PARAMETERS, RECEIPTS):
        book = openpyxl.load_workbook(ledger, keep_vba=True)
        del book[table.sheet]
        spoiled = UNITS if table is not UNITS else TASKS
        book[spoiled.sheet]["A3"].value = None
        book.save(tmp_path / "缺.xlsm")
        done = xlsheet("validate", tmp_path / "缺.xlsm", "--json")
        assert done.out, done.err
        told = [(f["code"], f["sheet"]) for f in json.loads(done.out)["findings"] if f["severity"] == "error"]
        wanted = [("cell_blank", spoiled.sheet)] if table is not PARAMETERS else []
        assert (done.status, sorted(told)) == (1, sorted([("sheet_lost", table.sheet), *wanted]))


def test_a_sheet_that_goes_by_another_name_is_read_and_said(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    book[PARAMETERS.sheet].title = "参数表"
    book.save(ledger)
    done = xlsheet("validate", ledger, "--json")
    told = [(f["code"], f["value"]) for f in json.loads(done.out)["findings"]]
    assert told == [("sheet_renamed", "参数表")]
    assert done.status == 0


@pytest.mark.parametrize(("column", "wrong"), [(ASSIGNMENTS.unit, "市教育厅"), (ASSIGNMENTS.task_no, 77.0)])
def test_what_became_missing_by_a_mistyped_duty_is_told_with_its_cause(column: str, wrong: object) -> None:
    store = checked()
    store.rows[ASSIGNMENTS][0][column] = wrong
    told = missing(store, MissingRequest(None, JULY_11, write=False)).findings
    (cause,) = (f for f in told if f.severity is not Severity.INFO)
    assert cause.place() == ("任务分工!B2" if column == ASSIGNMENTS.unit else "任务分工!A2")


def test_letters_and_bulletins_say_what_makes_their_numbers_doubtful(tmp_path: Path) -> None:
    store = checked()
    store.rows[ASSIGNMENTS].append(assignment(2.0, FINANCE, RESPONSIBLE, "是"))
    bulletin = report(store, BulletinRequest(Month(2020, 6), tmp_path / "通报.docx", as_of=JULY_11))
    assert "past_changed" in [finding.code for finding in bulletin.findings]
    store.rows[UNITS] = []
    letters = remind(store, RemindRequest(Month(2020, 6), tmp_path / "催报", JULY_11))
    assert next(finding.code for finding in letters.findings) == "table_empty"


def test_without_parameters_nobody_is_accused() -> None:
    store = checked()
    store.rows[PARAMETERS] = []
    with pytest.raises(LedgerError, match="“参数”一行也没有"):
        missing(store, MissingRequest(None, JULY_11))


def test_a_past_changed_beside_a_mistake_elsewhere_is_still_told() -> None:
    store = checked()
    store.rows[PLANS][0]["任务编号"] = 77.0
    store.rows[ASSIGNMENTS].append(assignment(2.0, FINANCE, RESPONSIBLE, "是"))
    assert sorted(f.code for f in found(store)) == ["past_changed", "task_unknown"]


def _errors(book: Workbook) -> set[str]:
    """An error value in the last of our columns, and in one that the user added; where."""
    places = set()
    for table in (TASKS, ASSIGNMENTS, UNITS, PLANS, PROGRESS, RECEIPTS, REJECTIONS, DISPATCHES, HOLIDAYS):
        sheet = book[table.sheet]
        for value, column in (
            ("#N/A", 1),
            ("#REF!", len(table.columns)),
            ("#DIV/0!", len(table.columns) + 1),
        ):
            sheet.cell(1, len(table.columns) + 1).value = "我的列"
            cell = sheet.cell(2, column)
            cell.value = value
            places.add(f"{table.sheet}!{cell.coordinate}")
    sheet = book[PARAMETERS.sheet]
    sheet["C5"] = "#NAME?"
    return places | {"参数!C5"}


def _apart(book: Workbook) -> set[str]:
    """A remark below two tables, and further down a row like theirs; where that is."""
    places = set()
    for table in (TASKS, PROGRESS):
        sheet = book[table.sheet]
        bottom = sheet.max_row
        sheet.cell(bottom + 2, 1).value = "只是一句说明"
        sheet.cell(bottom + 4, 1).value, sheet.cell(bottom + 4, 2).value = 9, "市教育局"
        places.add(f"{table.sheet}!A{bottom + 4}")
    return places


@pytest.mark.parametrize(("spoil", "code"), [(_errors, "cell_formula"), (_apart, "rows_apart")])
def test_error_values_anywhere_and_rows_after_a_gap_are_named_with_their_cells(
    spoil: Callable[[Workbook], set[str]], code: str, tmp_path: Path
) -> None:
    ledger = new_ledger(tmp_path)
    sound = small_ledger()
    change(ledger, *(Replace(table, sound.rows[table]) for table in (TASKS, ASSIGNMENTS, UNITS, *ROWS)[:3]))
    change(ledger, *(Replace(table, sound.rows[table]) for table in (PLANS, PROGRESS)))
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    places = spoil(book)
    book.save(ledger)
    with FileStore.open(ledger, writing=False) as store:
        findings = validate(store, ValidateRequest(write=False)).findings
    assert {f.place() for f in findings if f.code == code} == places
    assert not [f for f in findings if f.severity is Severity.ERROR and f.code != code]
    assert xlsheet("validate", ledger).status == 1


def test_a_mistake_in_a_row_that_a_file_brought_is_one_finding_too(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发")[0]
    back = tmp_path / "回收" / Path(form.path).name
    back.parent.mkdir()
    fill_form(Path(form.path), back, PROGRESS_SHEET, answers_of(back))
    xlsheet("merge", ledger, back, "--received", "2021-06-08")
    before = len(json.loads(xlsheet("validate", ledger, "--json").out)["findings"])
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    book[PROGRESS.sheet]["A2"] = 150
    book.save(ledger)
    found = json.loads(xlsheet("validate", ledger, "--json").out)["findings"]
    assert [f["cell"] for f in found if f["code"] in ("task_unknown", "office_row")] == ["A2"]
    assert len(found) == before + 1
