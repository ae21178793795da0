"""What a new year's ledger takes over from the one before: registry, parameters, and what isn't finished.

States of tasks are never taken over: a new year begins with what is to be done, not with what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.task_state import read_ruling
from xlsheet.cells.task_numbers import show_task_numbers
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOLIDAYS,
    INDICATORS,
    PARAMETERS,
    STATUS_DONE,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.indicators.rows import target_rows
from xlsheet.jobs.home import kept_current
from xlsheet.ledger.changes import Changes, Edit, Replace, Row, Value
from xlsheet.ledger.settings import Names, Settings, default_parameters, read_settings
from xlsheet.ledger.table import TableData
from xlsheet.notice.matching import content_key
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore

COMMAND: Final = "承接上年台账"
_OF_ONE_YEAR: Final = (Names.ledger_id, Names.year, Names.first_letter)
"""Parameters that begin anew with each ledger."""
_TAKEN: Final = (
    TASKS.chapter,
    TASKS.section,
    TASKS.content,
    TASKS.leaders,
    TASKS.lead_units,
    TASKS.responsible_units,
    TASKS.deadline,
)
"""What of an unfinished task goes on."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The ledger of an earlier year, read and left alone."""

    name: str
    settings: Settings
    tables: Mapping[Table, TableData]

    @classmethod
    def read(cls, ledger: Path) -> Predecessor:
        """Raises LedgerError where it cannot be read."""
        with FileStore.open(ledger, writing=False) as store:
            tables: dict[Table, TableData] = {
                table: store.read(table) for table in (PARAMETERS, UNITS, HOLIDAYS, TASKS, ASSIGNMENTS)
            }
        return cls(ledger.name, read_settings(tables[PARAMETERS]), tables)

    def parameters(self, year: int, ledger_id: str) -> list[Row]:
        """The rows of 参数 for `year`: the office's own values, dates and titles moved to the new year."""
        later = year - self.settings.year
        held = {show(row[PARAMETERS.parameter]).strip(): row for _, row in self.tables[PARAMETERS].rows()}
        rows: list[Row] = []
        for row in default_parameters(year, ledger_id=ledger_id):
            name = str(row[PARAMETERS.parameter])
            old = held.pop(name, {}).get(PARAMETERS.value)
            if name not in _OF_ONE_YEAR and show(old).strip():
                row = {**row, PARAMETERS.value: _moved(name, old, self.settings.year, later)}
            rows.append(row)
        columns = PARAMETERS.parameter, PARAMETERS.value, PARAMETERS.remark
        own = [row for name, row in held.items() if name]
        return [*rows, *(_values({column: row[column] for column in columns}) for row in own)]

    def take_over(self, store: Store, year: int) -> None:
        """Fill the registry, with the columns that the office added, and the holidays still to come."""
        units = self.tables[UNITS]
        steps: list[Edit | Replace] = []
        if len(units):
            steps.append(Replace(UNITS, [_values(row) for _, row in units.rows()], list(units.header)))
        coming = [
            _values(row)
            for _, row in self.tables[HOLIDAYS].rows(*map(str, HOLIDAYS.columns))
            if isinstance(day := row[HOLIDAYS.day], date) and day.year >= year
        ]
        if coming:
            steps.append(Edit(HOLIDAYS, appended=coming))
        if steps:
            summary = f"单位名录等承接自“{self.name}”。"
            store.apply(kept_current(store, Changes(COMMAND, summary, steps)))

    def carry_unfinished(self, store: Store) -> tuple[int, list[Finding]]:
        """Add the tasks that are neither done nor closed behind those of the new notice; how many.

        A task that the new notice has as well is not carried over.
        """
        tasks = store.read(TASKS)
        present = {
            content_key(show(row[TASKS.content])): row[TASKS.number]
            for _, row in tasks.rows(TASKS.number, TASKS.content)
        }
        next_number = 1 + max((whole_number(n) or 0 for n in present.values()), default=0)
        numbers: dict[int, int] = {}
        rows: list[Row] = []
        findings: list[Finding] = []
        for row in self._unfinished():
            old = whole_number(row[TASKS.number]) or 0
            again = present.get(content_key(show(row[TASKS.content])))
            if again is not None:
                findings.append(
                    catalogue.TASK_NOT_CARRIED.at(TASKS.sheet, value=old, task=again, ledger=self.name)
                )
                continue
            numbers[old] = next_number + len(rows)
            rows.append(self._carried(row, old, numbers[old]))
        if rows:
            shares = self._shares(numbers)
            listed = show_task_numbers(numbers.values())
            findings.append(
                catalogue.TASKS_CARRIED.at(TASKS.sheet, value=listed, count=len(rows), ledger=self.name)
            )
            summary = f"由“{self.name}”结转没有完成的任务 {len(rows)} 项。"
            targets = [
                target
                for row in rows
                for target in target_rows(whole_number(row[TASKS.number]) or 0, show(row[TASKS.content]))
            ]
            steps = [
                Edit(TASKS, appended=rows),
                Edit(ASSIGNMENTS, appended=shares),
                Edit(INDICATORS, appended=targets),
            ]
            store.apply(kept_current(store, Changes(COMMAND, summary, [step for step in steps if step])))
        return len(rows), findings

    def _unfinished(self) -> Iterable[Mapping[str, object]]:
        for _, row in self.tables[TASKS].rows():
            ruling = read_ruling(row[TASKS.ruling])
            state = (ruling and ruling[0]) or show(row[TASKS.status]).strip()
            closed = show(row[TASKS.closed_month]).strip()
            if whole_number(row[TASKS.number]) is not None and not closed and state != STATUS_DONE:
                yield row

    def _carried(self, row: Mapping[str, object], old: int, number: int) -> Row:
        taken = _values({column: row[column] for column in _TAKEN})
        year = self.settings.year
        remarks = [f"由 {year} 年台账第{old}项结转", show(row[TASKS.remark]).strip()]
        return {
            **taken,
            TASKS.number: number,
            TASKS.source: show(row[TASKS.source]).strip() or f"{year}年台账",
            TASKS.printed_number: show(row[TASKS.printed_number]).strip() or str(old),
            TASKS.remark: "。".join(filter(None, remarks)),
        }

    def _shares(self, numbers: Mapping[int, int]) -> Sequence[Row]:
        """The duties of the carried tasks that had not ended."""
        last = str(self.settings.calendar.last_month)
        columns = (
            ASSIGNMENTS.unit,
            ASSIGNMENTS.role,
            ASSIGNMENTS.source,
            ASSIGNMENTS.wording,
            ASSIGNMENTS.reports,
        )
        shares = []
        for _, row in self.tables[ASSIGNMENTS].rows():
            number = numbers.get(whole_number(row[ASSIGNMENTS.task_no]) or 0)
            ended = "" < show(row[ASSIGNMENTS.to_month]).strip() < last
            if number is not None and not ended:
                kept = _values({column: row[column] for column in columns})
                shares.append({**kept, ASSIGNMENTS.task_no: number})
        return shares


def _value(cell: object) -> Value:
    """A cell as a value to write; whatever isn't one is written as it reads."""
    return cell if isinstance(cell, str | int | float | date | None) else show(cell)


def _values(row: Mapping[str, object]) -> Row:
    return {column: _value(cell) for column, cell in row.items()}


def _moved(name: str, value: object, old_year: int, later: int) -> Value:
    """A parameter's value, a year (or more) later where it holds dates or the year itself."""
    if isinstance(value, datetime | date):
        return _years_on(value, later)
    if not isinstance(value, str):
        return _value(value)
    if name == Names.title:
        return value.replace(str(old_year), str(old_year + later))
    if name in (Names.first_month, Names.last_month, Names.plan_due, Names.ledger_dues):
        return _YEAR.sub(lambda year: str(int(year[0]) + later), value)
    return value


_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _years_on(day: date, years: int) -> date:
    """The same day in another year; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return (day + timedelta(days=1)).replace(year=day.year + years) - timedelta(days=1)
