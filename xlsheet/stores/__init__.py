"""Where a ledger lives: a file on disk, or a workbook open in Excel or Calc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from xlsheet.dictionary.tables import Table
from xlsheet.ledger.changes import Changes
from xlsheet.ledger.table import TableData

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsheet.stores.backups import HistoryEntry, Restored


class Store(Protocol):
    """The small interface that every job works on.

    A store is consistent from the first `read` to `apply`: a change by somebody else in between
    makes `apply` raise `ConflictError` with nothing written.
    """

    @property
    def label(self) -> str:
        """The ledger's name as messages show it."""
        ...

    def read(self, table: Table) -> TableData:
        """All rows of a table; `LedgerError` where its sheet or a column of it is gone."""
        ...

    def apply(self, changes: Changes) -> None:
        """Carry out all changes or none, keeping a backup that `undo` brings back.

        Changes without steps write nothing.
        """
        ...


@runtime_checkable
class Rehearsing(Protocol):
    """A store that can find out whether changes could be made, and make none."""

    def rehearse(self, changes: Changes) -> None:
        """Raises as `apply` does."""
        ...


class UndoableStore(Store, Protocol):
    """A store that takes its changes back, one after the other, and makes them again."""

    @property
    def backups_folder(self) -> Path:
        """Where copies of the ledger are kept; it may not exist yet."""
        ...

    def history(self) -> tuple[Sequence[HistoryEntry], int]:
        """The changes that hold, oldest first, and how many of them can be undone."""
        ...

    def undo(self) -> Restored:
        """Take back the last change; RequestError where there is none."""
        ...

    def redo(self) -> Restored:
        """Make the change again that was taken back last; RequestError where there is none."""
        ...
