"""`undo`, `status` and `export`: a ledger's past, its present, and its tables elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from xlsheet.cli.options import (
    PATH,
    command,
    json_option,
    ledger_argument,
    on_ledger,
    overwrite_option,
    wait_option,
)
from xlsheet.cli.terminal import show


@command()
@ledger_argument
@click.option("--redo", is_flag=True, help="恢复刚才撤销的那一步。")
@wait_option
@json_option
def undo(ledger: Path, redo: bool, as_json: bool) -> None:
    """撤销台账的上一次改动，有几份备份就能撤几次。"""
    from xlsheet.jobs.undo import UndoRequest
    from xlsheet.jobs.undo import undo as run

    report = on_ledger(ledger, run, UndoRequest(again=redo))
    show(report, as_json)


@command()
@ledger_argument
@json_option
def status(ledger: Path, as_json: bool) -> None:
    """看台账里有多少内容、最近改了什么、有几份备份。"""
    from xlsheet.jobs.status import StatusRequest
    from xlsheet.jobs.status import status as run

    report = on_ledger(ledger, run, StatusRequest(), writing=False)
    show(report, as_json)


@command()
@ledger_argument
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="导出的文件放在哪个文件夹。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet", "sqlite"]),
    default="csv",
    show_default=True,
    help="csv、parquet：每张表一个文件；sqlite：一个数据库，每张工作表一张表。",
)
@overwrite_option
@json_option
def export(ledger: Path, out: Path, form: str, overwrite: bool, as_json: bool) -> None:
    """把台账各表导出成 CSV、Parquet 或 SQLite，日期、比例、编号都带类型，供其他系统使用。"""
    from xlsheet.jobs.export import ExportFormat, ExportRequest
    from xlsheet.jobs.export import export as run

    report = on_ledger(ledger, run, ExportRequest(out, ExportFormat(form), overwrite), writing=False)
    show(report, as_json)
