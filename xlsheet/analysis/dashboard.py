"""The ledger at a glance, for 首页 and the bulletin: lights by chapter and leader, reporting by month,
and the units that owe most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from xlsheet.analysis.alerts import Alert
from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.submissions import Reporting
from xlsheet.analysis.task_state import TaskState
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import mean
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import ALERTS, RESULTS, STATUS_BEHIND, STATUS_DONE, TASKS
from xlsheet.indicators.standings import Standing, furthest_behind
from xlsheet.ledger.table import TableData
from xlsheet.units.mentions import split_names

WITHOUT_NAME: Final = "（未填）"
"""The group of tasks that have no chapter, or no leader."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that belong together. `alerts` counts the tasks by each of `ALERTS`, one without an alert
    under none of them; `percent` is the mean of the shares known (0–1)."""

    name: str
    numbers: tuple[int, ...]
    alerts: Mapping[str, int]
    done: int
    behind: int
    percent: Fraction | None

    @property
    def tasks(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class MonthState:
    """What was expected for a month and what came of it, in entries and in units.

    `percent` is the mean share of the tasks that had been reported on by then, `elapsed` the share of
    the ledger's year that had gone at the month's end (0–1). Before `is_due` nothing is missing yet.
    """

    month: Month
    due: date
    is_due: bool
    expected: int
    on_time: int
    late: int
    units: int
    units_on_time: int
    units_late: int
    units_outstanding: int
    percent: Fraction | None
    elapsed: Fraction

    @property
    def outstanding(self) -> int:
        """Entries that have not come."""
        return self.expected - self.on_time - self.late

    @property
    def missing(self) -> int:
        return self.outstanding if self.is_due else 0

    @property
    def units_missing(self) -> int:
        return self.units_outstanding if self.is_due else 0


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit that has not delivered all that was due. `consecutive` is its longest run of months in
    which the same task was missing, up to the last month due."""

    unit: str
    missing: int
    months: int
    consecutive: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A ledger as it stood on the day `as_of`; where that is None, nobody has looked at its calendar
    yet and there are no months. `newest` is the newest period of that day, where it is over or something
    of it has come: a later month may be among `months`, reported early. `findings` counts the rows of
    校验结果 by their severity's word; `behind` are the indicators furthest behind the year."""

    as_of: date | None
    total: Group
    chapters: tuple[Group, ...]
    leaders: tuple[Group, ...]
    months: tuple[MonthState, ...]
    newest: MonthState | None
    owing: tuple[Owing, ...]
    findings: Mapping[str, int]
    behind: tuple[Standing, ...] = ()


class _Task(NamedTuple):
    """What a task is counted by."""

    number: int
    chapter: str
    leaders: Sequence[str]
    state: TaskState
    alert: str


def dashboard(
    view: LedgerView, as_of: date | None, lights: Mapping[int, Alert], results: TableData | None = None
) -> Dashboard:
    """The overview of a ledger; `lights` are its tasks' by their rows, `results` is 校验结果 where it says
    something else than in the view. Chapters stand in the notice's order,
    leaders by the number of their tasks, months in order, units the worst first."""
    tasks = list(_tasks(view, lights))
    leaders = _groups(tasks, lambda task: task.leaders)
    months = tuple(month_states(view, as_of)) if as_of else ()
    return Dashboard(
        as_of=as_of,
        total=_group("", tasks),
        chapters=tuple(_groups(tasks, lambda task: [task.chapter])),
        leaders=tuple(sorted(leaders, key=lambda group: -group.tasks)),
        months=months,
        newest=next((state for state in months if state.month == view.period), None),
        owing=tuple(owing_units(view.reporting, as_of)) if as_of else (),
        findings=Counter(
            map(show, (view.tables[RESULTS] if results is None else results).column(RESULTS.severity))
        ),
        behind=tuple(furthest_behind(view.measured.values(), view.settings.year)),
    )


