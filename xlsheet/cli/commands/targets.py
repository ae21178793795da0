"""`indicators`: how far the targets are that can be counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet.cli import options
from xlsheet.cli.options import command, json_option, ledger_argument, on_ledger, wait_option
from xlsheet.cli.terminal import show

if TYPE_CHECKING:
    from xlsheet.cells.months import Month


@command()
@ledger_argument
@click.option("--month", type=options.month, metavar="月份", help="看到这个月为止的累计数；不写则为最新的。")
@click.option("--as-of", type=options.day, metavar="日期", help="只算到这一天为止收到的。")
@click.option("--read", is_flag=True, help="先把还没有指标的任务读一遍，填进“量化指标”（早先建的台账用）。")
@wait_option
@json_option
def indicators(ledger: Path, month: Month | None, as_of: date | None, read: bool, as_json: bool) -> None:
    """看各项量化指标完成了多少、比序时进度落后多少、照现在的进度年底能到多少。"""
    from xlsheet.jobs.measured.overview import IndicatorsRequest
    from xlsheet.jobs.measured.overview import indicators as run

    report = on_ledger(ledger, run, IndicatorsRequest(month, as_of, read), writing=read)
    show(report, as_json)
