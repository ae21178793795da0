"""The rows of 首页数据: an overview at fixed places, where 首页's formulas and charts look for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final

from xlsheet.analysis.dashboard import Dashboard, Group, MonthState, rest_of
from xlsheet.cells.months import months_between
from xlsheet.cells.rounding import PERCENT_DIGITS, half_up
from xlsheet.dictionary.tables import (
    ALERTS,
    FLAG_LATE,
    FLAG_MISSING,
    HOME_DATA,
    SEVERITY_WORDS,
    STATUS_DONE,
)
from xlsheet.indicators.standings import MOST_BEHIND, Standing, number_text
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.table import TableData

_FIRST_ROW: Final = 2


class Block(Enum):
    """A run of rows; its name on the sheet, and how many rows it has, used or not."""

    SUMMARY = ("概况", 8)
    CHAPTERS = ("篇章", 12)
    LEADERS = ("责任领导", 12)
    MONTHS = ("月份", 12)
    UNITS = ("欠报单位", 10)
    TARGETS = ("落后指标", MOST_BEHIND)

    def __init__(self, word: str, size: int) -> None:
        self.word = word
        self.size = size

    @property
    def first_row(self) -> int:
        """The worksheet row of its first line."""
        before = list(Block)[: list(Block).index(self)]
        return _FIRST_ROW + sum(block.size for block in before)


class Summary(Enum):
    """The lines of the first block, by their place in it."""

    AS_OF = 0
    TASKS = 1
    DONE = 2
    ON_TIME = 3
    LATE = 4
    MISSING = 5
    FINDINGS = 6
    OWING = 7

    @property
    def row(self) -> int:
        """The worksheet row."""
        return Block.SUMMARY.first_row + self.value


def home_rows(overview: Dashboard, calendar: Calendar, year: int) -> list[Row]:
    """All rows of 首页数据. Groups beyond a block's size are summed up in its last line."""
    blocks: dict[Block, list[Row]] = {
        Block.SUMMARY: list(_summary(overview)),
        Block.CHAPTERS: [_group_row(group) for group in _fitting(overview.chapters, Block.CHAPTERS, "篇")],
        Block.LEADERS: [_group_row(group) for group in _fitting(overview.leaders, Block.LEADERS, "人")],
        Block.MONTHS: list(_months(overview.months, calendar, year)),
        Block.UNITS: [
            {HOME_DATA.label: o.unit, HOME_DATA.missing: o.missing, HOME_DATA.run: o.consecutive}
            for o in overview.owing[: Block.UNITS.size]
        ],
        Block.TARGETS: [_target_row(standing, year) for standing in overview.behind],
    }
    return [
        {HOME_DATA.block: block.word, HOME_DATA.place: i + 1, **(lines[i] if i < len(lines) else {})}
        for block, lines in blocks.items()
        for i in range(block.size)
    ]


def standing_day(data: TableData) -> date | None:
    """The day on which 首页 stands, as 首页数据 has it; None where nobody has looked at the calendar yet."""
    for _, row in data.rows():
        if isinstance(day := row[HOME_DATA.day], date):
            return day.date() if isinstance(day, datetime) else day
    return None


def _summary(overview: Dashboard) -> Iterator[Row]:
    """In the order of `Summary`."""
    last = overview.newest
    month = f"{last.month.month}月" if last else ""
    yield {HOME_DATA.label: _as_of(overview.as_of, last), HOME_DATA.day: overview.as_of}
    yield {HOME_DATA.label: "任务（项）", **_lights(overview.total)}
    yield {HOME_DATA.label: f"{STATUS_DONE}（项）", HOME_DATA.total: overview.total.done}
    yield {HOME_DATA.label: f"{month}{HOME_DATA.on_time}（项）", HOME_DATA.total: last.on_time if last else 0}
    yield {HOME_DATA.label: f"{month}{FLAG_LATE}（项）", HOME_DATA.total: last.late if last else 0}
    yield _outstanding(last)
    errors = SEVERITY_WORDS[0]
    yield {HOME_DATA.label: f"{errors}的问题（处）", HOME_DATA.total: overview.findings.get(errors, 0)}
    yield {HOME_DATA.label: _owing_words(len(overview.owing)), HOME_DATA.total: len(overview.owing)}


def _as_of(day: date | None, last: MonthState | None) -> str:
    if day is None:
        return "还没有合并回收件，也没有查过缺报"
    month = f"　最近一期：{last.month.chinese}" if last else ""
    return f"数据截至 {day.year}年{day.month}月{day.day}日{month}"


def _outstanding(last: MonthState | None) -> Row:
    if last is None:
        return {HOME_DATA.label: f"{FLAG_MISSING}（项）", HOME_DATA.total: 0}
    month = f"{last.month.month}月"
    if last.is_due:
        return {HOME_DATA.label: f"{month}{FLAG_MISSING}（项）", HOME_DATA.total: last.missing}
    due = f"{last.due.month}月{last.due.day}日"
    return {HOME_DATA.label: f"{month}待报（{due}截止）", HOME_DATA.total: last.outstanding}


def _owing_words(count: int) -> str:
    return f"欠报最多的单位（共 {count} 个欠报）" if count else "欠报最多的单位（没有欠报）"


def _fitting(groups: Sequence[Group], block: Block, measure: str) -> list[Group]:
    if len(groups) <= block.size:
        return list(groups)
    shown, rest = groups[: block.size - 1], groups[block.size - 1 :]
    return [*shown, rest_of(rest, f"其余 {len(rest)} {measure}")]


def _group_row(group: Group) -> Row:
    return {HOME_DATA.label: group.name, **_lights(group)}


def _target_row(standing: Standing, year: int) -> Row:
    """An indicator with its total and target in words, its share and that of the year that its month ends."""
    i = standing.indicator
    return {
        HOME_DATA.label: f"第{i.task_no}项 {i.label}：{number_text(standing.total)}/{i.target_text}",
        HOME_DATA.percent: half_up(standing.share, PERCENT_DIGITS),
        HOME_DATA.elapsed: float(standing.month.share_of_year(year)),
    }


def _lights(group: Group) -> dict[str, Value]:
    columns: tuple[str, ...] = (HOME_DATA.red, HOME_DATA.yellow, HOME_DATA.green, HOME_DATA.blue)
    counts = {column: group.alerts[alert] for column, alert in zip(columns, ALERTS, strict=True)}
    return {HOME_DATA.total: group.tasks, **counts}


def _months(states: Sequence[MonthState], calendar: Calendar, year: int) -> Iterator[Row]:
    """The twelve months up to the last one to be reported: usually the whole year. Of a longer calendar those
    up to the newest one, at first the first twelve."""
    known = {state.month: state for state in states}
    first = calendar.first_month
    last = min(calendar.last_month, max(first.plus(Block.MONTHS.size - 1), max(known, default=first)))
    for month in months_between(last.plus(1 - Block.MONTHS.size), last):
        line: dict[str, Value] = {
            HOME_DATA.label: f"{month.month}月",
            HOME_DATA.elapsed: float(month.share_of_year(year)),
        }
        yield line | (_counts(known[month]) if month in known else {})


def _counts(state: MonthState) -> dict[str, Value]:
    return {
        HOME_DATA.percent: None if state.percent is None else float(state.percent),
        HOME_DATA.on_time: state.units_on_time,
        HOME_DATA.late: state.units_late,
        HOME_DATA.missing: state.units_missing,
    }
