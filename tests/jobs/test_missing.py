"""`missing`: who owed what and did not deliver, by the calendar of the real notice."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.small_ledger import DUTIES, ECOLOGY, EDUCATION, FINANCE, assignment, plan, progress, small_ledger
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    MATRIX,
    MISSING,
    PARAMETERS,
    PLANS,
    PROGRESS,
    TASKS,
)
from xlsheet.errors import RequestError
from xlsheet.jobs.missing import MissingReport, MissingRequest, missing
from xlsheet.ledger.settings import SCOPE_ALL, Names

AFTER_JUNE = date(2020, 7, 11)
MAY, JUNE = "2020-05", "2020-06"


def look(store: MemoryStore, as_of: date = AFTER_JUNE, month: Month | None = None) -> MissingReport:
    return missing(store, MissingRequest(month, as_of, write=False))


def flags(report: MissingReport) -> list[tuple[str, str, int, str, int]]:
    return [
        (entry["month"], entry["unit"], entry["task_no"], entry["flag"], entry["consecutive"])
        for entry in report.as_json()["entries"]
    ]


def row_of(store: MemoryStore, number: int, month: str) -> dict:
    return next(
        row
        for row in store.rows[PROGRESS]
        if row[PROGRESS.task_no] == number and row[PROGRESS.month] == month
    )


def drop(store: MemoryStore, number: int, month: str) -> None:
    store.rows[PROGRESS].remove(row_of(store, number, month))


def test_all_delivered_on_time_is_clean() -> None:
    report = look(small_ledger())
    assert report.as_json() == {
        "as_of": "2020-07-11",
        "months": [
            {"month": MAY, "due": "2020-06-10", "expected": 3, "received": 3, "late": 0},
            {"month": JUNE, "due": "2020-07-10", "expected": 3, "received": 3, "late": 0},
        ],
        "entries": [],
        "plans": [],
        "ledgers": [{"due": "2020-07-10", "units": 2}],
        "pending": [],
        "findings": [],
    }
    assert not report.needs_attention


def test_a_row_that_did_not_come_is_missing_with_its_role() -> None:
    store = small_ledger()
    drop(store, 2, JUNE)
    assert look(store).as_json()["entries"] == [
        {"month": JUNE, "unit": ECOLOGY, "task_no": 2, "role": "牵头", "flag": "missing", "consecutive": 1}
    ]


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (datetime(2020, 7, 10, 23, 59), False),
        (datetime(2020, 7, 11), True),
        (None, False),
        ("十日", False),
    ],
)
def test_the_tenth_itself_is_on_time_and_an_unknown_time_is_not_late(received: object, late: bool) -> None:
    store = small_ledger()
    row_of(store, 1, JUNE)[PROGRESS.received] = received
    report = look(store)
    assert flags(report) == ([(JUNE, EDUCATION, 1, "late", 1)] if late else [])
    assert [month.late for month in report.months] == [0, int(late)]
    assert [month.received for month in report.months] == [3, 3]


def test_a_month_is_not_missing_on_its_last_day() -> None:
    store = small_ledger()
    drop(store, 1, JUNE)
    assert flags(look(store, date(2020, 7, 10))) == []
    assert flags(look(store, date(2020, 7, 11))) == [(JUNE, EDUCATION, 1, "missing", 1)]


def test_empty_words_are_empty_and_never_copied() -> None:
    store = small_ledger()
    for month in (MAY, JUNE):
        row_of(store, 1, month)[PROGRESS.text] = "同上月。"
    assert flags(look(store)) == [(MAY, EDUCATION, 1, "empty", 1), (JUNE, EDUCATION, 1, "empty", 2)]


def test_last_months_words_are_copied() -> None:
    store = small_ledger()
    row_of(store, 1, JUNE)[PROGRESS.text] = row_of(store, 1, MAY)[PROGRESS.text] + "。"
    assert flags(look(store)) == [(JUNE, EDUCATION, 1, "copied", 1)]


def test_one_entry_may_have_several_flags() -> None:
    store = small_ledger()
    row = row_of(store, 1, JUNE)
    row[PROGRESS.text], row[PROGRESS.received] = row_of(store, 1, MAY)[PROGRESS.text], datetime(2020, 8, 1)
    assert flags(look(store, date(2020, 8, 1))) == [
        (JUNE, EDUCATION, 1, "copied", 1),
        (JUNE, EDUCATION, 1, "late", 1),
    ]


def test_consecutive_counts_months_in_a_row_up_to_this_one() -> None:
    store = small_ledger()
    store.rows[PROGRESS] = [progress(1.0, EDUCATION, "2020-07")]
    report = look(store, date(2020, 9, 11))
    own = [entry for entry in flags(report) if entry[2] == 1]
    assert [(month, run) for month, _, _, _, run in own] == [(MAY, 1), (JUNE, 2), ("2020-08", 1)]
    assert [run for _, _, number, _, run in flags(report) if number == 2] == [1, 2, 3, 4]


def test_a_closed_task_is_expected_up_to_its_closing_month() -> None:
    store = small_ledger()
    store.rows[TASKS][1][TASKS.closed_month] = MAY
    drop(store, 2, MAY)
    drop(store, 2, JUNE)
    report = look(store)
    assert flags(report) == [(MAY, ECOLOGY, 2, "missing", 1)]
    assert [month.expected for month in report.months] == [3, 2]


def test_scope_and_column_decide_who_is_expected() -> None:
    store = small_ledger()
    scope = next(row for row in store.rows[PARAMETERS] if row[PARAMETERS.parameter] == Names.scope)
    scope[PARAMETERS.value] = SCOPE_ALL
    assert {unit for _, unit, *_ in flags(look(store))} == {FINANCE}
    store.rows[ASSIGNMENTS][3][ASSIGNMENTS.reports] = "否"
    assert flags(look(store)) == []


def test_a_report_that_nobody_expects_is_neither_counted_nor_flagged() -> None:
    store = small_ledger()
    store.rows[PROGRESS].append(progress(1.0, FINANCE, JUNE, **{PROGRESS.text: "无"}))
    report = look(store)
    assert flags(report) == []
    assert [month.received for month in report.months] == [3, 3]


def test_one_month_alone_keeps_its_count_of_months_in_a_row() -> None:
    store = small_ledger()
    drop(store, 1, MAY)
    drop(store, 1, JUNE)
    report = look(store, date(2020, 9, 11), Month(2020, 6))
    assert flags(report) == [(JUNE, EDUCATION, 1, "missing", 2)]
    assert [month["month"] for month in report.as_json()["months"]] == [JUNE]


def test_before_the_due_day_nobody_is_blamed_and_nothing_is_written() -> None:
    store = small_ledger()
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-07", **{PROGRESS.text: "无"}))
    for day in (date(2020, 7, 20), date(2020, 8, 10)):
        report = missing(store, MissingRequest(Month(2020, 7), day))
        assert report.as_json()["entries"] == []
        assert report.as_json()["pending"] == [
            {"month": "2020-07", "unit": EDUCATION, "task_no": 3, "role": "牵头"},
            {"month": "2020-07", "unit": ECOLOGY, "task_no": 2, "role": "牵头"},
        ]
        assert "应报 3 项，已收 1 项，待报 2 项" in report.summary()
        assert not report.needs_attention
        shown = str([(listing.title, listing.rows) for listing in report.listings() if listing.rows])
        assert "缺报" not in shown
        assert "空报" not in shown
    assert store.applied == []
    assert len(look(store, date(2020, 8, 11), Month(2020, 7)).entries) == 3


def test_what_came_later_is_missing_on_the_day_that_is_looked_at() -> None:
    store = small_ledger()
    row_of(store, 1, JUNE)[PROGRESS.received] = datetime(2020, 7, 20, 9)
    assert flags(look(store, date(2020, 7, 19))) == [(JUNE, EDUCATION, 1, "missing", 1)]
    assert flags(look(store, date(2020, 7, 20))) == [(JUNE, EDUCATION, 1, "late", 1)]


def test_a_duty_is_owed_from_its_first_to_its_last_month() -> None:
    store = small_ledger()
    store.rows[ASSIGNMENTS].append(
        assignment(2.0, FINANCE) | {ASSIGNMENTS.from_month: "2020-06", ASSIGNMENTS.to_month: "2020-06"}
    )
    report = look(store, date(2020, 8, 11))
    assert [entry for entry in flags(report) if entry[1] == FINANCE] == [(JUNE, FINANCE, 2, "missing", 1)]


def test_emptied_tables_are_a_finding_and_not_all_on_time() -> None:
    store = small_ledger()
    store.rows[ASSIGNMENTS] = []
    report = look(store)
    assert [(finding.code, finding.sheet) for finding in report.findings] == [("table_empty", "任务分工")]
    assert "全部按时报送" not in report.summary()
    assert report.needs_attention


def test_a_due_day_of_rest_is_said() -> None:
    report = look(small_ledger(), date(2020, 12, 31), Month(2020, 12))
    assert [str(finding.code) for finding in report.findings] == ["due_on_day_off"]
    assert "2021-01-10 是休息日，没有顺延" in report.findings[0].message
    assert not report.needs_attention


def test_a_month_outside_the_calendar_is_a_wrong_request() -> None:
    with pytest.raises(RequestError, match=r"2021-01 不用报送.*2020-05 至 2020-12"):
        look(small_ledger(), month=Month(2021, 1))


@pytest.mark.parametrize(
    ("received", "flag"),
    [(datetime(2020, 6, 8, 17), None), (datetime(2020, 6, 8, 17, 0, 1), "late"), (None, None)],
)
def test_a_plan_is_late_after_five_in_the_afternoon(received: datetime | None, flag: str | None) -> None:
    store = small_ledger()
    store.rows[PLANS][0][PLANS.received] = received
    due = {"unit": EDUCATION, "task_no": 1, "role": "牵头", "flag": flag, "due": "2020-06-08"}
    assert look(store).as_json()["plans"] == ([due] if flag else [])


def test_a_plan_row_left_blank_is_no_plan() -> None:
    store = small_ledger()
    store.rows[PLANS][0] = plan(1.0, EDUCATION, **{PLANS.work: None})
    assert [(p.task_no, str(p.flag)) for p in look(store).plans] == [(1, "missing")]
    assert look(store, date(2020, 6, 8)).plans == ()
    assert look(store, month=Month(2020, 6)).plans == ()


def test_both_sheets_read_at_a_glance() -> None:
    store = small_ledger()
    drop(store, 3, JUNE)
    row_of(store, 1, MAY)[PROGRESS.received] = datetime(2020, 6, 12)
    row_of(store, 2, JUNE)[PROGRESS.text] = "无"
    row_of(store, 2, JUNE)[PROGRESS.received] = datetime(2020, 7, 20)
    del store.rows[PLANS][1]
    missing(store, MissingRequest(None, date(2020, 7, 20)))
    assert [row[MISSING.consecutive] for row in store.rows[MISSING]] == [1, None, None, None, None]
    shown = [
        (row[MISSING.month], row[MISSING.due], row[MISSING.unit], row[MISSING.task_no], row[MISSING.flag])
        for row in store.rows[MISSING]
    ]
    assert shown == [
        (JUNE, date(2020, 7, 10), EDUCATION, 3, "缺报"),
        (JUNE, date(2020, 7, 10), ECOLOGY, 2, "空报"),
        (JUNE, date(2020, 7, 10), ECOLOGY, 2, "迟报"),
        (MAY, date(2020, 6, 10), EDUCATION, 1, "迟报"),
        ("推进计划", date(2020, 6, 8), ECOLOGY, 2, "缺报"),
    ]
    assert store.rows[MISSING][0][MISSING.content] == "完成第3批重点工程"
    assert store.columns[MATRIX] == ["单位", MAY, JUNE, "合计"]
    assert store.rows[MATRIX] == [
        {"单位": EDUCATION, MAY: "迟1", JUNE: "缺1", "合计": 2},
        {"单位": ECOLOGY, MAY: "✓", JUNE: "迟 空", "合计": 2},
    ]


def test_the_worst_unit_stands_first_and_one_that_owes_nothing_is_told_apart() -> None:
    store = small_ledger()
    store.rows[ASSIGNMENTS].append(assignment(2.0, FINANCE, reports="是"))
    store.rows[TASKS][2][TASKS.closed_month] = store.rows[TASKS][0][TASKS.closed_month] = MAY
    missing(store, MissingRequest(None, AFTER_JUNE))
    assert store.rows[MATRIX] == [
        {"单位": FINANCE, MAY: "缺", JUNE: "缺", "合计": 2},
        {"单位": EDUCATION, MAY: "✓", JUNE: "—", "合计": 0},
        {"单位": ECOLOGY, MAY: "✓", JUNE: "✓", "合计": 0},
    ]


def test_what_stands_already_is_not_written_again() -> None:
    store = small_ledger()
    drop(store, 1, JUNE)
    request = MissingRequest(None, AFTER_JUNE)
    missing(store, request)
    for row in store.rows[MISSING]:  # a file gives dates back with a time, and numbers as floats
        row[MISSING.due], row[MISSING.task_no] = datetime(2020, 7, 10), 1.0
    missing(store, request)
    assert len(store.applied) == 1


def test_a_month_more_or_less_is_a_change_even_where_all_delivered() -> None:
    store = small_ledger()
    store.rows[PROGRESS] += [progress(float(number), name, "2020-07") for number, name in sorted(DUTIES)]
    for as_of, months in ((date(2020, 8, 11), [MAY, JUNE, "2020-07"]), (AFTER_JUNE, [MAY, JUNE])):
        missing(store, MissingRequest(None, as_of))
        assert store.columns[MATRIX] == ["单位", *months, "合计"]


def test_the_matrix_holds_all_months_even_if_one_was_asked_for() -> None:
    store = small_ledger()
    drop(store, 1, MAY)
    drop(store, 1, JUNE)
    missing(store, MissingRequest(Month(2020, 6), AFTER_JUNE))
    assert [row[MISSING.month] for row in store.rows[MISSING]] == [JUNE]
    assert store.rows[MATRIX][0] == {"单位": EDUCATION, MAY: "缺1", JUNE: "缺1", "合计": 2}


delivered = st.sets(
    st.tuples(st.sampled_from(sorted(DUTIES)), st.sampled_from([f"2020-{m:02d}" for m in range(5, 13)]))
)
closing = st.dictionaries(st.integers(0, 2), st.sampled_from([f"2020-{m:02d}" for m in range(5, 13)]))


@settings(max_examples=60, deadline=None)
@given(delivered, closing, st.dates(date(2020, 5, 1), date(2021, 3, 1)), st.data())
def test_counts_add_up_whatever_was_delivered(came: set, closed: dict, as_of: date, data) -> None:
    store = small_ledger()
    received = st.none() | st.datetimes(datetime(2020, 5, 1), datetime(2021, 3, 1))
    store.rows[PROGRESS] = [
        progress(
            float(number),
            name,
            month,
            **{PROGRESS.received: data.draw(received), PROGRESS.text: data.draw(st.sampled_from("无甲乙"))},
        )
        for (number, name), month in sorted(came)
    ]
    for row, month in closed.items():
        store.rows[TASKS][row][TASKS.closed_month] = month
    report = missing(store, MissingRequest(None, as_of))
    for count in report.months:
        of_month = [str(entry.flag) for entry in report.entries if entry.month == count.month]
        assert count.expected == count.received + of_month.count("missing")
        assert count.late == of_month.count("late")
    assert all(1 <= entry.consecutive <= len(report.months) for entry in report.entries)
    assert flags(report) == sorted(flags(report))
    assert sum(row[MATRIX.total] for row in store.rows[MATRIX]) == len(report.entries)
    assert len(store.rows[MISSING]) == len(report.entries) + len(report.plans)
