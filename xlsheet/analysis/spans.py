"""What a bulletin covers: a month, a quarter or the year, up to a month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xlsheet.cells.months import Month, months_between
from xlsheet.ledger.calendar import Calendar


class SpanKind(StrEnum):
    """How much of the year a bulletin covers."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Span:
    """The months that a bulletin covers, in order, at least one; `before` is the last month before it
    that was reported, None where there is none."""

    kind: SpanKind
    months: tuple[Month, ...]
    before: Month | None

    @property
    def last(self) -> Month:
        return self.months[-1]

    @property
    def name(self) -> str:
        """`2020年6月`, `2020年第二季度`, `2020年度`."""
        if self.kind is SpanKind.MONTH:
            return self.last.chinese
        return f"{self.last.year}年" + (f"第{self._quarter}季度" if self.kind is SpanKind.QUARTER else "度")

    @property
    def file_name(self) -> str:
        """`2020-06`, `2020年第二季度`, `2020年度`."""
        return str(self.last) if self.kind is SpanKind.MONTH else self.name

    @property
    def short(self) -> str:
        """`6月份`, `二季度`, `全年`: what happened in it."""
        words = {SpanKind.MONTH: f"{self.last.month}月份", SpanKind.QUARTER: f"{self._quarter}季度"}
        return words.get(self.kind, "全年")

    @property
    def this(self) -> str:
        """`本月`, `本季度`, `今年`."""
        return {SpanKind.MONTH: "本月", SpanKind.QUARTER: "本季度", SpanKind.YEAR: "今年"}[self.kind]

    @property
    def compared_with(self) -> str:
        """`上月`, `上季度末`: what its end is compared with."""
        return "上月" if self.kind is SpanKind.MONTH else "上季度末"

    @property
    def end(self) -> str:
        """`6月底`."""
        return f"{self.last.month}月底"

    @property
    def _quarter(self) -> str:
        return "一二三四"[self.last.quarter - 1]


def span_up_to(month: Month, kind: SpanKind, calendar: Calendar) -> Span:
    """The span of that kind which ends with `month`, a month of the calendar."""
    first = {
        SpanKind.MONTH: month,
        SpanKind.QUARTER: Month(month.year, (month.month - 1) // 3 * 3 + 1),
        SpanKind.YEAR: calendar.first_month,
    }[kind]
    first = max(first, calendar.first_month)
    before = first.plus(-1)
    months = tuple(months_between(first, month))
    return Span(kind, months, before if before >= calendar.first_month else None)
