"""A ledger as it stood when a month had been reported, though later months have come since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsheet.ledger.changes import Edit, Value
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import whole_number
from xlsheet.ledger.findings import show
from xlsheet.ledger.periods import Month
from xlsheet.ledger.standing import Entry, speaking_entries, standing
from xlsheet.ledger.tables import ASSIGNMENTS, PROGRESS, TASKS, Table

_DERIVED = (TASKS.status, TASKS.percent, TASKS.last_month)


def ledger_at(ledger: Mapping[Table, TableData], month: Month) -> dict[Table, TableData]:
    """The tables with progress up to `month` only, and the tasks standing by that.

    A task of which nothing newer has come stands as 任务台账 says, the office's own corrections
    included; one that was first reported on later had no state yet.
    """
    progress, tasks = ledger[PROGRESS], ledger[TASKS]
    months = progress.column(PROGRESS.month)
    earlier = progress.only([place for place, cell in enumerate(months) if _not_after(cell, month)])
    said = speaking_entries(ledger[ASSIGNMENTS], (cells for _, cells in earlier.rows()))
    steps: dict[int, dict[str, Value]] = {}
    for number, cells in tasks.rows(TASKS.number, TASKS.last_month):
        if not _not_after(cells[TASKS.last_month], month, blank=True):
            then = _replayed(said.get(whole_number(cells[TASKS.number]) or -1, ()))
            steps[number] = {column: then.get(column) for column in _DERIVED}
    return {**ledger, PROGRESS: earlier, TASKS: tasks.after(Edit(TASKS, steps))}


def _replayed(entries: Sequence[Entry]) -> dict[str, Value]:
    """Where a task stood after its months one by one: what a month doesn't say stays as it was."""
    then: dict[str, Value] = {}
    for month in sorted({show(entry[PROGRESS.month]) for entry in entries}):
        then |= standing([entry for entry in entries if show(entry[PROGRESS.month]) == month])
    return then


def _not_after(cell: object, month: Month, *, blank: bool = False) -> bool:
    """Whether a month's cell is that month or an earlier one; `blank` is the answer where it is none."""
    found = Month.parse(cell)
    return found <= month if found is not None else blank
