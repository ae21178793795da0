"""预警: which light a task shows, and why.

Blue is done. Red is overdue, or in a state that 参数 calls red. Yellow is missing for the last months
due, or further behind the share of the year gone than 参数 allows. Green is on course. A task of which
nobody has said anything, and of which nothing is due yet, shows no light.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from xlsheet.analysis.assignments import closed_months, whole_number
from xlsheet.analysis.submissions import Reporting
from xlsheet.analysis.task_state import speaking_rows
from xlsheet.cells.months import Month
from xlsheet.cells.text import fold, is_hollow
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import (
    ALERT_BLUE,
    ALERT_GREEN,
    ALERT_RED,
    ALERT_YELLOW,
    ASSIGNMENTS,
    LEAD,
    PLANS,
    STATUS_DONE,
    TASKS,
    Table,
)
from xlsheet.ledger.changes import Row
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData

NO_ALERT: Final = ""

_NO_TARGET: Final = re.compile(
    r"第\d+|\d{4}[-—~至]+\d{4}年?|\d+(?:年|月|日|号|时)|[a-z]\d+|\d+[a-z]|\d+\+\d+"
)
_TARGET: Final = re.compile(r"\d")


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
    closed: Month | None = None
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
    if facts.status == STATUS_DONE or (facts.closed is not None and facts.closed <= Month.of(as_of)):
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
    if behind > settings.behind_share + 1e-9:
        yellow.append(f"比序时进度落后 {behind * 100:.0f} 个百分点")
    if yellow:
        return Alert(ALERT_YELLOW, "，".join(yellow))
    return Alert(ALERT_GREEN if facts.status or facts.percent is not None or facts.missing else NO_ALERT)


def _behind(facts: TaskFacts, year: int) -> float:
    """By how much the share done is less than the share of the year gone by the month it tells of."""
    if not facts.by_time or facts.percent is None or facts.last_month is None:
        return 0.0
    return facts.last_month.share_of_year(year) - facts.percent


def names_a_number(content: str) -> bool:
    """Whether a task's words set a number to reach (新改建农村公路 200 公里), dates, ordinals and names
    such as 5G or G310 apart."""
    return _TARGET.search(_NO_TARGET.sub("", fold(content))) is not None


def alerts(
    ledger: Mapping[Table, TableData], reporting: Reporting, settings: Settings, as_of: date
) -> dict[int, Alert]:
    """The alert of every numbered task, by its row in 任务台账."""
    plans = speaking_rows(ledger[ASSIGNMENTS], ledger[PLANS])
    stages, deadlines = ledger[PLANS].column(PLANS.stages), ledger[PLANS].column(PLANS.deadline)
    missing, closed = _missing_by_task(reporting, as_of), closed_months(ledger[TASKS])
    found = {}
    for row, cells in ledger[TASKS].rows():
        number = whole_number(cells[TASKS.number])
        if number is None:
            continue
        of_task = plans.get(number, [])
        percent = cells[TASKS.percent]
        facts = TaskFacts(
            status=show(cells[TASKS.status]).strip(),
            percent=percent if isinstance(percent, int | float) else None,
            last_month=Month.parse(cells[TASKS.last_month]),
            deadline=_day(cells[TASKS.deadline]) or _last_day(deadlines[place] for place in of_task),
            closed=closed.get(number),
            by_time=names_a_number(show(cells[TASKS.content]))
            and not _say_something(stages[place] for place in of_task),
            missing=missing.get(number, 0),
        )
        found[row] = alert_of(facts, settings, as_of)
    return found


def alert_updates(
    ledger: Mapping[Table, TableData], reporting: Reporting, settings: Settings, as_of: date
) -> dict[int, Row]:
    """The rows of 任务台账 that show another light now, by worksheet row. One that no light can be
    given to keeps what the office wrote."""
    standing = {row: show(cells[TASKS.alert]) for row, cells in ledger[TASKS].rows()}
    return {
        row: {TASKS.alert: alert.color}
        for row, alert in alerts(ledger, reporting, settings, as_of).items()
        if alert.color not in (NO_ALERT, standing[row])
    }


def _missing_by_task(reporting: Reporting, as_of: date) -> dict[int, int]:
    """Task number -> the longest run of missing months among the units that speak for it: those that
    lead it, or all that report on it where none of them leads."""
    led = {duty.task_no for duty in reporting.duties if duty.role == LEAD}
    speaking = {(d.unit, d.task_no) for d in reporting.duties if d.role == LEAD or d.task_no not in led}
    runs: dict[int, int] = {}
    for key, run in reporting.missing_runs(as_of).items():
        if key in speaking:
            runs[key[1]] = max(run, runs.get(key[1], 0))
    return runs


def _say_something(cells: Iterable[object]) -> bool:
    return any(not is_hollow(show(cell)) for cell in cells)


def _last_day(cells: Iterable[object]) -> date | None:
    return max((day for cell in cells if (day := _day(cell)) is not None), default=None)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None
