"""Fetch new mails from the office's mailbox: each is kept as .eml, and the next run goes on from there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import JobError, OutputError, RequestError, reason
from xlsheet.files import disk
from xlsheet.files.names import allowed
from xlsheet.grids import limits
from xlsheet.jobs.post.inbox import FetchProgress
from xlsheet.jobs.post.mailbox import FILE, mailbox_of
from xlsheet.ledger.mailbox import MailboxRules
from xlsheet.ledger.settings import Names
from xlsheet.mail.imap import LostConnectionError, Mailbox, open_mailbox
from xlsheet.mail.message import envelope_of, parsed
from xlsheet.merge.mails import office_time
from xlsheet.merge.report import MergeReport
from xlsheet.stores import Store

_TRIES: Final = 3
"""How often the connection is made anew in one run."""

_NOTED_EVERY: Final = 50
"""Mails between two notes of how far it got: after a crash as many are asked for again, and kept once."""

_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_STAMP: Final = re.compile(r"_([0-9a-f]{10})\.eml")


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """`out` is where mails are kept, `since` the first day of receipt that is wanted; `password` is asked for
    the password of an account when the server is reached."""

    out: Path
    password: Callable[[str], str]
    since: date | None = None


@dataclass(frozen=True, slots=True)
class FetchReport:
    """`kept` are the mails of this run, `waiting` how many the next run gets, since the connection broke.
    `merged` is what became of them, where that was asked for."""

    out: Path
    kept: tuple[Path, ...]
    waiting: int
    findings: tuple[Finding, ...]
    merged: MergeReport | None = None

    @property
    def needs_attention(self) -> bool:
        merged = self.merged is not None and self.merged.needs_attention
        return bool(self.waiting or self.findings or merged)

    def as_json(self) -> dict[str, Any]:
        return {
            "out": str(self.out),
            "mails": [str(path) for path in self.kept],
            "waiting": self.waiting,
            "findings": [finding.as_json() for finding in self.findings],
            **({"merge": self.merged.as_json()} if self.merged else {}),
        }

    def summary(self) -> str:
        new = f"收到 {len(self.kept)} 封新邮件，放在“{self.out}”里。" if self.kept else "没有新邮件。"
        left = f"连接断了，还有 {self.waiting} 封没有收完，请再收一次。" if self.waiting else ""
        merged = f"合并：{self.merged.summary()}" if self.merged else ""
        return f"{new}邮箱里的邮件没有改动。{left}{merged}"

    def listings(self) -> Sequence[Listing]:
        rows = [(path.name,) for path in self.kept]
        merged = self.merged.listings() if self.merged else ()
        return [Listing("新邮件", ("文件",), rows), finding_listing(self.findings), *merged]


def fetch(store: Store, request: FetchRequest) -> FetchReport:
    """Keep every new mail of the mailbox in `request.out`. Nothing in the mailbox changes.

    A broken connection is made anew; what cannot be had all the same is for the next run. Raises RequestError
    where no mailbox is set up, JobError where the server cannot be reached or does not let us in, OutputError
    where mails cannot be kept.
    """
    rules = mailbox_of(store)
    if rules.incoming is None or not rules.account:
        raise RequestError(
            f"还没有设邮箱。请在“{PARAMETERS.sheet}”里填“{Names.mail_in}”和“{Names.mail_account}”，"
            f"或写在台账旁边的 {FILE} 里。"
        )
    password = request.password(rules.account)
    run = _Run(request, rules)
    try:
        request.out.mkdir(parents=True, exist_ok=True)
        for attempt in range(_TRIES):
            try:
                with open_mailbox(rules.incoming, rules.account, password, rules.folder) as mailbox:
                    run.go_on(mailbox)
                break
            except LostConnectionError:
                if attempt + 1 == _TRIES and not run.begun:
                    raise JobError(f"连接收件服务器 {rules.incoming} 总是中断。请过一会儿再收。") from None
    except OSError as error:
        raise OutputError(f"邮件存不进“{request.out}”（{reason(error)}）。请处理后再收一次。") from error
    return FetchReport(request.out, tuple(run.kept), len(run.waiting), tuple(run.findings))


class _Run:
    """One run: what it has kept, and what is still to be fetched."""

    def __init__(self, request: FetchRequest, rules: MailboxRules) -> None:
        self._out, self._since, self._rules = request.out, request.since, rules
        self._name = f"{rules.account} {rules.incoming} {rules.folder}"
        self.begun = False
        self.kept: list[Path] = []
        self.findings: list[Finding] = []
        self.waiting: list[int] = []
        self._broken: set[int] = set()

    def go_on(self, mailbox: Mailbox) -> None:
        """Fetch what is new. Raises LostConnectionError, OSError."""
        progress = FetchProgress.read(self._out)
        since = self._since.isoformat() if self._since else ""
        same = progress.mailbox == self._name and progress.validity == mailbox.validity
        if not same or since < progress.since:
            progress = FetchProgress(self._name, mailbox.validity, since=since, merged=progress.merged)
            self.waiting = mailbox.uids(1, self._since)
            if any(self._out.glob("*.eml")):
                self.waiting = self._unknown(mailbox)
        else:
            new = mailbox.uids(progress.next_uid, self._since)
            self.waiting = sorted({*progress.left, *new})
        self.begun = True
        sizes = mailbox.sizes(self.waiting)
        progress.next_uid = max([progress.next_uid, mailbox.next_uid, *(uid + 1 for uid in self.waiting)])
        progress.left = list(self.waiting)
        progress.write(self._out)
        try:
            for number, uid in enumerate([uid for uid in self.waiting if uid not in self._broken], start=1):
                self._fetch(mailbox, uid, sizes.get(uid, 0))
                self.waiting.remove(uid)
                progress.left = list(self.waiting)
                if number % _NOTED_EVERY == 0:
                    progress.write(self._out)
        finally:
            progress.write(self._out)

    def _fetch(self, mailbox: Mailbox, uid: int, size: int) -> None:
        if size > limits.MOST_BYTES:
            header = mailbox.headers([uid]).get(uid, b"")
            subject = envelope_of(parsed(header), "", []).subject
            self.findings.append(catalogue.MAIL_TOO_LARGE.at(value=subject, size=size >> 20))
            return
        try:
            raw = mailbox.mail(uid)
        except LostConnectionError:
            self._broken.add(uid)
            raise
        if raw is not None:
            path = self._out / self._file_name(raw)
            if not path.exists():
                disk.put(path, raw)
                self.kept.append(path)

    def _unknown(self, mailbox: Mailbox) -> list[int]:
        """Of a mailbox that was numbered anew the mails that are not kept yet."""
        stamps = {match[1] for path in self._out.glob("*.eml") if (match := _STAMP.search(path.name))}
        headers = mailbox.headers(self.waiting)
        return [uid for uid in self.waiting if _stamp(headers.get(uid, b"")) not in stamps]

    def _file_name(self, raw: bytes) -> str:
        """When it came, from whom, its subject, and what tells it from all others."""
        envelope = envelope_of(parsed(_head(raw)), "", [])
        came = office_time(envelope.received, self._rules.zone)
        who = envelope.sender_name or envelope.sender.partition("@")[0]
        words = (
            f"{came:%Y-%m-%d_%H%M}" if came else "",
            allowed(who, "")[:20],
            allowed(envelope.subject, "")[:30],
        )
        return f"{'_'.join(filter(None, words)) or '邮件'}_{_stamp(raw)}.eml"


def _head(raw: bytes) -> bytes:
    end = _HEAD_END.search(raw)
    return raw[: end.end()] if end else raw


def _stamp(raw: bytes) -> str:
    """The first digits of the fingerprint of a mail's headers, however their lines end."""
    lines = b"\n".join(_head(raw).replace(b"\r\n", b"\n").strip(b"\n").split(b"\n"))
    return hashlib.sha256(lines).hexdigest()[:10]
