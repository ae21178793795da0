"""All that a bulletin says, as figures: tasks, reporting, ranking, problems; words come later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from xlsheet.analysis.alerts import NO_ALERT, Alert, alerts
from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.dashboard import Group, dashboard, mean_share
from xlsheet.analysis.ranking import UnitScore, unit_scores
from xlsheet.analysis.spans import Span, SpanKind
from xlsheet.analysis.submissions import Flag, Flagged, MonthCount
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import PERCENT_DIGITS, half_up
from xlsheet.cells.text import clean, fold, is_hollow
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import (
    ALERT_RED,
    NAME_SEPARATOR,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
    TASKS,
)
from xlsheet.indicators.standings import Standing
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.units.mentions import split_names

UNREPORTED: Final = "未报送"
"""The state of a task that nobody has reported on and of which the office has written none."""

STATES: Final = (STATUS_DONE, STATUS_RUNNING, STATUS_BEHIND, STATUS_IDLE, UNREPORTED)
"""In the order in which a bulletin counts them; those that an office's rules add stand before the last."""


def states_in_order(*counts: Mapping[str, int]) -> tuple[str, ...]:
    """The usual states and the office's own among these, in the order in which a bulletin counts them."""
    own = sorted({state for count in counts for state in count} - {*STATES})
    return (*STATES[:-1], *own, UNREPORTED)


_UNITS_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class BulletinTask:
    """A task as it stood. `units` names who leads it, or, marked as 责任单位, who reports where nobody
    does; `leads` are the leads alone. `ruled` says that the office decided its state."""

    number: int
    chapter: str
    content: str
    leaders: str
    units: str
    leads: tuple[str, ...]
    state: str
    percent: float | None
    alert: Alert
    ruled: bool = False

    @property
    def answerable(self) -> str:
        """`牵头单位：市教育局`, or 责任单位 where nobody leads; nothing where no unit is known."""
        label = TASKS.lead_units if self.leads else TASKS.responsible_units
        units = self.units.removesuffix(f"（{TASKS.responsible_units}）")
        return f"{label}：{units}" if units else ""

    @property
    def state_words(self) -> str:
        """`已完成（核）` where the office decided it."""
        return f"{self.state}（核）" if self.ruled else self.state

    @property
    def needs_care(self) -> bool:
        """Behind, or red by the rules of 预警."""
        return self.state == STATUS_BEHIND or self.alert.color == ALERT_RED


@dataclass(frozen=True, slots=True)
class UnitStatement:
    """The newest that a unit reported on a task in the span; what says nothing (无, 同上) is empty."""

    task_no: int
    unit: str
    month: Month
    text: str
    problem: str
    next_steps: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a unit's own words, and the tasks of which it said so."""

    unit: str
    tasks: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A month in the year's course: mean share of the tasks, share of the year gone, entries."""

    month: Month
    percent: Fraction | None
    elapsed: Fraction
    count: MonthCount

    @property
    def on_time_share(self) -> Fraction | None:
        """Entries that came in time, of those expected."""
        count = self.count
        return Fraction(count.received - count.late, count.expected) if count.expected else None


