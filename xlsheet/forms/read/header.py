"""Header rows: which table a row of names is the header of, and in which column each name stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.tables import PLANS, PROGRESS, Table
from xlsheet.forms.layout import (
    CHECK,
    CONTENT,
    LAST_PERCENT,
    LAST_TEXT,
    PLAN_INPUTS,
    PROGRESS_INPUTS,
    PROGRESS_REQUIRED,
    ROLE,
)
from xlsheet.grids.grid import Cell

_NOTES: Final = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[%*:、★※]|(?<=\D)/.*$")
_PERIOD: Final = re.compile(
    r"^(?:截[至止到])?(?:20\d\d年)?(?:\d{1,2}|本|当)?月(?:份|底|末)?(?:的)?|^(?:目前|当前|现阶段)"
)
_WIDEST: Final = 256
"""Columns in which a header is looked for; damaged files have half a million."""

_FEWEST: Final = 3
"""Names that a row must have to be a header."""

_COMMON: Final[dict[str, tuple[str, ...]]] = {
    PROGRESS.task_no: ("任务编号", "任务序号", "任务号", "事项编号", "任务编码", "编号", "序号"),
    ROLE: (ROLE, "承担角色"),
    CONTENT: (
        *(CONTENT, "任务名称", "重点任务", "工作任务", "重点工作任务"),
        *("目标任务", "任务", "重点工作", "事项"),
    ),
    CHECK: (CHECK,),
    PROGRESS.unit: ("单位", "填报单位", "报送单位", "单位名称", "填报部门"),
}
SPELLINGS: Final[dict[Table, dict[str, tuple[str, ...]]]] = {
    PROGRESS: {
        **_COMMON,
        PROGRESS.month: ("月份", "填报月份", "报送月份", "所属月份"),
        LAST_TEXT: (LAST_TEXT, "上月进展情况", "上期进展"),
        LAST_PERCENT: (LAST_PERCENT, "上月完成比例", "上月进度"),
        PROGRESS.text: (
            *("进展情况", "工作进展情况", "工作进展", "任务进展情况", "任务进展", "进展", "进展及成效"),
            *("完成情况", "工作完成情况", "落实情况", "推进情况", "工作推进情况"),
        ),
        PROGRESS.percent: (
            *("累计完成比例", "累计完成率", "累计完成进度", "累计完成百分比", "累计进度", "累计完成"),
            *("完成比例", "完成百分比", "完成进度", "完成率", "完成度"),
            *("进度", "任务进度", "工作进度", "进度比例", "比例"),
        ),
        PROGRESS.status: ("状态", "任务状态", "完成状态", "进展状态", "工作状态", "进度状态"),
        PROGRESS.problems: (
            *("存在问题", "存在的问题", "存在问题及困难", "存在困难", "困难和问题", "主要问题", "问题"),
        ),
        PROGRESS.next_steps: (
            *("下步措施", "下一步措施", "下步工作措施", "下一步工作措施", "下步工作", "下一步工作"),
            *("下步计划", "下一步计划", "下一步工作计划", "下步打算", "下一步打算", "下一步工作打算"),
        ),
        PROGRESS.reporter: ("填报人", "填表人", "报送人", "填报人姓名"),
        PROGRESS.phone: ("联系电话", "电话", "联系方式", "手机", "手机号", "电话号码"),
        PROGRESS.filled_on: ("填报日期", "填表日期", "填报时间", "填表时间", "报送日期", "报送时间"),
    },
    PLANS: {
        **_COMMON,
        PLANS.work: ("工作具体内容", "具体工作内容", "工作内容", "具体内容", "具体工作", "主要工作内容"),
        PLANS.goal: ("总体目标", "总目标", "年度目标", "工作目标", "目标"),
        PLANS.stages: ("阶段目标", "阶段性目标", "分阶段目标", "时间节点", "阶段任务"),
        PLANS.deadline: ("完成时限", "完成时间", "时限", "完成日期", "办结时限"),
        PLANS.leader: ("责任领导", "分管领导", "负责领导", "责任人"),
    },
}
_EXACT: Final = {
    table: {name: (name, *others) for name, others in spellings.items()}
    for table, spellings in SPELLINGS.items()
}
"""The names that our forms print come first; without them a share that is called cumulative is the one
that is asked for, whatever stands beside it."""

_OWN: Final[dict[Table, tuple[str, ...]]] = {
    PROGRESS: (*PROGRESS_REQUIRED, PROGRESS.problems, PROGRESS.next_steps),
    PLANS: (PLANS.work, PLANS.goal, PLANS.stages),
}
_ANSWERS: Final = frozenset(
    fold(spelling)
    for table, names in _OWN.items()
    for name in names
    for spelling in (name, *SPELLINGS[table][name])
)
_LONGEST_NAME: Final = 20
_REQUIRED: Final[dict[Table, tuple[str, ...]]] = {
    PROGRESS: (PROGRESS.task_no, *PROGRESS_REQUIRED),
    PLANS: (PLANS.task_no, PLANS.work),
}


@dataclass(frozen=True)
class Header:
    """A recognised header. `places` are 0-based columns by canonical name, `variants` the ones that
    were called otherwise, `extra` the columns of no meaning to us, by place."""

    table: Table
    places: Mapping[str, int]
    variants: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns that are not there."""
        return tuple(name for name in _REQUIRED[self.table] if name not in self.places)

    @cached_property
    def inputs(self) -> frozenset[int]:
        """The places of the columns that a unit fills in."""
        names = PLAN_INPUTS if self.table is PLANS else PROGRESS_INPUTS
        return frozenset(self.places[name] for name in names if name in self.places)


