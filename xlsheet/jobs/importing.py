"""Import a notice: its tasks, who works on them, and the units it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    LEAD,
    NAME_SEPARATOR,
    PARAMETERS,
    PLANS,
    RESPONSIBLE,
    SOURCE_NOTICE,
    TASKS,
    UNITS,
    YES,
)
from xlsheet.jobs.home import kept_current
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.settings import read_settings
from xlsheet.notice.model import Notice, SourceCount, Task
from xlsheet.notice.parsing import parse_notice
from xlsheet.notice.read.blocks import Source
from xlsheet.notice.reconcile import ImportPlanner, Intake, existing_shares, existing_tasks
from xlsheet.stores import Store
from xlsheet.units.distribution import Distribution, Printed, TaskUnits, distribute
from xlsheet.units.reconcile import UnitIntake, clash_findings, combined_registry, take_units

COMMAND: Final = "导入通知"
_LONGEST_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import: a notice, as text, read or parsed, and the rows of a registry file if there is one.

    `year` is the year that the notice is for, where it doesn't say so itself or says it wrongly.
    `overwrite` lets the notice win where a task of the ledger says something else.
    """

    notice: str | Source | Notice
    units: Sequence[Row] | None = None
    year: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What the notice holds, and what of it was new to the ledger.

    `units` counts the units that its tasks have, `assignments` its rows of 任务分工. `changed` tasks
    were left as they are, unless the request said `overwrite`.
    """

    tasks: int
    chapters: int
    sections: int
    units: int
    assignments: int
    new: int
    changed: int
    unchanged: int
    overwrite: bool
    findings: tuple[Finding, ...]
    source: SourceCount = SourceCount()

    @property
    def needs_attention(self) -> bool:
        return any(finding.severity is not Severity.INFO for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "tasks": self.tasks,
            "chapters": self.chapters,
            "sections": self.sections,
            "units": self.units,
            "assignments": self.assignments,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "source": self.source.as_json(),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        done = "已按通知改写" if self.overwrite else "台账未改"
        changed = f"变化 {self.changed} 项（{done}）" if self.changed else "变化 0 项"
        return (
            f"通知有 {self.tasks} 项任务、{self.chapters} 篇、{self.sections} 节，涉及 {self.units} 个单位、"
            f"{self.assignments} 条分工：新增 {self.new} 项，{changed}，相同 {self.unchanged} 项。{self._read()}"
        )

    def _read(self) -> str:
        """How much of the notice was read."""
        if not self.source.lines:
            return ""
        unused = f"{self.source.unused} 行没有看懂（见校验结果）" if self.source.unused else "没有漏看的"
        return (
            f"原文 {self.source.lines} 行：用上 {self.source.used} 行，"
            f"来文、标题、页码等 {self.source.furniture} 行，{unused}。"
        )

    def listings(self) -> Sequence[Listing]:
        return [finding_listing(self.findings)]


def import_notice(store: Store, request: ImportRequest) -> ImportReport:
    """Add a notice's tasks to the ledger; tasks that it has already are compared, not overwritten.

    The registry is the request's, completed by the ledger's 单位名录 and by the units that only the
    notice names. Raises SourceError where the text holds no task.
    """
    notice = request.notice if isinstance(request.notice, Notice) else parse_notice(request.notice)
    settings = read_settings(store.read(PARAMETERS))
    unit_data, task_data = store.read(UNITS), store.read(TASKS)
    given = take_units(unit_data, request.units or (), overwrite=request.overwrite)
    registry = combined_registry(unit_data, given, notice.city)
    distribution = distribute(map(_printed, notice.tasks), registry)
    taker = ImportPlanner(
        existing_tasks(task_data),
        existing_shares(store.read(ASSIGNMENTS), distribution.registry),
        task_data,
        settings.scope,
        request.overwrite,
    )
    for task in notice.tasks:
        units = distribution.tasks[task.number]
        taker.take(_task_row(task, units), _remark(task, units), units)
    findings = [
        *_notice_findings(notice, request.year, settings.year),
        *clash_findings(registry),
        *given.findings,
        *distribution.findings,
        *taker.result.findings,
    ]
    report = _report(request, notice, distribution, taker.result, findings)
    rows = [unit.as_row() for unit in distribution.registry.units]
    units_taken = take_units(unit_data, rows, overwrite=request.overwrite)
    plans = [row for task in notice.tasks for row in _plan_rows(task, taker.result)]
    store.apply(kept_current(store, _changes(report, taker.result, units_taken, plans)))
    return report


def _plan_rows(task: Task, intake: Intake) -> Iterator[Row]:
    """What the notice itself plans for a new task, for each unit that reports on it."""
    if task.number not in intake.new or not (task.measures or task.goal or task.stages):
        return
    for share in intake.shares_added:
        if share[ASSIGNMENTS.task_no] == task.number and share[ASSIGNMENTS.reports] == YES:
            yield {
                PLANS.task_no: task.number,
                PLANS.unit: share[ASSIGNMENTS.unit],
                PLANS.work: task.measures or None,
                PLANS.goal: task.goal or None,
                PLANS.stages: task.stages or None,
                PLANS.source_file: SOURCE_NOTICE,
                PLANS.source_place: task.place or None,
            }


def import_units(store: Store, rows: Sequence[Row]) -> ImportReport:
    """Add the units of a registry file alone; the report counts no tasks."""
    taken = take_units(store.read(UNITS), rows, overwrite=False)
    added = len(taken.added)
    changes = Changes(COMMAND, f"单位名录新增 {added} 个单位。", [Edit(UNITS, taken.updated, taken.added)])
    store.apply(kept_current(store, changes))
    return ImportReport(0, 0, 0, added, 0, 0, 0, 0, False, tuple(taken.findings))


def _printed(task: Task) -> Printed:
    return Printed(task.number, task.lead_text, task.responsible_text)


def _task_row(task: Task, units: TaskUnits) -> Row:
    return {
        TASKS.number: task.number,
        TASKS.chapter: task.chapter or None,
        TASKS.section: task.section or None,
        TASKS.content: task.content or None,
        TASKS.leaders: NAME_SEPARATOR.join(task.leaders) or None,
        TASKS.lead_units: units.cells[LEAD] or None,
        TASKS.responsible_units: units.cells[RESPONSIBLE] or None,
        TASKS.deadline: task.deadline,
    }


def _remark(task: Task, units: TaskUnits) -> str:
    """What has no column of its own, and what a person still has to decide."""
    undecided = "；".join(units.undecided)
    plan = (("工作措施", task.measures), ("总体目标", task.goal), ("阶段目标", task.stages))
    planless = [f"{what}：{text}" for what, text in plan if text and not units.shares]
    when = [f"{TASKS.deadline}：{task.deadline_text}"] if task.deadline_text and not task.deadline else []
    return "。".join(
        part.rstrip("。") for part in [*task.notes, *when, *planless, *([f"待明确的单位：{undecided}"] if undecided else [])]
    )


def _notice_findings(notice: Notice, year: int | None, ledger_year: int) -> Iterator[Finding]:
    """What the notice itself leaves odd: another year, numbering, missing units, unclear names."""
    notice_year = year or notice.year
    if notice_year and notice_year != ledger_year:
        yield catalogue.NOTICE_YEAR.at(value=notice_year, year=ledger_year)
    yield from notice.findings
    without_lead = [t.number for t in notice.tasks if t.responsible_text and not t.lead_text]
    if without_lead:
        numbers = NAME_SEPARATOR.join(map(str, without_lead))
        yield catalogue.TASK_WITHOUT_LEAD.at(TASKS.sheet, value=numbers)
    for task in notice.tasks:
        if task.deadline_text and task.deadline is None:
            yield catalogue.DEADLINE_OPEN.at(TASKS.sheet, value=task.deadline_text, task=task.number)
        if not (task.lead_text or task.responsible_text):
            yield catalogue.TASK_WITHOUT_UNITS.at(TASKS.sheet, value=task.number)
        for leader in task.leaders:
            if not 1 < len(leader) <= _LONGEST_NAME and "·" not in leader:
                yield catalogue.LEADER_UNCLEAR.at(TASKS.sheet, value=leader, task=task.number)


def _report(
    request: ImportRequest,
    notice: Notice,
    distribution: Distribution,
    intake: Intake,
    findings: Sequence[Finding],
) -> ImportReport:
    shares = [share for units in distribution.tasks.values() for share in units.shares]
    return ImportReport(
        tasks=len(notice.tasks),
        chapters=len(notice.chapters),
        sections=len(notice.sections),
        units=len({share.unit for share in shares}),
        assignments=len(shares),
        new=len(intake.new),
        changed=len(intake.changed),
        unchanged=len(intake.unchanged),
        overwrite=request.overwrite,
        findings=tuple(sorted(findings, key=lambda finding: finding.severity.rank)),
        source=notice.source,
    )


def _changes(report: ImportReport, intake: Intake, units: UnitIntake, plans: Sequence[Row]) -> Changes:
    edits = (
        Edit(TASKS, intake.tasks_updated, intake.tasks_added),
        Edit(ASSIGNMENTS, {}, intake.shares_added, intake.shares_removed),
        Edit(UNITS, units.updated, units.added),
        Edit(PLANS, {}, plans),
    )
    return Changes(COMMAND, report.summary(), [edit for edit in edits if edit])
