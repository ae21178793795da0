"""Where each task stands: its state, share done and last month, from all units that speak for it, below
what the office decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from xlsheet.analysis.assignments import Duty, Key, whole_number
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import PERCENT_DIGITS, half_up, mean
from xlsheet.cells.statuses import status_in
from xlsheet.dictionary.findings import show_name
from xlsheet.dictionary.tables import (
    LEAD,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_RUNNING,
    STATUSES,
    TASKS,
)
from xlsheet.ledger.settings import SHARE_LEAST
from xlsheet.ledger.table import TableData

_RULING: Final = re.compile(r"(\D*?)[(（\s]*(\d{4}.*?)?[)）\s]*")


class StateReport(NamedTuple):
    """What a row of 月度进展 says of where its task stands; an empty state, or no share, says nothing."""

    month: Month
    percent: float | None
    status: str


class UnitState(NamedTuple):
    """Where a unit says that a task stands, by its newest words; `percent` is None where it never gave a
    share."""

    status: str
    percent: float | None
    last_month: Month


class TaskState(NamedTuple):
    """Where a task stands. `status` is empty where nobody has reported; `ruled` says that the office
    decided it."""

    status: str = ""
    percent: float | None = None
    last_month: Month | None = None
    ruled: bool = False


class Ruling(NamedTuple):
    """What the office decided (督查认定, 认定比例), and from which month on; None for all along."""

    status: str
    percent: float | None
    since: Month | None

    def holds(self, month: Month) -> bool:
        """Whether it counts in a month."""
        return self.since is None or self.since <= month


History = Mapping[Key, Sequence[StateReport]]
"""By unit and task number what was reported, the oldest first."""


def share_in(cell: object) -> float | None:
    """A share done (0–1) from a cell; None where it holds no such number."""
    fits = isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 1
    return half_up(cell, PERCENT_DIGITS) if fits and isinstance(cell, int | float) else None


def read_history(progress: TableData) -> History:
    """What the rows of 月度进展 say of where tasks stand. Of equal keys the first row counts."""
    units = progress.parsed(PROGRESS.unit, show_name)
    numbers = progress.parsed(PROGRESS.task_no, whole_number)
    months = progress.parsed(PROGRESS.month, Month.parse)
    percents = progress.parsed(PROGRESS.percent, share_in)
    states = progress.parsed(PROGRESS.status, status_in)
    found: dict[Key, dict[Month, StateReport]] = {}
    for unit, number, month, percent, status in zip(units, numbers, months, percents, states, strict=True):
        if unit and number is not None and month is not None:
            found.setdefault((unit, number), {}).setdefault(month, StateReport(month, percent, status))
    return {key: [reports[month] for month in sorted(reports)] for key, reports in found.items()}


def unit_state(reports: Sequence[StateReport], month: Month | None) -> UnitState | None:
    """Where a unit says that a task stands, up to a month; None where it has not reported by then.

    State and share are each the newest that it gave. Who reported without ever naming a state is at work.
    """
    if not reports or (month is not None and reports[0].month > month):
        return None  # most of a year's entries are still to come
    known = [report for report in reports if month is None or report.month <= month]
    states = [report.status for report in known if report.status]
    percents = [report.percent for report in known if report.percent is not None]
    status = states[-1] if states else STATUS_RUNNING
    return UnitState(status, percents[-1] if percents else None, known[-1].month)


def joint_state(
    duties: Sequence[Duty], history: History, month: Month | None, share_of_many: str
) -> TaskState:
    """Where a task stands by the words of all these units, up to a month: done when all are, behind when
    one is. A unit that has not reported counts as not begun to report, with nothing done."""
    states = [unit_state(history.get((duty.unit, duty.task_no), ()), month) for duty in duties]
    known = [state for state in states if state is not None]
    if not known:
        return TaskState()
    percent = None
    if any(state.percent is not None for state in known):
        shares = [(state.percent if state else None) or 0.0 for state in states]
        least = share_of_many == SHARE_LEAST or duties[0].role == LEAD
        percent = min(shares) if least else half_up(mean(shares) or 0, PERCENT_DIGITS)
    status = _joint({state.status if state else "" for state in states})
    return TaskState(status, percent, max(state.last_month for state in known))


def _joint(states: set[str]) -> str:
    if STATUS_BEHIND in states:
        return STATUS_BEHIND
    return states.pop() if len(states) == 1 else STATUS_RUNNING


def read_rulings(tasks: TableData) -> dict[int, Ruling]:
    """Task number -> what the office decided on it. A decision may be followed by the month from which on
    it holds (滞后 2020-07); one that isn't understood is for validation to report."""
    numbers = tasks.parsed(TASKS.number, whole_number)
    words, percents = tasks.parsed(TASKS.ruling, read_ruling), tasks.parsed(TASKS.ruling_percent, share_in)
    found = {}
    for number, word, percent in zip(numbers, words, percents, strict=True):
        if number is not None and word is not None and (word[0] or percent is not None):
            found[number] = Ruling(word[0], percent, word[1])
    return found


def read_ruling(cell: object) -> tuple[str, Month | None] | None:
    """The state in a cell of 督查认定, empty for none, and the month behind it; None where it is not
    understood."""
    match = _RULING.fullmatch(show_name(cell))
    status = status_in(match[1]) if match else ""
    since = Month.parse(match[2]) if match and match[2] else None
    wrong = not match or (match[2] and since is None) or (status and status not in STATUSES)
    return None if wrong or (since and not status) else (status, since)


def decided_state(state: TaskState, ruling: Ruling | None, closed: Month | None, month: Month) -> TaskState:
    """Where a task stands in a month once the office's decisions are laid over its units' words: what is
    closed is done, above all else."""
    if closed is not None and closed <= month:
        return TaskState(STATUS_DONE, 1.0, state.last_month)
    if ruling is None or not ruling.holds(month):
        return state
    percent = ruling.percent
    if percent is None:
        percent = 1.0 if ruling.status == STATUS_DONE else state.percent
    return TaskState(ruling.status or state.status, percent, state.last_month, ruled=True)


def state_cells(state: TaskState) -> dict[str, str | float | None]:
    """A task's state as the cells of 任务台账 say it."""
    return {
        TASKS.status: state.status or None,
        TASKS.percent: state.percent,
        TASKS.last_month: str(state.last_month) if state.last_month else None,
    }
