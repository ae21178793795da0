"""Who must report: assignments, parameter 报送口径 and column 是否报送 made into duties, month by month."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

from xlsheet.cells.months import Month
from xlsheet.dictionary import tables
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import ASSIGNMENTS, LEAD, TASKS
from xlsheet.ledger.settings import SCOPE_ALL
from xlsheet.ledger.table import TableData

Key = tuple[str, int]
"""A unit and a task number: what a duty is about."""


class Assignment(NamedTuple):
    """One row of 任务分工; `reports` is 是, 否 or empty. `row` is its worksheet row; it holds from
    `first` to `last`, where these are given."""

    task_no: int
    unit: str
    role: str
    reports: str
    row: int
    first: Month | None = None
    last: Month | None = None

    def holds(self, month: Month) -> bool:
        """Whether the row counts in a month."""
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


class Duty(NamedTuple):
    """A unit that has to report on a task. A unit that is both lead and responsible leads."""

    task_no: int
    unit: str
    role: str


_Row = TypeVar("_Row", Assignment, Duty)


@lru_cache(maxsize=2)
def read_assignments(data: TableData) -> Sequence[Assignment]:
    """The rows of 任务分工 that name a numbered task and a unit; others are for validation to report.

    One job asks for them several times, so the last are kept.
    """
    columns = (ASSIGNMENTS.unit, ASSIGNMENTS.role, ASSIGNMENTS.reports)
    names = (data.parsed(column, show_name) for column in columns)
    months = (data.parsed(column, Month.parse) for column in (ASSIGNMENTS.from_month, ASSIGNMENTS.to_month))
    rows = zip(data.parsed(ASSIGNMENTS.task_no, whole_number), *names, data.numbers, *months, strict=True)
    return tuple(Assignment(*row) for row in rows if row[0] is not None and row[1])


@dataclass(frozen=True, eq=False)
class Duties:
    """Who has to report in which month; tasks that the office has closed are expected up to the month
    of their closing."""

    assignments: Sequence[Assignment]
    scope: str
    closed: Mapping[int, Month]

    @classmethod
    def of(cls, assignments: TableData, tasks: TableData, scope: str) -> Duties:
        """The duties by 任务分工 and 任务台账."""
        return cls(read_assignments(assignments), scope, closed_months(tasks))

    def in_month(self, month: Month) -> Sequence[Duty]:
        """The duties that hold in a month, in the order of tasks, leads first."""
        return self._of(bisect_right(self._turns, month))

    def keys_in(self, month: Month) -> AbstractSet[Key]:
        """Unit and task number of the duties that hold in a month."""
        stretch = bisect_right(self._turns, month)
        if stretch not in self._keys:
            self._keys[stretch] = frozenset((duty.unit, duty.task_no) for duty in self._of(stretch))
        return self._keys[stretch]

    def ever(self) -> Iterable[Duty]:
        """Every duty that holds in some month, once."""
        return dict.fromkeys(duty for i in range(len(self._turns) + 1) for duty in self._of(i))

    def speakers(self, month: Month) -> dict[int, Sequence[Duty]]:
        """Task number -> the duties of those on whose word it stands in a month: of its leads or, where
        none leads it, of all who report on it. Where nobody has to report on it then, those who had to
        last, or who will have to first."""
        at = bisect_right(self._turns, month)
        if at not in self._speakers:
            self._speakers[at] = self._speakers_around(at)
        return self._speakers[at]

    def _speakers_around(self, at: int) -> dict[int, Sequence[Duty]]:
        found: dict[int, Sequence[Duty]] = {}
        for stretch in (*range(at, -1, -1), *range(at + 1, len(self._turns) + 1)):
            for number, duties in _by_task(self._of(stretch)).items():
                if number not in found:
                    found[number] = [duty for duty in duties if duty.role == LEAD] or duties
        return found

    def _of(self, stretch: int) -> Sequence[Duty]:
        """The duties of the months before the first turn, between the first and the second, and so on."""
        if stretch not in self._known:
            month = self._turns[stretch - 1] if stretch else Month(1, 1)
            over = {number for number, last in self.closed.items() if last < month}
            holding = [a for a in self.assignments if a.holds(month) and a.task_no not in over]
            self._known[stretch] = tuple(reporting_duties(holding, self.scope))
        return self._known[stretch]

    @cached_property
    def _turns(self) -> list[Month]:
        """The months from which on others have to report than before."""
        firsts = {a.first for a in self.assignments if a.first is not None}
        lasts = {a.last for a in self.assignments if a.last is not None} | {*self.closed.values()}
        return sorted(firsts | {last.plus(1) for last in lasts})

    @cached_property
    def _known(self) -> dict[int, Sequence[Duty]]:
        return {}

    @cached_property
    def _speakers(self) -> dict[int, dict[int, Sequence[Duty]]]:
        return {}

    @cached_property
    def _keys(self) -> dict[int, AbstractSet[Key]]:
        return {}


def reporting_duties(assignments: Iterable[Assignment], scope: str) -> list[Duty]:
    """One duty a task and unit, in the order of tasks, leads first.

    是否报送 has the last word; where it is blank, scope 全部 means every unit, scope 牵头 the lead
    units or, for a task without any, its responsible units.
    """
    duties: dict[tuple[int, str], Duty] = {}
    by_task = _by_task(assignments)
    for task_no in sorted(by_task):
        group = sorted(by_task[task_no], key=lambda a: a.role != LEAD)
        refused = {a.unit for a in group if a.reports == tables.NO}
        led = group[0].role == LEAD
        for a in group:
            if reports_by_rule(a, scope, led=led) and a.unit not in refused:
                duties.setdefault((task_no, a.unit), Duty(task_no, a.unit, a.role))
    return list(duties.values())


def reports_by_rule(assignment: Assignment, scope: str, *, led: bool) -> bool:
    """Whether this row makes its unit report; `led` says whether the task has a lead unit."""
    if assignment.reports:
        return assignment.reports == tables.YES
    return scope == SCOPE_ALL or assignment.role == LEAD or not led


def _by_task(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    by_task: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_task[row.task_no].append(row)
    return by_task


def closed_months(tasks: TableData) -> dict[int, Month]:
    """Task number -> the month with which the office closed it (销号月份); open tasks are absent."""
    numbers, months = (
        tasks.parsed(TASKS.number, whole_number),
        tasks.parsed(TASKS.closed_month, Month.parse),
    )
    pairs = zip(numbers, months, strict=True)
    return {number: month for number, month in pairs if number is not None and month is not None}


def task_contents(tasks: TableData) -> dict[int, str]:
    """Task number -> 任务内容."""
    pairs = zip(tasks.parsed(TASKS.number, whole_number), tasks.column(TASKS.content), strict=True)
    return {number: show(text) for number, text in pairs if number is not None}


def whole_number(value: object) -> int | None:
    """A task number from a cell: 12, 12.0 or "12"; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    try:
        number = value if isinstance(value, float) else float(show(value))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
