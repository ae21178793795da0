"""The button 导入通知: what a new ledger cannot know is asked first, and nothing is overwritten unasked."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsheet.addin.choices import ELSEWHERE, NO_REGISTRY, Choice
from xlsheet.addin.click import Click, ClickOutcome
from xlsheet.addin.messages import SHOWN, with_findings
from xlsheet.dictionary.findings import Severity
from xlsheet.dictionary.tables import TASKS, TODOS, UNITS
from xlsheet.errors import RequestError
from xlsheet.ledger.settings import Names

if TYPE_CHECKING:
    from xlsheet.jobs.importing import ImportReport

_NOTICES: Final = (
    *(".docx", ".xlsx", ".txt", ".pdf", ".doc", ".wps", ".xls", ".et", ".ods", ".csv", ".html", ".htm"),
    *(".rtf", ".odt", ".zip"),
)


def import_notice(click: Click) -> ClickOutcome:
    """Add a notice's tasks. Where lines of it were not understood, offer a look at them first; where tasks
    differ, ask whether the notice wins."""
    from xlsheet.jobs.create import ImportFilesRequest, import_files
    from xlsheet.jobs.year.basics import not_begun

    notice = click.file("选择通知文件，或改好的核对表", _NOTICES)
    units = click.given.files[1] if len(click.given.files) > 1 else None
    if not click.was_given and not_begun(click.store):
        units = _begin(click, notice)
    request = ImportFilesRequest(notice, units)
    tried = import_files(click.store, replace(request, dry_run=True))
    if tried.source.unused and click.confirms(_look_first(tried.source.unused), "导入通知") == "yes":
        book = _review_beside(notice)
        import_files(click.store, replace(request, dry_run=True, review=book))
        return ClickOutcome(f"核对表写在“{book}”，台账没有改动。改好、保存后再点“导入通知”，选这份核对表。")
    report = import_files(click.store, request)
    if report.differences and click.confirms(_whether_to_overwrite(report), "导入通知") == "yes":
        report = import_files(click.store, replace(request, overwrite=True))
    open_ones = sum(finding.severity is not Severity.INFO for finding in report.findings)
    sheet = TODOS.sheet if open_ones > SHOWN else TASKS.sheet
    return ClickOutcome(with_findings(report.summary(), report.findings), sheet)


def _begin(click: Click, notice: Path) -> Path | None:
    """A ledger's first notice: what it cannot know is asked once, with what the notice and 参数 say; the
    registry's file, where the user has one."""
    from xlsheet.jobs.year.basics import Basics, set_basics
    from xlsheet.notice.incoming import read_notice

    settings = click.settings
    year = read_notice(notice, settings.year).notice.year or settings.year
    choices = [
        Choice(Names.year, str(year)),
        Choice(Names.office, settings.office),
        Choice(Names.office_contact, settings.office_contact),
        Choice(Names.due_day, str(settings.calendar.due_day)),
        Choice(UNITS.sheet, NO_REGISTRY, (NO_REGISTRY, ELSEWHERE)),
    ]
    asked = click.choose("第一次导入", choices)
    for name in (Names.year, Names.due_day):
        if not asked[name].isdecimal():
            raise RequestError(f"“{name}”写的是“{asked[name]}”，应是一个数。")
    units = (
        click.file("选择单位名录（csv 或 xlsx）", (".csv", ".xlsx"))
        if asked[UNITS.sheet] == ELSEWHERE
        else None
    )
    basics = (
        int(asked[Names.year]),
        asked[Names.office],
        asked[Names.office_contact],
        int(asked[Names.due_day]),
    )
    set_basics(click.store, Basics(*basics))
    return units


def _review_beside(notice: Path) -> Path:
    """A name for the notice's review that no file has yet."""
    names = chain(("_核对",), (f"_核对{number}" for number in count(2)))
    places = (notice.with_name(f"{notice.stem}{name}.xlsx") for name in names)
    return next(place for place in places if not place.exists())


def _look_first(unused: int) -> str:
    return (
        f"通知里有 {unused} 行没有看懂。\n\n要先做一份核对表吗？表里原文和理解的内容并排，改好后再导入。"
        "选“否”则直接导入，没有看懂的会逐条列出。"
    )


def _whether_to_overwrite(report: ImportReport) -> str:
    listed = "\n".join(f"· {each.words()}" for each in report.differences[:SHOWN])
    more = f"\n……共 {len(report.differences)} 处。" if len(report.differences) > SHOWN else ""
    return (
        f"通知里有 {report.changed} 项任务和台账不一样（台账 → 通知）：\n\n{listed}{more}\n\n"
        f"要按通知改写这 {report.changed} 项吗？选“否”则保留台账里的内容。"
    )
