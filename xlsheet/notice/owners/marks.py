"""Marks that say who leads: ★市数据局、市住建局 in a list, ★ and ○ in the cells of a matrix."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.notice.owners.words import Field

_STARS: Final = "★☆▲△●◆■◎○◇□※√✓✔*"
_LEADING: Final = frozenset("★▲●◆■◎※")
_MARK: Final = re.compile(f"[{re.escape(_STARS)}]")
_MARKED: Final = re.compile(f"[{re.escape(_STARS)}](?=[\u4e00-\u9fff])")
_NUMBERED: Final = re.compile(
    "(?P<before>^|[\n；;，,、。：: \u3000])(?:[（(]\\d{1,2}[）)]|\\d{1,2}[）.．、](?!\\d)|[①-⑳])[ \u3000]*"
    "(?=[\u4e00-\u9fff★▲●])"
)
_LEGEND: Final = re.compile(
    f'(?:带|标|注|有|打|用|以|加)?[“"]?(?P<mark>[{re.escape(_STARS)}])[”"]?(?:号|标记|标注)?'
    "(?:的|者)*(?:单位|部门)?[ ]*"
    "(?:为|是|表示|代表|：|:|—+|-+)[ ]*(?P<role>[\u4e00-\u9fff]{2,4})"
)
_LEADS: Final = ("牵头", "主办", "主责", "总牵")
_LONGEST_LEGEND: Final = 80


def is_mark(text: str) -> bool:
    """Whether a cell holds nothing but a mark."""
    return len(text) == 1 and bool(_MARK.fullmatch(text))


def leads_by_mark(name: str) -> bool:
    """Whether a name in a list has a mark before it that leaders of a task have."""
    return name[:1] in _LEADING and bool(_MARKED.match(name))


def without_marks(text: str) -> str:
    """The text without marks before names."""
    return _MARKED.sub("", text)


def without_numbers(text: str) -> str:
    """The text without numbers before names: 1.市公安局 2.市住建局."""
    return _NUMBERED.sub(r"\g<before>", text)


def is_list_of_points(text: str) -> bool:
    """Whether names in a list have numbers or marks of their own."""
    return bool(_NUMBERED.search(text) or _MARKED.search(text))


def legend_of(text: str) -> dict[str, Field]:
    """What a line such as 注：★为牵头部门，○为配合部门 says of its marks; empty for another line."""
    if len(text) > _LONGEST_LEGEND:
        return {}
    return {
        match["mark"]: Field.LEAD if match["role"].startswith(_LEADS) else Field.RESPONSIBLE
        for match in _LEGEND.finditer(text)
    }


def field_of_mark(mark: str, legend: dict[str, Field]) -> Field:
    """What a mark in a unit's column says of the unit."""
    return legend.get(mark, Field.LEAD if mark in _LEADING and not legend else Field.RESPONSIBLE)
