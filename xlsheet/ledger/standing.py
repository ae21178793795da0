"""Where each task stands: its last reported month, share done and state, from what its units reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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

Entry = Mapping[str, Value]


def task_updates(tasks: TableData, assignments: TableData, progress: Iterable[Entry]) -> dict[int, Row]:
    """The rows of 任务台账 that stand elsewhere now, by worksheet row.

    A task stands where its lead units said in the last month they reported on, or its other units
    where it has no lead: as far as the one that is least far, behind if one is behind, done when all
    are. A task that nobody reported on keeps what the office wrote.
    """
    leads = {(a.task_no, a.unit) for a in read_assignments(assignments) if a.role == LEAD}
    led = {number for number, _ in leads}
    by_task: dict[int, list[Entry]] = {}
    for entry in progress:
        number = whole_number(entry[PROGRESS.task_no])
        if number is not None and (number not in led or (number, show(entry[PROGRESS.unit])) in leads):
            by_task.setdefault(number, []).append(entry)
    updates: dict[int, Row] = {}
    for row, cells in tasks.rows():
        entries = by_task.get(whole_number(cells[TASKS.number]) or -1)
        new = _standing(entries) if entries else {}
        changed = {name: value for name, value in new.items() if show(cells[name]) != show(value)}
        if changed:
            updates[row] = changed
    return updates


def _standing(entries: Sequence[Entry]) -> dict[str, Value]:
    """Share and state are those of the last month in which anybody gave one."""
    found: dict[str, Value] = {TASKS.last_month: max(show(entry[PROGRESS.month]) for entry in entries)}
    shares = [
        v for e in _newest(entries, PROGRESS.percent) if isinstance(v := e[PROGRESS.percent], int | float)
    ]
    if shares:
        found[TASKS.percent] = min(shares)
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
