"""`--send` of the commands that write mails: what would go to whom, a yes, and then the mails."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xlsheet.cli.options import on_ledger
from xlsheet.cli.passwords import mail_password
from xlsheet.cli.terminal import say, show
from xlsheet.dictionary.reports import Listing, Report
from xlsheet.errors import RequestError

if TYPE_CHECKING:
    from xlsheet.documents.mail import OutgoingMail

_Command = TypeVar("_Command", bound=Callable[..., Any])


def send_options(command: _Command) -> _Command:
    """--send and --yes."""
    yes = click.option("--yes", is_flag=True, help="和 --send 一起用：不再问，直接发。")
    send = click.option("--send", "sending", is_flag=True, help="列出要发的邮件，确认后发出；不写只写草稿。")
    return send(yes(command))


@dataclass(frozen=True, slots=True)
class _Both:
    """What was written and what went out, as one report."""

    written: Report
    sent: Report

    @property
    def needs_attention(self) -> bool:
        return self.written.needs_attention or self.sent.needs_attention

    def as_json(self) -> dict[str, Any]:
        return {**self.written.as_json(), "mails": self.sent.as_json()}

    def summary(self) -> str:
        return f"{self.written.summary()}\n{self.sent.summary()}"

    def listings(self) -> Sequence[Listing]:
        return [*self.written.listings(), *self.sent.listings()]


@dataclass(frozen=True, slots=True)
class _Planned:
    """What would go out."""

    outgoing: Sequence[OutgoingMail]
    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        return {"would_send": [mail.as_json() for mail in self.outgoing]}

    def summary(self) -> str:
        return f"要发的邮件 {len(self.outgoing)} 封，没有发。"

    def listings(self) -> Sequence[Listing]:
        from xlsheet.jobs.post.send import listing_of

        return [listing_of("要发的邮件", self.outgoing)]


def show_and_send(
    ledger: Path,
    written: Report,
    outgoing: Sequence[OutgoingMail],
    *,
    as_json: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Show a report; unless this is only a rehearsal, ask and send. A mail goes out only after a yes."""
    planned = _Planned(outgoing)
    if dry_run or not outgoing or not _agreed(planned, yes=yes):
        show(_Both(written, planned), as_json)
        return
    from xlsheet.jobs.post.send import SendRequest, send

    show(_Both(written, on_ledger(ledger, send, SendRequest(outgoing, mail_password))), as_json)


def _agreed(planned: _Planned, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise RequestError("草稿已经写好，邮件没有发：发之前要确认。请在终端里运行，或加 --yes。")
    for mail in planned.outgoing:
        say(f"{mail.unit}\t{'、'.join(mail.draft.to) or '（没有邮箱）'}\t{mail.draft.subject}")
    return click.confirm(f"发出这 {len(planned.outgoing)} 封邮件？", default=False, err=True)