def _tasks(view: LedgerView, lights: Mapping[int, Alert]) -> Iterator[_Task]:
    for row, cells in view.tables[TASKS].rows(TASKS.chapter, TASKS.leaders):
        if row in view.numbers:
            yield _Task(
                view.numbers[row],
                show_name(cells[TASKS.chapter]),
                split_names(show(cells[TASKS.leaders])),
                view.states[view.numbers[row]],
                lights[row].color if row in lights else "",
            )


def _groups(tasks: Sequence[_Task], names_of: Callable[[_Task], Sequence[str]]) -> list[Group]:
    """The tasks by name, in the order in which the names first appear; one task may have several."""
    found: dict[str, list[_Task]] = {}
    for task in tasks:
        for name in dict.fromkeys(names_of(task)) or [""]:
            found.setdefault(name or WITHOUT_NAME, []).append(task)
    return [_group(name, members) for name, members in found.items()]


def _group(name: str, tasks: Sequence[_Task]) -> Group:
    statuses = Counter(task.state.status for task in tasks)
    alerts = Counter(task.alert for task in tasks)
    return Group(
        name=name,
        numbers=tuple(task.number for task in tasks),
        alerts={alert: alerts[alert] for alert in ALERTS},
        done=statuses[STATUS_DONE],
        behind=statuses[STATUS_BEHIND],
        percent=mean_share(task.state for task in tasks),
    )


def mean_share(states: Iterable[TaskState]) -> Fraction | None:
    """The mean of the shares known; None where there is none."""
    return mean(state.percent for state in states if state.percent is not None)


def rest_of(groups: Sequence[Group], name: str) -> Group:
    """Several groups as one; a task that is in two of them counts twice, as it does in each."""
    weights = [(group.percent, group.tasks) for group in groups]
    known = [(share, tasks) for share, tasks in weights if share is not None]
    return Group(
        name=name,
        numbers=tuple(number for group in groups for number in group.numbers),
        alerts={alert: sum(group.alerts[alert] for group in groups) for alert in ALERTS},
        done=sum(group.done for group in groups),
        behind=sum(group.behind for group in groups),
        percent=sum((s * n for s, n in known), Fraction()) / sum(n for _, n in known) if known else None,
    )


def month_states(view: LedgerView, as_of: date) -> Iterator[MonthState]:
    """The months that are over by that day, and any other of which something has come."""
    for month in view.reporting.calendar.months():
        if month.last_day < as_of or month in view.reporting.progress:
            yield _month_state(view, month, as_of)


def _month_state(view: LedgerView, month: Month, as_of: date) -> MonthState:
    """A unit counts as its worst entry."""
    reporting = view.reporting
    turnout, count = reporting.turnout(month), reporting.count(month)
    expected, missing, late = (
        {unit for unit, _ in keys} for keys in (turnout.expected, turnout.missing, turnout.late)
    )
    return MonthState(
        month=month,
        due=count.due,
        is_due=reporting.calendar.is_due(month, as_of),
        expected=count.expected,
        on_time=count.received - count.late,
        late=count.late,
        units=len(expected),
        units_on_time=len(expected - missing - late),
        units_late=len(late - missing),
        units_outstanding=len(missing),
        percent=mean_share(view.at(month).states.values()),
        elapsed=month.share_of_year(view.settings.year),
    )


def owing_units(reporting: Reporting, as_of: date) -> list[Owing]:
    """The units that have not delivered all that was due by that day, the worst first."""
    missing: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for month in reporting.calendar.months_due(as_of):
        of_month = Counter(unit for unit, _ in reporting.turnout(month).missing)
        missing.update(of_month)
        months.update(of_month.keys())
    runs: dict[str, int] = {}
    for (unit, _), run in reporting.missing_runs(as_of).items():
        runs[unit] = max(run, runs.get(unit, 0))
    owing = [Owing(unit, count, months[unit], runs.get(unit, 0)) for unit, count in missing.items()]
    return sorted(owing, key=lambda o: (-o.missing, -o.consecutive, o.unit))
