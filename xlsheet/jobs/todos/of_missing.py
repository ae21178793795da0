"""What the check of missing reports leaves to be done: one thing a unit and month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xlsheet.analysis.submissions import Flag, Flagged, FlaggedPlan
from xlsheet.analysis.todos.entries import Todo
from xlsheet.cells.task_numbers import show_task_numbers
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import MISSING, TODOS
from xlsheet.jobs.todos.noting import of_ledger, with_todos
from xlsheet.ledger.changes import Changes, Link, Row
from xlsheet.stores import Store

_OPEN = (Flag.MISSING, Flag.EMPTY, Flag.COPIED)
"""What can still be made good; what came late came."""


def with_missing_todos(
    store: Store,
    changes: Changes,
    owed: Sequence[Flagged | FlaggedPlan],
    listed: Sequence[Row],
    findings: Iterable[Finding],
    months: Sequence[str],
) -> Changes:
    """`changes`, and on 待办 what units owe, `listed` being the rows of 缺报清单; of these months, and of
    the plans where months are not all that was asked about."""
    places: dict[tuple[str, str], int] = {}
    for number, row in enumerate(listed, start=2):
        places.setdefault((show(row[MISSING.unit]), show(row[MISSING.month])), number)
    found = [*of_ledger(store, findings), *_owed(owed, places)]
    looked_at = {*months, ""}
    return with_todos(store, changes, found, lambda row: show(row[TODOS.month]) in looked_at)


def _owed(owed: Sequence[Flagged | FlaggedPlan], places: Mapping[tuple[str, str], int]) -> Iterator[Todo]:
    by_unit: dict[tuple[str, str], dict[Flag, list[int]]] = {}
    for entry in owed:
        if entry.flag in _OPEN:
            month = str(entry.month) if isinstance(entry, Flagged) else ""
            flags = by_unit.setdefault((entry.unit, month), {})
            flags.setdefault(entry.flag, []).append(entry.task_no)
    for (unit, month), flags in sorted(by_unit.items()):
        words = "，".join(f"{flag.word}第{show_task_numbers(tasks)}项" for flag, tasks in flags.items())
        code = catalogue.REPORT_OWED if month else catalogue.PLAN_OWED
        numbers = show_task_numbers(sorted({task for tasks in flags.values() for task in tasks}))
        row = places.get((unit, month))
        place = Link(MISSING.sheet, f"A{row}", whole=True) if row else None
        finding = code.at(MISSING.sheet, value=words, unit=unit, month=month)
        yield Todo(finding, unit, numbers, month, place=place)
