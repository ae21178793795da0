"""`split`, `merge` and `redate`: forms out, returns in, and the day they came."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet.cli import options
from xlsheet.cli.options import (
    PATH,
    command,
    insist_option,
    json_option,
    ledger_argument,
    on_ledger,
    overwrite_option,
    schemas_option,
    wait_option,
)
from xlsheet.cli.sending import send_options, show_and_send
from xlsheet.cli.terminal import show

if TYPE_CHECKING:
    from xlsheet.cells.months import Month


@command()
@ledger_argument
@click.option(
    "--month", type=options.month, metavar="月份", required=True, help="填报哪个月的情况，例如 2020-06。"
)
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="填报表放在哪个文件夹。")
@click.option("--unit", "units", multiple=True, metavar="单位", help="只给这个单位，可写多次。")
@click.option(
    "--as",
    "layout",
    type=click.Choice(["files", "sheets"]),
    default="files",
    show_default=True,
    help="files：每个单位一个文件；sheets：一个文件，每个单位一张工作表。",
)
@overwrite_option
@schemas_option
@json_option
def split(
    ledger: Path,
    month: Month,
    out: Path,
    units: tuple[str, ...],
    layout: str,
    overwrite: bool,
    schemas: Path | None,
    as_json: bool,
) -> None:
    """按报送单位拆分台账，生成当月填报表。"""
    from xlsheet.jobs.split import SplitRequest
    from xlsheet.jobs.split import split as run

    request = SplitRequest(month, out, units, layout, overwrite, schemas)
    report = on_ledger(ledger, run, request, writing=False)
    show(report, as_json)


@command()
@ledger_argument
@click.argument("paths", type=PATH, metavar="回收件...", nargs=-1, required=True)
@click.option("--month", type=options.month, metavar="月份", help="只收这个月的填报表。")
@click.option(
    "--received", type=options.day, metavar="日期", help="收件日期，例如 2020-07-09；不写则为现在。"
)
@insist_option
@click.option("--again", is_flag=True, help="合并过的文件再合并一次，补回台账里删去的行。")
@click.option("--dry-run", is_flag=True, help="只看结论，不改台账。")
@click.option(
    "--replies",
    type=PATH,
    metavar="文件夹",
    help="没有全部接收的，各写一份标出问题的退回件放在这个文件夹。",
)
@click.option(
    "--keep", type=PATH, metavar="文件夹", help="随填报表来的佐证材料，按单位和月份存放在这个文件夹。"
)
@send_options
@schemas_option
@wait_option
@json_option
def merge(
    ledger: Path,
    paths: tuple[Path, ...],
    month: Month | None,
    received: date | None,
    insist: bool,
    again: bool,
    dry_run: bool,
    replies: Path | None,
    keep: Path | None,
    sending: bool,
    yes: bool,
    schemas: Path | None,
    as_json: bool,
) -> None:
    """把收回的填报表（文件、文件夹、压缩包、邮件）合并进台账，每个文件都有结论。"""
    from xlsheet.jobs.merge import MergeRequest
    from xlsheet.jobs.merge import merge as run

    moment = datetime.combine(received, datetime.min.time()) if received else None
    request = MergeRequest(paths, month, moment, dry_run, replies, schemas, insist, again, keep)
    if sending and replies is None:
        raise click.UsageError("--send 发的是退回件，请同时写明 --replies 文件夹。")
    report = on_ledger(ledger, run, request, writing=not dry_run, late=True)
    if sending:
        show_and_send(ledger, report, report.outgoing, as_json=as_json, yes=yes, dry_run=dry_run)
    else:
        show(report, as_json)


@command()
@ledger_argument
@click.argument("file", metavar="文件名")
@click.argument("received", type=options.day, metavar="日期")
@click.option("--was", type=options.day, metavar="日期", help="登记了几个日期的，写明要改的是哪一天。")
@insist_option
@wait_option
@json_option
def redate(ledger: Path, file: str, received: date, was: date | None, insist: bool, as_json: bool) -> None:
    """改正一个回收件的收件日期，它的登记、进展、计划和退回一起改。"""
    from xlsheet.jobs.mending.redate import RedateRequest
    from xlsheet.jobs.mending.redate import redate as run

    show(on_ledger(ledger, run, RedateRequest(file, received, was, insist)), as_json)
