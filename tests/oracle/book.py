"""A ledger as openpyxl sees it: sheets of rows, and the parameters; months are texts such as 2021-06."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, Any]


def words(value: object) -> str:
    """What a cell says, without the blanks around it."""
    return "" if value is None else str(value).strip()


def split_names(value: object) -> list[str]:
    return [name for name in words(value).split("、") if name]


def day_of(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else None


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02}"


def shift(month: str, by: int) -> str:
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02}"


def months_between(first: str, last: str) -> list[str]:
    found = []
    while first <= last:
        found.append(first)
        first = shift(first, 1)
    return found


def last_day(month: str) -> date:
    after = shift(month, 1)
    return date(int(after[:4]), int(after[5:]), 1) - timedelta(days=1)


def share(value: object) -> Fraction | None:
    """A number of a cell, exactly as written."""
    return Fraction(str(value)) if isinstance(value, int | float) else None


def half_up(value: Fraction, digits: int) -> Decimal:
    """四舍五入: halves go away from zero. Exact, since twice the value's digits decide."""
    scaled = abs(value) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    size = Decimal(whole).scaleb(-digits).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return -size if value < 0 and whole else size


class Book:
    """The tables of a ledger, and what its parameters say."""

    def __init__(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        self.sheets: dict[str, list[Row]] = {}
        for sheet in book.worksheets:
            for table in sheet.tables.values():
                header, *rows = sheet[table.ref]
                names = [words(cell.value) for cell in header]
                self.sheets[sheet.title] = [
                    dict(zip(names, (cell.value for cell in row), strict=True))
                    for row in rows
                    if any(words(cell.value) for cell in row)
                ]
        self.parameters = {words(row["名称"]): row["值"] for row in self.sheets["参数"]}
        self.canonical = {words(row["单位"]): words(row["单位"]) for row in self.sheets["单位名录"]}
        for row in self.sheets["单位名录"]:
            for alias in split_names(row["别名"]):
                self.canonical.setdefault(alias, words(row["单位"]))

    def unit(self, name: object) -> str:
        return self.canonical.get(words(name), words(name))

    def word(self, parameter: str) -> str:
        return words(self.parameters[parameter])

    def yes(self, parameter: str) -> bool:
        return self.word(parameter) == "是"

    def number(self, parameter: str) -> Fraction:
        return Fraction(self.word(parameter))

    @property
    def months(self) -> list[str]:
        """The months that are reported on."""
        return months_between(self.word("首次报送月份"), self.word("末次报送月份"))

    def due(self, month: str) -> date:
        after = shift(month, 1)
        return date(int(after[:4]), int(after[5:]), int(self.number("每月截止日")))

    def is_due(self, month: str, day: date) -> bool:
        due = self.due(month)
        return day > due if self.yes("截止日当天算按时") else day >= due

    def in_time(self, month: str, received: date | None) -> bool:
        return received is None or not self.is_due(month, received)

    @property
    def plan_due(self) -> date:
        found = re.match(r"(\d+)-(\d+)-(\d+)", self.word("推进计划截止时间"))
        assert found, self.word("推进计划截止时间")
        return date(*map(int, found.groups()))

    @property
    def ledger_dues(self) -> list[date]:
        return [date.fromisoformat(text) for text in split_names(self.parameters["季度台账截止日期"])]
