"""What stands above the first task: the list's title, its year, the city that sends it."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.notice.lines import join

_TITLE: Final = re.compile("(?:任务|分解|方案|清单|台账|要点|分工|通知|意见|计划)(?:分解表|表|书|》)?$")
_LONGEST_TITLE: Final = 60
_YEAR: Final = re.compile(r"(20\d\d) ?年|〔(20\d\d)〕|\[(20\d\d)\]")
_YEARS: Final = re.compile(r"20\d\d(?= ?年|[-—–－至~ ]+20\d\d)")
_CITY: Final = re.compile("\n([\u4e00-\u9fff]{2,4}?)市(?:人民)?政府")


def read_title(above: str) -> str:
    """The list's own title, which stands last; else that of the covering letter; else empty."""
    lines = [join(line) for line in above.split("\n")]
    titles = [line for line in lines if len(line) <= _LONGEST_TITLE and _TITLE.search(line)]
    return titles[-1] if titles else ""


def read_year(title: str, above: str) -> int | None:
    """The year that the title speaks of, else the first year above the tasks."""
    match = _YEAR.search(fold(title)) or _YEAR.search(fold(above))
    return int(next(filter(None, match.groups()))) if match else None


def title_years(title: str) -> range:
    """The years that a title speaks of: 2024年 is one, 2023—2025年 are three; none where it names none."""
    years = [int(year) for year in _YEARS.findall(fold(title))]
    return range(min(years), max(years) + 1) if years else range(0)


def read_city(stream: str) -> str:
    """The city's name without 市, as it stands at the start of a line in the letterhead."""
    match = _CITY.search(stream)
    return match[1] if match else ""
