"""`remind` and `report`: what is written to units and leaders."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet.cli import options
from xlsheet.cli.options import (
    PATH,
    command,
    json_option,
    ledger_argument,
    on_ledger,
    overwrite_option,
    wait_option,
)
from xlsheet.cli.sending import send_options, show_and_send
from xlsheet.cli.terminal import show
from xlsheet.errors import OutputError

if TYPE_CHECKING:
    from xlsheet.cells.months import Month


def _save_template(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    from xlsheet.files.folders import put_files
    from xlsheet.resources import LETTER_TEMPLATE

    if value.exists():
        raise OutputError(f"“{value}”已经有了，没有动它。请换一个文件名。")
    put_files({value.name: LETTER_TEMPLATE.read_bytes()}, value.parent, overwrite=False)
    click.echo(f"函件模板已存为“{value}”。用 Word 改好后，催报时加 --template {value}。")
    ctx.exit()


@command()
@ledger_argument
@click.option(
    "--month", type=options.month, metavar="月份", required=True, help="催报哪个月的情况，例如 2020-06。"
)
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="函件和邮件草稿放在哪个文件夹。")
@click.option(
    "--as-of", type=options.as_of, metavar="日期", help="函件的日期，例如 2020-07-13；不写则为今天。"
)
@click.option("--template", type=PATH, metavar="文件", help="用这个 Word 模板（.docx）写函件。")
@click.option(
    "--save-template",
    type=PATH,
    metavar="文件",
    is_eager=True,
    expose_value=False,
    callback=_save_template,
    help="把自带的函件模板存成这个文件，供修改；不做别的。",
)
@overwrite_option
@send_options
@click.option("--dry-run", is_flag=True, help="只列出要催谁、要发给谁，什么也不写、不发。")
@wait_option
@json_option
def remind(
    ledger: Path,
    month: Month,
    out: Path,
    as_of: date | None,
    template: Path | None,
    overwrite: bool,
    sending: bool,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """给缺报单位写催报函（Word）和邮件草稿，列出一览表；加 --send 才发邮件。"""
    from xlsheet.jobs.remind import RemindRequest
    from xlsheet.jobs.remind import remind as run

    request = RemindRequest(month, out, as_of or date.today(), template, overwrite, dry_run)
    report = on_ledger(ledger, run, request, writing=not dry_run)
    if sending or dry_run:
        show_and_send(ledger, report, report.outgoing, as_json=as_json, yes=yes, dry_run=dry_run)
    else:
        show(report, as_json)


@command()
@ledger_argument
@click.option(
    "--month", type=options.month, metavar="月份", required=True, help="通报到哪个月，例如 2020-06。"
)
@click.option("--out", type=PATH, required=True, metavar="文件", help="通报文件，.docx 或 .pdf。")
@click.option(
    "--period",
    type=click.Choice(["month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="month：月通报；quarter：这个月所在的季度；year：全年。都到 --month 为止。",
)
@click.option(
    "--as-of", type=options.as_of, metavar="日期", help="通报的日期，例如 2020-07-13；不写则为今天。"
)
@click.option("--leaders", type=PATH, metavar="文件夹", help="再给每位责任领导做一份专报，放在这个文件夹。")
@click.option(
    "--indicators", type=PATH, metavar="文件", help="再把全部量化指标的完成情况写成这个 .xlsx 文件。"
)
@click.option("--pdf", is_flag=True, help="除 .docx 外再做一份 PDF（需要 LibreOffice）。")
@click.option("--overwrite", is_flag=True, help="覆盖已有的不同文件。")
@json_option
def report(
    ledger: Path,
    month: Month,
    out: Path,
    period: str,
    as_of: date | None,
    leaders: Path | None,
    indicators: Path | None,
    pdf: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """写通报（Word）：总体进展、滞后任务、报送情况、排名、存在问题，有表有图。"""
    from xlsheet.analysis.spans import SpanKind
    from xlsheet.jobs.report import BulletinRequest
    from xlsheet.jobs.report import report as run

    day = as_of or date.today()
    request = BulletinRequest(month, out, SpanKind(period), day, leaders, pdf, overwrite, indicators)
    made = on_ledger(ledger, run, request, writing=False)
    show(made, as_json)
