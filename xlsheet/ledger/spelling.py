"""Months, numbers, days and moments as people spell them in a ledger, read alike by every command.

A row typed by hand may say 2020年5月, 202005 or a date for 2020-05, 第95项 for 95, 50% as text, a day as text
or as its bare number. All of them are read as what they mean, and written back in the one form. So are units
that 单位名录 has under another name now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from xlsheet.cells.dates import MOMENT_ZERO, read_month
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.cells.text import clean
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show, show_name
from xlsheet.dictionary.tables import ASSIGNMENTS, TASKS, UNITS, Column, Kind, Table
from xlsheet.ledger.table import TableData

_MONTH: Final = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])")
_WHOLE: Final = re.compile(r"\d{1,9}(?:\.0+)?")
_NUMBER: Final = re.compile(r"\d{1,6}(?:\.\d+)?")
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d+)?)([万亿]?)")
_MOMENT: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[T\s]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?(?:\.\d+)?[秒分]?)?"
)
_COMPACT: Final = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SERIALS: Final = (36526, 73050)
"""Serial numbers of the days 2000-01-01 and 2099-12-31."""

_BETWEEN_NAMES: Final = re.compile(r"[、,，;；\s]+")
_NUMBERED: Final = (TASKS.number, ASSIGNMENTS.task_no)
_AS_IT_SHOULD_BE: Final[Mapping[Kind, frozenset[type]]] = {
    Kind.INTEGER: frozenset((int, float, type(None))),
    Kind.NUMBER: frozenset((int, float, type(None))),
    Kind.PERCENT: frozenset((int, float, type(None))),
    Kind.DATE: frozenset((date, datetime, type(None))),
    Kind.DATETIME: frozenset((date, datetime, type(None))),
}

Respelled = dict[tuple[int, str], object]
"""What stands in the ledger in the cells that are read as something else, by worksheet row and column."""


def respell(
    table: Table, header: Sequence[str], numbers: Sequence[int], rows: Sequence[list[object]]
) -> Respelled:
    """Put into a table's rows what its cells mean; what stood there instead."""
    found: Respelled = {}
    for column in table.columns:
        read = _reader(column)
        if read is None or column not in header:
            continue
        place = header.index(column)
        cells = [row[place] for row in rows]
        if {*map(type, cells)} <= _AS_IT_SHOULD_BE.get(column.kind, frozenset()):
            continue
        for at, cell in enumerate(cells):
            meant = read(cell)
            if meant is not cell:
                rows[at][place] = meant
                found[numbers[at], column] = cell
    return found


def _reader(column: Column) -> Callable[[object], object] | None:
    if column.kind is Kind.INTEGER:
        return _task_number if column in _NUMBERED else _whole
    return {
        Kind.MONTH: _month,
        Kind.PERCENT: _share,
        Kind.NUMBER: _amount,
        Kind.DATE: _day,
        Kind.DATETIME: moment_in,
    }.get(column.kind)


def _month(cell: object) -> object:
    if cell is None or (isinstance(cell, str) and _MONTH.fullmatch(cell)):
        return cell
    said = moment_in(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    month = read_month(said, 0)
    return cell if month is None or not month.year else str(month)


def _task_number(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    number = read_task_number(cell)
    return cell if number is None else number


def _whole(cell: object) -> object:
    text = clean(cell).strip() if isinstance(cell, str) else ""
    return int(float(text)) if _WHOLE.fullmatch(text) else cell


def _share(cell: object) -> object:
    """60% and 0.6 as text; a bare 60 may mean either and stays."""
    if not isinstance(cell, str):
        return cell
    text = clean(cell).replace("％", "%").replace(" ", "")
    number = text.removesuffix("%")
    if not _NUMBER.fullmatch(number):
        return cell
    value = float(number) / 100 if text.endswith("%") else float(number)
    return value if 0 <= value <= 1 else cell


def _amount(cell: object) -> object:
    """1,200 and 1.2万 as text."""
    if not isinstance(cell, str):
        return cell
    match = _AMOUNT.fullmatch(clean(cell).replace(" ", "").replace("，", ","))
    if match is None:
        return cell
    number = round(float(match[1].replace(",", "")) * {"万": 10**4, "亿": 10**8}.get(match[2], 1), 6)
    return int(number) if number.is_integer() else number


def _day(cell: object) -> object:
    meant = moment_in(cell)
    if meant is not cell and isinstance(meant, datetime) and meant.time() == time():
        return meant.date()
    return meant


def moment_in(cell: object) -> object:
    """A moment or day from a cell that holds it as text or as its bare number; else the cell itself."""
    if isinstance(cell, str):
        return _moment_in_words(clean(cell).strip()) or cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _SERIALS[0] <= cell <= _SERIALS[1]:
        return MOMENT_ZERO + timedelta(seconds=round(cell * 86400))
    return cell


def _moment_in_words(text: str) -> datetime | None:
    match = _MOMENT.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        return None
    try:
        year, month, day, *clock = (int(part or 0) for part in match.groups())
        hour, minute, second = [*clock, 0, 0, 0][:3]
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def present_names(units: TableData) -> dict[str, str]:
    """The names that units of 单位名录 had or go by -> the one they are registered under; names that two
    units claim, or that another unit is registered under, are left out."""
    claims: dict[str, set[str]] = {}
    known = {show_name(cell) for cell in units.column(UNITS.unit)}
    for _, (unit, aliases) in units.cells(UNITS.unit, UNITS.aliases):
        for alias in _BETWEEN_NAMES.split(show_name(aliases)):
            if alias and alias not in known and show_name(unit):
                claims.setdefault(alias, set()).add(show_name(unit))
    return {alias: next(iter(meant)) for alias, meant in claims.items() if len(meant) == 1}


def under_present_names(data: TableData, names: Mapping[str, str]) -> TableData:
    """The table with each row under the present name of its unit: a unit that was renamed keeps its past.
    What stands in the sheet instead is among `respelled`."""
    if UNITS.unit not in data.header or not names:
        return data
    place = data.header.index(UNITS.unit)
    cells = data.column(UNITS.unit)
    old = {cell: names[show_name(cell)] for cell in {*cells} if show_name(cell) in names}
    if not old:
        return data
    values, respelled = list(data.values), dict(data.respelled)
    for i, cell in enumerate(cells):
        if cell in old:
            values[i] = [*data.values[i][:place], old[cell], *data.values[i][place + 1 :]]
            respelled[data.numbers[i], UNITS.unit] = cell
    return replace(data, values=values, respelled=respelled)


def respelled_findings(data: TableData) -> list[Finding]:
    """What was read as something else, each with its cell; of merged cells one for all that lie under the
    first."""
    sheet, found = data.table.sheet, []
    for (number, name), cell in data.respelled.items():
        taken, place = show(data.row(number)[name]), data.cell(number, name)
        if cell is not None:
            found.append(catalogue.CELL_RESPELLED.at(sheet, place, cell, taken=taken))
        elif data.respelled.get((number - 1, name), "") is not None:
            found.append(catalogue.CELL_MERGED.at(sheet, place, taken=taken))
    return found
