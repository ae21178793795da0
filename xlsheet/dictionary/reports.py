"""What every job hands back: one report that terminal, ribbon and scripts all show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from xlsheet.dictionary.findings import Finding, in_order


@dataclass(frozen=True, slots=True)
class Listing:
    """A small table for people: Chinese title and header, rows of text."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Report(Protocol):
    """The outcome of a job."""

    @property
    def needs_attention(self) -> bool:
        """Whether there is something to look at (exit status 1)."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The JSON object of docs/design.md §5."""
        ...

    def summary(self) -> str:
        """What was done, in one or two Chinese sentences."""
        ...

    def listings(self) -> Sequence[Listing]:
        """What to look at, as tables; empty ones are left out."""
        ...


def finding_listing(findings: Sequence[Finding], title: str = "需要看的") -> Listing:
    """Findings as people read them, gravest first."""
    rows = [(f.severity.word, f.place(), f.message, f.code) for f in in_order(findings)]
    return Listing(title, ("级别", "位置", "说明", "代码"), rows)
