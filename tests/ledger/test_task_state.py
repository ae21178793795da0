"""Where a task stands: by all units that speak for it, below the office's decisions (docs/口径.md 2 to 6)."""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.owing import set_parameter
from support.small_ledger import ECOLOGY, EDUCATION, FINANCE, assignment, progress, task
from support.views import view_of
from xlsheet.analysis.task_state import TaskState
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    LEAD,
    PROGRESS,
    RESPONSIBLE,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
    TASKS,
)
from xlsheet.ledger.settings import Names

MAY, JUNE, JULY = Month(2020, 5), Month(2020, 6), Month(2020, 7)
AUGUST_11 = date(2020, 8, 11)


def shared_task(*rows: dict[str, object], role: str = LEAD, **cells: object) -> MemoryStore:
    """A task that 市教育局 and 市生态环境局 share, with these rows of 月度进展."""
    shares = [assignment(1.0, unit, role) for unit in (EDUCATION, ECOLOGY)]
    return MemoryStore({TASKS: [task(1.0, **cells)], ASSIGNMENTS: shares, PROGRESS: list(rows)})


def said(unit: str, month: Month, status: str | None, percent: float | None, **cells: object):
    return progress(1.0, unit, str(month), **{PROGRESS.status: status, PROGRESS.percent: percent, **cells})


def state(store: MemoryStore, day: date | None = AUGUST_11, month: Month | None = None) -> TaskState:
    view = view_of(store, day)
    return (view.at(month) if month else view).states[1]


@pytest.mark.parametrize(
    ("first", "second", "joint"),
    [
        ((STATUS_DONE, 1.0), (STATUS_DONE, 1.0), (STATUS_DONE, 1.0)),
        ((STATUS_DONE, 1.0), (STATUS_RUNNING, 0.4), (STATUS_RUNNING, 0.4)),
        ((STATUS_DONE, 1.0), (STATUS_BEHIND, 0.9), (STATUS_BEHIND, 0.9)),
        ((STATUS_IDLE, 0.0), (STATUS_IDLE, 0.0), (STATUS_IDLE, 0.0)),
        ((STATUS_IDLE, 0.0), (STATUS_RUNNING, 0.2), (STATUS_RUNNING, 0.0)),
        ((None, 0.5), (STATUS_DONE, 1.0), (STATUS_RUNNING, 0.5)),
        ((STATUS_DONE, None), (STATUS_DONE, 1.0), (STATUS_DONE, 0.0)),
        ((STATUS_DONE, None), (STATUS_DONE, None), (STATUS_DONE, None)),
    ],
)
def test_all_leads_make_a_tasks_state(first: tuple, second: tuple, joint: tuple) -> None:
    store = shared_task(said(EDUCATION, JULY, *first), said(ECOLOGY, JULY, *second))
    assert state(store)[:2] == joint


def test_a_silent_unit_completes_nothing() -> None:
    store = shared_task(said(EDUCATION, JULY, STATUS_DONE, 1.0))
    assert state(store) == TaskState(STATUS_RUNNING, 0.0, JULY)


def test_the_newest_report_of_each_unit_counts_however_old() -> None:
    store = shared_task(said(ECOLOGY, MAY, STATUS_RUNNING, 0.4), said(EDUCATION, JULY, STATUS_DONE, 1.0))
    assert state(store) == TaskState(STATUS_RUNNING, 0.4, JULY)


def test_what_a_newer_report_leaves_blank_stays_as_it_was() -> None:
    store = shared_task(said(EDUCATION, MAY, STATUS_BEHIND, 0.2), said(EDUCATION, JUNE, None, None))
    store.rows[ASSIGNMENTS].pop()
    assert state(store) == TaskState(STATUS_BEHIND, 0.2, JUNE)


def test_nobody_has_said_anything_yet() -> None:
    assert state(shared_task()) == TaskState()


@pytest.mark.parametrize(("word", "percent"), [("平均", 0.4667), ("最低", 0.0)])
def test_many_responsible_units_stand_at_their_mean_or_their_least(word: str, percent: float) -> None:
    store = shared_task(
        said(EDUCATION, JULY, STATUS_RUNNING, 0.5), said(ECOLOGY, JULY, STATUS_DONE, 0.9), role=RESPONSIBLE
    )
    store.rows[ASSIGNMENTS].append(assignment(1.0, FINANCE, RESPONSIBLE))
    set_parameter(store, Names.share_of_many, word)
    assert state(store)[:2] == (STATUS_RUNNING, percent)


