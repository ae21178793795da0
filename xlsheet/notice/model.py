"""What a notice says: its tasks, with the printed fields beside the understood ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from xlsheet.dictionary.findings import Finding
from xlsheet.notice.owners.deadlines import says_one_day


@dataclass(frozen=True, slots=True)
class Task:
    """One task.

    `number` is the one it has in a new ledger: its printed number where all of the notice's are whole and
    different, else its place. `printed` is the number as printed (28, 三, 1.2), empty where there is none.
    `leaders` is what was understood of `leaders_text`; `lead_text` and `responsible_text` are lists of
    names, as printed where the notice has them in lines or columns of their own. `chapter` and `section`
    hold their printed heading. `deadline` is the last day that `deadline_text` can mean, None where it
    means none. `notes` holds what has no field of its own, with its label (备注：…). `place` says where in
    the source the task stands.
    """

    number: int
    chapter: str
    section: str
    content: str
    leaders: tuple[str, ...] = ()
    leaders_text: str = ""
    lead_text: str = ""
    responsible_text: str = ""
    notes: tuple[str, ...] = ()
    printed: str = ""
    deadline: date | None = None
    deadline_text: str = ""
    goal: str = ""
    measures: str = ""
    stages: str = ""
    place: str = field(default="", compare=False)

    @property
    def deadline_note(self) -> str:
        """The printed deadline where no day tells it whole: 长期坚持, 3月底前启动；10月底前完成."""
        told = self.deadline is not None and says_one_day(self.deadline_text)
        return "" if told else self.deadline_text


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many lines (of text; a filled cell of a table is one) a source has, and what became of them.

    `used` ended in a task or heading, `furniture` is the covering letter, title, tail and what pages repeat;
    `unused` is listed in the findings, line by line. The three add up to `lines`.
    """

    lines: int = 0
    used: int = 0
    furniture: int = 0
    unused: int = 0

    @classmethod
    def sum(cls, counts: Iterable[Self]) -> Self:
        """All counts together."""
        given = list(counts)
        return cls(
            sum(c.lines for c in given),
            sum(c.used for c in given),
            sum(c.furniture for c in given),
            sum(c.unused for c in given),
        )

    def as_json(self) -> dict[str, Any]:
        """The contract's `source` object (DESIGN §7)."""
        return {
            "lines": self.lines,
            "used": self.used,
            "furniture": self.furniture,
            "unused": self.unused,
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as read. `year` and `city` (郑州, without 市) are None and empty where it doesn't say;
    `day` is the one on which it was signed."""

    title: str
    year: int | None
    city: str
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    source: SourceCount = field(default_factory=SourceCount)
    day: date | None = None

    @property
    def chapters(self) -> list[str]:
        """The chapters that have tasks, in their order."""
        return list(dict.fromkeys(task.chapter for task in self.tasks if task.chapter))

    @property
    def sections(self) -> list[tuple[str, str]]:
        """(chapter, section) pairs that have tasks, in their order."""
        return list(dict.fromkeys((task.chapter, task.section) for task in self.tasks if task.section))
