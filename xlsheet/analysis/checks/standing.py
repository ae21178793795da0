"""What stands against itself in a ledger: tables emptied, rows apart from them, closed tasks that nobody
calls done, lead units that nobody knows, rows without a time of receipt, states typed by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.assignments import closed_months
from xlsheet.analysis.task_state import decided_state, read_rulings
from xlsheet.cells.rounding import percent_text
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show, show_name
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    PARAMETERS,
    PROGRESS,
    RECEIPTS,
    STATUS_DONE,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData
from xlsheet.units.mentions import split_names
from xlsheet.units.registry import Registry

_NEEDED = (TASKS, ASSIGNMENTS, UNITS, PARAMETERS)
_TELLING = frozenset((TASKS, ASSIGNMENTS, PROGRESS))
"""A ledger with rows in one of these is in use."""

_SEVERAL = "各相关"
"""What the name of an indefinite group begins with."""


def standing_findings(view: LedgerView, registry: Registry, typed: Mapping[int, Row]) -> Iterator[Finding]:
    """All of them but those of whole tables; `typed` are the decisions made of states typed by hand, by row
    of 任务台账."""
    yield from _closed(view)
    yield from _leads(view.tables[TASKS], registry)
    yield from _without_time(view.tables[PROGRESS])
    tasks = view.tables[TASKS]
    for row, new in sorted(typed.items()):
        value = show(new.get(TASKS.ruling) or new.get(TASKS.ruling_percent))
        yield catalogue.STATE_TYPED.at(TASKS.sheet, tasks.cell(row, TASKS.ruling), value, name=TASKS.ruling)


def whole_table_findings(
    tables: Mapping[Table, TableData], written: Collection[str] = ()
) -> Iterator[Finding]:
    """Tables without rows that can't be so where others have some, and rows that stand apart from theirs.
    `written` names the sheets into which merge wrote rows."""
    filled = {table for table, data in tables.items() if len(data)}
    needed = {*_NEEDED, *(table for table in tables if table.sheet in written)}
    needed |= {PROGRESS} if _taken(tables) else set()
    needed |= {RECEIPTS} if written else set()
    for table in tables:
        if table in needed and table not in filled and filled & _TELLING:
            yield catalogue.TABLE_EMPTY.at(table.sheet)
    for table, data in tables.items():
        if data.apart:
            row, first = data.apart[0], data.cell(data.apart[0], table.key[0])
            yield catalogue.ROWS_APART.at(table.sheet, first, row=row, count=len(data.apart))


def renamed_findings(tables: Mapping[Table, TableData]) -> Iterator[Finding]:
    """Sheets that go by other names; they are found by their tables."""
    for table, data in tables.items():
        if data.renamed:
            yield catalogue.SHEET_RENAMED.at(table.sheet, value=data.renamed, name=table.sheet)


def _taken(tables: Mapping[Table, TableData]) -> bool:
    """Whether rows of units' files were taken."""
    receipts = tables.get(RECEIPTS)
    rows = receipts.column(RECEIPTS.accepted) if receipts is not None else []
    return any(isinstance(count, int | float) and count > 0 for count in rows)


def _closed(view: LedgerView) -> Iterator[Finding]:
    """Tasks that were closed though neither their units nor the office call them done."""
    tasks = view.tables[TASKS]
    closed, rulings = closed_months(tasks), read_rulings(tasks)
    for row, number in view.numbers.items():
        if number not in closed or number not in view.said:
            continue
        state = decided_state(view.said[number], rulings.get(number), None, view.period)
        if state.status and (state.status != STATUS_DONE or (state.percent or 0) < 1):
            percent = "" if state.percent is None else f"、{percent_text(state.percent)}"
            cell = tasks.cell(row, TASKS.closed_month)
            said = f"{state.status}{percent}"
            yield catalogue.CLOSED_NOT_DONE.at(
                TASKS.sheet, cell, str(closed[number]), said=said, number=number
            )


def _leads(tasks: TableData, registry: Registry) -> Iterator[Finding]:
    for row, cells in tasks.rows(TASKS.lead_units):
        for name in split_names(show(cells[TASKS.lead_units])):
            known = registry.canonical(name) is not None or registry.has_group(name)
            if not known and name[:1] not in _SEVERAL and "等" not in name:
                near = "、".join(f"“{unit}”" for unit in registry.nearest(name))
                hint = f"相近的有{near}。" if near else ""
                yield catalogue.LEAD_UNKNOWN.at(
                    TASKS.sheet, tasks.cell(row, TASKS.lead_units), name, hint=hint
                )


def _without_time(progress: TableData) -> Iterator[Finding]:
    """One for all: typed by hand, they count as received on time."""
    rows = [
        row
        for row, cells in progress.rows(PROGRESS.received, PROGRESS.unit)
        if not show_name(cells[PROGRESS.received]) and show_name(cells[PROGRESS.unit])
    ]
    if rows:
        cell = progress.cell(rows[0], PROGRESS.received)
        yield catalogue.RECEIVED_BLANK.at(PROGRESS.sheet, cell, rows=len(rows))
