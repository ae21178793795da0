"""Months, as people write them and as the ledger does: 2020-06."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

_MONTH = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?\s*")


class Month(NamedTuple):
    """A calendar month; written `2020-06`. A tuple, since months are compared and looked up for every row."""

    year: int
    month: int

    @classmethod
    def parse(cls, value: object) -> Month | None:
        """A month from `2020-06`, `2020年6月`, `2020/6`, `2020.06` or a date; None for anything else."""
        if isinstance(value, date):
            return cls(value.year, value.month)
        return _month_in(str(value)) if value is not None else None

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> Month:
        """The month so many months later (or earlier, for a negative number)."""
        years, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, index + 1)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def chinese(self) -> str:
        """`2020年6月`."""
        return f"{self.year}年{self.month}月"

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return (self.month - 1) // 3 + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.plus(1).first_day - timedelta(days=1)

    def share_of_year(self, year: int) -> Fraction:
        """How much of `year` has gone by the end of the month (序时进度), 0–1: months passed / 12."""
        return Fraction(min(max((self.year - year) * 12 + self.month, 0), 12), 12)


@lru_cache(maxsize=512)
def _month_in(text: str) -> Month | None:
    """Tables say the same few months again and again."""
    match = _MONTH.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return Month(int(match[1]), int(match[2]))


def in_words(day: date) -> str:
    """`2020年7月11日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_in_words(first: Month, last: Month) -> str:
    """`2020年5月至7月`, `2020年12月至2021年1月`, or one month alone."""
    if first == last:
        return last.chinese
    return (
        f"{first.chinese}至{last.month}月" if first.year == last.year else f"{first.chinese}至{last.chinese}"
    )


def months_in_words(months: Sequence[Month]) -> str:
    """Months in order, runs of them as one: `2020年5月、7月至9月`."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    words, year = [], 0
    for run in runs:
        text = span_in_words(run[0], run[-1])
        words.append(text.removeprefix(f"{run[0].year}年") if run[0].year == year else text)
        year = run[-1].year
    return "、".join(words)


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from first to last, both included; none where last is before first."""
    month = first
    while month <= last:
        yield month
        month = month.plus(1)
