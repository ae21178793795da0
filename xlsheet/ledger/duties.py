"""Who must report: assignments, parameter 报送口径 and column 是否报送 made into duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xlsheet.ledger import tables
from xlsheet.ledger.data import TableData
from xlsheet.ledger.findings import show
from xlsheet.ledger.periods import Month
from xlsheet.ledger.settings import SCOPE_ALL
from xlsheet.ledger.tables import ASSIGNMENTS, LEAD, TASKS


@dataclass(frozen=True, slots=True)
class Assignment:
    """One row of 任务分工; `reports` is 是, 否 or empty. `row` is its worksheet row."""

    task_no: int
    unit: str
    role: str
    reports: str
    row: int


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit that has to report on a task. A unit that is both lead and responsible leads."""

    task_no: int
    unit: str
    role: str


@lru_cache(maxsize=2)
def read_assignments(data: TableData) -> Sequence[Assignment]:
    """The rows of 任务分工 that name a numbered task and a unit; others are for validation to report.

    One job asks for them several times, so the last are kept.
    """
    columns = (ASSIGNMENTS.task_no, ASSIGNMENTS.unit, ASSIGNMENTS.role, ASSIGNMENTS.reports)
    assignments = []
    for number, (task_cell, *cells) in data.cells(*columns):
        task_no, (unit, role, reports) = whole_number(task_cell), (show(cell).strip() for cell in cells)
        if task_no is not None and unit:
            assignments.append(Assignment(task_no, unit, role, reports, number))
    return tuple(assignments)


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
        for a in group:
            if reports_by_rule(a, group, scope) and a.unit not in refused:
                duties.setdefault((task_no, a.unit), Duty(task_no, a.unit, a.role))
    return list(duties.values())


def reports_by_rule(assignment: Assignment, of_task: Sequence[Assignment], scope: str) -> bool:
    """Whether this row makes its unit report, seen together with all rows of the same task."""
    if assignment.reports:
        return assignment.reports == tables.YES
    if scope == SCOPE_ALL or assignment.role == LEAD:
        return True
    return not any(other.role == LEAD for other in of_task)


def closed_months(tasks: TableData) -> dict[int, Month]:
    """Task number -> the month with which the office closed it (销号月份); open tasks are absent."""
    closed = {}
    for _, row in tasks.rows():
        task_no, month = whole_number(row[TASKS.number]), Month.parse(row[TASKS.closed_month])
        if task_no is not None and month is not None:
            closed[task_no] = month
    return closed


def task_contents(tasks: TableData) -> dict[int, str]:
    """Task number -> 任务内容."""
    pairs = tasks.cells(TASKS.number, TASKS.content)
    return {number: show(text) for _, (cell, text) in pairs if (number := whole_number(cell)) is not None}


def is_expected(duty: Duty, month: Month, closed: dict[int, Month]) -> bool:
    """Whether a duty still holds in that month: the closing month itself is the last one."""
    return duty.task_no not in closed or month <= closed[duty.task_no]


def whole_number(value: object) -> int | None:
    """A task number from a cell: 12, 12.0 or "12"; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, float) else float(show(value))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
