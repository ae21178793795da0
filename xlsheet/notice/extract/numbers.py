"""Where a line may begin something numbered: 一、 （一） 1. （1） ① 第1项 任务一： 1.1 and their like.

A mark is only a candidate: a page break can put anything at the start of a line. Which marks count is
decided by `outline`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from xlsheet.cells.numerals import chinese_number

_FIGURES: Final = "(?P<n>[0-9０-９](?:\n?[0-9０-９]){0,3})"
_WORD: Final = "(?P<n>[一二三四五六七八九十](?:\n{0,2}[一二三四五六七八九十百零]){0,3})"
_LARGEST: Final = 1899
"""What comes near a year is one."""
_GAP: Final = "[ \n\u3000]*"
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Mark:
    """A candidate: where its line break is and where the text behind its number begins.

    `style` tells `1.` from `（1）`, `rank` which of two usually stands above the other (the smaller).
    `weak` marks what may be a decimal (2.11) as well.
    """

    style: str
    rank: float
    number: int
    printed: str
    start: int
    end: int
    hard: bool
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    rank: float
    pattern: re.Pattern[str]


def _styles() -> tuple[_Style, ...]:
    what = "(?:重点|主要)?(?:任务|事项|项目|工程|行动|实事)"
    listed = (
        ("第一章", 0, rf"第{_GAP}{_WORD}{_GAP}(?:章|篇|编|部\n?分)"),
        ("第一节", 1, rf"第{_GAP}{_WORD}{_GAP}节"),
        ("一、", 2, rf"{_WORD}{_GAP}[、.．]"),
        ("（一）", 3, rf"[（(]{_GAP}{_WORD}{_GAP}[）)][、.．]?"),
        (
            "任务一",
            3.5,
            rf"[【〔\[]?{what}[ \u3000]*(?:{_WORD}|{_FIGURES.replace('?P<n>', '?P<m>')}){_GAP}"
            r"[：:、.．\u3000 】〕\]]",
        ),
        ("第一项", 4, rf"第{_GAP}{_WORD}{_GAP}[项条件][：:、.．\u3000 ]?"),
        ("第1项", 4, rf"第{_GAP}{_FIGURES}{_GAP}[项条件][：:、.．\u3000 ]?"),
        ("1.", 4, rf"{_FIGURES}{_GAP}[.．](?![0-9０-９])"),
        ("1、", 4.2, rf"{_FIGURES}{_GAP}、"),
        ("（1）", 5, rf"[（(]{_GAP}{_FIGURES}{_GAP}[）)][、.．]?"),
        ("1）", 5.5, rf"{_FIGURES}{_GAP}[）)]"),
        ("①", 6, rf"(?P<n>[{_CIRCLED}])"),
    )
    return tuple(_Style(name, rank, re.compile(rf"\n[ \u3000]*{pattern}")) for name, rank, pattern in listed)


_STYLES: Final = _styles()
_WEAK: Final = re.compile(rf"\n[ \u3000]*{_FIGURES}{_GAP}[.．](?=\n?[0-9０-９])")
_DOTTED: Final = re.compile(
    r"\n[ \u3000]*(?P<n>(?P<above>\d{1,2})[.．\-－](?P<last>\d{1,2}))(?![\d.．%％])"
    r"(?:[、.． \u3000]*(?=[\u4e00-\u9fff“《（])|[ \u3000]+(?=\d))"
)
_SPACED: Final = re.compile(r"\n[ \u3000]*(?P<n>\d{1,3})[ \u3000]+(?=[\u4e00-\u9fff“《])")
_BULLET: Final = re.compile("\n[ \u3000]*(?P<n>[●■◆▲★•◇▪○△☆·◎])[ \u3000]*(?=\\S)")


def find_marks(text: str) -> list[Mark]:
    """All candidates in a stream's text, in the order of their places."""
    marks = [
        _mark(style.name, style.rank, match) for style in _STYLES for match in style.pattern.finditer(text)
    ]
    marks += [_mark("1.", 4, match, weak=True) for match in _WEAK.finditer(text)]
    marks += [_mark("1 ", 4.4, match, weak=True) for match in _SPACED.finditer(text)]
    marks += [_mark("●", 4.8, match) for match in _BULLET.finditer(text)]
    marks = _with_dotted([m for m in marks if m.number >= 0], text)
    return sorted(_one_style(marks), key=lambda mark: (mark.start, mark.weak))


def _mark(style: str, rank: float, match: re.Match[str], *, weak: bool = False) -> Mark:
    groups = match.groupdict()
    printed = (groups.get("n") or groups.get("m") or "").replace("\n", "")
    hard = match.start() > 0 and match.string[match.start() - 1] == "\n"
    return Mark(style, rank, _number(printed), printed, match.start(), match.end(), hard, weak)


def _number(printed: str) -> int:
    """The number; 0 for a bullet, -1 for what is no well-formed number (二七)."""
    if printed in _CIRCLED:
        return _CIRCLED.index(printed) + 1
    if printed.isdigit():
        return int(printed) if 0 < int(printed) <= _LARGEST else -1
    number = chinese_number(printed)
    if number is None:
        return 0 if len(printed) == 1 and not printed.isalnum() else -1
    return number if len(printed) == 1 or "十" in printed or "百" in printed else -1


def _with_dotted(marks: list[Mark], text: str) -> list[Mark]:
    """1.1 and 1.2 number a level of their own where they count on; a lone 3.5 does not."""
    dotted = list(_DOTTED.finditer(text))
    seen: dict[str, set[int]] = defaultdict(set)
    for match in dotted:
        seen[match["above"]].add(int(match["last"]))
    counting = {above for above, lasts in seen.items() if {1, 2} <= lasts}
    if not counting:
        return marks
    taken = {m.start(): m for m in dotted if m["above"] in counting or int(m["last"]) == 1}
    kept = [mark for mark in marks if mark.start not in taken]
    for start, match in taken.items():
        hard = start > 0 and text[start - 1] == "\n"
        kept.append(
            Mark("1.1", 4.6, int(match["last"]), match["n"].replace("．", "."), start, match.end(), hard)
        )
    return kept


def _one_style(marks: Iterable[Mark]) -> list[Mark]:
    """`1.` and `1、` are one style where only one of them ever begins at 1: a slip of the pen."""
    given = list(marks)
    ones = {mark.style for mark in given if mark.number == 1 and (not mark.weak or mark.style == "1 ")}
    for slip, style in (("1、", "1."), ("1.", "1、"), ("1 ", "1."), ("1 ", "1、")):
        if style in ones and slip not in ones:
            rank = next(m.rank for m in given if m.style == style)
            given = [
                replace(m, style=style, rank=rank) if m.style == slip and (m.hard or slip != "1 ") else m
                for m in given
            ]
    return given
