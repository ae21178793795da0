"""Months and days as people write them when they ask for one: 202006, 6月, 2020-6-11, 7月11日."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

from xlsheet.cells.dates import read_month
from xlsheet.cells.moments import day_in
from xlsheet.cells.months import Month
from xlsheet.cells.numerals import with_digits
from xlsheet.cells.text import clean

_BARE: Final = re.compile(r"0?([1-9])|(1[0-2])")
_SHORT_YEAR: Final = re.compile(r"\d{2}年\d{1,2}月.*")
_SHORT_DAY: Final = re.compile(r"(\d{1,2})[月./-](\d{1,2})[日号]?")


def month_asked(text: str, months: Sequence[Month] = ()) -> Month | None:
    """The month that is meant, that of a day where a day is written; None for none.

    Without a year it is the one of `months`, none where these have none of that number.
    """
    said = _said(text)
    bare = _BARE.fullmatch(said)
    found = Month(0, int(said)) if bare else read_month(said, 0)
    if found is None:
        day = day_asked(said, months)
        return Month.of(day) if day else None
    return found if found.year else _of_these(found.month, months)


def day_asked(text: str, months: Sequence[Month] = ()) -> date | None:
    """The day that is meant; without a year it lies in one of `months`, or in the month after them."""
    said = _said(text)
    day = day_in(said)
    short = _SHORT_DAY.fullmatch(said)
    if day is not None or short is None:
        return day
    around = [*months, *(month.plus(1) for month in months[-1:])]
    month = _of_these(int(short[1]), around)
    try:
        return month.first_day.replace(day=int(short[2])) if month else None
    except ValueError:
        return None


def last_day_asked(text: str, months: Sequence[Month], today: date) -> date | None:
    """The day that is meant; of a month the last one, or `today` where it isn't over."""
    day = day_asked(text, months)
    month = month_asked(text, months) if day is None else None
    if month is None:
        return day
    return today if month == Month.of(today) else month.last_day


def _said(text: str) -> str:
    said = with_digits(unicodedata.normalize("NFKC", clean(text)).strip("。. ")).replace(" ", "")
    return f"20{said}" if _SHORT_YEAR.fullmatch(said) else said


def _of_these(number: int, months: Sequence[Month]) -> Month | None:
    return next((month for month in months if month.month == number), None)
