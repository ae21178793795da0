"""Import a notice: its tasks, who works on them, and the units it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.task_numbers import show_task_numbers
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, show
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    INDICATORS,
    LEAD,
    MEASURED,
    NAME_SEPARATOR,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RESPONSIBLE,
    SOURCE_NOTICE,
    TASKS,
    UNITS,
    YES,
)
from xlsheet.errors import OtherYearError
from xlsheet.indicators.intake import TargetIntake, TaskText, take_targets
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.todos.of_import import with_import_todos
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.settings import Names, check_year
from xlsheet.notice.account.swallowed import swallowed
from xlsheet.notice.heading import title_years
from xlsheet.notice.matching import KnownTask, Matching, match_tasks
from xlsheet.notice.model import Notice, SourceCount, Task
from xlsheet.notice.parsing import parse_notice
from xlsheet.notice.read.blocks import NoticeSource
from xlsheet.notice.reconcile import (
    Difference,
    ExistingTask,
    ImportPlanner,
    Intake,
    existing_shares,
    existing_tasks,
    reported_since,
)
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.units.distribution import Distribution, Printed, TaskUnits, distribute
from xlsheet.units.reconcile import UnitIntake, clash_findings, combined_registry, take_units

COMMAND: Final = "导入通知"
_LONGEST_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import: a notice, as text, read or parsed, and the rows of a registry file if there is one.

    `year` is the year that the notice is for, where it doesn't say so itself or says it wrongly.
    `overwrite` lets the notice win where a task of the ledger says something else; with `append` all its
    tasks are new ones. `source` names the notice (its file) where it has no title. A `dry_run` changes
    nothing.
    """

    notice: str | NoticeSource | Notice
    units: Sequence[Row] | None = None
    year: int | None = None
    overwrite: bool = False
    append: bool = False
    source: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What the notice holds, and what of it was new to the ledger.

    `units` counts the units that its tasks have, `assignments` its rows of 任务分工. `changed` tasks
    were left as they are, unless the request said `overwrite`; `moved` ones have another printed number
    now, `gone` ones stand in the ledger and no longer in the notice. `rows` are the notice's tasks as rows of
    任务台账, in their order; `differences` say what of the `changed` ones differs. After a `dry_run` nothing
    of it was done.
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
    source: SourceCount = field(default_factory=SourceCount)
    moved: int = 0
    gone: int = 0
    rows: Sequence[Row] = ()
    dry_run: bool = False
    differences: Sequence[Difference] = ()

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
            "moved": self.moved,
            "gone": self.gone,
            "dry_run": self.dry_run,
            "differences": [each.as_json() for each in self.differences],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        done = "已按通知改写" if self.overwrite else "台账未改"
        changed = f"变化 {self.changed} 项（{done}）" if self.changed else "变化 0 项"
        tried = "（试算，台账没有改动）" if self.dry_run else ""
        gone = f"，通知里没有了的 {self.gone} 项" if self.gone else ""
        return (
            f"通知有 {self.tasks} 项任务、{self.chapters} 篇、{self.sections} 节，涉及 {self.units} 个单位、"
            f"{self.assignments} 条分工：新增 {self.new} 项，{changed}，相同 {self.unchanged} 项{gone}。"
            f"{tried}{self._read()}"
        )

    def _read(self) -> str:
        """How much of the notice was read."""
        if not self.source.lines:
            return ""
        unused = f"{self.source.unused} 行没有看懂（见“待办”）" if self.source.unused else "没有漏看的"
        return (
            f"原文 {self.source.lines} 行：用上 {self.source.used} 行，"
            f"来文、标题、页码等 {self.source.furniture} 行，{unused}。"
        )

    def listings(self) -> Sequence[Listing]:
        return [finding_listing(self.findings)]


