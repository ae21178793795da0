"""Dates as people write them: 2020-7-5, 2020.7.5, 2020年7月5日, 20200705, 7月5日, 7月底, 年底前."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding, show
from xlsheet.ledger.periods import Month
from xlsheet.ledger.texts import fold

_FULL: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:00:00:00)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY: Final = re.compile(r"(\d{1,2})[月./-](\d{1,2})[日号]?")
_VAGUE: Final = re.compile(
    r"(?:(\d{4})年|今年|本年)?(?:(\d{1,2})月(初|上旬|中旬|下旬|底|末|份)?|([上下])半年|年([底末])|第?([一二三四1-4])季度)[底末]?[之以]?前?"
)
_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(36526, 73051)
"""Serial numbers of the days 2000-01-01 to 2099-12-31."""
_YEARS_AROUND: Final = 5
_LAST_DAYS: Final = {"初": 10, "上旬": 10, "中旬": 20}

Reading = tuple[date | None, Finding | None]


def read_date(value: object, month: Month, *, deadline: bool, sheet: str, cell: str) -> Reading:
    """A day from a cell; a year that isn't written is that of the form's `month`, or the next where a
    report was filled in after the turn of the year. A vague deadline means the last day it can mean; a
    vague day of filling in means none."""
    text = fold(show(value))
    if not text:
        return None, None
    try:
        day = _exact(value, text, month, deadline=deadline)
    except ValueError:
        return None, codes.DATE_WRONG.at(sheet, cell, value)
    if day is None:
        last = _vague(text, month)
        if last is None:
            return None, codes.DATE_WRONG.at(sheet, cell, value)
        taken = f"按 {last} 理解" if deadline else "不是确切的日期，填报日期留空"
        return (last if deadline else None), codes.DATE_VAGUE.at(sheet, cell, value, taken=taken)
    if abs(day.year - month.year) > _YEARS_AROUND:
        return None, codes.DATE_WRONG.at(sheet, cell, value)
    if isinstance(value, date):
        return day, None
    return day, codes.DATE_NORMALISED.at(sheet, cell, value, taken=f"{day}")


def _exact(value: object, text: str, month: Month, *, deadline: bool) -> date | None:
    """None where no exact day is written; ValueError where it is one that doesn't exist."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and value in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(value))
    full = _FULL.fullmatch(text) or _COMPACT.fullmatch(text)
    if full:
        return date(int(full[1]), int(full[2]), int(full[3]))
    short = _DAY.fullmatch(text)
    if short:
        year = month.year if deadline or int(short[1]) >= month.month else month.year + 1
        return date(year, int(short[1]), int(short[2]))
    return None


def _vague(text: str, month: Month) -> date | None:
    """The last day that words such as 7月底 or 上半年 can mean."""
    match = _VAGUE.fullmatch(text)
    if match is None:
        return None
    year = int(match[1] or month.year)
    if match[2]:
        if not 1 <= int(match[2]) <= 12:
            return None
        whole = Month(year, int(match[2]))
        day = _LAST_DAYS.get(match[3] or "")
        return whole.first_day.replace(day=day) if day else whole.last_day
    if match[4]:
        return Month(year, 6 if match[4] == "上" else 12).last_day
    if match[6]:
        quarter = "一二三四".find(match[6]) + 1 or int(match[6])
        return Month(year, quarter * 3).last_day
    return Month(year, 12).last_day
