"""The ledger as it was before each change, and the history of changes, in a folder beside it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from xlsheet.errors import LedgerError, RequestError, reason
from xlsheet.files import disk
from xlsheet.files.users import user_name
from xlsheet.resources import TEMPLATE

FOLDER_SUFFIX: Final = "_备份"
_HISTORY: Final = "history.json"
_ANNOUNCED: Final = "history.next.json"
_MOST_ENTRIES: Final = 1000
_MOST_BYTES: Final = 16 << 20
_COPY: Final = re.compile(r"[^\\/:.\x00-\x1f][^\\/:\x00-\x1f]*")
"""The name of a copy: of a file in this very folder, and no hidden one."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
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
    """Changes that hold, oldest first, and those taken back, the last taken back last; `made_on` is the
    fingerprint of the ledger that the last change was made on."""

    done: list[HistoryEntry] = field(default_factory=list)
    undone: list[HistoryEntry] = field(default_factory=list)
    made_on: str = ""

    def add(self, entry: HistoryEntry, before: bytes, goes_on: bool) -> Mapping[str, bytes]:
        """Note a change, and give the copy to keep of the ledger `before` it, by its name. One that goes on
        with the last one of its command becomes part of that, whose copy does for both."""
        last = self.done[-1] if self.done and goes_on else None
        if last and last.backup and last.command == entry.command and last.after == entry.before:
            self.done[-1] = replace(
                last, summary=entry.summary, rows=last.rows + entry.rows, after=entry.after
            )
            return {}
        self.done.append(entry)
        return {entry.backup: before}

    def copies(self) -> set[str]:
        """The names of the copies that it needs."""
        return {name for e in (*self.done, *self.undone) for name in (e.backup, e.redo) if name}

    def on_other_bytes(self, old: str, new: str) -> History:
        """The same, where the ledger says what it said in other bytes: those of fingerprint `new`. What was
        taken back keeps its own, by which its copies are known."""
        done = [replace(entry, after=new if entry.after == old else entry.after) for entry in self.done]
        return replace(self, done=done)

    def prune(self, most: int, days: int) -> None:
        """Let go of copies beyond the newest `most` and, unless `days` is 0, those older than that."""
        oldest = f"{datetime.now() - timedelta(days=days):%Y-%m-%d %H:%M:%S}" if days else ""
        kept = [entry.backup for entry in self.done if entry.backup]
        beyond = {*kept[: max(len(kept) - most, 0)], *(e.backup for e in self.done if e.when < oldest)}
        self.done = [replace(e, backup="") if e.backup in beyond else e for e in self.done]


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Restored:
    """What was undone or redone. `remaining` says how often that can be done again; `edited`, whether
    the ledger had been changed by hand since the last command."""

    entry: HistoryEntry
    remaining: int
    edited: bool


class Backups:
    """The folder of backups of one ledger; it is made with the first backup.

    A change is announced before it happens: the history as it will be, and which ledger it is made on.
    So whoever comes after a killed process can tell whether its change happened, takes the one history
    or the other, and removes the copies that it doesn't name.
    """

    def __init__(self, ledger: Path) -> None:
        self.folder = folder_of(ledger)
        self._ledger = ledger

    def history(self, present: str) -> History:
        """The changes known, `present` being the ledger's fingerprint now. LedgerError where the history
        cannot be read."""
        announced = read_history(self.folder / _ANNOUNCED)
        if announced is not None and announced.made_on != present:
            return announced
        return read_history(self.folder / _HISTORY) or History()

    def free_name(self) -> str:
        """A name for the next copy."""
        return free_name(self.folder, self._ledger.suffix)

    def announce(self, history: History, made_on: str, copies: Mapping[str, bytes]) -> None:
        """Say what history the change that comes now will have made, on the ledger of that fingerprint,
        and keep the copies that it names. Raises OSError."""
        disk.make_folder(self.folder, self._ledger)
        write_history(self.folder / _ANNOUNCED, replace(history, made_on=made_on), self._ledger)
        for name, copy in copies.items():
            disk.put(self.folder / name, copy, like=self._ledger)

    def settle(self, *, happened: bool) -> None:
        """Make what was announced the history, or forget it. Copies that are needed no more go; what
        cannot be done now the next command does. LedgerError where the announcement cannot be read."""
        announced = read_history(self.folder / _ANNOUNCED)
        if announced is None:
            return
        known = History()
        with contextlib.suppress(LedgerError):  # what has happened has happened; its copies stay
            known = read_history(self.folder / _HISTORY) or known
        kept, dropped = (announced, known) if happened else (known, announced)
        with contextlib.suppress(OSError):
            for name in dropped.copies() - kept.copies():
                (self.folder / name).unlink(missing_ok=True)
            if happened:
                (self.folder / _ANNOUNCED).replace(self.folder / _HISTORY)
            else:
                (self.folder / _ANNOUNCED).unlink()
            disk.flush_folder(self.folder)

    def settle_by(self, present: str) -> None:
        """End what a killed process announced; the ledger's fingerprint tells whether it happened."""
        announced = read_history(self.folder / _ANNOUNCED)
        if announced is not None:
            self.settle(happened=announced.made_on != present)

    def content(self, name: str, wanted: str) -> bytes:
        """A copy by its name; LedgerError where somebody took it away, or its fingerprint is not `wanted`."""
        path = self.folder / name
        content = content_of(path)
        if fingerprint(content) != wanted:
            raise LedgerError(f"备份“{path}”被改过或已损坏，不能用来恢复，台账没有改动。")
        return content


