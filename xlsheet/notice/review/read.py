"""Read a review that a clerk corrected: it says outright what the notice's tasks are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import PLANS, TASKS
from xlsheet.errors import SourceError
from xlsheet.grids.grid import Grid
from xlsheet.grids.packages import UntrustedPackage
from xlsheet.grids.refused import Refused
from xlsheet.grids.workbook import read_book
from xlsheet.notice.extract.drafts import own_numbers
from xlsheet.notice.model import Notice, SourceCount, Task
from xlsheet.notice.owners.deadlines import last_day
from xlsheet.notice.owners.people import split_leaders
from xlsheet.notice.review.layout import CITY, CONTENT, GUIDE_SHEET, NUMBER, PLACE, SHEET, TEXT, TITLE, YEAR

_BOOK: Final = "xl/workbook.xml"


def is_review(raw: bytes) -> bool:
    """Whether a file is a review, at a glance."""
    try:
        return raw.startswith(b"PK") and SHEET.encode() in UntrustedPackage(raw).beginning(_BOOK)
    except Refused:
        return False


def read_review(raw: bytes, name: str) -> Notice:
    """The notice as the review has it. In a worker. SourceError, naming `name`, where it holds no task."""
    try:
        grids = {grid.sheet: grid for grid in read_book(raw).grids}
    except Refused as refused:
        raise SourceError(f"“{name}”读不了：{refused.finding.message}") from None
    lines = _records(grids[SHEET])
    facts = _facts(grids.get(GUIDE_SHEET))
    year = int(facts[YEAR]) if facts.get(YEAR, "").isdecimal() else None
    tasks = [_task(place, line, year) for place, line in lines if show(line.get(CONTENT)).strip()]
    if not tasks:
        raise SourceError(
            f"“{name}”是通知核对表，但“{CONTENT}”一列都是空的，没有任务可以导入。请核对是不是改好的那一份。"
        )
    filled = sum(1 for _, line in lines if show(line.get(TEXT)).strip() or show(line.get(CONTENT)).strip())
    source = SourceCount(filled, len(tasks), filled - len(tasks), 0)
    return Notice(facts.get(TITLE, ""), year, facts.get(CITY, ""), _numbered(tasks), (), source)


def _records(grid: Grid) -> list[tuple[int, Mapping[str, object]]]:
    """Each filled row below the header, by the header's names, with its row in the sheet."""
    for top, cells in enumerate(grid.rows):
        header = [show_name(cell) for cell in cells]
        if CONTENT in header:
            below = enumerate(grid.rows[top + 1 :], start=top + 2)
            return [(row, dict(zip(header, line, strict=False))) for row, line in below if any(line)]
    return []


def _facts(grid: Grid | None) -> dict[str, str]:
    rows = grid.rows if grid else ()
    return {show_name(row[0]): show_name(row[1]) for row in rows if len(row) > 1 and row[0]}


def _task(row: int, line: Mapping[str, object], year: int | None) -> Task:
    def text(name: str) -> str:
        return show(line.get(name)).strip()

    day = line.get(TASKS.deadline)
    deadline = day.date() if isinstance(day, datetime) else day if isinstance(day, date) else None
    printed_deadline = text(TASKS.deadline)
    if deadline is None and printed_deadline:
        deadline = last_day(printed_deadline, year or date.today().year)
    return Task(
        number=0,
        chapter=text(TASKS.chapter),
        section=text(TASKS.section),
        content=text(CONTENT),
        leaders=split_leaders(text(TASKS.leaders)),
        leaders_text=text(TASKS.leaders),
        lead_text=text(TASKS.lead_units),
        responsible_text=text(TASKS.responsible_units),
        notes=(text(TASKS.remark),) if text(TASKS.remark) else (),
        printed=text(NUMBER),
        deadline=deadline,
        deadline_text=printed_deadline,
        goal=text(PLANS.goal),
        measures=text(PLANS.work),
        stages=text(PLANS.stages),
        place=text(PLACE) or f"{SHEET}第{row}行",
    )


def _numbered(tasks: Sequence[Task]) -> tuple[Task, ...]:
    numbers = own_numbers([task.printed for task in tasks])
    return tuple(replace(task, number=number) for task, number in zip(tasks, numbers, strict=True))
