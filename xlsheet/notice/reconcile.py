"""Tasks from a notice against those of the ledger: what is new, what changed, what stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from operator import eq
from typing import Final

from xlsheet.analysis.assignments import Assignment, reports_by_rule, whole_number
from xlsheet.dictionary import catalogue, tables
from xlsheet.dictionary.findings import Code, Finding, show
from xlsheet.dictionary.tables import ASSIGNMENTS, NAME_SEPARATOR, SOURCE_MANUAL, TASKS, Column
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.table import TableData
from xlsheet.units.distribution import Share, TaskUnits
from xlsheet.units.registry import Registry

NOTICE_COLUMNS = (
    TASKS.chapter,
    TASKS.section,
    TASKS.content,
    TASKS.leaders,
    TASKS.lead_units,
    TASKS.responsible_units,
    TASKS.deadline,
    TASKS.printed_number,
)
"""What a task takes from the notice; all other columns are the office's."""

_FILLED_IN = (TASKS.source, TASKS.printed_number)
"""What a ledger of an earlier make lacks: filled in where it is blank."""


@dataclass(frozen=True, slots=True)
class ExistingTask:
    """A row of 任务台账 with its values."""

    number: int
    row: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExistingShare:
    """A row of 任务分工; `unit` is the registered unit that it means."""

    unit: str
    role: str
    source: str
    wording: str
    reports: str
    row: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a task of the ledger says otherwise than the notice; `column` is one of 任务台账, or 任务分工."""

    task: int
    column: str
    before: str
    after: str

    def as_json(self) -> dict[str, object]:
        return {"task": self.task, "column": self.column, "before": self.before, "after": self.after}

    def words(self) -> str:
        """For a question: what is alike in both is left out where they are long."""
        before, after = _apart(self.before, self.after)
        return f"第{self.task}项“{self.column}”：{before or '（空）'} → {after or '（空）'}"


@dataclass(slots=True)
class Intake:
    """What an import comes to, as the rows to add, change and remove."""

    new: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    tasks_added: list[Row] = field(default_factory=list)
    tasks_updated: dict[int, dict[str, Value]] = field(default_factory=dict)
    shares_added: list[Row] = field(default_factory=list)
    shares_removed: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def reported_since(existing: Mapping[int, ExistingTask], calendar: Calendar, day: date) -> str:
    """From which month on what a notice of that day adds to a ledger in use is reported: the first one that
    wasn't due then. Empty for a ledger's first notice, and where that is the first month anyway."""
    month = calendar.first_not_due(day) if existing else None
    return "" if month in (None, calendar.first_month) else str(month)


def existing_tasks(data: TableData) -> dict[int, ExistingTask]:
    """The ledger's tasks by number; where a number stands twice the first row counts."""
    found: dict[int, ExistingTask] = {}
    for row, values in data.rows():
        number = whole_number(values[TASKS.number])
        if number is not None:
            found.setdefault(number, ExistingTask(number, row, values))
    return found


def existing_shares(data: TableData, registry: Registry) -> dict[int, list[ExistingShare]]:
    """The ledger's assignments by task number."""
    found: dict[int, list[ExistingShare]] = defaultdict(list)
    for row, values in data.rows():
        number, unit = whole_number(values[ASSIGNMENTS.task_no]), show(values[ASSIGNMENTS.unit]).strip()
        if number is not None and unit:
            role, source, wording, reports = (
                show(values[column]).strip()
                for column in (
                    ASSIGNMENTS.role,
                    ASSIGNMENTS.source,
                    ASSIGNMENTS.wording,
                    ASSIGNMENTS.reports,
                )
            )
            unit = registry.canonical(unit) or unit
            found[number].append(ExistingShare(unit, role, source, wording, reports, row))
    return found


