"""What a command's findings do to 待办, beside all else that the command changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from xlsheet.analysis.todos.entries import Todo, tasks_named
from xlsheet.analysis.todos.keeping import Gone, kept_todos, still_open
from xlsheet.analysis.todos.mended import mended_in
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, TABLES, TASKS, TODOS, Table
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Changes, Edit, Link, Replace
from xlsheet.ledger.table import TableData
from xlsheet.stores import Store

_BY_SHEET = {table.sheet: table for table in TABLES}
_UNIT, _TASK, _MONTH = "单位", "任务编号", "月份"


def with_todos(store: Store, changes: Changes, found: Iterable[Todo], gone: Gone) -> Changes:
    """`changes`, and 待办 as it is once they are made and these things found by their command. Of the
    command's earlier rows the `gone` ones disappear. An open ledger of an earlier layout has no 待办 yet."""
    try:
        data = store.read(TODOS)
    except LedgerError:
        return changes
    steps = {step.table: step for step in changes.steps}
    step = kept_todos(data, changes.command, list(found), gone, mended_in(lambda t: _after(store, steps, t)))
    return replace(changes, steps=[*changes.steps, step]) if step else changes


def _after(store: Store, steps: dict[Table, Edit | Replace], table: Table) -> TableData:
    data = store.read(table)
    return data.after(steps[table]) if table in steps else data


def of_ledger(
    store: Store, findings: Iterable[Finding], changes: Sequence[Edit | Replace] = ()
) -> list[Todo]:
    """Findings about the ledger's own rows, with the unit, the task and the month that stand in the row, and
    a link to the cell; what has no cell leads to its task's row, or to its sheet."""
    steps = {step.table: step for step in changes}
    numbers = _task_rows(_after(store, steps, TASKS))
    return [_of_row(store, finding, numbers) for finding in findings]


def _task_rows(data: TableData) -> dict[str, int]:
    return {show(number): row for row, (number,) in data.cells(TASKS.number)}


def _of_row(store: Store, finding: Finding, task_rows: dict[str, int]) -> Todo:
    table, digits = _BY_SHEET.get(finding.sheet), "".join(c for c in finding.cell if c.isdigit())
    cells: dict[str, object] = {}
    if table and digits:
        with suppress(LedgerError, KeyError):
            cells = store.read(table).row(int(digits))
    unit, tasks, month = (show(cells.get(name)).strip() for name in (_UNIT, _TASK, _MONTH))
    todo = Todo(finding, unit, tasks or tasks_named(finding.message), month)
    task = todo.tasks.split(NAME_SEPARATOR)[0]
    if finding.cell and table:
        place: Link | None = Link(finding.sheet, finding.cell, whole=True)
    elif task in task_rows:
        place = Link(TASKS.sheet, f"A{task_rows[task]}", whole=True)
    else:
        place = Link(finding.sheet, "A1", whole=True) if table else None
    return replace(todo, place=place)


def open_todos(store: Store, but: str = "") -> int:
    """How many things on 待办 nobody has settled, those of the command `but` apart."""
    with suppress(LedgerError):
        return still_open(store.read(TODOS), but)
    return 0
