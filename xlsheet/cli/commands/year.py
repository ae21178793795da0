"""`new` and `import`: what a year begins with."""

from __future__ import annotations

from pathlib import Path

import click

from xlsheet.cli.options import PATH, command, json_option, ledger_argument, open_ledger
from xlsheet.cli.terminal import show


@command()
@ledger_argument
@click.option("--notice", type=PATH, metavar="文件", help="通知（txt、docx、pdf、doc），任务由此导入。")
@click.option("--units", type=PATH, metavar="文件", help="单位名录（csv 或 xlsx）。")
@click.option("--year", type=int, metavar="年", help="年度；不写则取自通知，没有通知则为今年。")
@json_option
def new(ledger: Path, notice: Path | None, units: Path | None, year: int | None, as_json: bool) -> None:
    """新建督查台账（.xlsm），并导入通知。"""
    from xlsheet.jobs.create import CreateRequest, create

    show(create(CreateRequest(ledger, notice, units, year)), as_json)


@command("import")
@ledger_argument
@click.argument("notice", type=PATH, metavar="通知")
@click.option("--units", type=PATH, metavar="文件", help="单位名录（csv 或 xlsx）。")
@click.option("--overwrite", is_flag=True, help="内容有变的任务以通知为准；不加则只提示，不改动。")
@json_option
def import_(ledger: Path, notice: Path, units: Path | None, overwrite: bool, as_json: bool) -> None:
    """把通知里的任务加进台账，说明新增、变化和相同的各有多少。"""
    from xlsheet.jobs.create import ImportFilesRequest, import_files

    with open_ledger(ledger) as store:
        report = import_files(store, ImportFilesRequest(notice, units, overwrite))
    show(report, as_json)