def import_notice(store: Store, request: ImportRequest) -> ImportReport:
    """Add a notice's tasks to the ledger; tasks that it has already are compared, not overwritten.

    The registry is the request's, completed by the ledger's 单位名录 and by the units that only the
    notice names. Raises SourceError where the text holds no task, OtherYearError for another year's.
    """
    if request.year is not None:
        check_year(request.year)
    notice = request.notice if isinstance(request.notice, Notice) else parse_notice(request.notice)
    settings = settings_of(store)
    _look_at_year(notice, request.year, settings.year, store.label)
    unit_data, task_data = store.read(UNITS), store.read(TASKS)
    existing = existing_tasks(task_data)
    source = notice.title or request.source
    matching = match_tasks(
        notice.tasks, _known(existing.values()), source, append=request.append, taken=_numbers_used(store)
    )
    tasks = [
        replace(task, number=number) for task, number in zip(notice.tasks, matching.numbers, strict=True)
    ]
    given = take_units(unit_data, request.units or (), overwrite=request.overwrite)
    registry = combined_registry(unit_data, given, notice.city)
    distribution = distribute(map(_printed, tasks), registry)
    since = reported_since(existing, settings.calendar, notice.day or date.today())
    taker = ImportPlanner(
        existing,
        existing_shares(store.read(ASSIGNMENTS), distribution.registry),
        task_data,
        settings.scope,
        request.overwrite,
        since,
    )
    task_rows = [_task_row(task, distribution.tasks[task.number], source) for task in tasks]
    for task, row in zip(tasks, task_rows, strict=True):
        units = distribution.tasks[task.number]
        taker.take(row, _remark(task, units), units)
    findings = [
        *_notice_findings(notice, tasks, request.year, settings.year),
        *_matching_findings(matching, notice.tasks, tasks, source),
        *clash_findings(registry),
        *given.findings,
        *distribution.findings,
        *taker.result.findings,
    ]
    if since and taker.result.shares_added:
        findings.append(catalogue.DUTIES_FROM.at(ASSIGNMENTS.sheet, value=since))
    targets = _targets(store, existing, task_rows, overwrite=request.overwrite)
    findings += targets.findings
    report = _report(request, notice, distribution, taker.result, matching, findings, task_rows)
    if request.dry_run:
        return report
    rows = [unit.as_row() for unit in distribution.registry.units]
    units_taken = take_units(unit_data, rows, overwrite=request.overwrite)
    plans = [row for task in tasks for row in _plan_rows(task, taker.result)]
    steps = [Edit(PLANS, {}, plans), targets.edit]
    changes = _changes(report, taker.result, units_taken, steps)
    store.apply(kept_current(store, with_import_todos(store, changes, report.findings, source)))
    return report


def _targets(
    store: Store, existing: Mapping[int, ExistingTask], rows: Sequence[Row], *, overwrite: bool
) -> TargetIntake:
    """What the notice's tasks do to 量化指标."""
    texts: list[TaskText] = []
    for row in rows:
        number, after = whole_number(row[TASKS.number]) or 0, show(row[TASKS.content]).strip()
        known = existing.get(number)
        before = show(known.values[TASKS.content]).strip() if known else None
        texts.append(TaskText(number, after or before or "", before))
    return take_targets(store.read(INDICATORS), store.read(MEASURED), texts, overwrite=overwrite)


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


def _look_at_year(notice: Notice, year: int | None, ledger_year: int, ledger: str) -> None:
    """OtherYearError for a notice of another year, unless the request says which year it is for."""
    if year or ledger_year in (notice.year or ledger_year, *title_years(notice.title)):
        return
    raise OtherYearError(
        f"通知是 {notice.year} 年的，台账“{ledger}”的年度是 {ledger_year} 年，没有导入。"
        f"要开始新的一年，请新建台账：xlsheet new {notice.year}年台账.xlsm --notice 通知文件 --from {ledger}"
        "（单位名录、联系人、参数照旧；加 --carry-unfinished 还会结转没有完成的任务）。"
        f"如果通知确实属于 {ledger_year} 年，请加 --year {ledger_year}；"
        f"如果是台账的年度不对，请改“{PARAMETERS.sheet}”里的“{Names.year}”。"
    )


def _known(tasks: Iterable[ExistingTask]) -> list[KnownTask]:
    columns = TASKS.printed_number, TASKS.content, TASKS.source
    return [KnownTask(task.number, *(show(task.values[c]).strip() for c in columns)) for task in tasks]


def _numbers_used(store: Store) -> set[int]:
    """Numbers that no new task may get: what was ever said about a task stays with its number."""
    used: set[int] = set()
    for table, column in (
        (ASSIGNMENTS, ASSIGNMENTS.task_no),
        (PLANS, PLANS.task_no),
        (PROGRESS, PROGRESS.task_no),
    ):
        numbers = (whole_number(value) for value in store.read(table).frame[column])
        used |= {number for number in numbers if number is not None}
    return used


def import_units(store: Store, rows: Sequence[Row]) -> ImportReport:
    """Add the units of a registry file alone; the report counts no tasks."""
    taken = take_units(store.read(UNITS), rows, overwrite=False)
    added = len(taken.added)
    changes = Changes(COMMAND, f"单位名录新增 {added} 个单位。", [Edit(UNITS, taken.updated, taken.added)])
    store.apply(kept_current(store, with_import_todos(store, changes, taken.findings, UNITS.sheet)))
    return ImportReport(0, 0, 0, added, 0, 0, 0, 0, False, tuple(taken.findings))


