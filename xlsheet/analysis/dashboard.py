"""The ledger at a glance, for 首页 and the bulletin: lights by chapter and leader, reporting by month,
and the units that owe most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.submissions import Reporting
from xlsheet.analysis.task_state import share_in, speaking_rows
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import (
    ALERTS,
    ASSIGNMENTS,
    PROGRESS,
    RESULTS,
    STATUS_BEHIND,
    STATUS_DONE,
    TASKS,
    Table,
)
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.units.mentions import split_names

Cells = Mapping[str, object]
"""A row of a table by its columns' names."""

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
    percent: float | None

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
    percent: float | None
    elapsed: float

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
    yet and there are no months. `findings` counts the rows of 校验结果 by their severity's word."""

    as_of: date | None
    total: Group
    chapters: tuple[Group, ...]
    leaders: tuple[Group, ...]
    months: tuple[MonthState, ...]
    owing: tuple[Owing, ...]
    findings: Mapping[str, int]


def dashboard(
    ledger: Mapping[Table, TableData], reporting: Reporting, settings: Settings, as_of: date | None
) -> Dashboard:
    """The overview of a ledger's tables. Chapters stand in the notice's order, leaders by the number of
    their tasks, months in order, units the worst first."""
    tasks = [row for _, row in ledger[TASKS].rows() if whole_number(row[TASKS.number]) is not None]
    leaders = _groups(tasks, lambda row: split_names(show(row[TASKS.leaders])))
    return Dashboard(
        as_of=as_of,
        total=_group("", tasks),
        chapters=tuple(_groups(tasks, lambda row: [show(row[TASKS.chapter]).strip()])),
        leaders=tuple(sorted(leaders, key=lambda group: -group.tasks)),
        months=tuple(month_states(ledger, reporting, settings.year, as_of)) if as_of else (),
        owing=tuple(owing_units(reporting, as_of)) if as_of else (),
        findings=Counter(show(word) for word in ledger[RESULTS].column(RESULTS.severity)),
    )


def _groups(tasks: Sequence[Cells], names_of: Callable[[Cells], Sequence[str]]) -> list[Group]:
    """The tasks by name, in the order in which the names first appear; one task may have several."""
    found: dict[str, list[Cells]] = {}
    for task in tasks:
        for name in dict.fromkeys(names_of(task)) or [""]:
            found.setdefault(name or WITHOUT_NAME, []).append(task)
    return [_group(name, members) for name, members in found.items()]


def _group(name: str, tasks: Sequence[Cells]) -> Group:
    shares = [v for task in tasks if isinstance(v := task[TASKS.percent], int | float)]
    statuses = Counter(show(task[TASKS.status]) for task in tasks)
    alerts = Counter(show(task[TASKS.alert]) for task in tasks)
    return Group(
        name=name,
        numbers=tuple(number for task in tasks if (number := whole_number(task[TASKS.number])) is not None),
        alerts={alert: alerts[alert] for alert in ALERTS},
        done=statuses[STATUS_DONE],
        behind=statuses[STATUS_BEHIND],
        percent=sum(shares) / len(shares) if shares else None,
    )


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
        percent=sum(s * n for s, n in known) / sum(n for _, n in known) if known else None,
    )


def month_states(
    ledger: Mapping[Table, TableData], reporting: Reporting, year: int, as_of: date
) -> Iterator[MonthState]:
    """The months that are over by that day, and any other of which something has come."""
    means = _mean_shares(ledger)
    for month in reporting.calendar.months():
        if month.last_day < as_of or month in reporting.progress:
            yield _month_state(reporting, month, year, as_of, means)


def _month_state(
    reporting: Reporting, month: Month, year: int, as_of: date, means: Mapping[Month, float]
) -> MonthState:
    """A unit counts as its worst entry."""
    turnout, count = reporting.turnout(month), reporting.count(month)
    expected, missing, late = (
        {unit for unit, _ in keys} for keys in (turnout.expected, turnout.missing, turnout.late)
    )
    earlier = [m for m in means if m <= month]
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
        percent=means[max(earlier)] if earlier else None,
        elapsed=month.share_of_year(year),
    )


def _mean_shares(ledger: Mapping[Table, TableData]) -> dict[Month, float]:
    """The mean share of all tasks reported on so far, for each month of which something came."""
    progress = ledger[PROGRESS]
    months, told = progress.parsed(PROGRESS.month, Month.parse), progress.parsed(PROGRESS.percent, share_in)
    by_month: dict[Month, dict[int, float]] = defaultdict(dict)
    for number, places in speaking_rows(ledger[ASSIGNMENTS], progress).items():
        for place in places:
            month, share = months[place], told[place]
            if month is not None:
                of_month = by_month[month]
                if share is not None:
                    of_month[number] = min(share, of_month.get(number, share))
    shares: dict[int, float] = {}
    means = {}
    for month in sorted(by_month):
        shares |= by_month[month]
        if shares:
            means[month] = sum(shares.values()) / len(shares)
    return means


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
