"""What every unit owes, what came, and the flags that earns: 缺报, 迟报, 空报, 雷同."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Self

from xlsheet.ledger import tables
from xlsheet.ledger.copying import Entry, find_copies
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import (
    Duty,
    closed_months,
    read_assignments,
    reporting_duties,
    whole_number,
)
from xlsheet.ledger.findings import show
from xlsheet.ledger.periods import Calendar, Month
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.tables import ASSIGNMENTS, PLANS, PROGRESS, TASKS, Table
from xlsheet.ledger.texts import is_hollow

Key = tuple[str, int]
"""A unit and a task number: what a duty is about."""


class Flag(StrEnum):
    """What is wrong with an expected entry; one that did not come has no other flag."""

    MISSING = "missing"
    LATE = "late"
    EMPTY = "empty"
    COPIED = "copied"

    @property
    def word(self) -> str:
        """What users read: 缺报, 迟报, 空报, 雷同."""
        return tables.FLAGS[list(Flag).index(self)]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came for a duty. `received` is None where no time, or none that can be read, stands there."""

    text: str
    received: datetime | None


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag of an expected entry; `consecutive` counts the months in a row that have it, up to this one."""

    month: Month
    unit: str
    task_no: int
    role: str
    flag: Flag
    consecutive: int


@dataclass(frozen=True, slots=True)
class FlaggedPlan:
    """A project plan that is missing or came late."""

    unit: str
    task_no: int
    role: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Entries of a month that were expected, that came, and that came late."""

    month: Month
    due: date
    expected: int
    received: int
    late: int


@dataclass(frozen=True)
class Reporting:
    """Who owes what by when, and all that came: built once, then asked for any month.

    `progress` and `plans` hold what came by what it answers; rows that no duty asks for do no harm.
    """

    calendar: Calendar
    duties: Sequence[Duty]
    closed: dict[int, Month]
    progress: dict[Month, dict[Key, Delivery]]
    plans: dict[Key, Delivery]
    copied_share: float

    @classmethod
    def of(cls, ledger: Mapping[Table, TableData], settings: Settings) -> Self:
        """Who owes what in a ledger, and all that came: from 任务分工, 任务台账, 月度进展 and 推进计划."""
        return cls(
            calendar=settings.calendar,
            duties=reporting_duties(read_assignments(ledger[ASSIGNMENTS]), settings.scope),
            closed=closed_months(ledger[TASKS]),
            progress=read_progress(ledger[PROGRESS]),
            plans=read_plans(ledger[PLANS]),
            copied_share=settings.copied_share,
        )

    def expected(self, month: Month) -> list[Duty]:
        """The duties that hold in a month."""
        closed = {number for number, last in self.closed.items() if last < month}
        return [duty for duty in self.duties if duty.task_no not in closed]

    def count(self, month: Month) -> MonthCount:
        """What was expected for a month and what came."""
        expected, came = self.expected(month), self.progress.get(month, {})
        received = [came[_key(duty)] for duty in expected if _key(duty) in came]
        late = sum(self._is_late(month, delivery) for delivery in received)
        return MonthCount(month, self.calendar.due(month), len(expected), len(received), late)

    def flagged(self, months: Sequence[Month]) -> list[Flagged]:
        """The flags of all entries expected for `months`, which stand in order and are all that counts
        as months in a row."""
        flagged: list[Flagged] = []
        last_month: dict[tuple[Key, Flag], int] = {}
        for month in months:
            this_month: dict[tuple[Key, Flag], int] = {}
            for duty in self.expected(month):
                for flag in self._flags(duty, month):
                    run = last_month.get((_key(duty), flag), 0) + 1
                    this_month[_key(duty), flag] = run
                    flagged.append(Flagged(month, duty.unit, duty.task_no, duty.role, flag, run))
            last_month = this_month
        return flagged

    def missing_runs(self, as_of: date) -> dict[Key, int]:
        """For each unit and task that is missing for the last month due: how many months in a row."""
        runs: dict[Key, int] = {}
        for month in self.calendar.months_due(as_of):
            came = self.progress.get(month, {})
            keys = [_key(duty) for duty in self.expected(month)]
            runs = {key: runs.get(key, 0) + 1 for key in keys if key not in came}
        return runs

    def flagged_plans(self, as_of: date) -> list[FlaggedPlan]:
        """The plans that are missing or came late; none before the deadline has passed."""
        due = self.calendar.plan_due
        if datetime.combine(as_of, time()) <= due:
            return []
        found = []
        for duty in self.expected(Month(due.year, due.month)):
            plan = self.plans.get(_key(duty))
            if plan is None:
                found.append(FlaggedPlan(duty.unit, duty.task_no, duty.role, Flag.MISSING))
            elif plan.received is not None and self.calendar.is_plan_late(plan.received):
                found.append(FlaggedPlan(duty.unit, duty.task_no, duty.role, Flag.LATE))
        return found

    def _flags(self, duty: Duty, month: Month) -> list[Flag]:
        delivery = self.progress.get(month, {}).get(_key(duty))
        if delivery is None:
            return [Flag.MISSING]
        holds = {
            Flag.LATE: self._is_late(month, delivery),
            Flag.EMPTY: is_hollow(delivery.text),
            Flag.COPIED: (month, _key(duty)) in self._copied,
        }
        return [flag for flag, so in holds.items() if so]

    def _is_late(self, month: Month, delivery: Delivery) -> bool:
        return delivery.received is not None and self.calendar.is_late(month, delivery.received)

    @cached_property
    def _copied(self) -> frozenset[tuple[Month, Key]]:
        """The entries that copy. An entry is compared with earlier ones and those of its own month,
        so that later months change nothing."""
        places = [(month, key) for month, came in self.progress.items() for key in came]
        entries = [Entry(*key, month, self.progress[month][key].text) for month, key in places]
        return frozenset(places[i] for i in find_copies(entries, self.copied_share))