@dataclass(frozen=True)
class BulletinData:
    """What a bulletin is about. `before` holds the tasks at the end of the span before, None for the
    first; `course` has every month up to the span's last. `flagged` are the entries of the span's months
    that are due, `scores` the ranking by these: before a month is due nobody is blamed or ranked for it.
    `units` counts the units that had to report in the span; `measured` are the indicators that have been
    counted by its end."""

    settings: Settings
    span: Span
    as_of: date
    tasks: tuple[BulletinTask, ...]
    percent: Fraction | None
    chapters: tuple[Group, ...]
    leaders: tuple[Group, ...]
    before: Mapping[int, BulletinTask] | None
    percent_before: Fraction | None
    chapters_before: Mapping[str, Fraction | None]
    leaders_before: Mapping[str, Fraction | None]
    course: tuple[MonthPoint, ...]
    flagged: tuple[Flagged, ...]
    scores: tuple[UnitScore, ...]
    units: int
    said: tuple[UnitStatement, ...]
    measured: tuple[Standing, ...] = ()

    @property
    def early(self) -> bool:
        """Whether the last month's reports are not due yet."""
        return not self.settings.calendar.is_due(self.span.last, self.as_of)

    @property
    def issue(self) -> str:
        """`第2期`: monthly, quarterly and yearly bulletins are each counted from the calendar's beginning."""
        first, last = self.settings.calendar.first_month, self.span.last
        index = {
            SpanKind.MONTH: (last.year - first.year) * 12 + last.month - first.month + 1,
            SpanKind.QUARTER: (last.year - first.year) * 4 + last.quarter - first.quarter + 1,
            SpanKind.YEAR: 1,
        }[self.span.kind]
        return self.settings.imprint.issue_number(self.settings.year, index)

    @property
    def due(self) -> date:
        """The day by which the last month had to be reported."""
        return self.settings.calendar.due(self.span.last)

    @property
    def in_need_of_care(self) -> list[BulletinTask]:
        return [task for task in self.tasks if task.needs_care]

    @cached_property
    def by_number(self) -> dict[int, BulletinTask]:
        return {task.number: task for task in self.tasks}

    @cached_property
    def states(self) -> Counter[str]:
        return Counter(task.state for task in self.tasks)

    @cached_property
    def states_before(self) -> Counter[str]:
        return Counter(task.state for task in (self.before or {}).values())

    @property
    def newly_done(self) -> list[BulletinTask]:
        """Tasks that were not done before the span; all done ones where there is no before."""
        before = self.before or {}
        done = (task for task in self.tasks if task.state == STATUS_DONE)
        return [t for t in done if t.number not in before or before[t.number].state != STATUS_DONE]

    @property
    def counts(self) -> list[MonthCount]:
        """The months of the span."""
        return [point.count for point in self.course if point.month in self.span.months]

    @property
    def due_counts(self) -> list[MonthCount]:
        """The months of the span whose reports are due."""
        return [c for c in self.counts if self.settings.calendar.is_due(c.month, self.as_of)]

    @property
    def pending(self) -> int:
        """Entries of the span that have not come and are not due yet (待报)."""
        return sum(c.expected - c.received for c in self.counts if c not in self.due_counts)

    @property
    def flags(self) -> Counter[Flag]:
        return Counter(entry.flag for entry in self.flagged)

    @property
    def problems(self) -> list[Problem]:
        """Each unit's problems, equal words once, in the order of tasks."""
        found: dict[tuple[str, str], tuple[str, list[int]]] = {}
        for said in self.said:
            if said.problem:
                _, tasks = found.setdefault((said.unit, fold(said.problem)), (said.problem, []))
                tasks.append(said.task_no)
        return [Problem(unit, tuple(numbers), text) for (unit, _), (text, numbers) in found.items()]

    def numbers(self) -> dict[str, Any]:
        """The figures of which the bulletin speaks, for scripts and tests."""
        expected = sum(count.expected for count in self.counts)
        received = sum(count.received for count in self.counts)
        late = sum(count.late for count in self.counts)
        return {
            "tasks": len(self.tasks),
            **{name: self.states[state] for name, state in zip(_STATE_NAMES, STATES, strict=True)},
            "own_states": {state: n for state, n in sorted(self.states.items()) if state not in STATES},
            "percent": _rounded(self.percent),
            "percent_before": _rounded(self.percent_before),
            "newly_done": len(self.newly_done),
            "expected": expected,
            "received": received,
            "on_time": received - late,
            **{str(flag): self.flags[flag] for flag in Flag},
            "pending": self.pending,
            "units": self.units,
            "units_missing": sum(score.flags[Flag.MISSING] > 0 for score in self.scores),
            "units_flawless": sum(score.flawless for score in self.scores),
            "problems": len(self.problems),
        }


_STATE_NAMES: Final = ("done", "running", "behind", "idle", "unreported")


def _rounded(share: Fraction | None) -> float | None:
    return None if share is None else half_up(share, PERCENT_DIGITS)


