"""Labelled cells around a table: 填报单位, 填报月份, 填报人 … with the value beside or inside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.addresses import column_letter
from xlsheet.forms.layout import (
    DUE_LABEL,
    FILLED_LABEL,
    MONTH_LABEL,
    PHONE_LABEL,
    REPORTER_LABEL,
    UNIT_LABEL,
)
from xlsheet.grids.grid import Area, Cell

Headings = dict[str, tuple[Cell, str]]
"""Canonical label -> (value, address)."""

_LABELS: Final = {
    UNIT_LABEL: (UNIT_LABEL, "报送单位", "填表单位", "填报部门", "单位名称", "单位"),
    MONTH_LABEL: (MONTH_LABEL, "报送月份", "所属月份", "月份"),
    DUE_LABEL: (DUE_LABEL,),
    REPORTER_LABEL: (REPORTER_LABEL, "填表人", "报送人"),
    PHONE_LABEL: (PHONE_LABEL, "联系方式", "电话"),
    FILLED_LABEL: (FILLED_LABEL, "填报时间", "填表日期", "填表时间", "报送日期", "报送时间"),
}
_CANONICAL: Final = {spelling: label for label, spellings in _LABELS.items() for spelling in spellings}
_MEASURES: Final = re.compile(r"[百千万亿]*(?:元|人次?|个|项|户|套|吨|亩|件|米|公里|%)(?:[、,/(].*)?")
"""What 单位 means above a table of figures: 单位：万元."""

_BRACKETS: Final = re.compile(r"[(（][^)）]*[)）]")
_SEAL: Final = re.compile(r"\s*[(（](?:加?盖)?(?:公|印)?(?:章|签章)[)）]\s*$")
"""What marks the place of a seal behind a unit's name."""

_SPACED: Final = "|".join(r"\s*".join(spelling) for spelling in sorted(_CANONICAL, key=len, reverse=True))
_INSIDE: Final = re.compile(rf"({_SPACED})\s*(?:[(（][^)）]*[)）])?\s*[:：]")
_REACH: Final = {UNIT_LABEL: 3, MONTH_LABEL: 3}
"""How far right of a label its value may stand; of other labels only the next cell counts, since what
follows a blank one may well be a note."""


def headings(
    rows: Iterable[tuple[int, Sequence[Cell]]], merged: Sequence[Area] = (), left: int = 0
) -> Headings:
    """The labelled values in these rows, each given with its 0-based number; the first of a label counts.
    `left` is the place of their first column on the sheet."""
    found: Headings = {}
    ends = {(top, left): right for top, left, _, right in merged}
    for number, row in rows:
        for column, cell in enumerate(row):
            if not (isinstance(cell, str) and cell):
                continue
            for label, value, place in _values(row, column, ends.get((number, column), column), cell):
                if not (label == UNIT_LABEL and isinstance(value, str) and _MEASURES.fullmatch(fold(value))):
                    if label == UNIT_LABEL and isinstance(value, str):
                        value = _SEAL.sub("", value)
                    found.setdefault(label, (value, f"{column_letter(left + place)}{number + 1}"))
    return found


def is_label(cell: Cell) -> bool:
    """Whether a cell is a label and nothing else: 填报单位, 填报人：."""
    return isinstance(cell, str) and (_label(cell) is not None or fold(cell).endswith(":"))


def is_labelled(cell: str) -> bool:
    """Whether a text is a label, or one or more with their values: 填报人：张三 电话：67180738."""
    return _label(cell) is not None or _INSIDE.match(cell) is not None


def _values(row: Sequence[Cell], column: int, end: int, cell: str) -> Iterator[tuple[str, Cell, int]]:
    """Labels of a cell that reaches from `column` to `end`, with value and column; none without value."""
    inside = list(_INSIDE.finditer(cell))
    if not inside:
        label = _label(cell)
        if label is not None:
            yield from _beside(row, end, label)
        return
    stops = [match.start() for match in inside[1:]] + [len(cell)]
    for match, stop in zip(inside, stops, strict=True):
        label, value = _CANONICAL["".join(match[1].split())], cell[match.end() : stop].strip()
        if value:
            yield label, value, column
        elif stop == len(cell):
            yield from _beside(row, end, label)


def _beside(row: Sequence[Cell], end: int, label: str) -> Iterator[tuple[str, Cell, int]]:
    for place in range(end + 1, min(end + 1 + _REACH.get(label, 1), len(row))):
        value = row[place]
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if not (isinstance(value, str) and (_label(value) or _INSIDE.match(value))):
            yield label, value, place
        return


@lru_cache(1024)
def _label(text: str) -> str | None:
    """The label that a cell's whole text is."""
    return _CANONICAL.get(fold(_BRACKETS.sub("", text)).rstrip(":")) if len(text) < 40 else None