def _key(duty: Duty) -> Key:
    return duty.unit, duty.task_no


def read_progress(data: TableData) -> dict[Month, dict[Key, Delivery]]:
    """What came by month, from 月度进展. Of equal keys the first row counts; a row without task
    number, unit or month is for validation to report."""
    came: dict[Month, dict[Key, Delivery]] = {}
    columns = (PROGRESS.month, PROGRESS.unit, PROGRESS.task_no, PROGRESS.text, PROGRESS.received)
    months = {value: Month.parse(value) for value in set(data.column(PROGRESS.month))}
    for month_cell, unit_cell, number_cell, text, received in _cells(data, columns):
        month, key = months[month_cell], _key_of(unit_cell, number_cell)
        if month is not None and key is not None:
            came.setdefault(month, {}).setdefault(key, Delivery(show(text), _moment(received)))
    return came


def read_plans(data: TableData) -> dict[Key, Delivery]:
    """The plans that came, from 推进计划; a row in which nothing is planned is none."""
    plans: dict[Key, Delivery] = {}
    columns = (PLANS.unit, PLANS.task_no, PLANS.received, PLANS.work, PLANS.goal, PLANS.stages)
    for unit_cell, number_cell, received, *content in _cells(data, columns):
        key, text = _key_of(unit_cell, number_cell), "\n".join(map(show, content))
        if key is not None and text.strip():
            plans.setdefault(key, Delivery(text, _moment(received)))
    return plans


def _cells(data: TableData, columns: Sequence[str]) -> zip[tuple[object, ...]]:
    return zip(*map(data.column, columns), strict=True)


def _key_of(unit_cell: object, number_cell: object) -> Key | None:
    unit, number = show(unit_cell).strip(), whole_number(number_cell)
    return (unit, number) if unit and number is not None else None


def _moment(cell: object) -> datetime | None:
    """A time from a cell; a day without a time is the beginning of that day."""
    if isinstance(cell, datetime):
        return cell
    return datetime.combine(cell, time()) if isinstance(cell, date) else None
