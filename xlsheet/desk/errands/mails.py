"""Mails at the desk: fetched from the mailbox, tried out, and then merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from xlsheet.desk.errands.fields import Given, Outcome, day_of, month_of, needed_place, place_of
from xlsheet.errors import RequestError
from xlsheet.jobs.merge import MergeRequest
from xlsheet.jobs.post.fetch import FetchReport, FetchRequest, fetch
from xlsheet.jobs.post.inbox import merge_new
from xlsheet.mail.passwords import HOW_TO_KEEP, kept_password
from xlsheet.stores.again import on_ledger


def fetch_and_merge(ledger: Path, given: Given) -> Outcome:
    """As a `dry_run`: fetch what is new in the mailbox and try out what no merge has seen. Else merge that,
    without asking the mailbox again."""
    out, dry = needed_place(ledger, given, "out"), bool(given.get("dry_run"))
    report = FetchReport(out, (), 0, ())
    if dry:
        request = FetchRequest(out, _password(given), day_of(given, "since"))
        report = on_ledger(ledger, fetch, request, writing=False)
    merging = MergeRequest(
        [out],
        month_of(given),
        dry_run=dry,
        replies=None if dry else place_of(ledger, given, "replies"),
        keep=None if dry else place_of(ledger, given, "keep"),
    )
    merged = on_ledger(ledger, merge_new, merging, writing=not dry, late=True)
    made = [(out, "邮件所在的文件夹")]
    if merged is not None and merged.replies and merging.replies:
        made.append((merging.replies, "退回件和回信草稿所在的文件夹"))
    if merged is not None and merged.evidence and merging.keep:
        made.append((merging.keep, "佐证材料所在的文件夹"))
    return Outcome(replace(report, merged=merged) if dry or merged is None else merged, made)


def _password(given: Given) -> Callable[[str], str]:
    typed = given.get("password")

    def password(account: str) -> str:
        found = typed if isinstance(typed, str) and typed else kept_password(account)
        if not found:
            raise RequestError(
                f"不知道邮箱 {account} 的密码。请填授权码（密码）再收；不想每次填的，{HOW_TO_KEEP}。"
            )
        return found

    return password
