"""`fetch`: returns straight from the mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet.cli import options
from xlsheet.cli.options import PATH, command, json_option, ledger_argument, on_ledger, wait_option
from xlsheet.cli.passwords import mail_password
from xlsheet.cli.terminal import show

if TYPE_CHECKING:
    from xlsheet.cells.months import Month


@command()
@ledger_argument
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="邮件（.eml）存在哪个文件夹。")
@click.option("--since", type=options.day, metavar="日期", help="只收这一天起收到的邮件，例如 2020-07-01。")
@click.option("--merge", "merging", is_flag=True, help="收完接着合并进台账；合并过的邮件不再看。")
@click.option("--month", type=options.month, metavar="月份", help="和 --merge 一起用：只收这个月的填报表。")
@click.option("--replies", type=PATH, metavar="文件夹", help="和 --merge 一起用：退回件和回信草稿放在这里。")
@click.option("--keep", type=PATH, metavar="文件夹", help="和 --merge 一起用：佐证材料按单位、月份存在这里。")
@wait_option
@json_option
def fetch(
    ledger: Path,
    out: Path,
    since: date | None,
    merging: bool,
    month: Month | None,
    replies: Path | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """从邮箱收新邮件，邮箱里的不动；加 --merge 接着合并。"""
    from xlsheet.jobs.post.fetch import FetchRequest
    from xlsheet.jobs.post.fetch import fetch as run

    if not merging and (month or replies or keep):
        raise click.UsageError("--month、--replies、--keep 和 --merge 一起用。")
    report = on_ledger(ledger, run, FetchRequest(out, mail_password, since), writing=False)
    if merging:
        from xlsheet.jobs.merge import MergeRequest
        from xlsheet.jobs.post.inbox import merge_new

        request = MergeRequest([out], month, replies=replies, keep=keep)
        report = replace(report, merged=on_ledger(ledger, merge_new, request, late=True))
    show(report, as_json)
