"""Where each task stands: its last reported month, share done and state, from what its units reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import read_assignments, whole_number
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import (
    LEAD,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
    TASKS,
)

Entry = Mapping[str, object]
"""A row of 月度进展 by its columns' names."""


SPOKEN: Final = (PROGRESS.task_no, PROGRESS.unit, PROGRESS.month, PROGRESS.percent, PROGRESS.status)
"""The columns that tell where a task stands."""


def task_updates(tasks: TableData, assignments: TableData, progress: Iterable[Entry]) -> dict[int, Row]:
    """The rows of 任务台账 that stand elsewhere now, by worksheet row.

    A task stands where its lead units said in the last month they reported on, or its other units
    where it has no lead: as far as the one that is least far, behind if one is behind, done when all
    are. A task that nobody reported on keeps what the office wrote.
    """
    by_task = speaking_entries(assignments, progress)
    updates: dict[int, Row] = {}
    for row, cells in tasks.rows():
        entries = by_task.get(whole_number(cells[TASKS.number]) or -1)
        new = standing(entries) if entries else {}
        changed = {name: value for name, value in new.items() if show(cells[name]) != show(value)}
        if changed:
            updates[row] = changed
    return updates


def speaking_entries(assignments: TableData, progress: Iterable[Entry]) -> dict[int, list[Entry]]:
    """Task number -> the entries on whose word the task stands: its lead units', or its other units'
    where it has no lead."""
    leads = {(a.task_no, a.unit) for a in read_assignments(assignments) if a.role == LEAD}
    led = {number for number, _ in leads}
    by_task: dict[int, list[Entry]] = {}
    for entry in progress:
        number = whole_number(entry[PROGRESS.task_no])
        if number is not None and (number not in led or (number, show(entry[PROGRESS.unit])) in leads):
            by_task.setdefault(number, []).append(entry)
    return by_task


def share_of(entries: Iterable[Entry]) -> float | None:
    """How far a task is by entries of one month: as far as the one that is least far."""
    return min(
        (v for entry in entries if isinstance(v := entry[PROGRESS.percent], int | float)), default=None
    )


def standing(entries: Sequence[Entry]) -> dict[str, Value]:
    """Last month, share and state of a task by its entries. Share and state are those of the last month
    in which anybody gave one; what nobody says is left out."""
    found: dict[str, Value] = {TASKS.last_month: max(show(entry[PROGRESS.month]) for entry in entries)}
    share = share_of(_newest(entries, PROGRESS.percent))
    if share is not None:
        found[TASKS.percent] = share
    states = {show(entry[PROGRESS.status]) for entry in _newest(entries, PROGRESS.status)}
    if states:
        found[TASKS.status] = _state(states)
    return found


def _newest(entries: Sequence[Entry], column: str) -> list[Entry]:
    """The entries of the last month that have something in this column."""
    filled = [entry for entry in entries if entry[column] is not None and entry[column] != ""]
    last = max((show(entry[PROGRESS.month]) for entry in filled), default="")
    return [entry for entry in filled if show(entry[PROGRESS.month]) == last]


def _state(states: set[str]) -> str:
    if STATUS_BEHIND in states:
        return STATUS_BEHIND
    for same in (STATUS_DONE, STATUS_IDLE):
        if states == {same}:
            return same
    return STATUS_RUNNING