def folder_of(ledger: Path) -> Path:
    """Where a ledger's backups are."""
    stem = ledger.stem if ledger.suffix.lower() == TEMPLATE.suffix else ledger.name
    return ledger.with_name(f"{stem}{FOLDER_SUFFIX}")


def free_name(folder: Path, suffix: str) -> str:
    """A name for the next copy in a folder."""
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    names = (f"{stamp}-{number:02d}{suffix}" for number in count(1))
    return next(name for name in names if not (folder / name).exists())


def content_of(copy: Path) -> bytes:
    """The bytes of a copy; LedgerError where somebody took it away."""
    try:
        return copy.read_bytes()
    except OSError as error:
        raise LedgerError(
            f"备份“{copy}”打不开（{reason(error)}），台账没有改动。请核对它是否被移走。"
        ) from error


def write_history(path: Path, history: History, like: Path | None = None) -> None:
    """Readers see the old one or the new one, as open to others as the file `like`. Raises OSError."""
    content = {
        "made_on": history.made_on,
        "done": [asdict(entry) for entry in history.done[-_MOST_ENTRIES:]],
        "undone": [asdict(entry) for entry in history.undone],
    }
    disk.put(path, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"), like=like)


def read_history(path: Path) -> History | None:
    """A history from its file, None where there is none; LedgerError where it cannot be read."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError(path)
        content = json.loads(path.read_bytes())
        done, undone = ([_entry(entry) for entry in content[part]] for part in ("done", "undone"))
        return History(done, undone, _text(content.get("made_on", "")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = reason(error) if isinstance(error, OSError) else "内容不对"
        raise LedgerError(
            f"备份记录“{path}”读不出来（{why}），台账没有改动。请把它改名或移走后再试。"
        ) from error


def _entry(fields: dict[str, object]) -> HistoryEntry:
    """An entry from its file. TypeError or ValueError where a field is not of its kind, or a copy's name
    would lead out of the folder: copies that are needed no more are removed by their names."""
    entry = HistoryEntry(**fields)  # type: ignore[arg-type]  # looked at right below
    for name, value in asdict(entry).items():
        if name == "rows":
            if not isinstance(value, int) or isinstance(value, bool):
                raise TypeError(name)
        else:
            _text(value)
    for name in filter(None, (entry.backup, entry.redo)):
        if not _COPY.fullmatch(name):
            raise ValueError(name)
    return entry


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def look_for_copy(history: History, label: object) -> None:
    """RequestError where the last change can't be taken back: there was none, or its copy is gone."""
    if not history.done:
        raise RequestError(f"“{label}”没有可以撤销的改动：还没有改过它，或改了没有保存。")
    last = history.done[-1]
    if not last.backup:
        raise RequestError(
            f"“{label}”没有可以撤销的改动：上一次改动是 {last.when} 的“{last.command}”，"
            "它的备份已按“参数”里的备份份数、备份保留天数清理了。"
        )


def entry_of(command: str, summary: str, rows: int, before: bytes, after: bytes, backup: str) -> HistoryEntry:
    """An entry for a change that is about to be made now, by the present user."""
    when = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    return HistoryEntry(
        when, command, summary, rows, user_name(), fingerprint(before), fingerprint(after), backup
    )


def undoable(history: History) -> int:
    """How often in a row something can be undone: up to the last change whose copy is gone."""
    count = 0
    for entry in reversed(history.done):
        if not entry.backup:
            break
        count += 1
    return count
