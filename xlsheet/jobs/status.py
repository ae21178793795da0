"""What a ledger holds, what was changed last, and what can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    TASKS,
    UNITS,
)
from xlsheet.stores import UndoableStore
from xlsheet.stores.backups import HistoryEntry
from xlsheet.stores.settings import settings_of

_COUNTED: Final = {
    "tasks": TASKS,
    "assignments": ASSIGNMENTS,
    "units": UNITS,
    "plans": PLANS,
    "progress": PROGRESS,
    "receipts": RECEIPTS,
    "rejections": REJECTIONS,
}


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """`changes`: how many of the last changes to tell of."""

    changes: int = 10


@dataclass(frozen=True, slots=True)
class StatusReport:
    """`counts` has the rows of each table by its JSON name, `months` the progress rows of each month;
    `changes` are the last ones, newest first."""

    ledger: str
    title: str
    counts: dict[str, int]
    months: dict[str, int]
    changes: tuple[HistoryEntry, ...]
    backups: int
    folder: str

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        changes = [
            {"when": e.when, "command": e.command, "summary": e.summary, "rows": e.rows, "user": e.user}
            for e in self.changes
        ]
        return {
            "ledger": self.ledger,
            "title": self.title,
            "counts": self.counts,
            "months": self.months,
            "changes": changes,
            "backups": self.backups,
        }

    def summary(self) -> str:
        kept = f"备份 {self.backups} 份，在“{self.folder}”里。" if self.backups else "还没有备份。"
        return f"{self.title}（{self.ledger}）：{self.counts['tasks']} 项任务。{kept}"

    def listings(self) -> Sequence[Listing]:
        rows = [(table.sheet, str(self.counts[name])) for name, table in _COUNTED.items()]
        months = [(month, str(count)) for month, count in self.months.items()]
        changes = [(e.when, e.command, str(e.rows), e.user, e.summary) for e in self.changes]
        return [
            Listing("各表行数", ("工作表", "行数"), rows),
            Listing("各月进展", ("月份", "行数"), months),
            Listing("最近的改动", ("时间", "命令", "行数", "用户", "内容"), changes),
        ]


def status(store: UndoableStore, request: StatusRequest) -> StatusReport:
    """Count the ledger's rows and look at its history. Nothing is changed."""
    settings = settings_of(store)
    history, backups = store.history()
    months = Counter(show(month) for month in store.read(PROGRESS).column(PROGRESS.month))
    return StatusReport(
        ledger=store.label,
        title=settings.title,
        counts={name: len(store.read(table)) for name, table in _COUNTED.items()},
        months=dict(sorted(months.items())),
        changes=tuple(history[::-1][: request.changes]),
        backups=backups,
        folder=store.backups_folder.name,
    )
