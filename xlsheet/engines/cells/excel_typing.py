"""Strict mode: what Excel makes of a text that is put into a cell which isn't formatted as text.

Calc leaves text alone, Excel guesses: "2020-06" becomes the first of June and "001" the number 1.
Tests on Calc run in strict mode, so that code which forgets to format a column as text fails here
instead of in the office. Where Excel's answer hangs on its language or is an error, we refuse.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final, NamedTuple

MAX_TEXT: Final = 32_767
"""The most characters that a cell of Excel holds."""


class Typed(NamedTuple):
    """A cell's value as Excel would hold it, and the format that Excel gives a cell of General format."""

    value: float | bool | dt.datetime | str | None
    code: str | None = None


_NUMBER: Final = r"(?:\d+\.?\d*|\.\d+)"
_GROUPED: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d*)?"
_AMOUNT: Final = re.compile(
    rf"(?P<sign>[+-]?)(?P<money>[¥￥$]?)(?:(?P<grouped>{_GROUPED})|(?P<plain>{_NUMBER}))"
    r"(?P<power>[eE][+-]?\d+)?(?P<percent> ?%)?",
    re.ASCII,
)
_BRACKETS: Final = re.compile(rf"\((?P<number>{_GROUPED}|{_NUMBER})\)", re.ASCII)
_FRACTION: Final = re.compile(r"(?P<sign>-?)(?P<whole>\d+) (?P<over>\d+)/(?P<under>[1-9]\d*)", re.ASCII)
_FULL_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{4})年(\d{1,2})月", re.ASCII)
_MONTH_DAY: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})|(\d{1,2})月(\d{1,2})日", re.ASCII)
_SHORT_DATE: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{1,2})", re.ASCII)
_TIME: Final = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?", re.ASCII)
_ENGLISH_MONTH: Final = re.compile(
    r"(\d{1,2}[- ]?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-, ]*(\d{1,4})?",
    re.IGNORECASE | re.ASCII,
)
_ERROR: Final = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
_SECONDS_A_DAY: Final = 86_400
_CENTURY_TURN: Final = 30  # Excel reads the years 00–29 as 2000–2029


def as_excel_takes(text: str, today: dt.date) -> Typed:
    """What Excel would hold after `cell.value = text`; formulas (`=…`) are the caller's.

    ValueError, in Chinese, where Excel raises an error, makes a formula of it, or where its answer
    depends on its language.
    """
    if len(text) > MAX_TEXT:
        raise ValueError(f"文字有 {len(text)} 个字符，Excel 的单元格最多放 {MAX_TEXT} 个。")
    if text.startswith("'"):
        return Typed(text[1:])
    typed = _guess(text.strip(" "), today)
    if typed is not None:
        return typed
    _refuse_the_uncertain(text, today)
    return Typed(text or None)


def _guess(text: str, today: dt.date) -> Typed | None:
    if text.upper() in ("TRUE", "FALSE"):
        return Typed(text.upper() == "TRUE")
    readers: tuple[Callable[[str], Typed | None], ...] = (_amount, _brackets, _fraction, _time, _moment)
    for read in readers:
        if (typed := read(text)) is not None:
            return typed
    return _date(text, today)


def _refuse_the_uncertain(text: str, today: dt.date) -> None:
    bare = text.strip(" ")
    if bare[:1] in ("+", "-", "@") and len(bare) > 1:
        _refuse(text, "公式")
    if _ERROR.fullmatch(bare):
        _refuse(text, "错误值")
    if (found := _ENGLISH_MONTH.fullmatch(bare)) and (found[1] or found[3]):
        _refuse(text, "日期")
    narrow = unicodedata.normalize("NFKC", bare)
    if narrow != bare and _guess(narrow, today) is not None:
        _refuse(text, "数字或日期")


def _refuse(text: str, kind: str) -> None:
    raise ValueError(f"Excel 会把“{text[:40]}”当成{kind}。请先把单元格格式设为文本（@）再写入。")


def _amount(text: str) -> Typed | None:
    found = _AMOUNT.fullmatch(text)
    if found is None or (found["power"] and found["grouped"]):
        return None
    digits = (found["grouped"] or found["plain"]).replace(",", "")
    number = float(found["sign"] + digits + (found["power"] or ""))
    if math.isinf(number):
        return None
    cents = "." in digits
    if found["percent"]:
        return Typed(number / 100, "0.00%" if cents else "0%")
    if found["money"]:
        return Typed(number, f"{found['money']}#,##0" + ".00" * cents)
    if found["grouped"]:
        return Typed(number, "#,##0" + ".00" * cents)
    return Typed(number, "0.00E+00" if found["power"] else None)


def _brackets(text: str) -> Typed | None:
    found = _BRACKETS.fullmatch(text)
    return Typed(-float(found["number"].replace(",", ""))) if found else None


def _fraction(text: str) -> Typed | None:
    found = _FRACTION.fullmatch(text)
    if found is None:
        return None
    size = int(found["whole"]) + int(found["over"]) / int(found["under"])
    return Typed(-size if found["sign"] else size, "# ?/?")


def _time(text: str) -> Typed | None:
    found = _TIME.fullmatch(text)
    if found is None or int(found[2]) > 59 or float(found[3] or 0) >= 60:
        return None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0)
    code = "[h]:mm:ss" if int(found[1]) >= 24 else "h:mm:ss" if found[3] else "h:mm"
    return Typed(seconds / _SECONDS_A_DAY, code)


def _moment(text: str) -> Typed | None:
    day, _, clock = text.partition(" ")
    date, time = _FULL_DATE.fullmatch(day), _time(clock.strip())
    if date is None or time is None or not isinstance(time.value, float):
        return None
    start = _day(*_numbers(date))
    return Typed(start + dt.timedelta(days=time.value), "yyyy/m/d h:mm") if start else None


def _date(text: str, today: dt.date) -> Typed | None:
    if found := _FULL_DATE.fullmatch(text):
        return _dated(_day(*_numbers(found)), "yyyy/m/d")
    if found := _YEAR_MONTH.fullmatch(text):
        year, month = _numbers(found)
        return _dated(_day(year, month, 1), 'yyyy"年"m"月"')
    if found := _MONTH_DAY.fullmatch(text):
        month, day = _numbers(found)
        return _month_and_day(text, month, day, today)
    if found := _SHORT_DATE.fullmatch(text):
        first, second, third = _numbers(found)
        if third > 99:
            return _dated(_day(third, first, second), "yyyy/m/d")
        return _dated(_day(first + (2000 if first < _CENTURY_TURN else 1900), second, third), "yyyy/m/d")
    return None


def _month_and_day(text: str, month: int, day: int, today: dt.date) -> Typed | None:
    typed = _dated(_day(today.year, month, day), 'm"月"d"日"')
    if typed is None and (1 <= month <= 12 or 1 <= day <= 12):
        _refuse(text, "日期")
    return typed


def _numbers(found: re.Match[str]) -> list[int]:
    return [int(part) for part in found.groups() if part is not None]


def _day(year: int, month: int, day: int) -> dt.datetime | None:
    # Excel's calendar begins in 1900; earlier years, and days that don't exist, stay text.
    try:
        return dt.datetime(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def _dated(day: dt.datetime | None, code: str) -> Typed | None:
    return Typed(day, code) if day else None


def as_text_cell_holds(value: Any) -> str:
    """A number as a cell formatted as text holds it in Excel: `5`, `0.5`, `1E+20`."""
    number = float(value)
    if number.is_integer() and abs(number) < 1e20:
        return str(int(number))
    return f"{number:.15G}"
