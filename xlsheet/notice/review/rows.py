"""The rows of a review: every line of the source, with the task that begins there and the doubts about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.ledger.changes import Row
from xlsheet.notice.model import Task
from xlsheet.notice.read.blocks import NoticeSource, Paragraph

_ABOUT_TASK: Final = re.compile(r"第(\d+)项")
_BLANKS: Final = re.compile(r"\s+")
_BETWEEN_CELLS: Final = "｜"


@dataclass(slots=True)
class ReviewRow:
    """A line of the source; `task` is the one that begins in it, `values` what was understood of it."""

    place: str
    text: str
    task: Task | None = None
    values: Row = field(default_factory=dict)
    doubts: list[Finding] = field(default_factory=list)
    unused: bool = False
    beside: bool = False
    """Whether it stands above the first task: the covering letter, the title."""

    @property
    def uncertain(self) -> bool:
        return self.unused or any(doubt.severity is not Severity.INFO for doubt in self.doubts)


def review_rows(
    source: NoticeSource, tasks: Sequence[Task], understood: Sequence[Row], findings: Iterable[Finding]
) -> list[ReviewRow]:
    """All lines in their order; `tasks` have the ledger's numbers, `understood` are their rows in it."""
    rows, at = _lines(source)
    for task, values in zip(tasks, understood, strict=True):
        row = at.get(task.place)
        if row is None or row.task is not None:
            fresh = ReviewRow(task.place, "")
            rows.insert(rows.index(row) + 1 if row else len(rows), fresh)
            at[task.place] = row = fresh
        row.task, row.values = task, values
    _add_doubts(rows, findings)
    first = next((k for k, row in enumerate(rows) if row.task), len(rows))
    for row in rows[:first]:
        row.beside = not row.unused
    return rows


def _lines(source: NoticeSource) -> tuple[list[ReviewRow], dict[str, ReviewRow]]:
    """The rows, and which of them stands at a place."""
    rows: list[ReviewRow] = []
    at: dict[str, ReviewRow] = {}
    for block in source.blocks:
        if isinstance(block, Paragraph):
            rows.append(ReviewRow(block.place, block.text.strip()))
            at.setdefault(block.place, rows[-1])
            continue
        for r, cells in enumerate(block.rows):
            texts = [block.text(r, c) for c in range(len(cells))]
            row = ReviewRow(block.place(r, 0), _BETWEEN_CELLS.join(filter(None, texts)))
            rows.append(row)
            for c in range(len(cells)):
                at.setdefault(block.place(r, c), row)
    return rows, at


def _add_doubts(rows: Sequence[ReviewRow], findings: Iterable[Finding]) -> None:
    of_task: Mapping[int, ReviewRow] = {row.task.number: row for row in rows if row.task}
    unused: set[str] = set()
    for finding in findings:
        if finding.code == catalogue.NOTICE_UNUSED.name:
            unused |= {_BLANKS.sub("", line) for line in finding.value.split("\n")}
        elif (about := _ABOUT_TASK.match(finding.message)) and int(about[1]) in of_task:
            of_task[int(about[1])].doubts.append(finding)
    for row in rows:
        flat = _BLANKS.sub("", row.text)
        row.unused = any(piece and piece in flat for piece in unused)
