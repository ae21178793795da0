"""Split the ledger: a form for each unit that has to report on a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xlsheet.analysis.assignments import (
    Duties,
    Duty,
    task_contents,
    whole_number,
)
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.tables import ASSIGNMENTS, INDICATORS, MEASURED, PARAMETERS, PROGRESS, TASKS, UNITS
from xlsheet.errors import JobError, RequestError
from xlsheet.files.folders import file_stems, put_files
from xlsheet.forms.content import FormContent, FormTask
from xlsheet.forms.targets import form_targets
from xlsheet.forms.write.form import all_forms, book_bytes
from xlsheet.forms.write.limits import form_limits
from xlsheet.indicators.standings import read_counts, read_indicators
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.rules.files import RETURNED
from xlsheet.rules.folder import rules_of
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.units.registry import Registry

FILES: Final = "files"
SHEETS: Final = "sheets"


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """`units`: only these (names or aliases); none means all that report. `layout` is `FILES` or `SHEETS`."""

    month: Month
    out: Path
    units: Sequence[str] = ()
    layout: str = FILES
    overwrite: bool = False
    schemas: Path | None = None


@dataclass(frozen=True, slots=True)
class SplitFile:
    """A unit's form: where it is, and how many progress rows it has to fill in."""

    unit: str
    path: str
    rows: int


@dataclass(frozen=True, slots=True)
class SplitReport:
    """The forms, in the order of the unit registry. `plans` says whether they ask for the plan too."""

    month: Month
    out: Path
    files: tuple[SplitFile, ...]
    plans: bool

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        files = sorted(self.files, key=lambda file: file.unit)
        return {
            "month": str(self.month),
            "files": [{"unit": f.unit, "path": f.path, "rows": f.rows} for f in files],
        }

    def summary(self) -> str:
        rows = sum(file.rows for file in self.files)
        plans = "，带推进计划" if self.plans else ""
        paths = len({file.path for file in self.files})
        return (
            f"{self.month.chinese}填报表：{len(self.files)} 个单位、{rows} 项{plans}，"
            f"{paths} 个文件在“{self.out}”里。"
        )

    def listings(self) -> Sequence[Listing]:
        rows = [(file.unit, str(file.rows), Path(file.path).name) for file in self.files]
        return [Listing("填报表", ("单位", "要填的项数", "文件"), rows)]


def split(store: Store, request: SplitRequest) -> SplitReport:
    """Write the forms into `request.out`; all of them or none.

    Raises RequestError for a month that is not reported on or a unit that nobody knows or that has
    nothing to report, OutputError where a different file stands there already or nothing can be written.
    """
    settings = settings_of(store)
    _look_at_month(request.month, settings)
    contents = form_contents(store, settings, request.month, request.schemas)
    chosen = _chosen(contents, request, Registry.from_table(store.read(UNITS)))
    if not chosen:
        raise JobError(
            f"{request.month} 没有单位要报送。请看“{ASSIGNMENTS.sheet}”的“{ASSIGNMENTS.reports}”"
            f"和“{PARAMETERS.sheet}”的“报送口径”。"
        )
    common = [f"填报表_{request.month}.xlsx"] * len(chosen)
    names = common if request.layout == SHEETS else form_names(chosen)
    put_files(_made(chosen, names, request.layout), request.out, overwrite=request.overwrite)
    files = tuple(
        SplitFile(c.unit, str(request.out / n), len(c.tasks)) for c, n in zip(chosen, names, strict=True)
    )
    return SplitReport(request.month, request.out, files, chosen[0].plan_due is not None)


def _look_at_month(month: Month, settings: Settings) -> None:
    calendar = settings.calendar
    if month not in calendar.months():
        raise RequestError(
            f"{month} 不用报送：本台账的报送月份是 {calendar.first_month} 至 {calendar.last_month}，"
            f"可在“{PARAMETERS.sheet}”里改。"
        )


