"""The ledger on disk: read by calamine, changed by splicing rows into its parts, swapped in whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from python_calamine import CalamineError

from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, TASKS, Table
from xlsheet.errors import ConflictError, LedgerError, OutputError, RequestError, reason
from xlsheet.files import disk
from xlsheet.ledger.changes import Changes, Edit, Replace, Row
from xlsheet.ledger.table import TableData
from xlsheet.resources import TEMPLATE
from xlsheet.stores import committed
from xlsheet.stores.backups import (
    Backups,
    History,
    HistoryEntry,
    Restored,
    entry_of,
    fingerprint,
    look_for_copy,
    undoable,
)
from xlsheet.stores.clicks import Clicks
from xlsheet.stores.damage import blamed_on_damage, damaged, damaged_parts, in_words
from xlsheet.stores.entrance import content_of, look_at_rights, look_at_size, not_written, unreadable
from xlsheet.stores.lock import locked
from xlsheet.stores.lost import lacking
from xlsheet.stores.names import with_present_names
from xlsheet.stores.open_marks import refuse_if_open
from xlsheet.stores.settings import prune
from xlsheet.stores.steps import look_at_names, rows_of, steps_of, unwritten, unwritten_sheets
from xlsheet.xlsx.cached_values import results_stored
from xlsheet.xlsx.package import READ_ERRORS, Package, TablePlace
from xlsheet.xlsx.reading import SheetValues
from xlsheet.xlsx.repair.workbook_code import foreign_modules, lost, mended
from xlsheet.xlsx.splice import spliced
from xlsheet.xlsx.untold import as_it_shows
from xlsheet.xlsx.upgrade.layout import brought_up_to_date
from xlsheet.xlsx.upgrade.sheets import with_sheet
from xlsheet.xlsx.verify.package import Change, NotMeantError, packed_and_proven

_LOG: Final = logging.getLogger("xlsheet")
_BEFORE_REPAIR: Final = "补回以前"
"""The name of the copy that the last repair left."""


class FileStore:
    """A ledger on disk, behind the interface of `Store`. Open it with `FileStore.open`."""

    def __init__(self, path: Path, content: bytes) -> None:
        """Raises LedgerError where the content is no workbook."""
        self.path = path
        self.strays: Sequence[str] = ()
        self.added: Sequence[str] = ()
        """What today's layout has and the ledger on disk had not; the next change writes it."""
        self._backups = Backups(path)
        self._lock: Callable[[], AbstractContextManager[None]] | None = None
        self._package: Package
        self._sheets: SheetValues
        self._load(content)

    @property
    def label(self) -> str:
        return self.path.name

    @property
    def backups_folder(self) -> Path:
        """Where copies of the ledger are kept; it may not exist yet."""
        return self._backups.folder

    @classmethod
    def create(cls, path: Path, parameters: Sequence[Row]) -> None:
        """Make an empty ledger with these rows on its parameters sheet.

        Raises RequestError unless the name ends in .xlsm, OutputError where the file exists or its
        folder takes none.
        """
        if path.suffix.lower() != TEMPLATE.suffix:
            raise RequestError(f"台账的文件名应以 {TEMPLATE.suffix} 结尾，写的是“{path.name}”。")
        if path.exists():
            raise OutputError(f"“{path}”已经存在，没有改动它。请换一个文件名，或先把它移走。")
        template = cls(TEMPLATE, content_of(TEMPLATE))
        content = template._looked_through([Replace(PARAMETERS, parameters)])
        try:
            disk.put(path, content)
        except OSError as error:
            raise OutputError(f"“{path}”写不进去（{reason(error)}）。请核对文件夹和权限。") from error

    @classmethod
    @contextmanager
    def open(
        cls, path: Path, *, writing: bool = True, wait: float | None = None, late: bool = False
    ) -> Iterator[Self]:
        """The ledger, locked against others while `writing`; so many seconds are waited for them. A `late`
        one is locked only while it changes: for jobs that read much else before.

        Raises LedgerError where it is missing, damaged or no ledger, LockedError where somebody else is at
        it, OutputError where it may not be written.
        """
        if path.is_symlink():
            path = path.resolve()  # a link would be replaced by what is put in its place
        content = content_of(path)  # says that it is missing before anything is left beside it
        if not writing:
            with blamed_on_damage(path, content):
                yield cls(path, content)
            return
        look_at_rights(path)
        refuse_if_open(path)
        with locked(path, wait):
            content = content_of(path)
            with blamed_on_damage(path, content):
                store = cls(path, content)
                store._settle()
                if not late:
                    yield store
        if late:
            store._lock = lambda: locked(path, wait)
            with blamed_on_damage(path, content):
                yield store

    @classmethod
    def is_ledger(cls, path: Path) -> bool:
        """Whether a file is a ledger, though one of its core sheets may be gone; LedgerError where there is
        no such file."""
        content = content_of(path)
        try:
            package = Package(content)
            return any(package.place(table) is not None for table in (PARAMETERS, TASKS, ASSIGNMENTS))
        except READ_ERRORS:
            return False

    def read(self, table: Table) -> TableData:
        """All rows of a table; LedgerError where its sheet or a column of it is gone."""
        if table not in self._tables:
            data, place = self._sheets.table(str(self.path), table, self._place(table))
            part, self._places[table] = self._package.part(place.sheet_part), place
            shown = as_it_shows(str(self.path), part, data, place)
            self._tables[table] = with_present_names(self, shown)
        return self._tables[table]

    def apply(self, changes: Changes) -> None:
        """Carry out all changes or none, keeping a copy that `undo` brings back.

        Raises ConflictError where the file changed since it was read, OutputError where there is no
        room or no permission; the ledger is then as it was.
        """
        steps = steps_of(changes)
        if not steps:
            return
        after = self._looked_through(steps)
        self._keep_and_put(after, changes.command, changes.summary, sum(map(rows_of, steps)), changes.goes_on)

    def rehearse(self, changes: Changes) -> None:
        """Do all that `apply` does but put the result in the ledger's place; raises as it does."""
        if steps := steps_of(changes):
            self._looked_through(steps)

    def lost(self) -> list[str]:
        """What another program lost of the template's macros and ribbon, in words; writing puts it back."""
        return lost(self._package)

    def foreign_modules(self) -> list[str]:
        """The VBA modules that aren't the template's."""
        return foreign_modules(self._package)

    @property
    def package(self) -> Package:
        """The ledger's parts as they were read."""
        return self._package

    def add_sheets(self, tables: Sequence[Table]) -> None:
        """Let the ledger have sheets that it lacks, empty ones; the next change writes them."""
        package = self._package
        for table in tables:
            package = Package(package.rewritten(with_sheet(package, table, coded=False)))
        self._package, self._sheets = package, SheetValues(package, package.content)
        self._tables.clear()
        self._places.clear()
        self.added = [*self.added, *(f"工作表“{table.sheet}”" for table in tables)]

    def mend(self, command: str, summary: str) -> None:
        """Put back what was lost, add what an earlier layout lacks, and nothing else; `undo` takes back what
        was added. Raises as `apply` does."""
        self.repair()
        if self.added:
            self._keep_and_put(mended(self._package).with_parts({}), command, summary, 0, False)

    def _settle(self) -> None:
        """End what a killed process began; its lock is ours now."""
        self._backups.settle_by(self._fingerprint)
        self.strays = [
            *disk.remove_strays(self.path.parent, self.path.name),
            *disk.remove_strays(self.backups_folder),
        ]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock of a ledger that was opened `late`; ConflictError where others changed it since."""
        if self._lock is None:
            yield
            return
        with self._lock():
            self._unchanged_on_disk()
            self._settle()
            yield

    def repair(self) -> Sequence[str]:
        """Put back what another program lost on saving; that, in words. It is no change of the ledger's: the
        history stays, `undo` takes back the change before it, and the file as it was is kept beside the
        backups. Raises as `apply` does."""
        package = Package(self._content)
        found = lost(package)
        if found:
            with self._locked():
                before, after = self._unchanged_on_disk(), mended(package).with_parts({})
                history = self._history().on_other_bytes(fingerprint(before), fingerprint(after))
                name = f"{_BEFORE_REPAIR}{self.path.suffix}"
                self._swap(after, history, {name: before}, "检查", f"补回{'、'.join(found)}")
        return found

    def _keep_and_put(self, after: bytes, command: str, summary: str, rows: int, goes_on: bool) -> None:
        with self._locked():
            self._keep_and_put_now(after, command, summary, rows, goes_on)

    def _keep_and_put_now(self, after: bytes, command: str, summary: str, rows: int, goes_on: bool) -> None:
        before = self._unchanged_on_disk()
        if after == before:
            return
        history, copy = self._history(), self._backups.free_name()
        copies = history.add(entry_of(command, summary, rows, before, after, copy), before, goes_on)
        prune(history, self.read(PARAMETERS))
        history.undone = []
        added = self.added
        self._swap(after, history, copies, command, summary)
        if added:
            _LOG.warning("“%s”里原来没有%s，已补上。", self.label, "、".join(added))

    def undo(self) -> Restored:
        """Bring back the ledger as it was before the last change. RequestError where there is none."""
        with self._locked():
            return self._undo()

    def _undo(self) -> Restored:
        history = self._history()
        Clicks(self.path).refuse_if_later(history.done[-1] if history.done else None)
        look_for_copy(history, self.path)
        present, entry = self._unchanged_on_disk(), history.done.pop()
        edited = fingerprint(present) != entry.after
        content = self._backups.content(entry.backup, entry.before)
        entry = replace(entry, redo=self._backups.free_name(), after=fingerprint(present))
        history.undone.append(entry)
        self._swap(content, history, {entry.redo: present}, "撤销", entry.summary)
        return Restored(entry, undoable(history), edited)

    def redo(self) -> Restored:
        """Make the change again that was taken back last. RequestError where there is none."""
        with self._locked():
            return self._redo()

    def _redo(self) -> Restored:
        history = self._history()
        if not history.undone:
            raise RequestError(f"“{self.path}”没有可以恢复的改动。")
        present, entry = self._unchanged_on_disk(), history.undone.pop()
        edited = fingerprint(present) != entry.before
        content = self._backups.content(entry.redo, entry.after)
        copies = {}
        if edited:
            entry = replace(entry, backup=self._backups.free_name(), before=fingerprint(present))
            copies[entry.backup] = present
        history.done.append(replace(entry, redo=""))
        self._swap(content, history, copies, "恢复", entry.summary)
        return Restored(entry, len(history.undone), edited)

    def history(self) -> tuple[Sequence[HistoryEntry], int]:
        """The changes that hold, oldest first, and how many of them can be undone."""
        history = self._history()
        return history.done, undoable(history)

    def redoable(self) -> int:
        """How many changes were taken back and can be made again."""
        return len(self._history().undone)

    def _history(self) -> History:
        return self._backups.history(self._fingerprint)

    def _load(self, content: bytes) -> None:
        self._fingerprint = fingerprint(content)
        self._content = content
        self._tables: dict[Table, TableData] = {}
        self._places: dict[Table, TablePlace] = {}
        look_at_size(self.path, content)
        try:
            self._package, self.added = brought_up_to_date(Package(content))
            self._sheets = SheetValues(self._package, self._package.content)
        except (*READ_ERRORS, CalamineError) as error:
            raise unreadable(self.path, content) from error
        if not self._package.sheets:
            raise unreadable(self.path, content)

    def _place(self, table: Table) -> TablePlace:
        if table not in self._places:
            try:
                place = self._package.place(table)
            except READ_ERRORS as error:
                raise damaged(self.path, f"的“{table.sheet}”已损坏") from error
            if place is None:
                raise lacking(self.path, self._package, table)
            self._places[table] = place
        return self._places[table]

    def _looked_through(self, steps: Sequence[Edit | Replace]) -> bytes:
        """The whole file with the changes made, which read as they were meant; else LedgerError, with the
        file on disk untouched."""
        package = mended(self._package).remembering()
        parts = self._with_changes(package, steps)
        changed, gone = package.completed(parts | results_stored(package, parts))
        changes = [
            Change(step, self.read(step.table).as_written(), self._place(step.table)) for step in steps
        ]
        try:
            content = packed_and_proven(package, changed, gone, changes)
        except NotMeantError as error:
            self._refuse_damaged()
            raise unwritten(error.misfits) from error
        if content is None:
            self._refuse_damaged()
            raise unwritten_sheets(steps)
        return content

    def _with_changes(self, package: Package, steps: Sequence[Edit | Replace]) -> dict[str, bytes]:
        """The parts that change, at most one step a table; they would not see each other."""
        if len({step.table for step in steps}) < len(steps):
            raise ValueError("several steps on one table")
        parts: dict[str, bytes] = {}
        for step in steps:
            data = self.read(step.table)
            look_at_names(step, data)
            try:
                parts |= spliced(package.changed(parts), self._place(step.table), data, step)
            except READ_ERRORS as error:
                self._refuse_damaged()
                raise LedgerError(
                    f"“{self.path}”的“{step.table.sheet}”写不进去：文件的内部格式不常见。"
                    "请用 Excel 打开台账，保存一次再试。台账没有改动。"
                ) from error
        return parts

    def _refuse_damaged(self) -> None:
        """LedgerError where it is the ledger's damage that a change could not be written."""
        if parts := damaged_parts(self._content):
            raise damaged(self.path, in_words(parts))

    def _unchanged_on_disk(self) -> bytes:
        refuse_if_open(self.path)
        content = content_of(self.path)
        if fingerprint(content) != self._fingerprint:
            raise ConflictError(
                f"“{self.path}”在处理期间被别的程序改过，为免覆盖，这次没有写入。请再做一次。"
            )
        return content

    def _swap(
        self, content: bytes, history: History, copies: Mapping[str, bytes], command: str, summary: str
    ) -> None:
        """Put `content` in the ledger's place, as `history` will tell and with the copies that it names
        kept before. Where that fails, all is as it was."""
        try:
            self._backups.announce(history, self._fingerprint, copies)
            disk.put(self.path, content, last_look=self._unchanged_on_disk)
        except BaseException as error:
            # a key may be pressed to stop us when the swap has just been made
            happened = fingerprint(content_of(self.path)) == fingerprint(content)
            if happened:
                committed.note(self.path, command, summary)
            self._backups.settle(happened=happened)
            if isinstance(error, OSError) and not happened:
                raise not_written(self.path, error) from error
            raise
        committed.note(self.path, command, summary)
        self._backups.settle(happened=True)
        self._load(content)
