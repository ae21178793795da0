"""The numbers of one ledger as its own 首页, `missing` and `status` give them, fit to be kept as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final, Self

from xlsheet.analysis.alerts import Alert
from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.dashboard import Dashboard, Group, MonthState
from xlsheet.cells.moments import day_in
from xlsheet.cells.rounding import PERCENT_DIGITS, Number, half_up
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import ALERT_RED, ALERT_YELLOW, TASKS

MOST_OWING: Final = 10
"""Units listed as owing; 首页 lists as many."""


@dataclass(frozen=True, slots=True)
class GroupNumbers:
    """Tasks that belong together; `lights` counts them by colour."""

    name: str
    tasks: int
    done: int
    behind: int
    percent: float | None
    lights: Mapping[str, int]

    @classmethod
    def of(cls, group: Group) -> Self:
        return cls(group.name, group.tasks, group.done, group.behind, _share(group.percent), {**group.alerts})


@dataclass(frozen=True, slots=True)
class MonthNumbers:
    """A month: entries expected, on time, late, and not come; the units that owe some of them."""

    month: str
    due: str
    is_due: bool
    expected: int
    on_time: int
    late: int
    outstanding: int
    units: int
    units_outstanding: int
    percent: float | None

    @classmethod
    def of(cls, state: MonthState) -> Self:
        counts = (state.expected, state.on_time, state.late, state.outstanding)
        units = (state.units, state.units_outstanding)
        return cls(str(state.month), str(state.due), state.is_due, *counts, *units, _share(state.percent))


@dataclass(frozen=True, slots=True)
class OwingNumbers:
    """A unit that owes entries that were due."""

    unit: str
    missing: int
    months: int
    consecutive: int


@dataclass(frozen=True, slots=True)
class LitTask:
    """A task that shows red or yellow, and why."""

    number: int
    content: str
    leads: str
    deadline: str
    status: str
    percent: float | None
    light: str
    reason: str


@dataclass(frozen=True, slots=True)
class CityNumbers:
    """What is kept of a ledger. `city_known` says that `city` is more than its file's name.
    `day` is the one on which its 首页 stands, '' where nobody has looked at its
    calendar; `newest` is the month that 首页 calls the newest period. `owing_units` counts all units that owe
    something, `owing` lists the worst. `rows` counts the rows of its tables by their JSON names; `flags`
    counts 缺报清单 by flag; `problems` counts what the check found by severity."""

    city: str
    city_known: bool
    year: int
    ledger_id: str
    title: str
    office: str
    day: str
    total: GroupNumbers
    newest: str
    months: tuple[MonthNumbers, ...]
    chapters: tuple[GroupNumbers, ...]
    owing: tuple[OwingNumbers, ...]
    owing_units: int
    lit: tuple[LitTask, ...]
    rows: Mapping[str, int]
    flags: Mapping[str, int]
    problems: Mapping[str, int]

    @property
    def last(self) -> MonthNumbers | None:
        """The newest period."""
        return next((month for month in self.months if month.month == self.newest), None)

    @property
    def due_months(self) -> Sequence[MonthNumbers]:
        """The months that can be called on time, late or missing."""
        return [month for month in self.months if month.is_due]

    @property
    def expected_due(self) -> int:
        """Entries of all months that were due."""
        return sum(month.expected for month in self.due_months)

    @property
    def on_time_rate(self) -> float | None:
        """What part of the entries of all months that were due came on time; None before anything was."""
        expected = self.expected_due
        if not expected:
            return None
        return half_up(Fraction(sum(month.on_time for month in self.due_months), expected), PERCENT_DIGITS)

    @property
    def lightless(self) -> int:
        """Tasks that show no light, since nothing of them is due yet."""
        return self.total.tasks - sum(self.total.lights.values())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """KeyError or TypeError for what is none."""
        return cls(
            **{
                **content,
                "total": GroupNumbers(**content["total"]),
                "months": tuple(MonthNumbers(**each) for each in content["months"]),
                "chapters": tuple(GroupNumbers(**each) for each in content["chapters"]),
                "owing": tuple(OwingNumbers(**each) for each in content["owing"]),
                "lit": tuple(LitTask(**each) for each in content["lit"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Whose:
    """A ledger's city, whether that is more than its file's name, and the ledger's number."""

    city: str
    known: bool
    ledger_id: str


def numbers_of(
    whose: Whose,
    view: LedgerView,
    overview: Dashboard,
    lights: Mapping[int, Alert],
    *,
    rows: Mapping[str, int],
    flags: Counter[str],
    problems: Counter[str],
) -> CityNumbers:
    """The numbers of a ledger as it stands on the day of the overview."""
    settings = view.settings
    return CityNumbers(
        city=whose.city,
        city_known=whose.known,
        year=settings.year,
        ledger_id=whose.ledger_id,
        title=settings.title,
        office=settings.office,
        day=str(overview.as_of or ""),
        total=GroupNumbers.of(overview.total),
        newest=str(overview.newest.month) if overview.newest else "",
        months=tuple(map(MonthNumbers.of, overview.months)),
        chapters=tuple(map(GroupNumbers.of, overview.chapters)),
        owing=tuple(
            OwingNumbers(o.unit, o.missing, o.months, o.consecutive) for o in overview.owing[:MOST_OWING]
        ),
        owing_units=len(overview.owing),
        lit=tuple(_lit(view, lights)),
        rows=dict(rows),
        flags=dict(sorted(flags.items())),
        problems=dict(sorted(problems.items())),
    )


def _lit(view: LedgerView, lights: Mapping[int, Alert]) -> Iterator[LitTask]:
    """Red tasks first, each kind in the ledger's order."""
    cells = dict(view.tables[TASKS].rows(TASKS.content, TASKS.lead_units, TASKS.deadline))
    for color in (ALERT_RED, ALERT_YELLOW):
        for row, alert in lights.items():
            if alert.color == color and row in view.numbers:
                state, own = view.states[view.numbers[row]], cells[row]
                yield LitTask(
                    number=view.numbers[row],
                    content=show(own[TASKS.content]),
                    leads=show(own[TASKS.lead_units]),
                    deadline=str(day_in(own[TASKS.deadline]) or ""),
                    status=state.status,
                    percent=_share(state.percent),
                    light=color,
                    reason=alert.reason,
                )


def _share(share: Number | None) -> float | None:
    return None if share is None else half_up(share, PERCENT_DIGITS)