def _printed(task: Task) -> Printed:
    return Printed(task.number, task.lead_text, task.responsible_text)


def _task_row(task: Task, units: TaskUnits, source: str) -> Row:
    return {
        TASKS.number: task.number,
        TASKS.chapter: task.chapter or None,
        TASKS.section: task.section or None,
        TASKS.content: task.content or None,
        TASKS.leaders: NAME_SEPARATOR.join(task.leaders) or None,
        TASKS.lead_units: units.cells[LEAD] or None,
        TASKS.responsible_units: units.cells[RESPONSIBLE] or None,
        TASKS.deadline: task.deadline,
        TASKS.source: source or None,
        TASKS.printed_number: task.printed or None,
    }


def _remark(task: Task, units: TaskUnits) -> str:
    """What has no column of its own, and what a person still has to decide."""
    undecided = "；".join(units.undecided)
    plan = (("工作措施", task.measures), ("总体目标", task.goal), ("阶段目标", task.stages))
    planless = [f"{what}：{text}" for what, text in plan if text and not units.shares]
    when = [f"{TASKS.deadline}：{task.deadline_note}"] if task.deadline_note else []
    return "。".join(
        part.rstrip("。")
        for part in [*task.notes, *when, *planless, *([f"待明确的单位：{undecided}"] if undecided else [])]
    )


def _notice_findings(
    notice: Notice, tasks: Sequence[Task], year: int | None, ledger_year: int
) -> Iterator[Finding]:
    """What the notice itself leaves odd: another year, numbering, missing units, unclear names."""
    notice_year = year or notice.year
    if notice_year and notice_year != ledger_year:
        yield catalogue.NOTICE_YEAR.at(value=notice_year, year=ledger_year)
    yield from notice.findings
    without_lead = [t.number for t in tasks if t.responsible_text and not t.lead_text]
    if without_lead:
        numbers = NAME_SEPARATOR.join(map(str, without_lead))
        yield catalogue.TASK_WITHOUT_LEAD.at(TASKS.sheet, value=numbers)
    yield from swallowed(tasks)
    for task in tasks:
        if task.deadline_text and task.deadline is None:
            yield catalogue.DEADLINE_OPEN.at(TASKS.sheet, value=task.deadline_text, task=task.number)
        if not (task.lead_text or task.responsible_text):
            yield catalogue.TASK_WITHOUT_UNITS.at(TASKS.sheet, value=task.number)
        for leader in task.leaders:
            if not 1 < len(leader) <= _LONGEST_NAME and "·" not in leader:
                yield catalogue.LEADER_UNCLEAR.at(TASKS.sheet, value=leader, task=task.number)


def _matching_findings(
    matching: Matching, printed: Sequence[Task], tasks: Sequence[Task], source: str
) -> Iterator[Finding]:
    """What the notice's tasks are to the ledger's, where that isn't plain. `printed` are the tasks with the
    numbers that the notice alone would give them."""
    new = [task for task in tasks if task.number not in matching.known]
    own = {task.number for task in printed}
    if any(task.number not in own for task in new):
        numbers = show_task_numbers(task.number for task in new)
        yield catalogue.TASKS_ADDED.at(
            TASKS.sheet, value=source or "这份通知", count=len(new), numbers=numbers
        )
    for task in new:
        if task.printed in matching.collided:
            yield catalogue.TASK_REPLACED.at(TASKS.sheet, value=task.printed, task=task.number)
    if matching.gone:
        yield catalogue.TASKS_GONE.at(TASKS.sheet, value=show_task_numbers(matching.gone))


def _report(
    request: ImportRequest,
    notice: Notice,
    distribution: Distribution,
    intake: Intake,
    matching: Matching,
    findings: Sequence[Finding],
    rows: Sequence[Row],
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
        moved=len(intake.moved),
        gone=len(matching.gone),
        rows=rows,
        dry_run=request.dry_run,
        differences=tuple(intake.differences),
    )


def _changes(report: ImportReport, intake: Intake, units: UnitIntake, further: Sequence[Edit]) -> Changes:
    edits = (
        Edit(TASKS, intake.tasks_updated, intake.tasks_added),
        Edit(ASSIGNMENTS, {}, intake.shares_added, intake.shares_removed),
        Edit(UNITS, units.updated, units.added),
        *further,
    )
    return Changes(COMMAND, report.summary(), [edit for edit in edits if edit])
