"""预警: which light a task shows, and why.

Blue is done. Red is overdue, or in a state that 参数 calls red. Yellow is missing for the last months
due, or further behind the share of the year gone than 参数 allows. Green is on course. A task of which
nobody has said anything, and of which nothing is due yet, shows no light.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.quantity import names_a_number, quantified
from xlsheet.analysis.task_state import TaskState
from xlsheet.cells.moments import day_in
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import exact, half_up
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import (
    ALERT_BLUE,
    ALERT_GREEN,
    ALERT_RED,
    ALERT_YELLOW,
    PLANS,
    STATUS_DONE,
    TASKS,
)
from xlsheet.indicators.standings import actual_shares
from xlsheet.ledger.changes import Row
from xlsheet.ledger.settings import Settings

NO_ALERT: Final = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task's alert depends on.

    `last_month` is the month that `percent` (0–1) tells of. `by_time` says that the task is measured
    by the share of the year gone. `missing` counts the months in a row, up to the last one due, for
    which a unit that speaks for the task has not reported.
    """

    status: str = ""
    percent: float | None = None
    last_month: Month | None = None
    deadline: date | None = None
    by_time: bool = False
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One of `tables.ALERTS`, or `NO_ALERT`; and what is the matter, in Chinese, where it is red or
    yellow."""

    color: str
    reason: str = ""


def alert_of(facts: TaskFacts, settings: Settings, as_of: date) -> Alert:
    """The light that a task shows on that day."""
    if facts.status == STATUS_DONE:
        return Alert(ALERT_BLUE)
    red = []
    if facts.status in settings.red_statuses:
        red.append(f"状态为{facts.status}")
    if facts.deadline is not None and facts.deadline < as_of:
        red.append(f"已过完成时限 {facts.deadline}")
    if red:
        return Alert(ALERT_RED, "，".join(red))
    yellow = []
    if facts.missing >= settings.missing_months:
        yellow.append(f"连续缺报 {facts.missing} 个月")
    behind = _behind(facts, settings.year)
    if behind > 0 and behind >= exact(settings.behind_share):
        yellow.append(f"比序时进度落后 {half_up(behind * 100):.0f} 个百分点")
    if yellow:
        return Alert(ALERT_YELLOW, "，".join(yellow))
    return Alert(ALERT_GREEN if facts.status or facts.percent is not None or facts.missing else NO_ALERT)


def _behind(facts: TaskFacts, year: int) -> Fraction:
    """By how much the share done is less than the share of the year gone by the month it tells of."""
    if not facts.by_time or facts.percent is None or facts.last_month is None:
        return Fraction(0)
    return facts.last_month.share_of_year(year) - exact(facts.percent)


def alerts(view: LedgerView, as_of: date) -> dict[int, Alert]:
    """The alert of every numbered task on a day, by its row in 任务台账. Where units have counted a task's
    indicators, the count is held against the year, else what they claim."""
    tasks, missing = view.tables[TASKS], _missing_by_task(view, as_of)
    stages, deadlines = _plans(view)
    found = {}
    columns = (TASKS.number, TASKS.content, TASKS.deadline)
    numbers, counted, targets = view.numbers, actual_shares(view.measured), quantified(view)
    for row, cells in tasks.rows(*columns):
        if row not in numbers:
            continue
        number = numbers[row]
        state = view.states.get(number, TaskState())
        facts = TaskFacts(
            status=state.status,
            percent=state.percent if number not in counted else float(counted[number]),
            last_month=state.last_month,
            deadline=day_in(cells[TASKS.deadline]) or max(deadlines.get(number, ()), default=None),
            by_time=number in counted
            or (number not in stages and _is_quantified(number, show(cells[TASKS.content]), targets)),
            missing=missing.get(number, 0),
        )
        found[row] = alert_of(facts, view.settings, as_of)
    return found


def _is_quantified(number: int, content: str, targets: Collection[int] | None) -> bool:
    """Whether a task has a number to reach: what 量化指标 says, or its words where there is none."""
    return names_a_number(content) if targets is None else number in targets


def alert_updates(view: LedgerView, lights: Mapping[int, Alert]) -> dict[int, Row]:
    """The rows of 任务台账 that show another light now, by worksheet row."""
    standing = {row: show(cells[TASKS.alert]) for row, cells in view.tables[TASKS].rows(TASKS.alert)}
    return {
        row: {TASKS.alert: alert.color or None}
        for row, alert in lights.items()
        if alert.color != standing[row]
    }


def _missing_by_task(view: LedgerView, as_of: date) -> dict[int, int]:
    """Task number -> the longest run of missing months, up to the last one due, among the units that speak
    for it."""
    speaking = {(d.unit, d.task_no) for duties in view.speakers.values() for d in duties}
    runs: dict[int, int] = {}
    for key, run in view.reporting.missing_runs(as_of).items():
        if key in speaking:
            runs[key[1]] = max(run, runs.get(key[1], 0))
    return runs


def _plans(view: LedgerView) -> tuple[set[int], dict[int, list[date]]]:
    """The tasks of which a unit that speaks for them planned stages, and the deadlines they planned."""
    plans = view.tables[PLANS]
    speaking = {(d.unit, d.task_no) for duties in view.speakers.values() for d in duties}
    units, numbers = plans.parsed(PLANS.unit, show_name), plans.parsed(PLANS.task_no, whole_number)
    staged: set[int] = set()
    deadlines: dict[int, list[date]] = {}
    cells = zip(plans.column(PLANS.stages), plans.column(PLANS.deadline), strict=True)
    for unit, number, (stages, deadline) in zip(units, numbers, cells, strict=True):
        if number is None or (unit, number) not in speaking:
            continue
        if not is_hollow(show(stages)):
            staged.add(number)
        day = day_in(deadline)
        if day is not None:
            deadlines.setdefault(number, []).append(day)
    return staged, deadlines
