"""`new` and `import`: what a year begins with."""

from __future__ import annotations

from pathlib import Path

import click

from xlsheet.cli.options import PATH, command, json_option, ledger_argument, on_ledger, wait_option
from xlsheet.cli.terminal import show

dry_run_option = click.option("--dry-run", is_flag=True, help="只看会读成什么样，什么都不改。")
review_option = click.option(
    "--review",
    type=PATH,
    metavar="文件",
    help="写一份核对表（.xlsx）：左边通知原文，右边理解的内容；改好后可以当通知导入。",
)


@command()
@ledger_argument
@click.option("--notice", type=PATH, metavar="文件", help="通知（txt、docx、pdf、doc），任务由此导入。")
@click.option("--units", type=PATH, metavar="文件", help="单位名录（csv 或 xlsx）。")
@click.option("--year", type=int, metavar="年", help="年度；不写则取自通知，没有通知则为今年。")
@click.option(
    "--from",
    "predecessor",
    type=PATH,
    metavar="旧台账",
    help="承接上年台账的单位名录、别名、联系人、参数和规则；任务的状态不带过来。",
)
@click.option("--carry-unfinished", is_flag=True, help="连同上年没有完成、没有销号的任务，记明由哪一项结转。")
@dry_run_option
@review_option
@wait_option
@json_option
def new(
    ledger: Path,
    notice: Path | None,
    units: Path | None,
    year: int | None,
    predecessor: Path | None,
    carry_unfinished: bool,
    dry_run: bool,
    review: Path | None,
    as_json: bool,
) -> None:
    """新建督查台账（.xlsm），并导入通知。"""
    from xlsheet.cli.first_run import ask_for_basics, asks_people
    from xlsheet.jobs.create import CreateRequest, create

    request = CreateRequest(
        ledger, notice, units, year, predecessor, carry_unfinished, dry_run=dry_run, review=review
    )
    if not (as_json or dry_run or predecessor) and asks_people():
        request = ask_for_basics(request)
    show(create(request), as_json)


@command("import")
@ledger_argument
@click.argument("notice", type=PATH, metavar="通知")
@click.option("--units", type=PATH, metavar="文件", help="单位名录（csv 或 xlsx）。")
@click.option("--overwrite", is_flag=True, help="内容有变的任务以通知为准；不加则只提示，不改动。")
@click.option("--append", is_flag=True, help="补充通知：任务都按新任务加入，编号接着台账往下排。")
@click.option("--year", type=int, metavar="年", help="通知属于哪一年；只在通知写的年份不对时用。")
@dry_run_option
@review_option
@wait_option
@json_option
def import_(
    ledger: Path,
    notice: Path,
    units: Path | None,
    overwrite: bool,
    append: bool,
    year: int | None,
    dry_run: bool,
    review: Path | None,
    as_json: bool,
) -> None:
    """把通知里的任务加进台账，说明新增、变化和相同的各有多少。"""
    from xlsheet.jobs.create import ImportFilesRequest, import_files

    request = ImportFilesRequest(notice, units, overwrite, append, year, dry_run, review)
    report = on_ledger(ledger, import_files, request, writing=not dry_run, late=True)
    show(report, as_json)
