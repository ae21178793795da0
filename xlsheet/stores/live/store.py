"""The ledger open in Excel or Calc: read and changed in its window, unsaved edits included."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import xlwings as xw

from xlsheet.dictionary.tables import PARAMETERS, Table, table_named
from xlsheet.errors import ConflictError, LedgerError, OutputError, RequestError, XlsheetError, reason
from xlsheet.ledger.changes import Changes, Edit, Replace
from xlsheet.ledger.settings import read_settings
from xlsheet.ledger.table import TableData
from xlsheet.resources import user_folder
from xlsheet.stores.backups import (
    Backups,
    History,
    HistoryEntry,
    Restored,
    entry_of,
    fingerprint,
    look_for_copy,
)
from xlsheet.stores.clicks import Clicks
from xlsheet.stores.live.below import pull_up
from xlsheet.stores.live.snapshots import Snapshot, packed, unpacked
from xlsheet.stores.live.table import OpenTable, open_table
from xlsheet.stores.live.writing import write_step, write_users
from xlsheet.stores.names import with_present_names
from xlsheet.stores.settings import prune
from xlsheet.stores.steps import rows_of, steps_of
from xlsheet.xlsx.verify.tables import reads_as_meant


class LiveStore:
    """A ledger in an open workbook, behind the interface of `Store`. It never saves the workbook."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._tables: dict[Table, OpenTable] = {}
        self._read: dict[Table, TableData] = {}

    @property
    def label(self) -> str:
        return str(self.book.name)

    @property
    def path(self) -> Path | None:
        """The workbook's file; None where it has none on this machine (new, or kept in the cloud)."""
        try:
            name = self.book.fullname
        except xw.XlwingsError:  # a web address for which this machine has no folder
            return None
        path = Path(name)
        return path if "://" not in name and path.is_absolute() and path.parent.is_dir() else None

    @property
    def backups_folder(self) -> Path:
        """Where the state before each change is kept; it may not exist yet."""
        return self._backups().folder

    def read(self, table: Table) -> TableData:
        """All rows of a table; LedgerError where its sheet or a column of it is gone."""
        if table not in self._tables:
            self._tables[table] = self._open(table)
            self._read[table] = with_present_names(self, self._tables[table].data)
        return self._read[table]

    def apply(self, changes: Changes) -> None:
        """Carry out all changes or none, keeping what `undo` brings back.

        Raises ConflictError where a table that is to change was changed since it was read, OutputError
        where nothing can be kept or written; the tables are then as they were.
        """
        steps = steps_of(changes)
        if not steps:
            return
        present = {step.table: self._unchanged(step.table) for step in steps}
        before = [Snapshot.of(found) for found in present.values()]
        backups = self._backups()
        history = backups.load()
        copy = _kept(backups, before)
        with self._whole_or_not_at_all(before):
            for step in steps:
                found = present.pop(step.table) if step.table in present else self._open(step.table)
                write_step(found, step)
            after = self._looked_through(steps)
            entry = entry_of(changes.command, changes.summary, sum(map(rows_of, steps)), b"", b"", copy)
            entry = replace(entry, before=_fingerprint(before), after=_fingerprint(after))
            history.done.append(entry)
            history.undone = []
            prune(history, self.read(PARAMETERS))
            _save(backups, history)

    def undo(self) -> Restored:
        """Bring the tables that the last change touched back to what they were. RequestError where there
        is no change to take back, or where it was made by a command on the file."""
        backups = self._backups()
        history = self._history_here(backups)
        self._look_at_commands(history.done[-1] if history.done else None)
        look_for_copy(history, self.label)
        entry = history.done.pop()
        present, edited, copy = self._go_to(backups, entry.backup, entry.after)
        with self._whole_or_not_at_all(present):
            self._bring_back(unpacked(backups.content(entry.backup)))
            history.undone.append(replace(entry, redo=copy, after=_fingerprint(present)))
            _save(backups, history)
        return Restored(entry, sum(bool(old.backup) for old in history.done), edited)

    def redo(self) -> Restored:
        """Make the change again that was taken back last. RequestError where there is none."""
        backups = self._backups()
        history = backups.load()
        if not history.undone:
            raise RequestError(f"“{self.label}”没有可以恢复的改动。")
        entry = history.undone.pop()
        present, edited, copy = self._go_to(backups, entry.redo, entry.before)
        with self._whole_or_not_at_all(present):
            self._bring_back(unpacked(backups.content(entry.redo)))
            history.done.append(replace(entry, backup=copy, before=_fingerprint(present)))
            _save(backups, history)
        return Restored(entry, len(history.undone), edited)

    def history(self) -> tuple[Sequence[HistoryEntry], int]:
        """The changes made here that the workbook has, oldest first, and how many of them can be undone."""
        done = self._history_here(self._backups()).done
        return done, sum(bool(entry.backup) for entry in done)

    def last_undone(self) -> HistoryEntry | None:
        """The change that `redo` would make again."""
        undone = self._backups().load().undone
        return undone[-1] if undone else None

    def _backups(self) -> Clicks:
        """Beside the ledger, as those of the command line are; else in the user's own folder."""
        path = self.path
        if path is None or not os.access(path.parent, os.W_OK):
            ledger = read_settings(self.read(PARAMETERS)).ledger_id or self.label
            path = user_folder() / f"{ledger}.xlsm"
            path.parent.mkdir(parents=True, exist_ok=True)
        return Clicks(path)

    def _history_here(self, backups: Clicks) -> History:
        """The history without last changes that the workbook doesn't have: it was closed unsaved."""
        history = backups.load()
        here = _States(self._open)
        while (lost := _not_here(history.done, here)) is not None:
            del history.done[lost:]
            _save(backups, history)
        return history

    def _look_at_commands(self, entry: HistoryEntry | None) -> None:
        """RequestError where a command changed the ledger's file, after this change was made here."""
        saved = self.path.read_bytes() if self.path and self.path.exists() else b""
        done = Backups(self.path).history(fingerprint(saved)).done if self.path else []
        if done and (entry is None or done[-1].when > entry.when):
            raise RequestError(
                f"台账最后一次改动是 {done[-1].when} 用命令行做的“{done[-1].command}”，"
                "要撤销请保存并关闭台账，用 xlsheet undo。"
            )

    def _go_to(self, backups: Clicks, name: str, expected: str) -> tuple[list[Snapshot], bool, str]:
        """The tables of a kept state as they are now, whether they differ from what our last step left,
        and the name of the copy that was kept of them."""
        touched = [snapshot.table for snapshot in unpacked(backups.content(name))]
        present = [Snapshot.of(self._open(table)) for table in touched]
        return present, _fingerprint(present) != expected, _kept(backups, present)

    def _bring_back(self, snapshots: Sequence[Snapshot]) -> None:
        for snapshot in snapshots:
            present = self._open(snapshot.table)
            step, lost = snapshot.way_back(present), snapshot.lost(present)
            if step is not None:
                write_step(present, step)
                pull_up(self._open(snapshot.table), snapshot.below)
            if lost:
                write_users(self._open(snapshot.table), lost)

    def _open(self, table: Table) -> OpenTable:
        return open_table(self.label, self._sheets, table)

    @cached_property
    def _sheets(self) -> dict[str, xw.Sheet]:
        """Found once: asking for a sheet by its name is slow, and an error where there is none."""
        return {sheet.name: sheet for sheet in self.book.sheets}

    def _unchanged(self, table: Table) -> OpenTable:
        """The table as it is now; ConflictError where it isn't what was read before."""
        self.read(table)
        now = self._open(table)
        if now.cells != self._tables[table].cells:
            raise ConflictError(f"“{table.sheet}”在处理期间被改过，为免覆盖，这次没有写入。请再做一次。")
        return now

    def _looked_through(self, steps: Sequence[Edit | Replace]) -> list[Snapshot]:
        """The tables after the steps; LedgerError where one does not read as it was meant."""
        after = [self._open(step.table) for step in steps]
        for step, found in zip(steps, after, strict=True):
            if not reads_as_meant(step, found.data):
                raise LedgerError(
                    f"“{step.table.sheet}”写好后再读，内容对不上，已恢复原样。"
                    "请保存、关闭台账，重新打开再做一次；还是这样，请转给技术人员。"
                )
        return [Snapshot.of(found) for found in after]

    @contextmanager
    def _whole_or_not_at_all(self, before: Sequence[Snapshot]) -> Iterator[None]:
        """Write quietly; put the tables back where that fails."""
        self._tables.clear()
        self._read.clear()
        with self.book.app.properties(screen_updating=False, calculation="manual"):
            try:
                yield
            except BaseException as error:
                self._put_back(before, error)
                if isinstance(error, XlsheetError) or not isinstance(error, Exception):
                    raise
                raise OutputError(
                    f"“{self.label}”写不进去，已恢复原样。请结束正在编辑的单元格，撤销工作表保护，再试一次。"
                ) from error

    def _put_back(self, before: Sequence[Snapshot], error: BaseException) -> None:
        try:
            self._bring_back(before)
        except Exception:  # noqa: BLE001  # whatever it was, the user must know that the tables are half written
            raise LedgerError(
                f"“{self.label}”只写了一部分，也没能恢复原样。请不要保存，关闭后重新打开台账，再试一次。"
            ) from error


