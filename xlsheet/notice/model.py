"""What a notice says: its tasks, with the printed fields beside the understood ones."""

from __future__ import annotations

from dataclasses import dataclass

from xlsheet.dictionary.findings import Finding


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task.

    `leaders` is what was understood of `leaders_text`; the other texts are the printed fields, with
    line and page breaks joined, empty where the notice has none. `chapter` and `section` hold their
    printed heading (一、…; （一）…). `notes` holds other labelled lines such as 完成时限：….
    """

    number: int
    chapter: str
    section: str
    content: str
    leaders: tuple[str, ...]
    leaders_text: str
    lead_text: str
    responsible_text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as read. `year` and `city` (郑州, without 市) are None and empty where it doesn't say."""

    title: str
    year: int | None
    city: str
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]

    @property
    def chapters(self) -> list[str]:
        """The chapters that have tasks, in their order."""
        return list(dict.fromkeys(task.chapter for task in self.tasks if task.chapter))

    @property
    def sections(self) -> list[tuple[str, str]]:
        """(chapter, section) pairs that have tasks, in their order."""
        return list(dict.fromkeys((task.chapter, task.section) for task in self.tasks if task.section))
