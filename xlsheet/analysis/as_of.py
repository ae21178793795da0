"""A ledger as it stood at the end of a day: what came later, and was decided later, isn't there yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xlsheet.analysis.assignments import Duty, closed_months, whole_number
from xlsheet.analysis.submissions import Reporting
from xlsheet.analysis.task_state import (
    History,
    TaskState,
    decided_state,
    joint_state,
    read_history,
    read_rulings,
    state_cells,
)
from xlsheet.cells.moments import moment_in
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import ASSIGNMENTS, INDICATORS, LEAD, MEASURED, PLANS, PROGRESS, TASKS, Table
from xlsheet.indicators.standings import Indicator, Standing, read_counts, read_indicators, standings
from xlsheet.ledger.changes import Edit, Row
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData


@dataclass(frozen=True, eq=False)
class LedgerView:
    """A ledger's tables as they stood at the end of `day`, None for as they are, and what follows from them.

    `month` is the last month that is looked at; None looks at the newest: at all that has come, and at
    what was decided up to the day's own month.
    """

    tables: Mapping[Table, TableData]
    settings: Settings
    day: date | None
    month: Month | None
    reporting: Reporting
    history: History

    @classmethod
    def of(cls, ledger: Mapping[Table, TableData], settings: Settings, day: date | None) -> LedgerView:
        """The view of a day, from 任务台账, 任务分工, 月度进展 and 推进计划."""
        tables = dict(ledger)
        if day is not None:
            for table, received in ((PROGRESS, PROGRESS.received), (PLANS, PLANS.received)):
                tables[table] = _come_by(ledger[table], received, day)
            tables[TASKS] = _closed_by(ledger[TASKS], Month.of(day))
        reporting = Reporting.of(tables, settings)
        return cls(tables, settings, day, None, reporting, read_history(tables[PROGRESS]))

    def at(self, month: Month) -> LedgerView:
        """The same, with progress and decisions up to a month only."""
        return LedgerView(self.tables, self.settings, self.day, month, self.reporting, self.history)

    @property
    def period(self) -> Month:
        """The month whose duties say who speaks for a task."""
        if self.month is not None:
            return self.month
        calendar = self.settings.calendar
        if self.day is not None:
            return calendar.newest_period(self.day)
        newest = max(self.reporting.progress, default=calendar.first_month)
        return min(max(newest, calendar.first_month), calendar.last_month)

    @cached_property
    def speakers(self) -> Mapping[int, Sequence[Duty]]:
        """Task number -> the duties of the units on whose word it stands."""
        return self.reporting.duties.speakers(self.period)

    @cached_property
    def said(self) -> Mapping[int, TaskState]:
        """Task number -> where its units say that it stands."""
        share = self.settings.share_of_many
        return {
            number: joint_state(duties, self.history, self.month, share)
            for number, duties in self.speakers.items()
        }

    @cached_property
    def states(self) -> Mapping[int, TaskState]:
        """Task number -> where it stands."""
        tasks = self.tables[TASKS]
        rulings, closed = read_rulings(tasks), closed_months(tasks)
        decided = self.month or (Month.of(self.day) if self.day else self.period)
        return {
            number: decided_state(
                self.said.get(number, TaskState()), rulings.get(number), closed.get(number), decided
            )
            for number in self.numbers.values()
        }

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """The worksheet rows of 任务台账 that have a task number, with that number."""
        tasks = self.tables[TASKS]
        pairs = zip(tasks.numbers, tasks.parsed(TASKS.number, whole_number), strict=True)
        return {row: number for row, number in pairs if number is not None}

    @cached_property
    def measured(self) -> Mapping[tuple[int, int], Standing]:
        """Task number and place -> how far an indicator is of which units have reported."""
        if MEASURED not in self.tables or not len(self.tables[MEASURED]):
            return {}
        counts = read_counts(self.tables[MEASURED], self.day)
        return standings(self.indicators, counts, self._leads(), self.settings.measuring, self.month)

    @cached_property
    def indicators(self) -> Sequence[Indicator]:
        """The targets that units have to reach, in the order of 量化指标."""
        return read_indicators(self.tables[INDICATORS]) if INDICATORS in self.tables else ()

    def _leads(self) -> Mapping[int, set[str]]:
        """Task number -> its lead units."""
        leads: dict[int, set[str]] = {}
        columns = ASSIGNMENTS.task_no, ASSIGNMENTS.unit, ASSIGNMENTS.role
        for _, cells in self.tables[ASSIGNMENTS].rows(*columns):
            number = whole_number(cells[ASSIGNMENTS.task_no])
            if number is not None and show(cells[ASSIGNMENTS.role]).strip() == LEAD:
                leads.setdefault(number, set()).add(show_name(cells[ASSIGNMENTS.unit]))
        return leads

    def state_updates(self) -> dict[int, Row]:
        """The rows of 任务台账 that say something else of where their task stands, by worksheet row."""
        updates: dict[int, Row] = {}
        for row, cells in self.tables[TASKS].rows(TASKS.status, TASKS.percent, TASKS.last_month):
            if row in self.numbers:
                new = state_cells(self.states[self.numbers[row]])
                changed = {name: value for name, value in new.items() if show(cells[name]) != show(value)}
                if changed:
                    updates[row] = changed
        return updates


def _come_by(data: TableData, received: str, day: date) -> TableData:
    """The rows that had come by the end of a day; those without a time were typed by hand and had."""
    moments = data.parsed(received, moment_in)
    places = [i for i, moment in enumerate(moments) if moment is None or moment.date() <= day]
    return data if len(places) == len(data) else data.only(places)


def _closed_by(tasks: TableData, month: Month) -> TableData:
    """The tasks without the closings of later months."""
    later = [
        row
        for row, cell in zip(tasks.numbers, tasks.parsed(TASKS.closed_month, Month.parse), strict=True)
        if cell is not None and cell > month
    ]
    return tasks.after(Edit(TASKS, {row: {TASKS.closed_month: None} for row in later})) if later else tasks
