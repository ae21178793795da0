"""What merged files leave to be done: what went back, and what was taken with a reminder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.todos.entries import Todo
from xlsheet.dictionary.findings import Finding, Severity, show
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS, TODOS, Table
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.jobs.todos.noting import with_todos
from xlsheet.ledger.changes import Changes, Edit, Link, Replace, Row
from xlsheet.ledger.table import TableData
from xlsheet.merge.candidates import file_name
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.rows import ReturnedRow
from xlsheet.stores import Store

_UNTOLD = (Verdict.DUPLICATE, Verdict.IGNORED, Verdict.SUPERSEDED)
"""Of files with these verdicts there is nothing to do, and nothing new is said."""


def with_merge_todos(store: Store, changes: Changes, files: Sequence[JudgedFile]) -> Changes:
    """`changes`, and on 待办 what these files leave open. What a file says is said anew; what went back is
    done once the unit's rows of that month and task are taken."""
    told = [file for file in files if file.verdict not in _UNTOLD]
    steps = {step.table: step for step in changes.steps}
    places = _Places(store, steps)
    found = [todo for file in told for todo in _of_file(file, places)]
    spoken = {(file_name(file.path), file.unit) for file in told}
    taken = {
        (file.unit, entry.month or file.month, task)
        for file in files
        for entry in file.accepted
        for task in ("", str(entry.task_no or ""))
    }

    def gone(row: Row) -> bool:
        unit, month, task, name = (
            show(row[column]) for column in (TODOS.unit, TODOS.month, TODOS.task_nos, TODOS.file)
        )
        return bool({(name, unit), (name, "")} & spoken) or (bool(unit) and (unit, month, task) in taken)

    return with_todos(store, changes, found, gone)


def _of_file(file: JudgedFile, places: _Places) -> Iterator[Todo]:
    name = file_name(file.path)
    base = Todo(Finding("", Severity.INFO, "", "", "", ""), file.unit, month=file.month, file=name)
    for finding in file.findings:
        yield replace(base, finding=_said(finding), place=places.receipt(file))
    if file.refusal is not None:
        return  # its rows go back for that one reason
    for entry in file.entries:
        month = entry.month or file.month
        place = places.row(entry, file.unit) or places.receipt(file)
        for finding in entry.findings:
            tasks = str(entry.task_no or entry.task_text)
            yield replace(base, finding=_said(finding), tasks=tasks, month=month, place=place)


def _said(finding: Finding) -> Finding:
    """The finding with the place in the returned file in front, since 位置 is the ledger's."""
    return replace(finding, message=str(finding))


class _Places:
    """Where in the ledger something stands once the merge has written it."""

    def __init__(self, store: Store, steps: dict[Table, Edit | Replace]) -> None:
        self._store, self._steps = store, steps
        self._rows: dict[Table, dict[tuple[str, ...], int]] = {}

    def receipt(self, file: JudgedFile) -> Link | None:
        """The file's row of 收件登记."""
        rows = self._of(RECEIPTS, RECEIPTS.file, RECEIPTS.fingerprint)
        return self._link(RECEIPTS, rows.get((file_name(file.path), file.sha256)))

    def row(self, entry: ReturnedRow, unit: str) -> Link | None:
        """The row of 月度进展 or 推进计划 that an accepted row became."""
        task = str(entry.task_no or "")
        if entry.refused or not task:
            return None
        if entry.table is PLANS:
            return self._link(PLANS, self._of(PLANS, PLANS.task_no, PLANS.unit).get((task, unit)))
        rows = self._of(PROGRESS, PROGRESS.task_no, PROGRESS.unit, PROGRESS.month)
        return self._link(PROGRESS, rows.get((task, unit, entry.month)))

    def _link(self, table: Table, row: int | None) -> Link | None:
        return Link(table.sheet, f"A{row}", whole=True) if row else None

    def _of(self, table: Table, *columns: str) -> dict[tuple[str, ...], int]:
        if table not in self._rows:
            self._rows[table] = {
                tuple(map(_word, cells)): n for n, cells in self._data(table).cells(*columns)
            }
        return self._rows[table]

    def _data(self, table: Table) -> TableData:
        data = self._store.read(table)
        return data.after(self._steps[table]) if table in self._steps else data


def _word(cell: object) -> str:
    number = whole_number(cell) if not isinstance(cell, str) else None
    return str(number) if number is not None else show(cell).strip()
