"""Take back the last change of a ledger, or make again what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsheet.dictionary.reports import Listing
from xlsheet.stores import UndoableStore
from xlsheet.stores.backups import Restored

LEFT_ON_DISK: Final = {"合并回收": "退回件、佐证材料", "催报": "催报函、邮件草稿", "收取邮件": "邮件"}
"""What commands write beside the ledger, by their names in the history."""


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """`again`: make the change again that was taken back last. `way_back` is the door's own words for how
    to get at what was changed by hand meanwhile."""

    again: bool = False
    way_back: str = ""


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What was taken back, or made again where `again`. `way_back` says what to do to get at what was
    changed by hand meanwhile."""

    restored: Restored
    again: bool
    way_back: str = ""

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        entry = self.restored.entry
        return {
            "restored": {"when": entry.when, "command": entry.command, "summary": entry.summary},
            "remaining": self.restored.remaining,
            "edited": self.restored.edited,
        }

    def summary(self) -> str:
        entry, remaining = self.restored.entry, self.restored.remaining
        done, more = ("已恢复", "恢复") if self.again else ("已撤销", "撤销")
        summary = entry.summary.rstrip("。")
        words = f"{done} {entry.when} 的“{entry.command}”：{summary}。还可以再{more} {remaining} 次。"
        if self.restored.edited:
            back = self.way_back or f"用 xlsheet undo{'' if self.again else ' --redo'}"
            words += f"那以后手工做的修改也一起撤下了，要找回请{back}。"
        left = LEFT_ON_DISK.get(entry.command)
        if left and not self.again:
            words += f"撤销的是台账里的内容；已经写到文件夹里的{left}还在，不要的请自己删去。"
        return words

    def listings(self) -> Sequence[Listing]:
        return []


def undo(store: UndoableStore, request: UndoRequest) -> UndoReport:
    """Bring back the ledger as it was before its last change, or, `again`, as it was after it.

    Raises RequestError where there is nothing to take back, or to make again.
    """
    restored = store.redo() if request.again else store.undo()
    return UndoReport(restored, request.again, request.way_back)
