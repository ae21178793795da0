"""What an imported notice leaves to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import TODOS
from xlsheet.jobs.todos.noting import of_ledger, with_todos
from xlsheet.ledger.changes import Changes
from xlsheet.stores import Store

_ABOUT_UNITS: Final = {
    code.name for code in (catalogue.UNIT_UNKNOWN, catalogue.UNIT_UNCLEAR, catalogue.UNIT_MAYBE_SAME)
}
"""Codes of findings whose value is a unit's name."""


def with_import_todos(store: Store, changes: Changes, findings: Sequence[Finding], source: str) -> Changes:
    """`changes`, and on 待办 what the notice `source` leaves open; read again, it says anew what that is."""
    todos = [
        replace(todo, file=source, unit=todo.unit or _unit_meant(todo.finding))
        for todo in of_ledger(store, findings, changes.steps)
    ]
    return with_todos(store, changes, todos, lambda row: show(row[TODOS.file]) == source)


def _unit_meant(finding: Finding) -> str:
    return finding.value if finding.code in _ABOUT_UNITS else ""
