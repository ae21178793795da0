"""`validate`: every broken cell is found, once, at its place, and said so that a clerk can mend it."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.small_ledger import (
    ECOLOGY,
    EDUCATION,
    FINANCE,
    assignment,
    plan,
    progress,
    small_ledger,
    task,
    unit,
)
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOME_DATA,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RESULTS,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Link


def findings(store: MemoryStore) -> list[Finding]:
    return list(validate(store, ValidateRequest(write=False)).findings)


def found(store: MemoryStore) -> list[tuple[str, str, str]]:
    return [(str(f.severity), f.place(), f.code) for f in findings(store)]


def test_a_sound_ledger_has_no_findings() -> None:
    store = small_ledger()
    report = validate(store, ValidateRequest())
    assert report.as_json() == {"rows": 19, "findings": []}
    assert not report.needs_attention
    assert [step.table for changes in store.applied for step in changes.steps] == [TASKS, HOME_DATA]
    validate(store, ValidateRequest())
    assert len(store.applied) == 1


BROKEN_CELLS: list[tuple[Table, int, str, object, str, str, str]] = [
    # table, row, column, what somebody typed, severity, place, code
    (TASKS, 2, TASKS.content, None, "error", "任务台账!D4", "cell_blank"),
    (TASKS, 0, TASKS.status, "搞定", "error", "任务台账!I2", "status_unknown"),
    (TASKS, 0, TASKS.percent, 1.2, "error", "任务台账!J2", "percent_range"),
    (TASKS, 0, TASKS.percent, "50%", "error", "任务台账!J2", "cell_percent"),
    (TASKS, 0, TASKS.percent, "#DIV/0!", "error", "任务台账!J2", "cell_formula"),
    (TASKS, 0, TASKS.deadline, "年底前", "error", "任务台账!H2", "cell_date"),
    (TASKS, 0, TASKS.deadline, datetime(2002, 12, 31), "error", "任务台账!H2", "date_wrong"),
    (TASKS, 0, TASKS.closed_month, "2020年6月", "error", "任务台账!M2", "cell_month"),
    (TASKS, 0, TASKS.alert, "橙", "error", "任务台账!L2", "alert_unknown"),
    (ASSIGNMENTS, 3, ASSIGNMENTS.task_no, 77.0, "error", "任务分工!A5", "task_unknown"),
    (ASSIGNMENTS, 3, ASSIGNMENTS.unit, "市财局", "error", "任务分工!B5", "unit_unknown"),
    (ASSIGNMENTS, 3, ASSIGNMENTS.role, "配合", "error", "任务分工!C5", "role_unknown"),
    (ASSIGNMENTS, 3, ASSIGNMENTS.source, "抄送", "error", "任务分工!D5", "source_unknown"),
    (ASSIGNMENTS, 3, ASSIGNMENTS.reports, "Y", "error", "任务分工!F5", "reports_unknown"),
    (UNITS, 2, UNITS.email, "无", "warning", "单位名录!G4", "email_form"),
    (UNITS, 2, UNITS.aliases, "市环保局", "error", "单位名录!B4", "unit_ambiguous"),
    (PLANS, 0, PLANS.task_no, "一", "error", "推进计划!A2", "cell_number"),
    (PLANS, 0, PLANS.unit, "市教育厅", "error", "推进计划!B2", "unit_unknown"),
    (PLANS, 0, PLANS.unit, ECOLOGY, "warning", "推进计划!B2", "task_not_yours"),
    (PLANS, 0, PLANS.deadline, datetime(2023, 3, 1), "warning", "推进计划!F2", "deadline_year"),
    (PLANS, 0, PLANS.deadline, datetime(2099, 3, 1), "error", "推进计划!F2", "date_wrong"),
    (PLANS, 0, PLANS.work, None, "warning", "推进计划!C2", "row_incomplete"),
    (PROGRESS, 0, PROGRESS.task_no, 1.5, "error", "月度进展!A2", "cell_number"),
    (PROGRESS, 0, PROGRESS.task_no, None, "error", "月度进展!A2", "cell_blank"),
    (PROGRESS, 0, PROGRESS.task_no, 99.0, "error", "月度进展!A2", "task_unknown"),
    (PROGRESS, 0, PROGRESS.unit, "市环保局", "error", "月度进展!B2", "unit_unknown"),
    (PROGRESS, 0, PROGRESS.month, datetime(2020, 5, 1), "error", "月度进展!C2", "cell_month"),
    (PROGRESS, 0, PROGRESS.month, "2020-5", "error", "月度进展!C2", "cell_month"),
    (PROGRESS, 0, PROGRESS.month, "2020-04", "warning", "月度进展!C2", "month_outside"),
    (PROGRESS, 0, PROGRESS.month, "2019-06", "error", "月度进展!C2", "month_year"),
    (PROGRESS, 0, PROGRESS.text, "同上。", "warning", "月度进展!D2", "text_empty"),
    (PROGRESS, 0, PROGRESS.text, None, "warning", "月度进展!D2", "text_empty"),
    (PROGRESS, 0, PROGRESS.text, "#REF!", "error", "月度进展!D2", "cell_formula"),
    (PROGRESS, 0, PROGRESS.text, "长" * 2001, "warning", "月度进展!D2", "text_long"),
    (PROGRESS, 0, PROGRESS.percent, None, "warning", "月度进展!E2", "row_incomplete"),
    (PROGRESS, 0, PROGRESS.status, None, "warning", "月度进展!F2", "row_incomplete"),
    (PROGRESS, 0, PROGRESS.problems, "长" * 2001, "warning", "月度进展!G2", "text_long"),
    (PROGRESS, 0, PROGRESS.percent, 50.0, "error", "月度进展!E2", "percent_range"),
    (PROGRESS, 0, PROGRESS.percent, -0.1, "error", "月度进展!E2", "percent_range"),
    (PROGRESS, 0, PROGRESS.percent, True, "error", "月度进展!E2", "cell_percent"),
    (PROGRESS, 3, PROGRESS.percent, 0.2, "warning", "月度进展!E5", "progress_back"),
    (PROGRESS, 3, PROGRESS.status, "已完成", "warning", "月度进展!F5", "status_percent"),
    (PROGRESS, 3, PROGRESS.percent, 1.0, "warning", "月度进展!F5", "status_percent"),
    (PROGRESS, 0, PROGRESS.filled_on, "7月5日", "error", "月度进展!K2", "cell_date"),
    (PROGRESS, 0, PROGRESS.filled_on, datetime(2020, 4, 5), "warning", "月度进展!K2", "date_wrong"),
    (PROGRESS, 0, PROGRESS.filled_on, datetime(2099, 1, 1), "error", "月度进展!K2", "date_wrong"),
    (PROGRESS, 0, PROGRESS.received, 43987.5, "error", "月度进展!L2", "cell_date"),
]


@pytest.mark.parametrize(
    ("table", "row", "column", "typed", "severity", "place", "code"),
    BROKEN_CELLS,
    ids=[f"{table.name}-{column}-{str(typed)[:12]}" for table, _, column, typed, *_ in BROKEN_CELLS],
)
def test_one_broken_cell_is_one_finding_at_that_cell(
    table: Table, row: int, column: str, typed: object, severity: str, place: str, code: str
) -> None:
    store = small_ledger()
    store.rows[table][row][column] = typed
    assert found(store) == [(severity, place, code)]


REPEATED = [
    (TASKS, task(2.0), "任务台账!A5", "task_number_twice"),
    (ASSIGNMENTS, assignment(2.0, ECOLOGY), "任务分工!B6", "assignment_twice"),
    (UNITS, unit(FINANCE), "单位名录!A5", "unit_twice"),
    (PLANS, plan(1.0, EDUCATION), "推进计划!B5", "plan_twice"),
    (PROGRESS, progress(1.0, EDUCATION, "2020-05"), "月度进展!C8", "progress_twice"),
]


@pytest.mark.parametrize(("table", "row", "place", "code"), REPEATED, ids=[code for *_, code in REPEATED])
def test_a_repeated_row_is_found_where_it_stands_and_names_the_first(
    table: Table, row: dict[str, object], place: str, code: str
) -> None:
    store = small_ledger()
    store.rows[table].append(row)
    (finding,) = findings(store)
    assert (finding.place(), finding.code, finding.severity) == (place, code, Severity.ERROR)
    first = next(i for i, other in enumerate(store.rows[table]) if other[table.key[0]] == row[table.key[0]])
    assert f"第 {first + 2} 行" in finding.message


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(BROKEN_CELLS), max_size=6, unique_by=lambda case: case[5]))
def test_findings_stand_in_order_and_at_most_one_to_a_cell(cases: list[tuple]) -> None:
    store = small_ledger()
    for table, row, column, typed, *_ in cases:
        store.rows[table][row][column] = typed
    report = validate(store, ValidateRequest(write=False))
    places = [finding.place() for finding in report.findings]
    assert len(places) == len(set(places))
    ranks = [finding.severity.rank for finding in report.findings]
    assert ranks == sorted(ranks)
    assert report.needs_attention == bool(report.findings)


def test_rows_without_a_unit_are_not_called_repeated() -> None:
    store = small_ledger()
    for row in (0, 3):
        store.rows[PROGRESS][row][PROGRESS.unit] = None
        store.rows[PROGRESS][row][PROGRESS.month] = "2020-05"
    assert [code for *_, code in found(store) if code != "state_typed"] == ["cell_blank", "cell_blank"]


def test_a_cell_with_an_error_is_not_nagged_about_as_well(tmp_path: Path) -> None:
    rules = """