def bulletin_data(whole: LedgerView, span: Span, as_of: date) -> BulletinData:
    """The situation at the end of a span, by the same computations as 首页 and 缺报清单; `whole` is the
    ledger on the bulletin's day."""
    settings = whole.settings
    reporting, now = whole.reporting, whole.at(span.last)
    before = whole.at(span.before) if span.before else None
    seen = dashboard(now, None, {})
    seen_before = dashboard(before, None, {}) if before else None
    months = [month for month in settings.calendar.months() if month <= span.last]
    due = [month for month in months if settings.calendar.is_due(month, as_of)]
    due_in_span = [month for month in due if month in span.months]
    inside = tuple(entry for entry in reporting.flagged(due) if entry.month in span.months)
    return BulletinData(
        settings=settings,
        span=span,
        as_of=as_of,
        tasks=tuple(_tasks(now, alerts(now, _last_day(settings, span, as_of)))),
        percent=seen.total.percent,
        chapters=seen.chapters,
        leaders=seen.leaders,
        before={task.number: task for task in _tasks(before, {})} if before else None,
        percent_before=seen_before.total.percent if seen_before else None,
        chapters_before={g.name: g.percent for g in seen_before.chapters} if seen_before else {},
        leaders_before={g.name: g.percent for g in seen_before.leaders} if seen_before else {},
        course=tuple(_course(whole, months)),
        flagged=inside,
        scores=tuple(unit_scores(reporting, due_in_span, inside, settings.deductions)),
        units=len({duty.unit for month in span.months for duty in reporting.expected(month)}),
        said=tuple(_said(now.tables[PROGRESS], span)),
        measured=tuple(now.measured.values()),
    )


def _last_day(settings: Settings, span: Span, as_of: date) -> date:
    """The last day on which the span's last month was the newest one due: later ones change its lights."""
    return min(as_of, settings.calendar.last_moment(span.last.plus(1)).date() - timedelta(days=1))


def _tasks(view: LedgerView, lights: Mapping[int, Alert]) -> Iterator[BulletinTask]:
    for at, row in view.tables[TASKS].rows():
        if at not in view.numbers:
            continue
        number = view.numbers[at]
        state = view.states[number]
        leads = tuple(split_names(show(row[TASKS.lead_units])))
        yield BulletinTask(
            number=number,
            chapter=show(row[TASKS.chapter]).strip(),
            content=clean(show(row[TASKS.content])).replace("\n", ""),
            leaders=show(row[TASKS.leaders]).strip(),
            units=show(row[TASKS.lead_units]).strip()
            or _some([duty.unit for duty in view.speakers.get(number, ())]),
            leads=leads,
            state=state.status or UNREPORTED,
            percent=state.percent,
            alert=lights.get(at, Alert(NO_ALERT)),
            ruled=state.ruled,
        )


def _some(units: Sequence[str]) -> str:
    """The units of a task that nobody leads."""
    if not units:
        return ""
    named = NAME_SEPARATOR.join(units[:_UNITS_NAMED])
    several = f"等{len(units)}个单位" if len(units) > _UNITS_NAMED else ""
    return f"{named}{several}（{TASKS.responsible_units}）"


def _course(whole: LedgerView, months: Iterable[Month]) -> Iterator[MonthPoint]:
    for month in months:
        percent = mean_share(whole.at(month).states.values())
        elapsed = month.share_of_year(whole.settings.year)
        yield MonthPoint(month, percent, elapsed, whole.reporting.count(month))


def _said(progress: TableData, span: Span) -> Iterator[UnitStatement]:
    """The newest row of each task and unit in the span, in the order of tasks and rows."""
    newest: dict[tuple[int, str], UnitStatement] = {}
    for _, row in progress.rows():
        number, month = whole_number(row[PROGRESS.task_no]), Month.parse(row[PROGRESS.month])
        unit = show(row[PROGRESS.unit]).strip()
        if number is None or month not in span.months or not unit:
            continue
        known = newest.get((number, unit))
        if known is None or known.month < month:
            texts = (_meant(row[c]) for c in (PROGRESS.text, PROGRESS.problems, PROGRESS.next_steps))
            newest[number, unit] = UnitStatement(number, unit, month, *texts)
    yield from sorted(newest.values(), key=lambda said: said.task_no)


def _meant(cell: object) -> str:
    text = clean(show(cell))
    return "" if is_hollow(text) else text
