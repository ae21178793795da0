"""Who must report: assignments, parameter 报送口径 and column 是否报送 made into duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlsheet.cells.months import Month
from xlsheet.dictionary import tables
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import ASSIGNMENTS, LEAD, TASKS
from xlsheet.ledger.settings import SCOPE_ALL
from xlsheet.ledger.table import TableData


class Assignment(NamedTuple):
    """One row of 任务分工; `reports` is 是, 否 or empty. `row` is its worksheet row."""

    task_no: int
    unit: str
    role: str
    reports: str
    row: int


class Duty(NamedTuple):
    """A unit that has to report on a task. A unit that is both lead and responsible leads."""

    task_no: int
    unit: str
    role: str


@lru_cache(maxsize=2)
def read_assignments(data: TableData) -> Sequence[Assignment]:
    """The rows of 任务分工 that name a numbered task and a unit; others are for validation to report.

    One job asks for them several times, so the last are kept.
    """
    columns = (ASSIGNMENTS.unit, ASSIGNMENTS.role, ASSIGNMENTS.reports)
    names = (data.parsed(column, show_name) for column in columns)
    rows = zip(data.parsed(ASSIGNMENTS.task_no, whole_number), *names, data.numbers, strict=True)
    return tuple(Assignment(*row) for row in rows if row[0] is not None and row[1])


@lru_cache(maxsize=2)
def read_duties(data: TableData, scope: str) -> Sequence[Duty]:
    """The duties by the rows of 任务分工. One job asks for them several times, so the last are kept."""
    return tuple(reporting_duties(read_assignments(data), scope))


def reporting_duties(assignments: Iterable[Assignment], scope: str) -> list[Duty]:
    """One duty a task and unit, in the order of tasks, leads first.

    是否报送 has the last word; where it is blank, scope 全部 means every unit, scope 牵头 the lead
    units or, for a task without any, its responsible units.
    """
    by_task: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_task[assignment.task_no].append(assignment)
    duties: dict[tuple[int, str], Duty] = {}
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


def is_expected(duty: Duty, month: Month, closed: dict[int, Month]) -> bool:
    """Whether a duty still holds in that month: the closing month itself is the last one."""
    return duty.task_no not in closed or month <= closed[duty.task_no]


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
