"""A ledger as it stood when a month had been reported, though later months have come since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.task_state import StateReport, said_of_tasks, standing
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, TASKS, Table
from xlsheet.ledger.changes import Edit, Value
from xlsheet.ledger.table import TableData

_DERIVED = (TASKS.status, TASKS.percent, TASKS.last_month)


def ledger_at(ledger: Mapping[Table, TableData], month: Month) -> dict[Table, TableData]:
    """The tables with progress up to `month` only, and the tasks standing by that.

    A task of which nothing newer has come stands as 任务台账 says, the office's own corrections
    included; one that was first reported on later had no state yet.
    """
    progress, tasks = ledger[PROGRESS], ledger[TASKS]
    months = progress.parsed(PROGRESS.month, Month.parse)
    earlier = progress.only([i for i, found in enumerate(months) if found is not None and found <= month])
    said = said_of_tasks(ledger[ASSIGNMENTS], earlier)
    steps: dict[int, dict[str, Value]] = {}
    for number, cells in tasks.rows(TASKS.number, TASKS.last_month):
        last = Month.parse(cells[TASKS.last_month])
        if last is not None and last > month:
            then = _replayed(said.get(whole_number(cells[TASKS.number]) or -1, ()))
            steps[number] = {column: then.get(column) for column in _DERIVED}
    return {**ledger, PROGRESS: earlier, TASKS: tasks.after(Edit(TASKS, steps))}


def _replayed(said: Sequence[StateReport]) -> dict[str, Value]:
    """Where a task stood after its months one by one: what a month doesn't say stays as it was."""
    then: dict[str, Value] = {}
    for month in sorted({month for month, _, _ in said}):
        then |= standing([each for each in said if each.month == month])
    return then
