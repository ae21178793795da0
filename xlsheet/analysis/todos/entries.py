"""A finding as a row of 待办: what is wrong, what to do about it, and the cell to go to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import SEVERITY_WORDS, TODOS
from xlsheet.ledger.changes import Link, Row

_SENTENCE: Final = re.compile(r"[^。]*。?")
_ASKS: Final = re.compile(r"(^|[，；。：）])(请|需要的话|如果)")
_LOOK: Final = "核对后在“{done}”里写“是”。"
_TASKS: Final = re.compile(r"第(\d+(?:[、，—－-]\d+)*)项")
_PLACE: Final = re.compile(r"(.+)!([A-Z]{1,3}\d+)")
_LONGEST: Final = 32_000


@dataclass(frozen=True, slots=True)
class Todo:
    """A finding with what it is about, as far as that is known; `place` is where in the ledger to look."""

    finding: Finding
    unit: str = ""
    tasks: str = ""
    month: str = ""
    file: str = ""
    place: Link | None = None

    def row(self) -> Row:
        """Its row, without 来源 and 办结."""
        message, remedy = said_and_asked(self.finding.message)
        return {
            TODOS.severity: self.finding.severity.word,
            TODOS.unit: self.unit or None,
            TODOS.task_nos: self.tasks or None,
            TODOS.message: message[:_LONGEST],
            TODOS.remedy: remedy[:_LONGEST],
            TODOS.place: self.place,
            TODOS.month: self.month or None,
            TODOS.file: self.file or None,
            TODOS.value: self.finding.value[:_LONGEST] or None,
            TODOS.code: self.finding.code,
        }


def said_and_asked(message: str) -> tuple[str, str]:
    """A message taken apart: what is the case, and what the reader is asked to do about it."""
    for start in (match.start() for match in _SENTENCE.finditer(message) if match[0]):
        asks = _ASKS.search(message, start)
        if asks is None:
            break
        at = asks.start(2)
        if at:
            return f"{message[:at].rstrip('，；：。')}。", message[at:]
        break  # all of it is a request
    return message, message if message.startswith("请") else _LOOK.format(done=TODOS.done)


def tasks_named(message: str) -> str:
    """The tasks that a message names, as it writes them: `3`, `3、5`."""
    found = _TASKS.search(message)
    return found[1] if found else ""


def link_again(shown: object) -> Link | None:
    """The link that shows these words."""
    found = _PLACE.fullmatch(show(shown).strip())
    return Link(found[1], found[2], whole=True) if found else None


def row_again(cells: Mapping[str, object]) -> Row:
    """A row of 待办 as it was read, to be written again."""
    texts: dict[str, str | Link | None] = {c: show(cells[c]).strip() or None for c in TODOS.columns}
    texts[TODOS.place] = link_again(cells[TODOS.place])
    return texts


def rank(row: Row) -> tuple[bool, int]:
    """What is not done stands first, the gravest at the top."""
    word = row.get(TODOS.severity)
    ranks = {name: number for number, name in enumerate(SEVERITY_WORDS)}
    return bool(row.get(TODOS.done)), ranks.get(str(word), len(ranks))
