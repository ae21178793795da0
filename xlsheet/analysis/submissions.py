"""What every unit owes, what came, and the flags that earns: 缺报, 迟报, 空报, 雷同."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Self

from xlsheet.analysis.assignments import Duties, Duty, Key, whole_number
from xlsheet.analysis.copies import Wording, find_copies
from xlsheet.cells.moments import moment_in
from xlsheet.cells.months import Month
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary import tables
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import ASSIGNMENTS, PLANS, PROGRESS, SOURCE_NOTICE, TASKS, Table
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData

Delivery = tuple[object, datetime | None]
"""What came for a duty: the cell of its text and when it came; None where no time, or none that can be
read, stands there. A plain tuple, since there is one a row."""


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


@dataclass(frozen=True, slots=True)
class MonthSubmissions:
    """The entries expected for a month; of these, what has not come, and what came late."""

    expected: AbstractSet[Key]
    missing: AbstractSet[Key]
    late: AbstractSet[Key]


@dataclass(frozen=True)
class Reporting:
    """Who owes what by when, and all that came: built once, then asked for any month.

    `progress` and `plans` hold what came by what it answers; rows that no duty asks for do no harm.
    """

    calendar: Calendar
    duties: Duties
    progress: dict[Month, dict[Key, Delivery]]
    plans: dict[Key, Delivery]
    copied_share: float
    copied_among_units: bool
    _turnouts: dict[Month, MonthSubmissions] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, ledger: Mapping[Table, TableData], settings: Settings) -> Self:
        """Who owes what in a ledger, and all that came: from 任务分工, 任务台账, 月度进展 and 推进计划."""
        return cls(
            calendar=settings.calendar,
            duties=Duties.of(ledger[ASSIGNMENTS], ledger[TASKS], settings.scope),
            progress=read_progress(ledger[PROGRESS]),
            plans=read_plans(ledger[PLANS]),
            copied_share=settings.copied_share,
            copied_among_units=settings.copied_among_units,
        )

    def expected(self, month: Month) -> Sequence[Duty]:
        """The duties that hold in a month."""
        return self.duties.in_month(month)

    def turnout(self, month: Month) -> MonthSubmissions:
        """What was expected for a month and how it came."""
        if month not in self._turnouts:
            expected, came = self.duties.keys_in(month), self.progress.get(month, {})
            late_from = self.calendar.last_moment(month)
            late = {key for key, (_, at) in came.items() if at is not None and at >= late_from}
            self._turnouts[month] = MonthSubmissions(expected, expected - came.keys(), expected & late)
        return self._turnouts[month]

    def count(self, month: Month) -> MonthCount:
        """What was expected for a month and what came."""
        turnout = self.turnout(month)
        expected, missing = len(turnout.expected), len(turnout.missing)
        return MonthCount(month, self.calendar.due(month), expected, expected - missing, len(turnout.late))

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

    def missing_runs(self, as_of: date) -> Mapping[Key, int]:
        """For each unit and task that is missing for the last month due: how many months in a row."""
        runs: Counter[Key] = Counter()
        missing: AbstractSet[Key] | None = None
        for month in reversed(self.calendar.months_due(as_of)):
            of_month = self.turnout(month).missing
            missing = of_month if missing is None else missing & of_month
            runs.update(missing)
            if not missing:
                break
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
            elif plan[1] is not None and self.calendar.is_plan_late(plan[1]):
                found.append(FlaggedPlan(duty.unit, duty.task_no, duty.role, Flag.LATE))
        return found

    def _flags(self, duty: Duty, month: Month) -> list[Flag]:
        key, turnout = _key(duty), self.turnout(month)
        if key in turnout.missing:
            return [Flag.MISSING]
        holds = {
            Flag.LATE: key in turnout.late,
            Flag.EMPTY: is_hollow(show(self.progress[month][key][0])),
            Flag.COPIED: (month, key) in self._copied,
        }
        return [flag for flag, so in holds.items() if so]

    @cached_property
    def _copied(self) -> frozenset[tuple[Month, Key]]:
        """The entries that copy. An entry is compared with earlier ones and those of its own month,
        so that later months change nothing."""
        places = [(month, key) for month, came in self.progress.items() for key in came]
        entries = [Wording(*key, month, show(self.progress[month][key][0])) for month, key in places]
        return frozenset(
            places[i] for i in find_copies(entries, self.copied_share, among_units=self.copied_among_units)
        )


def _key(duty: Duty) -> Key:
    return duty.unit, duty.task_no


def read_progress(data: TableData) -> dict[Month, dict[Key, Delivery]]:
    """What came by month, from 月度进展. Of equal keys the first row counts; a row without task
    number, unit or month is for validation to report."""
    came: dict[Month, dict[Key, Delivery]] = defaultdict(dict)
    months = data.parsed(PROGRESS.month, Month.parse)
    units, numbers = data.parsed(PROGRESS.unit, show_name), data.parsed(PROGRESS.task_no, whole_number)
    deliveries = zip(data.column(PROGRESS.text), data.parsed(PROGRESS.received, moment_in), strict=True)
    for month, unit, number, delivery in zip(months, units, numbers, deliveries, strict=True):
        if month is not None and unit and number is not None:
            came[month].setdefault((unit, number), delivery)
    return dict(came)


def read_plans(data: TableData) -> dict[Key, Delivery]:
    """The plans that came, from 推进计划; a row in which nothing is planned is none, nor is what the notice
    itself plans."""
    plans: dict[Key, Delivery] = {}
    units, numbers = data.parsed(PLANS.unit, show_name), data.parsed(PLANS.task_no, whole_number)
    received = data.parsed(PLANS.received, moment_in)
    contents = zip(*map(data.column, (PLANS.work, PLANS.goal, PLANS.stages)), strict=True)
    sources = data.parsed(PLANS.source_file, show_name)
    rows = zip(units, numbers, received, contents, sources, strict=True)
    for unit, number, moment, content, source in rows:
        text = "\n".join(map(show, content))
        if unit and number is not None and text.strip() and source != SOURCE_NOTICE:
            plans.setdefault((unit, number), (text, moment))
    return plans
