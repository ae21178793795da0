"""The ledger as it was before each change, and the history of changes, in a folder beside it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from xlsheet.errors import LedgerError
from xlsheet.stores import disk
from xlsheet.stores.lock import user_name

FOLDER_SUFFIX: Final = "_备份"
_HISTORY: Final = "history.json"
_MOST_ENTRIES: Final = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `before` and `after` are the ledger's fingerprints around it; `backup` is the copy made
    before it, `redo` the one made when it was taken back; both are empty where there is none (any more)."""

    when: str
    command: str
    summary: str
    rows: int
    user: str
    before: str
    after: str
    backup: str
    redo: str = ""


@dataclass(slots=True)
class History:
    """Changes that hold, oldest first, and those taken back, the last taken back last."""

    done: list[Entry] = field(default_factory=list)
    undone: list[Entry] = field(default_factory=list)

    def prune(self, most: int, days: int) -> list[str]:
        """Let go of copies beyond the newest `most` and, unless `days` is 0, those older than that; the
        names of those that are needed no more."""
        oldest = f"{datetime.now() - timedelta(days=days):%Y-%m-%d %H:%M:%S}" if days else ""
        kept = [entry.backup for entry in self.done if entry.backup]
        beyond = {*kept[: max(len(kept) - most, 0)], *(e.backup for e in self.done if e.when < oldest)}
        self.done = [replace(e, backup="") if e.backup in beyond else e for e in self.done]
        return sorted(beyond - {""})


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Restored:
    """What was undone or redone. `remaining` says how often that can be done again; `edited`, whether
    the ledger had been changed by hand since the last command."""

    entry: Entry
    remaining: int
    edited: bool


class Backups:
    """The folder of backups of one ledger; it is made with the first backup."""

    def __init__(self, ledger: Path, *, suffix: str = "", history: str = _HISTORY) -> None:
        """Copies end in `suffix`, or as the ledger does; `history` is the name of their history."""
        self.folder = ledger.with_name(f"{ledger.stem}{FOLDER_SUFFIX}")
        self._suffix = suffix or ledger.suffix
        self._history = self.folder / history

    @classmethod
    def of_clicks(cls, ledger: Path) -> Self:
        """Those of changes made in the ledger's window, of which only the tables that change are kept."""
        return cls(ledger, suffix=".json.gz", history="live.json")

    def history(self, present: str) -> History:
        """The changes known; `present` is the ledger's fingerprint now, which tells of a change that was
        noted and then didn't happen because its process was killed. LedgerError where the history cannot
        be read."""
        history = self.load()
        if history.done and present == history.done[-1].before != history.done[-1].after:
            entry = history.done.pop()
            if entry.redo:
                history.undone.append(entry)
        elif history.undone and present == history.undone[-1].after != history.undone[-1].before:
            history.done.append(history.undone.pop())
        return history

    def load(self) -> History:
        """The history as it was noted."""
        path = self._history
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return History(*([Entry(**entry) for entry in content[part]] for part in ("done", "undone")))
        except FileNotFoundError:
            return History()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LedgerError(
                f"备份记录“{path}”读不出来（{type(error).__name__}），台账没有改动。请把它改名或移走后再试。"
            ) from error

    def save(self, history: History) -> None:
        """Write the history; readers see the old one or the new one."""
        content: dict[str, Any] = {
            "done": [asdict(entry) for entry in history.done[-_MOST_ENTRIES:]],
            "undone": [asdict(entry) for entry in history.undone],
        }
        self.folder.mkdir(exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=1)
        disk.put(self._history, text.encode("utf-8"))

    def keep(self, content: bytes) -> str:
        """Put a copy of the ledger into the folder; its name."""
        self.folder.mkdir(exist_ok=True)
        stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
        for number in range(1, 100_000):
            path = self.folder / f"{stamp}-{number:02d}{self._suffix}"
            if not path.exists():
                disk.put(path, content)
                return path.name
        raise AssertionError("unreachable: more than 100,000 changes in a second")

    def content(self, name: str) -> bytes:
        """A copy by its name; LedgerError where somebody took it away."""
        path = self.folder / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise LedgerError(
                f"备份“{path}”打不开（{error.strerror}），台账没有改动。请核对它是否被移走。"
            ) from error

    def remove(self, names: Iterable[str]) -> None:
        """Remove copies; one that is gone already, or cannot be removed now, is no matter."""
        for name in names:
            if name:
                with contextlib.suppress(OSError):
                    (self.folder / name).unlink()


def entry_of(command: str, summary: str, rows: int, before: bytes, after: bytes, backup: str) -> Entry:
    """An entry for a change that is about to be made now, by the present user."""
    when = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    return Entry(when, command, summary, rows, user_name(), fingerprint(before), fingerprint(after), backup)
