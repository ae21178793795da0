"""What no row says by itself: a changed past, closed tasks not done, tables emptied, unknown leads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from support.ledger_on_disk import sample_ledger
from support.memory_store import MemoryStore
from support.small_ledger import EDUCATION, FINANCE, assignment, progress, small_ledger
from support.terminal import xlsheet
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import in_order
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, STATUS_BEHIND, STATUS_DONE, TASKS
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.validate import ValidateRequest, validate

JULY_11 = date(2020, 7, 11)


def codes(store: MemoryStore) -> list[tuple[str, str]]:
    return [(f.code, f.place()) for f in validate(store, ValidateRequest(write=False)).findings]


def checked_ledger() -> MemoryStore:
    """A ledger whose calendar was looked at on 11 July; nothing was missing then."""
    store = small_ledger()
    missing(store, MissingRequest(None, JULY_11))
    return store


def test_a_duty_typed_without_its_first_month_is_a_finding_before_it_is_a_letter(tmp_path: Path) -> None:
    store = checked_ledger()
    store.rows[ASSIGNMENTS].append(assignment(2.0, FINANCE))
    assert ("past_changed", "任务分工") in codes(store)
    asked = RemindRequest(Month(2020, 6), tmp_path / "催报", JULY_11)
    first = remind(store, asked)
    assert [finding.code for finding in first.findings if finding.code == "past_changed"]
    assert not [entry for each in first.reminders for entry in each.owed.entries]
    report = missing(store, MissingRequest(None, JULY_11))
    (finding,) = (f for f in report.findings if f.code == "past_changed")
    assert f"“{FINANCE}”以前查过的月份多出缺报：2020年5月第2项；2020年6月第2项。" in finding.message
    again = remind(store, RemindRequest(Month(2020, 6), tmp_path / "再催", JULY_11))
    assert [entry.unit for each in again.reminders for entry in each.owed.entries] == [FINANCE, FINANCE]


def test_a_first_month_keeps_the_past_as_it_was() -> None:
    store = checked_ledger()
    store.rows[ASSIGNMENTS].append(assignment(2.0, FINANCE) | {ASSIGNMENTS.from_month: "2020-07"})
    assert "past_changed" not in [code for code, _ in codes(store)]


def test_later_months_and_earlier_days_change_no_past() -> None:
    store = checked_ledger()
    for day in (date(2020, 7, 9), date(2020, 9, 11)):
        found = missing(store, MissingRequest(None, day, write=False)).findings
        assert "past_changed" not in [finding.code for finding in found]


def test_a_closed_task_that_nobody_calls_done_is_named_with_its_cell() -> None:
    store = checked_ledger()
    store.rows[TASKS][1][TASKS.closed_month] = "2020-06"
    assert ("closed_not_done", "任务台账!M3") in codes(store)
    store.rows[TASKS][1][TASKS.ruling] = STATUS_DONE
    assert "closed_not_done" not in [code for code, _ in codes(store)]


def test_a_lead_that_nobody_knows_is_named_and_groups_are_not() -> None:
    store = checked_ledger()
    store.rows[TASKS][0][TASKS.lead_units] = f"{EDUCATION}、市交育局"
    store.rows[TASKS][1][TASKS.lead_units] = "各县（市、区）政府"
    store.rows[TASKS][2][TASKS.lead_units] = "市环保局"
    report = validate(store, ValidateRequest(write=False))
    assert [(f.code, f.place(), f.value) for f in report.findings] == [
        ("lead_unknown", "任务台账!F2", "市交育局")
    ]


def test_rows_without_a_time_are_one_finding() -> None:
    store = checked_ledger()
    for row in store.rows[PROGRESS][:4]:
        row[PROGRESS.received] = None
    found = [(code, place) for code, place in codes(store) if code == "received_blank"]
    assert found == [("received_blank", "月度进展!L2")]


@pytest.mark.parametrize("table", [TASKS, ASSIGNMENTS], ids=["tasks", "assignments"])
def test_an_emptied_table_is_named(table: object) -> None:
    store = checked_ledger()
    store.rows[table] = []  # type: ignore[index]
    assert ("table_empty", table.sheet) in codes(store)  # type: ignore[attr-defined]


def test_a_state_typed_over_the_computed_one_is_said_and_becomes_a_decision() -> None:
    store = checked_ledger()
    store.rows[TASKS][0] |= {TASKS.status: STATUS_BEHIND, TASKS.percent: 0.15}
    assert ("state_typed", "任务台账!N2") in codes(store)
    validate(store, ValidateRequest())
    row = store.rows[TASKS][0]
    assert (row[TASKS.ruling], row[TASKS.ruling_percent]) == ("滞后 2020-06", 0.15)
    assert (row[TASKS.status], row[TASKS.percent], row[TASKS.alert]) == (STATUS_BEHIND, 0.15, "红")
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-07", **{PROGRESS.status: STATUS_DONE}))
    missing(store, MissingRequest(None, date(2020, 8, 11)))
    assert store.rows[TASKS][0][TASKS.status] == STATUS_BEHIND, "until the office says otherwise"
    row[TASKS.ruling] = row[TASKS.ruling_percent] = None
    missing(store, MissingRequest(None, date(2020, 8, 11)))
    assert store.rows[TASKS][0][TASKS.status] == STATUS_DONE


def test_what_follows_from_rows_typed_by_hand_is_no_decision() -> None:
    store = checked_ledger()
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-07", **{PROGRESS.status: STATUS_DONE}))
    validate(store, ValidateRequest())
    assert store.rows[TASKS][0][TASKS.status] == STATUS_DONE
    assert store.rows[TASKS][0].get(TASKS.ruling) is None


def test_findings_stand_in_the_order_of_numbers() -> None:
    found = [catalogue.CLOSED_NOT_DONE.at("任务台账", said="", number=n) for n in (109, 13, 2)]
    assert [finding.message[:5] for finding in in_order(found)] == ["第2项已在", "第13项已", "第109项"]


def test_a_ledger_without_its_parameters_is_told_as_a_ledger(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    del book["参数"]
    book.save(ledger)
    done = xlsheet("validate", ledger, "--no-write")
    assert (done.status, done.out.count("sheet_lost")) == (1, 1)
    assert "里没有工作表“参数”。运行 xlsheet doctor" in done.out
