"""Where each task stands: its last reported month, share done and state, from what its units reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlsheet.analysis.assignments import read_assignments, whole_number
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import (
    LEAD,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
    TASKS,
)
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.table import TableData


class StateReport(NamedTuple):
    """What a row of 月度进展 says of where its task stands, as its cells have it."""

    month: str
    percent: object
    status: object


def task_updates(tasks: TableData, assignments: TableData, progress: TableData) -> dict[int, Row]:
    """The rows of 任务台账 that stand elsewhere now, by worksheet row.

    A task stands where its lead units said in the last month they reported on, or its other units
    where it has no lead: as far as the one that is least far, behind if one is behind, done when all
    are. A task that nobody reported on keeps what the office wrote.
    """
    said = said_of_tasks(assignments, progress)
    updates: dict[int, Row] = {}
    for row, cells in tasks.rows(TASKS.number, TASKS.last_month, TASKS.percent, TASKS.status):
        of_task = said.get(whole_number(cells[TASKS.number]) or -1)
        new = standing(of_task) if of_task else {}
        changed = {name: value for name, value in new.items() if show(cells[name]) != show(value)}
        if changed:
            updates[row] = changed
    return updates


def speaking_rows(assignments: TableData, data: TableData) -> dict[int, list[int]]:
    """Task number -> the rows of 月度进展 or 推进计划 (their places, from 0) on whose word the task stands:
    those of its lead units, or of its other units where it has no lead."""
    leads = {(a.task_no, a.unit) for a in read_assignments(assignments) if a.role == LEAD}
    led = {number for number, _ in leads}
    by_task: dict[int, list[int]] = {}
    numbers, units = data.parsed(PROGRESS.task_no, whole_number), data.parsed(PROGRESS.unit, show_name)
    for place, (number, unit) in enumerate(zip(numbers, units, strict=True)):
        if number is not None and (number not in led or (number, unit) in leads):
            by_task.setdefault(number, []).append(place)
    return by_task


def said_of_tasks(assignments: TableData, progress: TableData) -> dict[int, list[StateReport]]:
    """Task number -> what the units on whose word the task stands have said, in the order of rows."""
    columns = (progress.column(PROGRESS.percent), progress.column(PROGRESS.status))
    said = [*map(StateReport, progress.parsed(PROGRESS.month, show), *columns)]
    speaking = speaking_rows(assignments, progress)
    return {number: [said[place] for place in places] for number, places in speaking.items()}


def share_in(cell: object) -> float | None:
    """A share done (0–1) from a cell; None where it holds no number."""
    return cell if isinstance(cell, int | float) else None


def standing(said: Sequence[StateReport]) -> dict[str, Value]:
    """Last month, share and state of a task. Share and state are those of the last month in which
    anybody gave one; what nobody says is left out."""
    found: dict[str, Value] = {TASKS.last_month: max(month for month, _, _ in said)}
    told = map(share_in, _newest((month, percent) for month, percent, _ in said))
    shares = [share for share in told if share is not None]
    if shares:
        found[TASKS.percent] = min(shares)
    states = set(map(show, _newest((month, status) for month, _, status in said)))
    if states:
        found[TASKS.status] = _state(states)
    return found


def _newest(cells: Iterable[tuple[str, object]]) -> list[object]:
    """The filled cells of the last month that has any."""
    filled = [(month, cell) for month, cell in cells if cell is not None and cell != ""]
    last = max((month for month, _ in filled), default="")
    return [cell for month, cell in filled if month == last]


def _state(states: set[str]) -> str:
    if STATUS_BEHIND in states:
        return STATUS_BEHIND
    for same in (STATUS_DONE, STATUS_IDLE):
        if states == {same}:
            return same
    return STATUS_RUNNING