def test_a_unit_that_is_neither_lead_nor_expected_does_not_speak() -> None:
    store = shared_task(said(EDUCATION, JULY, STATUS_DONE, 1.0), said(ECOLOGY, JULY, STATUS_BEHIND, 0.1))
    store.rows[ASSIGNMENTS][1][ASSIGNMENTS.reports] = "否"
    assert state(store)[:2] == (STATUS_DONE, 1.0)
    store.rows[ASSIGNMENTS][1] |= {ASSIGNMENTS.reports: "是", ASSIGNMENTS.role: RESPONSIBLE}
    assert state(store)[:2] == (STATUS_DONE, 1.0)


def test_after_a_handover_the_new_unit_speaks_and_the_past_stays() -> None:
    store = shared_task(said(EDUCATION, JUNE, STATUS_RUNNING, 0.8), said(ECOLOGY, JULY, STATUS_RUNNING, 0.3))
    store.rows[ASSIGNMENTS][0][ASSIGNMENTS.to_month] = "2020-06"
    store.rows[ASSIGNMENTS][1][ASSIGNMENTS.from_month] = "2020年7月"
    assert state(store, month=JUNE).percent == 0.8
    assert state(store).percent == 0.3


def test_words_and_blanks_around_a_state_are_understood() -> None:
    store = shared_task(said(EDUCATION, JULY, "已完成 ", 1.0), said(ECOLOGY, JULY, "办结", 1))
    assert state(store)[:2] == (STATUS_DONE, 1.0)


def test_a_decision_of_the_office_stands_above_the_units() -> None:
    done = [said(unit, JULY, STATUS_DONE, 1.0) for unit in (EDUCATION, ECOLOGY)]
    ruled = {TASKS.ruling: STATUS_RUNNING, TASKS.ruling_percent: 0.8}
    assert state(shared_task(*done, **ruled)) == TaskState(STATUS_RUNNING, 0.8, JULY, ruled=True)
    assert state(shared_task(**{TASKS.ruling: STATUS_DONE}))[:2] == (STATUS_DONE, 1.0)


@pytest.mark.parametrize("words", ["滞后 2020-07", "滞后（2020年7月）", "滞后2020.7"])
def test_a_decision_may_hold_from_a_month_on(words: str) -> None:
    store = shared_task(said(EDUCATION, MAY, STATUS_RUNNING, 0.3), **{TASKS.ruling: words})
    assert state(store, month=JUNE).status == STATUS_RUNNING
    assert state(store, month=JULY).status == STATUS_BEHIND
    assert state(store, date(2020, 6, 30)).status == STATUS_RUNNING


def test_a_closed_task_is_done_from_its_month_on_whatever_is_said() -> None:
    store = shared_task(
        said(EDUCATION, JUNE, STATUS_BEHIND, 0.3),
        said(EDUCATION, Month(2020, 8), STATUS_BEHIND, 0.1, **{PROGRESS.received: datetime(2020, 9, 3)}),
        **{TASKS.closed_month: "2020-07", TASKS.ruling: STATUS_BEHIND},
    )
    assert state(store, month=JUNE).status == STATUS_BEHIND
    for day, month in ((AUGUST_11, JULY), (AUGUST_11, None), (date(2020, 9, 30), None)):
        assert state(store, day, month)[:2] == (STATUS_DONE, 1.0)
    assert state(store, date(2020, 6, 30)).status == STATUS_BEHIND, "closed later"


def test_what_came_later_does_not_exist_yet() -> None:
    store = shared_task(
        said(EDUCATION, JUNE, STATUS_DONE, 1.0, **{PROGRESS.received: datetime(2020, 7, 15, 9)}),
        said(ECOLOGY, JUNE, STATUS_DONE, 1.0, **{PROGRESS.received: None}),
    )
    assert state(store, date(2020, 7, 14))[:2] == (STATUS_RUNNING, 0.0)
    assert state(store, date(2020, 7, 15))[:2] == (STATUS_DONE, 1.0)


reports = st.lists(
    st.tuples(
        st.sampled_from((EDUCATION, ECOLOGY, FINANCE)),
        st.sampled_from((MAY, JUNE, JULY)),
        st.sampled_from((None, STATUS_IDLE, STATUS_RUNNING, STATUS_DONE, STATUS_BEHIND)),
        st.sampled_from((None, 0.0, 0.5, 1.0)),
    ),
    unique_by=lambda row: row[:2],
)


@settings(max_examples=60, deadline=None)
@given(reports, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list, chance: random.Random) -> None:
    store = shared_task(*(said(*row) for row in rows))
    before = state(store)
    chance.shuffle(store.rows[PROGRESS])
    assert state(store) == before
