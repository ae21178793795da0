"""Send mails that were written as drafts: each is registered before it goes and after it went."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import DISPATCHES, PARAMETERS
from xlsheet.documents.mail import OutgoingMail, message_id, sent_bytes
from xlsheet.errors import RequestError
from xlsheet.jobs.post.mailbox import FILE, mailbox_of
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.mailbox import MailboxRules
from xlsheet.ledger.settings import Names
from xlsheet.mail.smtp import Postman, RefusedMailError, UncertainError, open_postman
from xlsheet.stores import Store

COMMAND: Final = "发信"
UNDER_WAY: Final = "正在发送"
SENT: Final = "已发送"
REFUSED: Final = "没有发出"


@dataclass(frozen=True, slots=True)
class SendRequest:
    """`outgoing` are the mails; `password` is asked for an account's password when the server is reached."""

    outgoing: Sequence[OutgoingMail]
    password: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SendReport:
    """`sent` went out now; `before` had gone out by an earlier run; `left` did not go out, and why stands in
    the findings."""

    sent: tuple[OutgoingMail, ...]
    before: tuple[OutgoingMail, ...]
    left: tuple[OutgoingMail, ...]
    findings: tuple[Finding, ...]

    @property
    def needs_attention(self) -> bool:
        return bool(self.left or self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "sent": [mail.as_json() for mail in self.sent],
            "before": [mail.as_json() for mail in self.before],
            "left": [mail.as_json() for mail in self.left],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        before = f"以前已发的 {len(self.before)} 封没有再发。" if self.before else ""
        left = f"{len(self.left)} 封没有发出。" if self.left else ""
        return f"发出邮件 {len(self.sent)} 封，登记在“{DISPATCHES.sheet}”。{before}{left}"

    def listings(self) -> Sequence[Listing]:
        return [listing_of("发出的邮件", self.sent), finding_listing(self.findings)]


def listing_of(title: str, mails: Sequence[OutgoingMail]) -> Listing:
    """Mails as a table: to whom, about what, with which attachments."""
    rows = [
        (
            mail.unit,
            "、".join(mail.draft.to),
            mail.draft.subject,
            "、".join(name for name, _ in mail.draft.attachments),
        )
        for mail in mails
    ]
    return Listing(title, ("单位", "收件人", "主题", "附件"), rows)


def send(store: Store, request: SendRequest) -> SendReport:
    """Send what has not gone out yet, a pause between two, as many as a day may have.

    Before a mail goes it is registered as under way, and after that as sent: what a killed run leaves
    under way is never sent again by itself, and a letter with a number goes once, on whatever day. A refused
    mail is a finding, and the rest goes on. Raises RequestError where no server is set up, JobError where it
    cannot be reached; nothing has been sent then.
    """
    rules = mailbox_of(store)
    if rules.outgoing is None or not rules.account:
        raise RequestError(
            f"还没有设发件邮箱。请在“{PARAMETERS.sheet}”里填“{Names.mail_out}”和“{Names.mail_account}”，"
            f"或写在台账旁边的 {FILE} 里。"
        )
    run = _Run(store, rules)
    due = run.sorted_out(request.outgoing)
    if due:
        password = request.password(rules.account)
        with open_postman(rules.outgoing, rules.account, password) as postman:
            run.send_all(postman, due)
    return SendReport(tuple(run.sent), tuple(run.before), tuple(run.left), tuple(run.findings))


@dataclass(slots=True)
class _Run:
    store: Store
    rules: MailboxRules
    sent: list[OutgoingMail] = field(default_factory=list)
    before: list[OutgoingMail] = field(default_factory=list)
    left: list[OutgoingMail] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def sorted_out(self, outgoing: Sequence[OutgoingMail]) -> list[OutgoingMail]:
        """The mails that are to go now: not those without an address, those that went, those of which nobody
        knows, and those beyond the day's limit."""
        results: dict[str, str] = {}
        today = 0
        for _, cells in self.store.read(DISPATCHES).rows():
            for name in (DISPATCHES.message_id, DISPATCHES.number):
                results[show(cells[name]).strip()] = show(cells[DISPATCHES.result]).strip()
            moment = cells[DISPATCHES.sent]
            today += isinstance(moment, datetime) and moment.date() == datetime.now().date()
        due: list[OutgoingMail] = []
        for mail in outgoing:
            own = message_id(mail.draft, self.rules.account)
            result = results.get(mail.number or own, "")
            if not mail.draft.to:
                self._leave(mail, catalogue.SEND_NO_ADDRESS.at(unit=mail.unit))
            elif result.startswith(SENT):
                self.before.append(mail)
            elif result == UNDER_WAY:
                self._leave(mail, catalogue.SEND_UNCERTAIN.at(value=mail.draft.subject))
            elif today + len(due) >= self.rules.daily_limit:
                self._leave(
                    mail, catalogue.SEND_LIMIT.at(value=mail.draft.subject, limit=self.rules.daily_limit)
                )
            else:
                due.append(mail)
        return due

    def _leave(self, mail: OutgoingMail, finding: Finding) -> None:
        self.left.append(mail)
        self.findings.append(finding)

    def send_all(self, postman: Postman, due: Sequence[OutgoingMail]) -> None:
        """One after the other; where a connection breaks the rest stays."""
        for number, mail in enumerate(due):
            if number:
                time.sleep(self.rules.pause)
            try:
                self._send(postman, mail)
            except UncertainError:
                self._leave(mail, catalogue.SEND_UNCERTAIN.at(value=mail.draft.subject))
                for other in due[number + 1 :]:
                    self._leave(other, catalogue.SEND_BROKEN.at(value=other.draft.subject))
                return

    def _send(self, postman: Postman, mail: OutgoingMail) -> None:
        now = datetime.now().replace(microsecond=0)
        self._register(mail, UNDER_WAY, now)
        raw = sent_bytes(mail.draft, self.rules.account, now.replace(tzinfo=self.rules.zone))
        try:
            refused = postman.send(self.rules.account, mail.draft.to, raw)
        except RefusedMailError as error:
            self._register(mail, f"{REFUSED}：{error}", None)
            self._leave(mail, catalogue.SEND_REFUSED.at(value=mail.draft.subject, why=str(error)))
            return
        for who, why in refused.items():
            self.findings.append(catalogue.SEND_REFUSED.at(value=f"{mail.draft.subject}（{who}）", why=why))
        words = f"{SENT}（{'、'.join(refused)} 没有收）" if refused else SENT
        self._register(mail, words, now)
        self.sent.append(mail)

    def _register(self, mail: OutgoingMail, result: str, moment: datetime | None) -> None:
        """Say in 发文登记 how it stands with a mail: in its row, its letter's row, or a new one."""
        own = message_id(mail.draft, self.rules.account)
        row: Row = {
            DISPATCHES.unit: mail.unit,
            DISPATCHES.kind: mail.kind,
            DISPATCHES.month: mail.month or None,
            DISPATCHES.recipient: "、".join(mail.draft.to),
            DISPATCHES.result: result,
            DISPATCHES.subject: mail.draft.subject,
            DISPATCHES.sent: moment,
            DISPATCHES.message_id: own,
        }
        place = self._row_of(mail, own)
        edit = Edit(DISPATCHES, {place: row}) if place else Edit(DISPATCHES, {}, [{**_new(mail), **row}])
        self.store.apply(
            Changes(COMMAND, f"{mail.unit}：{mail.draft.subject}，{result}。", [edit], goes_on=True)
        )

    def _row_of(self, mail: OutgoingMail, own: str) -> int | None:
        column, wanted = (DISPATCHES.number, mail.number) if mail.number else (DISPATCHES.message_id, own)
        rows = self.store.read(DISPATCHES).rows()
        return next((number for number, cells in rows if show(cells[column]).strip() == wanted), None)


def _new(mail: OutgoingMail) -> Row:
    return {DISPATCHES.day: datetime.now().date(), DISPATCHES.number: mail.number or None}
