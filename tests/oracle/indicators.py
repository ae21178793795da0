"""How far each indicator is, worked out a second time from the sheets (口径 15-17)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .book import Book, Row, day_of, share, shift, words
from .reports import LEAD

REACH, DONE, CAP, FALL = "达到", "完成", "不超过", "下降"
NOT_ADDED = ("%", "倍", "位", "个百分点")
"""Measures of shares, rates and ranks, of which nobody adds one month to the next."""

Key = tuple[int, int]
"""A task's number and the indicator's place."""


def count_of(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


@dataclass(frozen=True)
class Target:
    """An indicator as it stands: `past` has its total month by month, `month` is the newest of them."""

    row: Row
    past: dict[str, Fraction]
    month: str
    lead: Fraction | None
    rest: Fraction | None

    @property
    def goal(self) -> Fraction:
        return share(self.row["目标值"]) or Fraction(0)

    @property
    def total(self) -> Fraction:
        return self.past[self.month]

    @property
    def adds_up(self) -> bool:
        return adds_up(self.row)

    def share_of(self, total: Fraction) -> Fraction:
        way = words(self.row["方向"])
        if way == DONE:
            return Fraction(total >= 1)
        if way == CAP:
            return Fraction(1) if total <= self.goal else self.goal / total
        return total / self.goal

    @property
    def share(self) -> Fraction:
        return self.share_of(self.total)

    @property
    def reached(self) -> bool:
        about = words(self.row["限定"]) == "左右"
        return self.share >= (Fraction(95, 100) if about else 1)

    @property
    def elapsed(self) -> Fraction:
        return Fraction(int(self.month[5:]), 12)

    @property
    def behind(self) -> Fraction | None:
        return self.elapsed - self.share if self.adds_up else None

    @property
    def before(self) -> Fraction | None:
        return self.past.get(shift(self.month, -1))

    @property
    def forecast(self) -> Fraction | None:
        """By the pace since the newest total that is three months old, or the oldest that there is."""
        earlier = sorted(month for month in self.past if month < self.month)
        if not self.adds_up or not earlier:
            return None
        old = [month for month in earlier if month <= shift(self.month, -3)]
        base = old[-1] if old else earlier[0]
        pace = (self.total - self.past[base]) / (count_of(self.month) - count_of(base))
        return self.total + pace * (12 - int(self.month[5:]))


def adds_up(row: Row) -> bool:
    """个, 公里, 亿元 are counted on from month to month; rates, growth, limits and yes or no are not."""
    return words(row["方向"]) in (REACH, FALL) and words(row["计量单位"]) not in NOT_ADDED


class Targets:
    """All indicators by what had come on a day, of months up to `until`."""

    def __init__(self, book: Book, day: date, until: str = "9999-12") -> None:
        self.book = book
        self.rows: dict[Key, Row] = {
            (int(row["任务编号"]), int(row["序号"])): row
            for row in book.sheets["量化指标"]
            if words(row["类别"]) == "目标"
        }
        counts: dict[Key, dict[str, dict[str, Fraction]]] = defaultdict(lambda: defaultdict(dict))
        for row in book.sheets["指标进展"]:
            came, month = day_of(row["收件时间"]), words(row["月份"])
            key = int(row["任务编号"]), int(row["指标序号"])
            if key in self.rows and month <= until and (came is None or came <= day):
                counts[key][month][words(row["单位"])] = share(row["累计完成"]) or Fraction(0)
        self.standing = {key: self._standing(key, counts[key]) for key in self.rows if key in counts}

    def _standing(self, key: Key, months: dict[str, dict[str, Fraction]]) -> Target:
        said: dict[str, Fraction] = {}
        past = {}
        for month in sorted(months):
            said |= months[month]
            past[month], lead, rest = self._joint(key, said)
        return Target(self.rows[key], past, max(months), lead, rest)

    def _joint(
        self, key: Key, said: dict[str, Fraction]
    ) -> tuple[Fraction, Fraction | None, Fraction | None]:
        """What the units come to together; what the leads say and what the others add up to."""
        leading = {
            words(row["单位"])
            for row in self.book.sheets["任务分工"]
            if row["任务编号"] == key[0] and words(row["角色"]) == LEAD
        }
        leads = [total for unit, total in said.items() if unit in leading]
        others = [total for unit, total in said.items() if unit not in leading]
        row = self.rows[key]
        if not adds_up(row):
            worst = max if words(row["方向"]) == CAP else min
            return worst(leads or others), None, None
        lead = max(leads) if leads else None
        rest = sum(others, Fraction(0)) if others else None
        if self.book.word("汇总方式") == "牵头为准" and lead is not None:
            return lead, lead, rest
        return sum(leads, Fraction(0)) + (rest or 0), lead, rest

    @property
    def actual(self) -> dict[int, Fraction]:
        """A task's 实际比例: the mean of its indicators that add up, each at most all of it."""
        shares = defaultdict(list)
        for (number, _), target in self.standing.items():
            if target.adds_up:
                shares[number].append(min(target.share, Fraction(1)))
        return {number: sum(each, Fraction(0)) / len(each) for number, each in shares.items()}

    def furthest(self) -> list[tuple[Key, Target]]:
        """The ten furthest behind the year."""
        late = [(key, each) for key, each in self.standing.items() if each.behind and each.behind > 0]
        return sorted(late, key=lambda pair: (-(pair[1].behind or 0), pair[0]))[:10]

    def disputed(self) -> set[Key]:
        """Where leads and others differ by more than 指标差距 of the greater."""
        gap = self.book.number("指标差距")
        return {
            key
            for key, each in self.standing.items()
            if each.lead is not None
            and each.rest is not None
            and abs(each.lead - each.rest) > gap * max(abs(each.lead), abs(each.rest))
        }

    def whole(self, number: int) -> bool:
        """Whether every indicator of a task that adds up has been counted."""
        own = [key for key, row in self.rows.items() if key[0] == number and adds_up(row)]
        return all(key in self.standing for key in own)
