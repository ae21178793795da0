"""Who owed what, and what came: duties, 缺报, 迟报, 空报, 雷同 and plans (口径 1, 5, 7, 11)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache

from .book import Book, Row, day_of, month_of, shift, words

LEAD, OTHER = "牵头", "责任"
MISSING, LATE, EMPTY, COPIED = "missing", "late", "empty", "copied"
FLAGS = (MISSING, LATE, EMPTY, COPIED)
SAYS_NOTHING = ("", "无", "同上")

Key = tuple[str, int]
"""A unit and a task's number."""


def bare(text: object) -> str:
    """Words without what does not count in a comparison: width, blanks, case."""
    return "".join(unicodedata.normalize("NFKC", words(text)).casefold().split())


@cache
def likeness(one: str, other: str) -> Fraction:
    """Twice the longest common subsequence over both lengths."""
    before = [0] * (len(other) + 1)
    for letter in one:
        row = [0]
        for place, against in enumerate(other):
            row.append(before[place] + 1 if letter == against else max(before[place + 1], row[-1]))
        before = row
    return Fraction(2 * before[-1], len(one) + len(other))


class Reports:
    """The ledger as it stood at the end of a day. `closed_by`: closures later than that month don't count."""

    def __init__(self, book: Book, day: date, closed_by: str | None = None) -> None:
        self.book, self.day = book, day
        self.closed_by = min(closed_by or "9999-12", month_of(day))
        self.tasks = {int(row["任务编号"]): row for row in book.sheets["任务台账"]}
        self.closed = {
            number: month
            for number, row in self.tasks.items()
            if (month := words(row["销号月份"])) and month <= self.closed_by
        }
        self.rows: dict[Key, dict[str, Row]] = defaultdict(dict)
        for row in book.sheets["月度进展"]:
            number = int(row["任务编号"])
            if self._stood(row) and words(row["月份"]) <= self.closed.get(number, "9999-12"):
                self.rows[book.unit(row["单位"]), number][words(row["月份"])] = row
        self.plans = {
            (book.unit(row["单位"]), int(row["任务编号"])): row
            for row in book.sheets["推进计划"]
            if self._stood(row)
        }
        self._duties: dict[str, dict[Key, str]] = {}
        self._flags: dict[str, dict[Key, set[str]]] = {}

    def _stood(self, row: Row) -> bool:
        received = day_of(row["收件时间"])
        return received is None or received <= self.day

    def duties(self, month: str) -> dict[Key, str]:
        """Who reports on what in a month, and in what role."""
        if month not in self._duties:
            self._duties[month] = self._expected(month)
        return self._duties[month]

    def _expected(self, month: str) -> dict[Key, str]:
        book = self.book
        valid = [
            row
            for row in book.sheets["任务分工"]
            if (words(row["起报月份"]) or book.months[0]) <= month
            and month <= (words(row["止报月份"]) or book.months[-1])
            and month <= self.closed.get(int(row["任务编号"]), "9999-12")
        ]
        led = {int(row["任务编号"]) for row in valid if row["角色"] == LEAD}
        found: dict[Key, str] = {}
        for row in valid:
            number, said = int(row["任务编号"]), words(row["是否报送"])
            stands = book.word("报送口径") == "全部" or row["角色"] == LEAD or number not in led
            if said == "是" or (not said and stands):
                key = book.unit(row["单位"]), number
                found[key] = LEAD if found.get(key) == LEAD else row["角色"]
        return found

    def received(self, month: str) -> set[Key]:
        return {key for key in self.duties(month) if month in self.rows[key]}

    def due_months(self) -> list[str]:
        return [month for month in self.book.months if self.book.is_due(month, self.day)]

    def flags(self, month: str) -> dict[Key, set[str]]:
        """What is wrong with the entries of a month that is due; nothing before."""
        if month not in self._flags:
            due = self.book.is_due(month, self.day)
            wrong = {key: set(self._wrong(key, month)) for key in self.duties(month)} if due else {}
            self._flags[month] = {key: flags for key, flags in wrong.items() if flags}
        return self._flags[month]

    def _wrong(self, key: Key, month: str) -> Iterator[str]:
        row = self.rows[key].get(month)
        if row is None:
            yield MISSING
            return
        if not self.book.in_time(month, day_of(row["收件时间"])):
            yield LATE
        text = bare(row["进展情况"])
        if text in SAYS_NOTHING:
            yield EMPTY
        elif any(likeness(text, other) >= self.book.number("雷同比例") for other in self._others(key, month)):
            yield COPIED

    def _others(self, key: Key, month: str) -> Iterator[str]:
        """The texts that a text is compared with."""
        unit, number = key
        said = {when: text for when, row in self.rows[key].items() if (text := bare(row["进展情况"]))}
        before = [when for when, text in said.items() if when < month and text not in SAYS_NOTHING]
        if before:
            yield said[max(before)]
        for (other, task), rows in self.rows.items():
            mine = other == unit and task != number
            theirs = other != unit and task == number and self.book.yes("雷同比较其他单位")
            if (mine or theirs) and month in rows:
                text = bare(rows[month]["进展情况"])
                if text not in SAYS_NOTHING:
                    yield text

    def run(self, key: Key, month: str, flag: str) -> int:
        """In how many months on end, up to this one, an entry had the flag."""
        count = 0
        while month in self.book.months and flag in self.flags(month).get(key, ()):
            count, month = count + 1, shift(month, -1)
        return count

    def entries(self, months: list[str]) -> list[dict[str, object]]:
        """What `missing` lists, as its JSON has it."""
        found = [
            {
                "month": month,
                "unit": unit,
                "task_no": number,
                "role": self.duties(month)[unit, number],
                "flag": flag,
                "consecutive": self.run((unit, number), month, flag),
            }
            for month in months
            for (unit, number), flags in self.flags(month).items()
            for flag in flags
        ]
        return sorted(found, key=lambda e: (e["month"], e["unit"], e["task_no"], FLAGS.index(str(e["flag"]))))

    def owed_plans(self) -> list[dict[str, object]]:
        """Plans that are missing or came late, once their day is over."""
        due = self.book.plan_due
        found = []
        for (unit, number), role in sorted(self.duties(month_of(due)).items()):
            plan = self.plans.get((unit, number))
            said = plan and any(words(plan[name]) for name in ("工作具体内容", "总体目标", "阶段目标"))
            received = day_of(plan["收件时间"]) if plan and said else None
            flag = MISSING if not said else LATE if received and received > due else ""
            if flag and self.day > due:
                found.append({"unit": unit, "task_no": number, "role": role, "flag": flag, "due": str(due)})
        return found
