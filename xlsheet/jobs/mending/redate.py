"""Mend the day on which a returned file was received, in every row that it brought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from xlsheet.analysis.home_data import standing_day
from xlsheet.cells.moments import moment_in
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show_name
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.tables import NAME_SEPARATOR, PLANS, PROGRESS, RECEIPTS, REJECTIONS, Table
from xlsheet.errors import RequestError
from xlsheet.jobs.home import kept_current
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.table import TableData
from xlsheet.merge.receipts import look_at_day
from xlsheet.stores import Store
from xlsheet.stores.views import home_data

COMMAND: Final = "改收件日期"

_FILES: Final = {
    RECEIPTS: (RECEIPTS.file, RECEIPTS.received),
    PROGRESS: (PROGRESS.source_file, PROGRESS.received),
    PLANS: (PLANS.source_file, PLANS.received),
    REJECTIONS: (REJECTIONS.source_file, REJECTIONS.received),
}
"""Where a file's name and the time of its receipt stand."""


@dataclass(frozen=True, slots=True)
class RedateRequest:
    """`file` is a file's name as 收件登记 has it, or its path; `was` tells receipts of several days apart;
    `insist` takes a day that cannot be right."""

    file: str
    day: date
    was: date | None = None
    insist: bool = False


@dataclass(frozen=True, slots=True)
class RedateReport:
    """How many rows of each table have another day now."""

    file: str
    was: date
    day: date
    rows: dict[str, int]

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        return {"file": self.file, "was": str(self.was), "day": str(self.day), "rows": self.rows}

    def summary(self) -> str:
        counts = "，".join(f"{sheet} {count} 行" for sheet, count in self.rows.items() if count)
        return f"“{self.file}”的收件日期由 {self.was} 改为 {self.day}：{counts}。"

    def listings(self) -> Sequence[Listing]:
        return []


def redate(store: Store, request: RedateRequest) -> RedateReport:
    """Change the day of a file's receipt in 收件登记, 月度进展, 推进计划 and 退回清单; the time of day stays.

    首页 stood on the wrong day: it goes back to the newest receipt. Raises RequestError for a file that isn't
    registered, one with receipts of several days, or a day that cannot be right.
    """
    receipts = store.read(RECEIPTS)
    name = _registered(receipts, request.file)
    was = _wrong_day(receipts, name, request.was)
    if not request.insist:
        look_at_day(request.day, date.today(), _reported(receipts, name, was))

    def moved(moment: datetime) -> datetime | None:
        return datetime.combine(request.day, moment.time()) if moment.date() == was else None

    edits = [_edit(store.read(table), table, name, moved) for table in _FILES]
    rows = {edit.table.sheet: len(edit.updates) for edit in edits}
    report = RedateReport(name, was, request.day, rows)
    changes = Changes(COMMAND, report.summary(), [edit for edit in edits if edit])
    store.apply(kept_current(store, changes, _standing(store, receipts.after(edits[0]), was)))
    return report


def _registered(receipts: TableData, file: str) -> str:
    """The name under which a file is registered: as given, or the last part of its path."""
    names = dict.fromkeys(map(show_name, receipts.column(RECEIPTS.file)))
    last = file.replace("\\", "/").rsplit("/", 1)[-1]
    for name in (file, last):
        if name in names:
            return name
    inside = [name for name in names if name.rsplit("/", 1)[-1] == last]
    if len(inside) == 1:
        return inside[0]
    several = f"有几个：{NAME_SEPARATOR.join(inside)}。请写全。" if inside else "请照“文件名”一列写。"
    raise RequestError(f"“{RECEIPTS.sheet}”里没有文件“{file}”，{several}")


def _wrong_day(receipts: TableData, name: str, was: date | None) -> date:
    days = {
        moment.date()
        for file, cell in zip(receipts.column(RECEIPTS.file), receipts.column(RECEIPTS.received), strict=True)
        if show_name(file) == name and (moment := moment_in(cell)) is not None
    }
    found = sorted(days) if was is None else [day for day in sorted(days) if day == was]
    if len(found) == 1:
        return found[0]
    known = NAME_SEPARATOR.join(map(str, sorted(days))) or "空的"
    raise RequestError(f"“{name}”登记的收件日期是 {known}，请用 --was 写明要改的是哪一天。")


def _reported(receipts: TableData, name: str, was: date) -> list[tuple[str, Month]]:
    """The months that the file's receipts of that day report on."""
    return [
        (name, month)
        for _, row in receipts.rows(RECEIPTS.file, RECEIPTS.received, RECEIPTS.month)
        if show_name(row[RECEIPTS.file]) == name
        and (moment := moment_in(row[RECEIPTS.received])) is not None
        and moment.date() == was
        for text in show_name(row[RECEIPTS.month]).split(NAME_SEPARATOR)
        if (month := Month.parse(text)) is not None
    ]


def _edit(data: TableData, table: Table, name: str, moved: Callable[[datetime], datetime | None]) -> Edit:
    file, received = _FILES[table]
    updates: dict[int, Row] = {}
    for number, cells in data.rows(file, received):
        moment = moment_in(cells[received])
        new = moved(moment) if moment is not None and show_name(cells[file]) == name else None
        if new is not None and new != moment:
            updates[number] = {received: new}
    return Edit(table, updates)


def _standing(store: Store, receipts: TableData, was: date) -> date | None:
    """The day on which 首页 stands from now on, where it stood on the wrong one; None leaves it alone."""
    home = home_data(store)
    if home is None or standing_day(home) != was:
        return None
    moments = map(moment_in, receipts.column(RECEIPTS.received))
    return max((moment.date() for moment in moments if moment is not None), default=None)
