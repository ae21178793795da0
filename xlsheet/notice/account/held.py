"""What the ledger will hold of a notice's tasks, as texts in which a piece of the source can be looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from xlsheet.notice.model import Task

_NO_LETTER: Final = re.compile(r"[\W_]+")
_NOT_FIRST: Final = "\n"
"""Between two texts: no piece of a source has it."""


def letters(text: str) -> str:
    """A text without blanks and punctuation, wide and narrow letters the same."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text))


class Held:
    """The texts that some tasks leave in a ledger. `atoms` are their pieces between punctuation: a short word
    is held where it is one of them, a longer one wherever it stands. `days` are the printed deadlines that
    are stored as a day; `led` says that leaders are stored, so that their offices need not be."""

    def __init__(self, texts: Iterable[str], *, days: Iterable[str] = (), led: bool = False) -> None:
        given = [unicodedata.normalize("NFKC", text) for text in texts if text]
        self.whole = _NOT_FIRST.join(map(letters, given))
        self.atoms = frozenset(piece for text in given for piece in _NO_LETTER.split(text) if piece)
        self.days = "\n".join(map(letters, days))
        self.led = led

    def has(self, piece: str) -> bool:
        """Whether a piece (letters alone) stands in one of the texts."""
        return piece in self.whole

    def longest(self, text: str, start: int) -> int:
        """How many letters of a text from one place on stand in one of the texts together."""
        low, high = 0, len(text) - start
        while low < high:
            middle = (low + high + 1) // 2
            if text[start : start + middle] in self.whole:
                low = middle
            else:
                high = middle - 1
        return low


def held_of(tasks: Sequence[Task]) -> Held:
    """What the ledger will hold of these tasks, and of nothing else: the fields that it has columns for."""
    return Held(
        (text for task in tasks for text in _texts(task)),
        days=(task.deadline_text for task in tasks if not task.deadline_note),
        led=any(task.leaders for task in tasks),
    )


def held_of_headings(tasks: Sequence[Task]) -> Held:
    """What the ledger will hold of the headings above these tasks."""
    return Held(text for task in tasks for text in (task.chapter, task.section))


def _texts(task: Task) -> Iterable[str]:
    """What is stored of a task. Of its leaders that are the names, of its deadline the day: what else their
    fields say is held only where a note keeps it."""
    yield from (task.content, task.chapter, task.section, task.printed)
    yield from ("、".join(task.leaders), task.lead_text, task.responsible_text)
    yield from (*task.notes, task.goal, task.measures, task.stages)
    yield task.deadline_note