columns:
  状态:
    nullable: true
    checks:
      str_length: {min_value: 5, options: {code: short, error: 太短, raise_warning: true}}
      isin: {value: [未启动], options: {code: wrong, error: 不对}}
      notin: {value: [推进中], options: {code: never, error: 不行}}
"""
    (tmp_path / "tasks.yaml").write_text(rules, encoding="utf-8")
    report = validate(small_ledger(), ValidateRequest(schemas=tmp_path))
    assert [f.code for f in report.findings] == ["wrong"] * 3


def test_an_alias_is_answered_with_the_registered_name() -> None:
    store = small_ledger()
    store.rows[ASSIGNMENTS][1][ASSIGNMENTS.unit] = "市环保局"
    message = next(f.message for f in findings(store) if f.code == "unit_unknown")
    assert message == (
        "“单位名录”里没有“市环保局”。名录里的名称是“市生态环境局”。请改用名录里的名称，或把它加进名录。"
    )


def test_a_message_shows_cells_as_the_sheet_shows_them() -> None:
    store = small_ledger()
    store.rows[PROGRESS][3][PROGRESS.percent] = 0.255
    (finding,) = findings(store)
    assert finding.message == "完成比例是 25.5%，比上次（2020-05）的 50% 低。请核对哪一个填错了。"
    assert finding.value == "0.255"


def test_a_task_that_nobody_reports_on_is_a_warning_until_it_is_closed() -> None:
    store = small_ledger()
    store.rows[TASKS].append(task(4.0, **{TASKS.status: None}))
    assert found(store) == [("warning", "任务台账!A5", "task_without_reporter")]
    store.rows[TASKS][3][TASKS.closed_month] = "2020-06"
    assert found(store) == []


def test_a_month_left_out_does_not_hide_that_progress_went_back() -> None:
    store = small_ledger()
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-08", **{PROGRESS.percent: 0.3}))
    assert found(store) == [("warning", "月度进展!E8", "progress_back")]


def test_a_misspelt_parameter_is_pointed_out() -> None:
    store = small_ledger()
    store.rows[PARAMETERS].append({PARAMETERS.parameter: "雷同比列", PARAMETERS.value: 0.9})
    row = len(store.rows[PARAMETERS]) + 1
    assert found(store) == [("warning", f"参数!A{row}", "parameter_unknown")]


def test_a_parameter_that_cannot_be_read_is_one_finding_and_stops_who_counts_by_it() -> None:
    store = small_ledger()
    store.rows[PARAMETERS][6][PARAMETERS.value] = "五月"
    assert found(store) == [("error", "参数!B8", "parameter_wrong")]
    with pytest.raises(LedgerError, match="参数!B8"):
        missing(store, MissingRequest(None, date(2020, 7, 11)))


def test_results_are_written_with_links_and_only_when_they_change() -> None:
    store = small_ledger()
    store.rows[PROGRESS][0][PROGRESS.percent] = 50.0
    validate(store, ValidateRequest())
    assert store.rows[RESULTS] == [
        {
            RESULTS.severity: "必须改",
            RESULTS.code: "percent_range",
            RESULTS.sheet_name: PROGRESS.sheet,
            RESULTS.cell: Link(PROGRESS.sheet, "E2"),
            RESULTS.message: "完成比例是 5000%，超出范围。请填 0% 到 100% 之间的数字。",
            RESULTS.value: "50",
        }
    ]
    store.rows[RESULTS][0][RESULTS.cell] = "E2"  # as a file reads back
    validate(store, ValidateRequest())
    assert len(store.applied) == 1
    store.rows[PROGRESS][0][PROGRESS.percent] = 0.5
    validate(store, ValidateRequest())
    assert store.rows[RESULTS] == []


def test_no_write_writes_nothing() -> None:
    store = small_ledger()
    store.rows[TASKS][0][TASKS.status] = "搞定"
    validate(store, ValidateRequest(write=False))
    assert store.applied == []


def test_the_offices_own_rules_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(
        """