def _kept(backups: Clicks, snapshots: Sequence[Snapshot]) -> str:
    try:
        return backups.keep(packed(snapshots))
    except OSError as error:
        raise _no_room(backups, error) from error


def _save(backups: Clicks, history: History) -> None:
    try:
        backups.save(history)
    except OSError as error:
        raise _no_room(backups, error) from error


def _no_room(backups: Clicks, error: OSError) -> OutputError:
    return OutputError(
        f"备份写不进“{backups.folder}”（{reason(error)}），台账没有改动。请核对磁盘空间和文件夹权限。"
    )


def _fingerprint(snapshots: Sequence[Snapshot]) -> str:
    """Of the tables that a change touches, each by its name: `tblTasks:0123456789abcdef,…`."""
    return ",".join(f"{snapshot.table.name}:{snapshot.fingerprint[:16]}" for snapshot in snapshots)


class _States(dict[str, str]):
    """The fingerprint of each table as it is now, by its name, made when it is asked for."""

    def __init__(self, open_it: Callable[[Table], OpenTable]) -> None:
        super().__init__()
        self._open_it = open_it

    def __missing__(self, name: str) -> str:
        self[name] = Snapshot.of(self._open_it(table_named(name))).fingerprint[:16]
        return self[name]

    def are(self, fingerprint: str) -> bool:
        """Whether the tables of a fingerprint are as it says."""
        return all(self[name] == state for name, state in _parts(fingerprint).items())


def _parts(fingerprint: str) -> dict[str, str]:
    return dict(part.split(":", 1) for part in fingerprint.split(","))


def _not_here(done: Sequence[HistoryEntry], here: _States) -> int | None:
    """From which change on the workbook has none: it is as it was before that one. None: it has all."""
    if not done or here.are(done[-1].after):
        return None
    touched = _parts(done[-1].after).keys()
    for i in range(len(done) - 1, -1, -1):
        if touched <= _parts(done[i].before).keys() and here.are(done[i].before):
            return i
    return None
