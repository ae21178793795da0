"""Find who owed what and did not deliver, and write 缺报清单 and 缺报矩阵."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlsheet.analysis.assignments import Duty, task_contents
from xlsheet.analysis.checks.calendar import due_findings
from xlsheet.analysis.checks.past import PastChanges, apart_from, newly_missing, past_findings
from xlsheet.analysis.checks.standing import whole_table_findings
from xlsheet.analysis.home_data import standing_day
from xlsheet.analysis.missing_sheets import PLAN_PERIOD, list_rows, matrix, stands_already
from xlsheet.analysis.submissions import (
    Flag,
    Flagged,
    FlaggedPlan,
    MonthCount,
    Reporting,
)
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import INFO, Finding, in_order, show
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    MATRIX,
    MISSING,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    TASKS,
    UNITS,
)
from xlsheet.errors import RequestError
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.todos.of_missing import with_missing_todos
from xlsheet.jobs.validate import mistaken_keys
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.changes import Changes, Replace
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.written_rows import sheets_written
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import home_data, view_of

COMMAND: Final = "查缺报"


@dataclass(frozen=True, slots=True)
class MissingRequest:
    """`month`: that month alone, even before it is due; None: all months due on the day `as_of`."""

    month: Month | None
    as_of: date
    write: bool = True


@dataclass(frozen=True, slots=True)
class MissingReport:
    """Counts by month, and one item for each flag of an entry.

    `early` says that the month asked for is not due yet: then nobody is blamed, and `pending` lists what
    has not come (待报). `ledgers` holds the days on which quarterly ledgers fell due, and how many units
    had to hand one in. `sheets` are 缺报清单, of what was asked for, and 缺报矩阵, of all months due;
    `title` is the ledger's own name."""

    as_of: date
    months: tuple[MonthCount, ...]
    entries: tuple[Flagged, ...]
    plans: tuple[FlaggedPlan, ...]
    plan_due: date
    ledgers: tuple[tuple[date, int], ...]
    early: bool
    pending: tuple[Duty, ...]
    findings: tuple[Finding, ...]
    sheets: tuple[Replace, Replace]
    title: str = ""

    @property
    def needs_attention(self) -> bool:
        return bool(self.entries or self.plans or any(f.severity is not INFO for f in self.findings))

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": str(self.as_of),
            "months": [_month_json(count) for count in self.months],
            "entries": [entry_json(entry) for entry in self.entries],
            "plans": [_plan_json(plan, self.plan_due) for plan in self.plans],
            "ledgers": [{"due": str(due), "units": units} for due, units in self.ledgers],
            "pending": [
                {"month": str(self.months[0].month), "unit": d.unit, "task_no": d.task_no, "role": d.role}
                for d in self.pending
            ],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        if not any(count.expected for count in self.months) and self.months:
            return f"截至 {self.as_of}，没有一项要报送。请看“{ASSIGNMENTS.sheet}”和“{TASKS.sheet}”。"
        if not self.months:
            return f"截至 {self.as_of}，还没有月份到报送截止日期。{self._plan_words()}"
        flags = Counter(entry.flag for entry in self.entries)
        words = "，".join(f"{flag.word} {flags[flag]} 项" for flag in Flag if flags[flag]) or "全部按时报送"
        if self.early:
            count = self.months[0]
            return (
                f"{count.month.chinese}到 {count.due} 截止，还没有到期：应报 {count.expected} 项，"
                f"已收 {count.received} 项，待报 {len(self.pending)} 项。"
                f"待报的只列出，不写入“{MISSING.sheet}”。"
            )
        span = "、".join(str(count.month) for count in self.months)
        return f"截至 {self.as_of}（{span}）：{words}。{self._plan_words()}"

    def _plan_words(self) -> str:
        flags = Counter(plan.flag for plan in self.plans)
        words = "，".join(f"{flag.word} {n} 项" for flag, n in sorted(flags.items()))
        return f"{PLAN_PERIOD}：{words}。" if words else ""

    def month_counts(self) -> Listing:
        """How many entries of each month came."""
        counts = [
            (str(c.month), str(c.due), str(c.expected), str(c.received), str(c.late)) for c in self.months
        ]
        return Listing("各月报送情况", ("月份", "截止日期", "应报", "已收", "其中迟报"), counts)

    def ledgers_due(self) -> Listing:
        """The quarterly ledgers that fell due."""
        ledgers = [(str(due), str(units)) for due, units in self.ledgers]
        return Listing("已到期的季度台账（不经 xlsheet 报送，仅提示）", ("截止日期", "应报单位数"), ledgers)

    def listings(self) -> Sequence[Listing]:
        entries = [
            (str(e.month), e.unit, str(e.task_no), e.role, e.flag.word, str(e.consecutive))
            for e in self.entries
        ]
        pending = [(d.unit, str(d.task_no), d.role) for d in self.pending]
        plans = [(p.unit, str(p.task_no), p.role, p.flag.word) for p in self.plans]
        return [
            self.month_counts(),
            Listing("缺报、迟报、空报、雷同", ("月份", "单位", "任务", "角色", "标记", "连续月数"), entries),
            Listing(f"{PLAN_PERIOD}缺报、迟报", ("单位", "任务", "角色", "标记"), plans),
            Listing("待报", ("单位", "任务", "角色"), pending),
            self.ledgers_due(),
            finding_listing(self.findings),
        ]


