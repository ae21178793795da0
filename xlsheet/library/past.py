"""`Ledger.undo`, `Ledger.redo` and `Ledger.status`: a ledger's past and present."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsheet.library.holder import LedgerHolder

if TYPE_CHECKING:
    from xlsheet.jobs.status import StatusReport
    from xlsheet.jobs.undo import UndoReport


def undo(ledger: LedgerHolder) -> UndoReport:
    """Bring back the ledger as it was before its last change, as often as there are backups.

    `report.restored` has the change that was taken back and how many `remaining` ones can be.
    Raises RequestError where there is none.
    """
    from xlsheet.jobs.undo import UndoRequest
    from xlsheet.jobs.undo import undo as job

    return job(ledger.writable, UndoRequest())


def redo(ledger: LedgerHolder) -> UndoReport:
    """Make the change again that was taken back last. Raises RequestError where there is none."""
    from xlsheet.jobs.undo import UndoRequest
    from xlsheet.jobs.undo import undo as job

    return job(ledger.writable, UndoRequest(again=True))


def status(ledger: LedgerHolder, *, changes: int = 10) -> StatusReport:
    """Count rows, and look at the last `changes` changes, newest first, and at the backups.

    `report.counts` has the rows of each table, `report.months` the progress rows of each month.
    """
    from xlsheet.jobs.status import StatusRequest
    from xlsheet.jobs.status import status as job

    return job(ledger.store, StatusRequest(changes))