columns:
  状态:
    nullable: false
    description: 本办要求每项任务都有状态。
    checks:
      isin: {value: [推进中, 搞定], options: {code: our_status, error: "“{value}”不行", raise_warning: true}}
""",
        encoding="utf-8",
    )
    store = small_ledger()
    for row, status in enumerate(("搞定", "滞后", None)):
        store.rows[TASKS][row][TASKS.status] = status
    store.rows[PROGRESS][0][PROGRESS.percent] = 50.0  # still by the shipped rules
    report = validate(store, ValidateRequest(schemas=tmp_path))
    assert [(f.place(), f.code, f.message) for f in report.findings if f.code != "state_typed"] == [
        ("任务台账!I4", "cell_blank", "“状态”没有填写。本办要求每项任务都有状态。"),
        ("月度进展!E2", "percent_range", "完成比例是 5000%，超出范围。请填 0% 到 100% 之间的数字。"),
        ("任务台账!I3", "our_status", "“滞后”不行"),
    ]


def test_rules_reach_the_offices_own_columns(tmp_path: Path) -> None:
    rules = """
columns:
  资金（万元）:
    dtype: float64
    nullable: true
    checks:
      ge: {value: 0}
""".replace("ge:", "greater_than_or_equal_to:")
    (tmp_path / "tasks.yaml").write_text(rules, encoding="utf-8")
    store = small_ledger()
    request = ValidateRequest(write=False, schemas=tmp_path)
    assert [f.code for f in validate(store, request).findings] == ["rule_column_missing"]
    store.columns[TASKS].append("资金（万元）")
    for row, money in enumerate((120.5, -3.0, "约五百")):
        store.rows[TASKS][row]["资金（万元）"] = money
    assert [(f.place(), f.code) for f in validate(store, request).findings] == [
        ("任务台账!S3", "greater_than_or_equal_to"),
        ("任务台账!S4", "cell_number"),
    ]
