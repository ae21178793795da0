"""What a task's state, percent and light are, said by all units that speak for it (口径 2-4, 6, 10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .book import Book, Row, day_of, half_up, last_day, share, shift, split_names, words
from .indicators import Targets
from .reports import LEAD, MISSING, Key, Reports

DONE, RUNNING, BEHIND, IDLE = "已完成", "推进中", "滞后", "未启动"
BLUE, RED, YELLOW, GREEN = "蓝", "红", "黄", "绿"
COUNTED = re.compile(r"\d+ ?(个|条|公里|万亩|亿元|%)")


@dataclass(frozen=True)
class State:
    """A task: its state (blank: nobody reported), percent, newest month and light."""

    status: str
    percent: Fraction | None
    last_month: str
    light: str


class Situation:
    """All tasks at the end of a month, or on a day (`on_day`); `light_day`: the day of the lights."""

    def __init__(self, book: Book, day: date, month: str, until: str, light_day: date) -> None:
        self.book, self.day, self.month, self.until = book, day, month, until
        self.reports = Reports(book, day, until)
        self.lights = Reports(book, light_day, until)
        self.cutoff = self.reports.closed_by
        self.tasks = {number: self._state(number) for number in sorted(self.reports.tasks)}

    @classmethod
    def on_day(cls, book: Book, day: date) -> Situation:
        """As 任务台账 and 首页 have it: reports of any month count."""
        ended = [month for month in book.months if last_day(month) < day]
        return cls(book, day, (ended or book.months[:1])[-1], "9999-12", day)

    @classmethod
    def of_month(cls, book: Book, day: date, month: str) -> Situation:
        """As the bulletin of a month has it."""
        before_next = book.due(shift(month, 1))
        if not book.yes("截止日当天算按时"):
            before_next -= timedelta(days=1)
        return cls(book, day, month, month, min(day, before_next))

    def speakers(self, number: int) -> dict[Key, str]:
        """The units on whose word a task stands, with their role: the leads, or else all that report."""
        months = self.book.months
        earlier = [month for month in reversed(months) if month <= self.month]
        for month in earlier + [month for month in months if month > self.month]:
            duties = {key: role for key, role in self.reports.duties(month).items() if key[1] == number}
            if duties:
                return {key: role for key, role in duties.items() if role == LEAD} or duties
        return {}

    def _newest(self, key: Key, column: str | None = None) -> Row | None:
        rows = self.reports.rows.get(key, {})
        months = [m for m, row in rows.items() if m <= self.until and (not column or words(row[column]))]
        return rows[max(months)] if months else None

    def _state(self, number: int) -> State:
        speakers = self.speakers(number)
        reported = [key for key in speakers if self._newest(key)]
        last = max((words(self._newest(key)["月份"]) for key in reported), default="")  # type: ignore[index]
        status = self._status(speakers)
        percent = self._percent(speakers)
        status, percent = self._ruled(number, status, percent)
        return State(status, percent, last, self._light(number, status, percent, last, speakers))

    def _status(self, speakers: dict[Key, str]) -> str:
        if not any(self._newest(key) for key in speakers):
            return ""
        said = [
            (words(row["状态"]) if (row := self._newest(key, "状态")) else RUNNING)
            if self._newest(key)
            else ""
            for key in speakers
        ]
        if BEHIND in said:
            return BEHIND
        return said[0] if set(said) in ({DONE}, {IDLE}) else RUNNING

    def _percent(self, speakers: dict[Key, str]) -> Fraction | None:
        said = [
            share(row["完成比例"]) if (row := self._newest(key, "完成比例")) else None for key in speakers
        ]
        if all(value is None for value in said):
            return None
        shares = [value or Fraction(0) for value in said]
        if LEAD in speakers.values() or self.book.word("多单位完成比例") == "最低":
            return min(shares)
        return sum(shares, Fraction(0)) / len(shares)

    def _ruled(self, number: int, status: str, percent: Fraction | None) -> tuple[str, Fraction | None]:
        if number in self.reports.closed:
            return DONE, Fraction(1)
        task = self.reports.tasks[number]
        ruling, _, since = words(task["督查认定"]).partition(" ")
        if since > self.cutoff:
            return status, percent
        ruled = share(task["认定比例"])
        if ruled is None and ruling == DONE:
            ruled = Fraction(1)
        return ruling or status, percent if ruled is None else ruled

    def _light(
        self, number: int, status: str, percent: Fraction | None, last: str, speakers: dict[Key, str]
    ) -> str:
        if status == DONE:
            return BLUE
        deadline = self._deadline(number, speakers)
        if status in split_names(self.book.parameters["预警红色状态"]):
            return RED
        if deadline and deadline < self.lights.day:
            return RED
        due = self.lights.due_months()
        silent = max((self.lights.run(key, due[-1], MISSING) for key in speakers), default=0) if due else 0
        if silent >= self.book.number("预警缺报月数"):
            return YELLOW
        counted = Targets(self.book, self.day, self.until).actual.get(number)
        percent = percent if counted is None else counted
        by_time = counted is not None or self._measured(number, speakers)
        if by_time and percent is not None and last:
            elapsed = Fraction(int(last[5:]), 12)
            if elapsed - percent >= self.book.number("预警滞后幅度"):
                return YELLOW
        owed = any(MISSING in self.lights.flags(month).get(key, ()) for month in due for key in speakers)
        return GREEN if last or owed or status or percent is not None else ""

    def _deadline(self, number: int, speakers: dict[Key, str]) -> date | None:
        own = day_of(self.reports.tasks[number]["完成时限"])
        planned = [
            day_of(self.reports.plans[key]["完成时限"]) for key in speakers if key in self.reports.plans
        ]
        return own or max((day for day in planned if day), default=None)

    def _measured(self, number: int, speakers: dict[Key, str]) -> bool:
        """Whether the share of the year gone is this task's measure."""
        counted = COUNTED.search(words(self.reports.tasks[number]["任务内容"]))
        plans = [self.reports.plans[key] for key in speakers if key in self.reports.plans]
        staged = any(words(plan["阶段目标"]) for plan in plans)
        return bool(counted) and not staged

    def average(self, numbers: list[int] | None = None) -> Fraction | None:
        chosen = self.tasks if numbers is None else numbers
        said = [value for number in chosen if (value := self.tasks[number].percent) is not None]
        return sum(said, Fraction(0)) / len(said) if said else None

    def groups(self, column: str) -> dict[str, list[int]]:
        """Chapters, or leaders (a task with several counts for each): their tasks."""
        found: dict[str, list[int]] = {}
        for number in self.tasks:
            task = self.reports.tasks[number]
            for name in split_names(task[column]) if column == "责任领导" else [words(task[column])]:
                found.setdefault(name, []).append(number)
        return found


def shown(value: Fraction | None, digits: int = 4) -> float | None:
    return None if value is None else float(half_up(value, digits))