def _month_json(count: MonthCount) -> dict[str, Any]:
    return {
        "month": str(count.month),
        "due": str(count.due),
        "expected": count.expected,
        "received": count.received,
        "late": count.late,
    }


def entry_json(entry: Flagged) -> dict[str, Any]:
    """An item of `entries` (docs/design.md §5)."""
    return {
        "month": str(entry.month),
        "unit": entry.unit,
        "task_no": entry.task_no,
        "role": entry.role,
        "flag": str(entry.flag),
        "consecutive": entry.consecutive,
    }


def _plan_json(plan: FlaggedPlan, due: date) -> dict[str, Any]:
    return {
        "unit": plan.unit,
        "task_no": plan.task_no,
        "role": plan.role,
        "flag": str(plan.flag),
        "due": str(due),
    }


def missing(store: Store, request: MissingRequest) -> MissingReport:
    """Compare what was expected with what had come by the end of the day; write both sheets, unless they
    say the same already, and what follows for 任务台账 and 首页.

    A month that is not due yet is listed but not written, since nothing of it is missing yet.
    Raises RequestError for a month that nobody has to report on.
    """
    settings = settings_of(store)
    check_month(request.month, settings.calendar)
    report = report_of(store, read_reporting(store, settings, request.as_of), request)
    if request.write and not report.early:
        _write(store, report)
    return report


def check_month(month: Month | None, calendar: Calendar) -> None:
    """RequestError for a month that nobody has to report on."""
    if month is not None and month not in calendar.months():
        raise RequestError(
            f"{month} 不用报送：本台账的报送月份是 {calendar.first_month} 至 {calendar.last_month}。"
        )


def read_reporting(store: Store, settings: Settings, as_of: date) -> Reporting:
    """Who owes what in this ledger, and all that had come by the end of a day."""
    view, _ = view_of(store, settings, as_of)
    return view.reporting


def report_of(store: Store, reporting: Reporting, request: MissingRequest) -> MissingReport:
    """What `missing` says of a ledger whose reporting was read for the day `request.as_of`."""
    calendar, month = reporting.calendar, request.month
    due_months = calendar.months_due(request.as_of)
    early = month is not None and month not in due_months
    listed = list(due_months) if month is None else [month]
    flagged = reporting.flagged(due_months)
    entries = sorted(
        (entry for entry in flagged if entry.month in listed),
        key=lambda e: (e.month, e.unit, e.task_no, e.flag),
    )
    plans = reporting.flagged_plans(request.as_of) if month is None else []
    ledgers = [due for due in sorted(calendar.ledger_dues) if due <= request.as_of and month is None]
    units = [show(name).strip() for name in store.read(UNITS).column(UNITS.unit)]
    contents = task_contents(store.read(TASKS))
    return MissingReport(
        title=settings_of(store).title,
        as_of=request.as_of,
        months=tuple(map(reporting.count, listed)),
        entries=tuple(entries),
        plans=tuple(sorted(plans, key=lambda p: (p.unit, p.task_no))),
        plan_due=calendar.plan_due.date(),
        ledgers=tuple((due, _reporters(reporting, due)) for due in ledgers),
        early=early,
        pending=_pending(reporting, month) if early and month is not None else (),
        findings=tuple(in_order([*doubts(store, reporting, request.as_of), *due_findings(calendar, listed)])),
        sheets=(
            Replace(MISSING, list_rows(entries, plans, reporting, units, contents)),
            matrix(flagged, reporting, due_months, units),
        ),
    )


def _reporters(reporting: Reporting, due: date) -> int:
    """How many units report on the month before a ledger is due."""
    return len({duty.unit for duty in reporting.expected(Month.of(due).plus(-1))})


def _pending(reporting: Reporting, month: Month) -> tuple[Duty, ...]:
    """What has not come for a month that is not due yet."""
    missing = reporting.turnout(month).missing
    found = (duty for duty in reporting.expected(month) if (duty.unit, duty.task_no) in missing)
    return tuple(sorted(found, key=lambda duty: (duty.unit, duty.task_no)))


def doubts(store: Store, reporting: Reporting, as_of: date) -> Iterator[Finding]:
    """What makes every number doubtful that this ledger gives: tables without rows, rows apart from
    theirs, a past that was changed."""
    tables = (TASKS, ASSIGNMENTS, UNITS, PROGRESS, PLANS, RECEIPTS, PARAMETERS)
    written = sheets_written(home_data(store))
    whole = list(whole_table_findings({table: store.read(table) for table in tables}, written))
    yield from whole
    changed = past_changes(store, reporting, as_of)
    if changed and not any(finding.code == catalogue.TABLE_EMPTY.name for finding in whole):
        causes, affected = mistaken_keys(store, settings_of(store))
        apart = apart_from(changed, affected.has)
        yield from causes if len(apart) < len(changed) else ()
        yield from past_findings(apart)


def past_changes(store: Store, reporting: Reporting, as_of: date) -> PastChanges:
    """What has become missing in months that were checked before."""
    home = home_data(store)
    checked = standing_day(home) if home is not None else None
    return newly_missing(store.read(MATRIX), reporting, checked, as_of)


def _write(store: Store, report: MissingReport) -> None:
    changed = [step for step in report.sheets if not stands_already(step, store.read(step.table))]
    changes = Changes(COMMAND, report.summary(), changed)
    changes = with_missing_todos(
        store,
        changes,
        [*report.entries, *report.plans],
        report.sheets[0].rows,
        report.findings,
        [str(count.month) for count in report.months],
    )
    store.apply(kept_current(store, changes, report.as_of))
