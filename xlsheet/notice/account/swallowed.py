"""Contents that look as if more had got into them than one task: for a person to hold against the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from xlsheet.cells.numerals import chinese_number
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import TASKS
from xlsheet.notice.model import Task
from xlsheet.notice.owners.words import INLINE_WORDS, OWNER_FIELDS, WORDS
from xlsheet.units.judge import surely
from xlsheet.units.mentions import begins_anew

_BEGINS: Final = "(?:^|(?<=[。；;，,、）)】〕 \u3000\n]))"
_LABELS: Final = "|".join(word for word in INLINE_WORDS if WORDS[word] in OWNER_FIELDS and len(word) > 3)
_LABEL: Final = re.compile(f"{_BEGINS}(?:{_LABELS})[：:]")
_MARK: Final = re.compile(
    f"{_BEGINS}(?:(?P<a>\\d{{1,3}})[.．、](?!\\d)|[（(](?P<b>[一二三四五六七八九十]{{1,3}})[）)]|"
    "(?P<c>[一二三四五六七八九十]{1,3})、)(?=[\u4e00-\u9fff“])"
)
_CHARGED: Final = re.compile("(?P<unit>[^，,。；;、：:（）()\\s由]{3,20}?)(?:牵头|负责)(?![人同])")
_SECOND: Final = re.compile("[。；;，,：:\n]\\s*(?:二|其二)是")
_LONG: Final = 500
_TIMES: Final = 5
_SHOWN: Final = 20


def swallowed(tasks: Sequence[Task]) -> Iterator[Finding]:
    """A finding for each task whose content holds a label, the next task's number, others' duties, or is far
    longer than those of the others."""
    usual = median(len(task.content) for task in tasks) if tasks else 0
    for task in tasks:
        what = _label(task) or _next_number(task) or _charges(task) or _length(task, usual)
        if what:
            start = task.content[:_SHOWN]
            yield catalogue.CONTENT_DOUBTFUL.at(TASKS.sheet, value=what, task=task.number, start=start)


def _label(task: Task) -> str:
    found = _LABEL.search(task.content)
    return f"“{found[0]}”" if found else ""


def _next_number(task: Task) -> str:
    """The number that comes after the task's own, where its content doesn't count points from 1."""
    own = _number(task.printed)
    marks = [
        (match, _number(match["a"] or match["b"] or match["c"])) for match in _MARK.finditer(task.content)
    ]
    if not own or any(number == 1 for _, number in marks):
        return ""
    return next((f"编号“{match[0]}”" for match, number in marks if number == own + 1), "")


def _number(printed: str) -> int:
    return int(printed) if printed.isdecimal() else chinese_number(printed) or 0


def _charges(task: Task) -> str:
    """A unit that the content puts in charge, and that the task doesn't have; or one for each of its points:
    一是…，由市财政局牵头；二是…，由市公安局负责."""
    named = f"{task.lead_text}{task.responsible_text}"
    charged = (match["unit"] for match in _CHARGED.finditer(task.content))
    units = list(dict.fromkeys(u for u in charged if surely(u) and begins_anew(u)))
    stranger = next((u for u in units if u not in named), "")
    if not stranger and len(units) > 1 and _SECOND.search(task.content):
        stranger = "”“".join(units)
    return f"“{stranger}”的分工" if stranger else ""


def _length(task: Task, usual: float) -> str:
    length = len(task.content)
    return f" {length} 个字，比别的任务长得多" if length > max(_LONG, _TIMES * usual) else ""