def form_contents(
    store: Store, settings: Settings, month: Month, schemas: Path | None = None
) -> list[FormContent]:
    """What each reporting unit's form of a month says, in the order of the unit registry."""
    limits = form_limits(rules_of(store, settings, schemas, RETURNED), settings, month)
    tasks = store.read(TASKS)
    texts = task_contents(tasks)
    duties = Duties.of(store.read(ASSIGNMENTS), tasks, settings.scope)
    by_unit: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties.in_month(month):
        if duty.task_no in texts:
            by_unit[duty.unit].append(duty)
    last = _last_entries(store.read(PROGRESS), month)
    registered = [show(name).strip() for name in store.read(UNITS).column(UNITS.unit)]
    order = {name: i for i, name in enumerate(registered)}
    targets, counts = read_indicators(store.read(INDICATORS)), read_counts(store.read(MEASURED))
    first = month == settings.calendar.first_month
    return [
        FormContent(
            ledger_id=settings.ledger_id,
            title=settings.title,
            office=settings.office,
            contact=settings.office_contact,
            unit=unit,
            month=month,
            due=settings.calendar.due(month),
            due_included=settings.calendar.due_day_on_time,
            limits=limits,
            plan_due=settings.calendar.plan_due if first else None,
            tasks=tuple(_form_task(duty, texts, last) for duty in by_unit[unit]),
            targets=form_targets(unit, [duty.task_no for duty in by_unit[unit]], targets, counts, month),
        )
        for unit in sorted(by_unit, key=lambda name: (order.get(name, len(order)), name))
    ]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a unit wrote for a month, and how far it was."""

    month: Month
    text: str
    percent: float | None


def _form_task(duty: Duty, texts: Mapping[int, str], last: Mapping[tuple[str, int], _Entry]) -> FormTask:
    entry = last.get((duty.unit, duty.task_no))
    text, percent = (entry.text, entry.percent) if entry else ("", None)
    return FormTask(duty.task_no, duty.role, texts[duty.task_no], text, percent)


def _last_entries(progress: TableData, month: Month) -> dict[tuple[str, int], _Entry]:
    """Unit and task -> the last entry before `month`; one that is older than a month says so.

    Of equal keys the first row counts.
    """
    columns = (PROGRESS.unit, PROGRESS.task_no, PROGRESS.month, PROGRESS.text, PROGRESS.percent)
    months = {cell: Month.parse(cell) for cell in set(progress.column(PROGRESS.month))}
    before = month.plus(-1)
    entries: dict[tuple[str, int], _Entry] = {}
    for _, (unit, cell, month_cell, text, percent) in progress.cells(*columns):
        number, of = whole_number(cell), months[month_cell]
        if number is None or of is None or of >= month:
            continue
        key = (show(unit).strip(), number)
        if key not in entries or entries[key].month < of:
            words = show(text) if of == before else f"（{of.chinese}）{show(text)}"
            share = (
                float(percent) if isinstance(percent, int | float) and not isinstance(percent, bool) else None
            )
            entries[key] = _Entry(of, words, share)
    return entries


def _chosen(
    contents: Sequence[FormContent], request: SplitRequest, registry: Registry
) -> Sequence[FormContent]:
    if not request.units:
        return contents
    by_unit = {content.unit: content for content in contents}
    chosen: dict[str, FormContent] = {}
    for name in request.units:
        unit = name if name in by_unit else registry.canonical(name)
        if unit is None:
            near = "、".join(f"“{other}”" for other in registry.nearest(name))
            raise RequestError(f"“{UNITS.sheet}”里没有“{name}”。{f'相近的有{near}。' if near else ''}")
        if unit not in by_unit:
            raise RequestError(f"“{unit}”在 {request.month} 没有要报送的任务。")
        chosen[unit] = by_unit[unit]
    return [content for content in contents if content.unit in chosen]


def form_names(contents: Sequence[FormContent]) -> list[str]:
    """The file name of each content's form, in their order."""
    stems = file_stems(content.unit for content in contents)
    return [f"{stem}_{content.month}.xlsx" for stem, content in zip(stems, contents, strict=True)]


def _made(contents: Sequence[FormContent], names: Sequence[str], layout: str) -> dict[str, bytes]:
    if layout == SHEETS:
        return {names[0]: book_bytes(contents)}
    return dict(zip(names, all_forms(contents), strict=True))