@dataclass(frozen=True, slots=True)
class ImportPlanner:
    """Takes tasks in, one after the other. `overwrite` lets the notice win over the ledger. What is added has
    to be reported on from the month `since` on; where that is empty, from the first one."""

    tasks: Mapping[int, ExistingTask]
    shares: Mapping[int, Sequence[ExistingShare]]
    task_data: TableData
    scope: str
    overwrite: bool
    since: str = ""
    result: Intake = field(default_factory=Intake)

    def take(self, values: Row, remark: str, units: TaskUnits) -> None:
        """`values` are the task's number, its source and `NOTICE_COLUMNS`; `remark` goes to a new task only.

        What the notice leaves blank says nothing about what the ledger has.
        """
        existing = self.tasks.get(units.task_no)
        self.result.findings += [*self._open_findings(units), *units.findings]
        if existing is None:
            self.result.new.append(units.task_no)
            self.result.tasks_added.append({**values, TASKS.remark: remark or None})
            self._add(units, units.shares)
            return
        before = existing.values
        lacking: dict[str, Value] = {
            c: values[c] for c in _FILLED_IN if values[c] is not None and not show(before[c]).strip()
        }
        if lacking:
            self.result.tasks_updated[existing.row] = lacking
        differing = [
            c
            for c in NOTICE_COLUMNS
            if c not in lacking and show(values[c]).strip() and not _same(before[c], values[c])
        ]
        settled = self._take_shares(units, text_changed=bool(differing))
        if differing:
            self._take_values(existing, values, differing)
        (self.result.changed if differing or not settled else self.result.unchanged).append(units.task_no)

    def _open_findings(self, units: TaskUnits) -> Iterator[Finding]:
        """Undecided expressions for which the office has entered no unit by hand."""
        by_hand = {s.wording for s in self.shares.get(units.task_no, ()) if s.source == SOURCE_MANUAL}
        return (finding for wording, finding in units.undecided.items() if wording not in by_hand)

    def _take_values(self, existing: ExistingTask, values: Row, differing: Sequence[Column]) -> None:
        code = catalogue.TASK_OVERWRITTEN if self.overwrite else catalogue.TASK_CHANGED
        for column in differing:
            if column == TASKS.printed_number:
                self._tell_moved(existing, values)
                continue
            before, after = show(existing.values[column]), show(values[column])
            self.result.differences.append(Difference(existing.number, column, before, after))
            self.result.findings.append(
                code.at(
                    TASKS.sheet,
                    self.task_data.cell(existing.row, column),
                    values[column],
                    task=existing.number,
                    column=column,
                    before=before,
                )
            )
        if self.overwrite:
            updated: dict[str, Value] = {column: values[column] for column in differing}
            self.result.tasks_updated.setdefault(existing.row, {}).update(updated)

    def _tell_moved(self, existing: ExistingTask, values: Row) -> None:
        self.result.moved.append(existing.number)
        self.result.findings.append(
            catalogue.TASK_MOVED.at(
                TASKS.sheet,
                self.task_data.cell(existing.row, TASKS.printed_number),
                values[TASKS.printed_number],
                task=existing.number,
                before=show(existing.values[TASKS.printed_number]),
                done="已按通知改写" if self.overwrite else "台账未改",
            )
        )

    def _take_shares(self, units: TaskUnits, *, text_changed: bool) -> bool:
        """Whether the ledger's assignments are those of the notice, apart from what is simply added.

        An expression that has no row yet (its group was empty until now) is filled in. Where the
        office has removed or added rows, they stay as they are unless the notice may overwrite.
        """
        existing = self.shares.get(units.task_no, ())
        have = {(s.unit, s.role) for s in existing}
        want = {(s.unit, s.role) for s in units.shares}
        known_wordings = {s.wording for s in existing}
        lacking = [s for s in units.shares if (s.unit, s.role) not in have]
        printed = {role for role, cell in units.cells.items() if cell}
        surplus = [
            s
            for s in existing
            if s.source != SOURCE_MANUAL and s.role in printed and (s.unit, s.role) not in want
        ]
        free = [s for s in lacking if s.wording not in known_wordings]
        if self.overwrite:
            self._add(units, lacking)
            self.result.shares_removed += [s.row for s in surplus]
            self._tell(catalogue.ASSIGNMENTS_OVERWRITTEN, units.task_no, lacking, surplus)
            return not (lacking or surplus)
        if text_changed:
            free = []
        self._add(units, free)
        held = [s for s in lacking if s not in free]
        self._tell(catalogue.ASSIGNMENTS_DIFFER, units.task_no, held, surplus)
        return not (held or surplus)

    def _tell(
        self, code: Code, task_no: int, lacking: Iterable[Share], surplus: Iterable[ExistingShare]
    ) -> None:
        more, less = (
            NAME_SEPARATOR.join(f"{s.unit}（{s.role}）" for s in shares) for shares in (lacking, surplus)
        )
        parts = [f"{what}{units}" for what, units in (("通知多出", more), ("通知没有", less)) if units]
        if parts:
            self.result.differences.append(Difference(task_no, ASSIGNMENTS.sheet, less, more))
            difference = "；".join(parts)
            self.result.findings.append(
                code.at(ASSIGNMENTS.sheet, value=difference, task=task_no, difference=difference)
            )

    def _add(self, units: TaskUnits, shares: Iterable[Share]) -> None:
        existing = self.shares.get(units.task_no, ())
        led = tables.LEAD in {*(s.role for s in units.shares), *(s.role for s in existing)}
        for share in shares:
            assignment = Assignment(units.task_no, share.unit, share.role, "", 0)
            reports = reports_by_rule(assignment, self.scope, led=led)
            self.result.shares_added.append(
                {
                    ASSIGNMENTS.task_no: units.task_no,
                    ASSIGNMENTS.unit: share.unit,
                    ASSIGNMENTS.role: share.role,
                    ASSIGNMENTS.source: share.source,
                    ASSIGNMENTS.wording: share.wording,
                    ASSIGNMENTS.reports: tables.YES if reports else None,
                    ASSIGNMENTS.from_month: self.since or None,
                }
            )


_LONG: Final = 40
"""Characters of a text that a question shows in full."""


def _apart(before: str, after: str) -> tuple[str, str]:
    """Two texts, cut around where they differ if they are long."""
    if max(len(before), len(after)) <= _LONG:
        return before, after
    alike = _alike(before, after)
    tail = _alike(before[alike:][::-1], after[alike:][::-1])
    start = max(alike - 6, 0)
    return _cut(before, start, tail), _cut(after, start, tail)


def _alike(one: str, other: str) -> int:
    """With how many characters both begin."""
    return sum(takewhile(bool, map(eq, one, other)))


def _cut(text: str, start: int, tail: int) -> str:
    end = min(len(text) - tail + 6, start + _LONG, len(text))
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _same(cell: object, value: Value) -> bool:
    return show(cell).strip() == show(value).strip()
