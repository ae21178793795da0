"""The places in a notice's text where something may begin: labels, task numbers, headings.

A mark is only a candidate: a page break can put anything at the start of a line. Which marks count
is decided by `parsing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final


class MarkKind(Enum):
    """What may begin at a mark."""

    LEADERS = "leaders"
    LEAD = "lead units"
    RESPONSIBLE = "responsible units"
    NOTE = "another labelled line"
    TASK = "task"
    SECTION = "section"
    CHAPTER = "chapter"


LABELS: Final = (MarkKind.LEADERS, MarkKind.LEAD, MarkKind.RESPONSIBLE, MarkKind.NOTE)
UNIT_LABELS: Final = (MarkKind.LEAD, MarkKind.RESPONSIBLE)
HEADINGS: Final = (MarkKind.CHAPTER, MarkKind.SECTION)

_WORDS: Final = {
    MarkKind.LEADERS: "责任领导 牵头领导 分管领导 配合领导 市级领导 包抓领导 牵头市领导 分管市领导",
    MarkKind.LEAD: "牵头单位 牵头部门 牵头责任单位 主办单位 主责单位",
    MarkKind.RESPONSIBLE: "责任单位 责任部门 配合单位 配合部门 协办单位 参与单位 配合责任单位 落实单位",
    MarkKind.NOTE: "完成时限 完成时间 时限要求 时间节点 完成标准 备注",
}
LABEL_WORDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}
"""A field's label -> what it is."""

_DIGITS: Final = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A candidate: where it starts, where what follows it begins, and its number (0 for labels).

    `style` tells `1.` from `1、` and `（1）`: the tasks of one notice have one style.
    """

    kind: MarkKind
    start: int
    end: int
    number: int = 0
    style: str = ""


def _spread(word: str) -> str:
    """A pattern for a word that line breaks or blanks may have pulled apart."""
    return "[ \n]*".join(word)


_LABEL: Final = re.compile(
    "(?<=[\\s。；;，,（(])("
    + "|".join(_spread(word) for word in sorted(LABEL_WORDS, key=len, reverse=True))
    + ")[ \n]*[：:]"
)
_NUMBER: Final = "(?P<number>[0-9０-９](?:\n?[0-9０-９]){0,2})"
_TASKS: Final = {
    # A digit after the point makes it a decimal (2.11 万亿元), unless it begins a year.
    "1.": re.compile(rf"\n{_NUMBER}[ \n]*[.．](?:(?!\n?[0-9０-９])|(?=\d{{4}} ?年))"),
    "1、": re.compile(rf"\n{_NUMBER}[ \n]*、"),
    "（1）": re.compile(rf"\n[（(][ \n]*{_NUMBER}[ \n]*[）)]"),
    "第1项": re.compile(rf"\n第[ \n]*{_NUMBER}[ \n]*项[：:、.． ]?"),
}
_NUMERAL: Final = "(?P<number>[一二三四五六七八九十](?:\n?[一二三四五六七八九十]){0,3})"
_HEADINGS: Final = (
    (MarkKind.SECTION, re.compile(rf"\n[（(][ \n]*{_NUMERAL}[ \n]*[）)]")),
    (MarkKind.CHAPTER, re.compile(rf"\n{_NUMERAL}[ \n]*、")),
    (MarkKind.CHAPTER, re.compile(rf"\n第[ \n]*{_NUMERAL}[ \n]*(?:章|部\n?分)")),
)


def find_marks(text: str) -> list[Landmark]:
    """All candidates in a text made by `line_up`, in the order of their places."""
    marks = [
        Landmark(LABEL_WORDS[re.sub(r"\s", "", match[1])], match.start(), match.end())
        for match in _LABEL.finditer(text)
    ]
    for style, pattern in _TASKS.items():
        for match in pattern.finditer(text):
            number = int(match["number"].replace("\n", ""))
            marks.append(Landmark(MarkKind.TASK, match.start(), match.end(), number, style))
    for kind, pattern in _HEADINGS:
        for match in pattern.finditer(text):
            number = numeral(match["number"].replace("\n", ""))
            if number:
                marks.append(Landmark(kind, match.start(), match.end(), number))
    return sorted(marks, key=lambda mark: mark.start)


def numeral(word: str) -> int:
    """1–99 from 一 … 九十九; 0 for what is no well-formed number (二七)."""
    tens, ten, ones = word.rpartition("十")
    if (tens and (not ten or tens not in _DIGITS)) or (ones and ones not in _DIGITS):
        return 0
    value = (_DIGITS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return value + (_DIGITS.index(ones) + 1 if ones else 0)