def find_header(cells: Sequence[Cell]) -> Header | None:
    """The header that a row of cells is, None for any other row."""
    cells = cells[:_WIDEST]
    if sum(isinstance(cell, str) and cell != "" for cell in cells) < _FEWEST:
        return None
    return _header(tuple(cells))


def names_an_answer(cells: Sequence[Cell]) -> bool:
    """Whether the name of a column that units fill in stands in a row."""
    short = (cell for cell in cells[:_WIDEST] if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_NAME)
    return any(_bare(cell) in _ANSWERS for cell in short)


@lru_cache(256)
def _header(cells: tuple[Cell, ...]) -> Header | None:
    """Files of one folder have a few headers between them."""
    names = [_name(cell) for cell in cells]
    if not any(name in _ANSWERS or _PERIOD.sub("", name) in _ANSWERS for name in names if name):
        return None  # what stands above the table, different in each file
    found = [(table, _places(names, table)) for table in SPELLINGS]
    table, places = max(found, key=lambda entry: _score(*entry))
    if not _score(table, places):
        return None
    known = {place: name for name, place in places.items()}
    variants = {name: _shown(cells[place]) for place, name in known.items() if names[place] != fold(name)}
    extra = {i: _shown(cells[i]) for i, name in enumerate(names) if name and i not in known}
    return Header(table, places, variants, extra)


def _name(cell: Cell) -> str:
    """A header's name without blanks, width, notes in brackets and signs."""
    return _bare(cell) if isinstance(cell, str) and cell else ""


@lru_cache(1024)
def _bare(name: str) -> str:
    return _NOTES.sub("", fold(name))


def _shown(cell: Cell) -> str:
    return " ".join(str(cell).split())


def anchor_again(cells: Sequence[Cell], header: Header) -> int | None:
    """The column in which the name of a header's first column stands once more, where a second table
    stands beside the first."""
    place = header.places.get(PROGRESS.task_no, header.places.get(CONTENT))
    if place is None:
        return None
    name = _name(cells[place])
    return next((i for i in range(place + 1, min(len(cells), _WIDEST)) if _name(cells[i]) == name), None)


def _score(table: Table, places: Mapping[str, int]) -> int:
    """How surely a row is the header of a table; 0 for not."""
    own = sum(name in places for name in _OWN[table])
    anchored = PROGRESS.task_no in places or CONTENT in places
    if len(places) < _FEWEST or not own or not (anchored or own >= 3):
        return 0
    return own * 10 + len(places)


def _places(names: Sequence[str], table: Table) -> dict[str, int]:
    """Canonical name -> column; an exact name wins over another spelling, and that over one that
    says the period as well (6月份进展情况)."""
    places = _matched(names, _EXACT[table], {})
    if len(places) < len([name for name in names if name]):
        undated = [_PERIOD.sub("", name) if i not in places.values() else "" for i, name in enumerate(names)]
        # two columns that differ in their period alone: nobody can tell which one is meant
        unclear = {name for name in undated if undated.count(name) > 1}
        places = _matched([n if n not in unclear else "" for n in undated], SPELLINGS[table], places)
    return places


def _matched(
    names: Sequence[str], spellings: Mapping[str, Sequence[str]], known: Mapping[str, int]
) -> dict[str, int]:
    where: dict[str, int] = {}
    for i, name in enumerate(names):
        if name:
            where.setdefault(name, i)
    places = dict(known)
    for column, others in spellings.items():
        if column not in places:
            found = next((where[other] for other in others if other in where), None)
            if found is not None and found not in places.values():
                places[column] = found
    return places
