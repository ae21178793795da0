"""What buttons changed in a ledger's window: its tables as they were before, and the history of that."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from xlsheet.errors import RequestError
from xlsheet.files import disk
from xlsheet.stores.backups import (
    History,
    HistoryEntry,
    content_of,
    folder_of,
    free_name,
    read_history,
    write_history,
)

_HISTORY: Final = "live.json"
_SUFFIX: Final = ".json.gz"


class Clicks:
    """Kept beside the ledger's other backups, but for themselves: a change in a window is in the file
    only when somebody saves it."""

    def __init__(self, ledger: Path) -> None:
        self.folder = folder_of(ledger)
        self._ledger = ledger

    def load(self) -> History:
        """The changes known. LedgerError where the history cannot be read."""
        return read_history(self.folder / _HISTORY) or History()

    def save(self, history: History) -> None:
        """Write the history, and let go of copies that it doesn't need any more. Raises OSError."""
        useless = self.load().copies() - history.copies()
        self._make_folder()
        write_history(self.folder / _HISTORY, history, self._ledger)
        for name in useless:
            with contextlib.suppress(OSError):
                (self.folder / name).unlink()

    def keep(self, content: bytes) -> str:
        """Put a copy into the folder; its name. Raises OSError."""
        self._make_folder()
        name = free_name(self.folder, _SUFFIX)
        disk.put(self.folder / name, content, like=self._ledger)
        return name

    def refuse_if_later(self, entry: HistoryEntry | None) -> None:
        """RequestError where a button changed the ledger in its window after this change on the file."""
        later = [old for old in self.load().done if entry is None or old.when > entry.when]
        if later:
            raise RequestError(
                f"“{self._ledger}”最后一次改动是 {later[-1].when} 用按钮做的“{later[-1].command}”，"
                "请打开台账，点“撤销”，再保存。当时没有保存的，不用撤销。"
            )

    def _make_folder(self) -> None:
        """As open to others as the ledger; one that was never saved has no file yet."""
        if self._ledger.exists():
            disk.make_folder(self.folder, self._ledger)
        else:
            self.folder.mkdir(exist_ok=True)

    def content(self, name: str) -> bytes:
        """A copy by its name; LedgerError where somebody took it away."""
        return content_of(self.folder / name)
