"""Split the ledger: a form for each unit that has to report on a month."""

from __future__ import annotations

import errno
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xlsheet.errors import JobError, OutputError, RequestError
from xlsheet.forms.content import FormContent, FormTask
from xlsheet.forms.write import all_forms, book_bytes
from xlsheet.jobs.file_names import allowed, numbered
from xlsheet.jobs.reports import Listing
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import (
    Duty,
    closed_months,
    is_expected,
    read_assignments,
    reporting_duties,
    whole_number,
)
from xlsheet.ledger.findings import show
from xlsheet.ledger.periods import Month
from xlsheet.ledger.registry import Registry
from xlsheet.ledger.settings import Settings, read_settings
from xlsheet.ledger.tables import ASSIGNMENTS, PARAMETERS, PROGRESS, TASKS, UNITS
from xlsheet.stores import Store

FILES: Final = "files"
SHEETS: Final = "sheets"
_WHY: Final = {
    errno.ENOSPC: "磁盘空间不够",
    errno.EDQUOT: "磁盘空间不够",
    errno.EACCES: "没有写入权限，或者其中的文件正在被打开",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "磁盘是只读的",
    errno.EEXIST: "它是一个文件，不是文件夹",
    errno.ENOTDIR: "它不是文件夹",
    errno.EISDIR: "里面有同名的文件夹",
    errno.ENAMETOOLONG: "路径太长",
}


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """`units`: only these (names or aliases); none means all that report. `layout` is `FILES` or `SHEETS`."""

    month: Month
    out: Path
    units: Sequence[str] = ()
    layout: str = FILES
    overwrite: bool = False


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
    settings = read_settings(store.read(PARAMETERS))
    _look_at_month(request.month, settings)
    contents = form_contents(store, settings, request.month)
    chosen = _chosen(contents, request, Registry.from_table(store.read(UNITS)))
    if not chosen:
        raise JobError(
            f"{request.month} 没有单位要报送。请看“{ASSIGNMENTS.sheet}”的“{ASSIGNMENTS.reports}”"
            f"和“{PARAMETERS.sheet}”的“报送口径”。"
        )
    names = _file_names(chosen, request)
    try:
        _write(chosen, names, request)
    except OSError as error:
        why = _WHY.get(error.errno or 0, f"系统错误 {error.errno}")
        raise OutputError(f"“{request.out}”写不进去：{why}。请处理后再试，或换一个文件夹。") from error
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


def form_contents(store: Store, settings: Settings, month: Month) -> list[FormContent]:
    """What each reporting unit's form of a month says, in the order of the unit registry."""
    tasks = store.read(TASKS)
    texts = _texts(tasks)
    closed = closed_months(tasks)
    duties = reporting_duties(read_assignments(store.read(ASSIGNMENTS)), settings.scope)
    by_unit: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.task_no in texts and is_expected(duty, month, closed):
            by_unit[duty.unit].append(duty)
    last = _last_entries(store.read(PROGRESS), month)
    registered = [show(name).strip() for name in store.read(UNITS).frame[UNITS.unit]]
    order = {name: i for i, name in enumerate(registered)}
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
            text_limit=settings.text_limit,
            plan_due=settings.calendar.plan_due if first else None,
            tasks=tuple(_form_task(duty, texts, last) for duty in by_unit[unit]),
        )
        for unit in sorted(by_unit, key=lambda name: (order.get(name, len(order)), name))
    ]


def _texts(tasks: TableData) -> dict[int, str]:
    pairs = zip(tasks.frame[TASKS.number], tasks.frame[TASKS.content], strict=True)
    return {number: show(text) for cell, text in pairs if (number := whole_number(cell)) is not None}


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
    months = {cell: Month.parse(cell) for cell in progress.frame[PROGRESS.month].unique()}
    before = month.plus(-1)
    entries: dict[tuple[str, int], _Entry] = {}
    for unit, cell, month_cell, text, percent in zip(*(progress.frame[c] for c in columns), strict=True):
        number, of = whole_number(cell), months[month_cell]
        if number is None or of is None or of >= month:
            continue
        key = (show(unit).strip(), number)
        if key not in entries or entries[key].month < of:
            is_number = isinstance(percent, int | float) and not isinstance(percent, bool)
            words = show(text) if of == before else f"（{of.chinese}）{show(text)}"
            entries[key] = _Entry(of, words, float(percent) if is_number else None)
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


def _file_names(contents: Sequence[FormContent], request: SplitRequest) -> list[str]:
    """A name for each unit's file, allowed on every system; the same one for all in a common workbook."""
    if request.layout == SHEETS:
        return [f"填报表_{request.month}.xlsx"] * len(contents)
    names: list[str] = []
    for content in contents:
        taken = {name.casefold() for name in names}
        names.append(numbered(allowed(content.unit, "单位"), f"_{request.month}.xlsx", taken))
    return names


def _write(contents: Sequence[FormContent], names: Sequence[str], request: SplitRequest) -> None:
    """Make all files out of sight, look whether they may go there, then move them in."""
    if request.layout == SHEETS:
        made = {names[0]: book_bytes(contents)}
    else:
        made = dict(zip(names, all_forms(contents), strict=True))
    request.out.mkdir(parents=True, exist_ok=True)
    new = _new_ones(made, request)
    with tempfile.TemporaryDirectory(prefix=".xlsheet-", dir=request.out) as folder:
        for name in new:
            (Path(folder) / name).write_bytes(made[name])
        for name in new:
            (Path(folder) / name).replace(request.out / name)


def _new_ones(made: Mapping[str, bytes], request: SplitRequest) -> list[str]:
    """The files that are not there yet as they are. One that is there but different may have been
    filled in already: it is not overwritten unasked."""
    there = {name: (request.out / name).read_bytes() for name in made if (request.out / name).exists()}
    different = [name for name, content in there.items() if content != made[name]]
    if different and not request.overwrite:
        more = f"等 {len(different)} 个文件" if len(different) > 1 else ""
        raise OutputError(
            f"“{request.out / different[0]}”{more}已经有了，而且内容不同，一个也没有写。"
            "请换一个文件夹；确定要覆盖的话，加 --overwrite。"
        )
    return [name for name in made if there.get(name) != made[name]]
