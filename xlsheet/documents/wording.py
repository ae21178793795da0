"""How an office puts figures into words: shares, points, lists of names, short names of tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from xlsheet.cells.rounding import Number, exact, half_up, percent_text
from xlsheet.dictionary.tables import NAME_SEPARATOR

_CHAPTER_NUMBER: Final = re.compile(r"^[一二三四五六七八九十百]+、\s*")
_PAUSES: Final = "，。；：,;:"
_INNER: Final = str.maketrans("“”", "‘’")
_ENDS: Final = "。！？；!?;，"
_SHORTEST: Final = 6
"""Characters; a task cut at an earlier pause would no longer say what it is about."""


def share(value: Number | None) -> str:
    """0.0824 -> 8.2%; a dash where there is none."""
    return "—" if value is None else percent_text(value)


def part(count: int, of: int) -> str:
    """The share that a count is of a whole."""
    return share(Fraction(count, of) if of else None)


def points(now: Number, before: Number) -> float:
    """The difference of two shares in percentage points, as a reader would work it out from `share`."""
    shown = [exact(half_up(exact(value) * 100, 1)) for value in (now, before)]
    return half_up(shown[0] - shown[1], 1)


def signed_points(value: float) -> str:
    """+8.0, -3.1, 0: a change of points in a table's cell."""
    return f"{value:+.1f}" if value else "0"


def signed(value: int) -> str:
    """+8, -3, 0: a change of a count in a table's cell."""
    return f"{value:+d}" if value else "0"


def listed(names: Sequence[str], most: int, counter: str) -> str:
    """Up to `most` names; of more, how many they are: 甲、乙等5个单位."""
    shown = NAME_SEPARATOR.join(names[:most])
    return f"{shown}等{len(names)}{counter}" if len(names) > most else shown


def one_line(text: str) -> str:
    """Several lines as one sentence after the other."""
    lines = text.split("\n")
    return "".join(line if line[-1:] in _ENDS else f"{line}；" for line in lines[:-1]) + lines[-1]


def tasks_named(numbers: Sequence[int], most: int = 6) -> str:
    """第3项、第8项. Not 第3、8项: LibreOffice takes a long row of numbers for one word and tears the line."""
    return listed([f"第{number}项" for number in numbers], most, "项")


def in_brief(content: str, most: int = 30) -> str:
    """The beginning of a task's text up to a pause, as people call it; a whole one where it is short.
    Only one that is cut between pauses ends in dots."""
    if len(content) <= most:
        return content.rstrip(_PAUSES)
    pauses = [i for i in range(_SHORTEST, most) if content[i] in _PAUSES]
    return content[: pauses[-1]] if pauses else f"{content[:most]}…"


def without_number(chapter: str) -> str:
    """一、做强实体经济 -> 做强实体经济."""
    return _CHAPTER_NUMBER.sub("", chapter)


def quoted(name: str) -> str:
    """“坚决打赢‘三大攻坚战’”: quotation marks inside become single ones."""
    return f"“{name.translate(_INNER)}”"


def day(value: date) -> str:
    """2020年7月13日."""
    return f"{value.year}年{value.month}月{value.day}日"
