"""Dates as people write them: 2020-7-5, 2020.7.5, 2020年7月5日, 20200705, 7月5日, 7月底, 年底前."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from xlsheet.cells.months import Month
from xlsheet.cells.numerals import with_digits
from xlsheet.cells.text import clean, stands_for_nothing
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show

_TAIL: Final = r"[日号]?(?:\s*T?\s*\d{1,2}[:时]\d{1,2}\S*)?"
_FULL: Final = re.compile(
    rf"(\d{{4}}|\d{{2}})\s*[-/.,、年 ]\s*(\d{{1,2}})\s*[-/.,、月 ]\s*(\d{{1,2}})\s*{_TAIL}"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY: Final = re.compile(rf"(\d{{1,2}})\s*[月./-]\s*(\d{{1,2}})\s*{_TAIL}")
_BY: Final = re.compile(r"(?:[之以]?前)?(?:全面|全部)?(?:完成|完工|竣工|建成|办结|到位)?$")
_WEEKDAY: Final = re.compile(r"\s*[(]?(?:星期|周)[1-7一二三四五六日天][)]?")
_VAGUE: Final = re.compile(
    r"(?:(\d{4})[年./-]|([今本明次])年)?"
    r"(?:(\d{1,2})月?(份?[初底末]|[上中下]旬|份)?|([上下])半年|(年?[中底末内])|(全年)?|第?([1-4])季度末?底?)"
)
MOMENT_ZERO: Final = datetime(1899, 12, 30)
"""From here workbooks count days, whole ones and parts of them."""

_DAY_ZERO: Final = MOMENT_ZERO.date()
_SERIALS: Final = (36526, 73050)
"""Serial numbers of the days 2000-01-01 and 2099-12-31."""
_LAST_DAYS: Final = {"初": 10, "上旬": 10, "中旬": 20}

Reading = tuple[date | None, Finding | None]


def read_date(value: object, month: Month, *, deadline: bool, sheet: str, cell: str) -> Reading:
    """A day from a cell; one without a year is the one nearest to the form's `month` or, for a
    deadline, in its year.

    A vague deadline means the last day it can mean; a vague day of filling in means none. Which years
    are likely is for the rules to say.
    """
    if value is None or stands_for_nothing(value):
        return None, None
    value = _as_typed(value)
    text = "" if isinstance(value, date) else _text(value)
    try:
        day = _exact(value, _BY.sub("", text), month, deadline=deadline)
    except ValueError:
        return None, catalogue.DATE_WRONG.at(sheet, cell, value)
    if day is None:
        return _inexact(value, text, month, deadline=deadline, sheet=sheet, cell=cell)
    if isinstance(value, date):
        return day, None
    return day, catalogue.DATE_NORMALISED.at(sheet, cell, value, taken=f"{day}")


def read_month(value: object, year: int) -> Month | None:
    """A month from a cell, as `Month.parse` reads it or as 6月, 六月份, 202006; without a year it is
    one of `year`."""
    month = Month.parse(value)
    if month is not None or value is None:
        return month
    text = _text(value)
    match = re.fullmatch(r"(?:(\d{4})[年./-]?)?(\d{1,2})月?份?", text)
    if match is None or not 1 <= int(match[2]) <= 12 or ("月" not in text and match[1] is None):
        return None
    return Month(int(match[1] or year), int(match[2]))


def _text(value: object) -> str:
    """A cell's text with half-width Arabic digits; blanks stay, they part day and hour."""
    text = unicodedata.normalize("NFKC", clean(show(value))).strip("。. ")
    return with_digits(_WEEKDAY.sub("", text)).strip()


def _inexact(value: object, text: str, month: Month, *, deadline: bool, sheet: str, cell: str) -> Reading:
    last = _vague(text.replace(" ", ""), month)
    if last is None and text.isdigit():
        return None, catalogue.DATE_WRONG.at(sheet, cell, value)
    if deadline and last is not None:
        return last, catalogue.DATE_VAGUE.at(sheet, cell, value, taken=f"按 {last} 理解")
    return None, catalogue.DATE_VAGUE.at(sheet, cell, value, taken="不是确切的日期，这一格留空")


def _exact(value: object, text: str, month: Month, *, deadline: bool) -> date | None:
    """None where no exact day is written; ValueError where it is one that doesn't exist."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    serial = _serial(value, text)
    if serial is not None:
        return _DAY_ZERO + timedelta(days=serial)
    full = _FULL.fullmatch(text) or _COMPACT.fullmatch(text)
    if full:
        return date(int(full[1]) if len(full[1]) == 4 else 2000 + int(full[1]), int(full[2]), int(full[3]))
    short = _DAY.fullmatch(text)
    if short is None or (isinstance(value, float) and short[2] in "123"):
        return None  # a number loses its last zero: 7.1 may be the 10th
    days = [_day(year, int(short[1]), int(short[2])) for year in (month.year, month.year + 1, month.year - 1)]
    return days[0] if deadline else min(days, key=lambda day: abs(day - month.last_day))


def _as_typed(value: object) -> object:
    """The number that a moment of January 1900 is: 7.6 typed into a cell of days, where its point parts
    month and day."""
    if not isinstance(value, datetime) or (value.year, value.month) != (1900, 1) or value.time() == time():
        return value
    return round(value.day + (value - datetime(1900, 1, value.day)) / timedelta(days=1), 2)


def _day(year: int, month: int, day: int) -> date:
    """A day, the last of February for its 29th in other years."""
    return date(year, month, 28 if (month, day) == (2, 29) and year % 4 else day)


def _serial(value: object, text: str) -> int | None:
    """The number of a day as sheets count them, as number or as text."""
    if isinstance(value, bool) or not (isinstance(value, int | float) or re.fullmatch(r"\d{5}", text)):
        return None
    first, last = _SERIALS
    number = float(value) if isinstance(value, int | float) else float(text)
    return int(number) if first <= number <= last else None


def _vague(text: str, month: Month) -> date | None:
    """The last day that words such as 7月底 or 上半年 can mean."""
    before = bool(re.search("[之以]?前(?:完成)?$", text))
    said = _BY.sub("", text)
    match = _VAGUE.fullmatch(said) if said else None
    if match is None:
        return None
    year = int(match[1] or month.year) + (match[2] in ("明", "次"))
    _, _, number, part, half, _, _, quarter = match.groups()
    if number:
        if not 1 <= int(number) <= 12 or ("月" not in text and match[1] is None):
            return None
        whole = Month(year, int(number))
        if before and part is None and "月" in text:
            return whole.plus(-1).last_day
        day = _LAST_DAYS.get((part or "").removeprefix("份"))
        return whole.first_day.replace(day=day) if day else whole.last_day
    if half:
        return Month(year, 6 if half == "上" else 12).last_day
    if quarter:
        return Month(year, int(quarter) * 3).last_day
    return Month(year, 6 if "中" in text else 12).last_day
