"""The rows of 待办 after a command: what it found joins, what is mended goes, what a person marked stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlsheet.analysis.todos.entries import Todo, rank, row_again
from xlsheet.dictionary.findings import Severity, show
from xlsheet.dictionary.tables import TODOS
from xlsheet.ledger.changes import Replace, Row
from xlsheet.ledger.table import TableData

Gone = Callable[[Row], bool]
"""Whether an open row is settled, as far as a command can tell."""


def kept_todos(
    data: TableData, source: str, found: Sequence[Todo], gone: Gone, mended: Gone
) -> Replace | None:
    """The step on 待办 after the command `source` found these things; None where nothing changes.

    Of its own rows those that are `gone` and not found again disappear; of all rows those that the ledger
    itself shows to be `mended`. What a person wrote into 办结 stays with its row as long as that is there.
    Findings that merely inform have no row.
    """
    new = {_identity(row): row for todo in found if _is_work(todo) for row in [_of(source, todo)]}
    rows: list[Row] = []
    for _, cells in data.rows():
        old = row_again(cells)
        again = new.pop(_identity(old), None)
        if again is not None:
            rows.append({**again, TODOS.done: old[TODOS.done]})
        elif not ((old[TODOS.source] == source and gone(old)) or (not old[TODOS.done] and mended(old))):
            rows.append(old)
    rows = sorted([*rows, *new.values()], key=rank)
    return None if data.shows(TODOS.columns, rows) else Replace(TODOS, rows)


def still_open(data: TableData, but: str = "") -> int:
    """How many things nobody has settled, those that the command `but` found apart."""
    return sum(
        not show(done).strip() and show(source) != but
        for _, (done, source) in data.cells(TODOS.done, TODOS.source)
    )


def _is_work(todo: Todo) -> bool:
    return todo.finding.severity is not Severity.INFO


def _of(source: str, todo: Todo) -> Row:
    return {**todo.row(), TODOS.source: source, TODOS.done: None}


def _identity(row: Row) -> tuple[str, ...]:
    return tuple(show(row.get(column)).strip() for column in TODOS.key)
