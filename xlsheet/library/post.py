"""Verbs that go through the office's mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlsheet.library.holder import LedgerHolder, PathLike

if TYPE_CHECKING:
    from xlsheet.documents.mail import OutgoingMail
    from xlsheet.jobs.post.fetch import FetchReport
    from xlsheet.jobs.post.send import SendReport


def fetch(ledger: LedgerHolder, out: PathLike, *, password: str, since: date | None = None) -> FetchReport:
    """Keep every new mail of the mailbox that 参数 names as .eml in `out`; nothing in the mailbox changes.

    `password` is the account's, which is written nowhere; `since`: mails received from that day on.
    `report.kept` are the new mails' paths, which `merge` takes; `report.waiting` counts those that a broken
    connection left for the next time.
    Raises RequestError where no mailbox is set up, JobError where the server doesn't let us in.
    """
    from xlsheet.jobs.post.fetch import FetchRequest
    from xlsheet.jobs.post.fetch import fetch as job

    return job(ledger.store, FetchRequest(Path(out), lambda _: password, since))


def send(ledger: LedgerHolder, outgoing: Sequence[OutgoingMail], *, password: str) -> SendReport:
    """Send the mails in a report's `outgoing` (`merge` with `replies`, `remind`); 发文登记 gets each.

    Nobody is asked. What went out before does not go again; `report.left` did not go out, and why stands in
    `report.findings`.
    Raises RequestError where no server is set up, JobError where it doesn't let us in; nothing is sent then.
    """
    from xlsheet.jobs.post.send import SendRequest
    from xlsheet.jobs.post.send import send as job

    return job(ledger.writable, SendRequest(outgoing, lambda _: password))
