"""`validate` and `missing`: what is wrong, and what did not come."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet.cli import options
from xlsheet.cli.options import (
    PATH,
    command,
    html_option,
    json_option,
    ledger_argument,
    on_ledger,
    schemas_option,
    wait_option,
)
from xlsheet.cli.terminal import say, show
from xlsheet.errors import OutputError

if TYPE_CHECKING:
    from xlsheet.cells.months import Month
    from xlsheet.dictionary.reports import Report
    from xlsheet.documents.web import Page


@command()
@click.argument("paths", type=PATH, metavar="台账或填报表...", nargs=-1, required=True)
@click.option("--no-write", is_flag=True, help="只显示结果，不写进“校验结果”。")
@schemas_option
@html_option
@wait_option
@json_option
def validate(
    paths: tuple[Path, ...], no_write: bool, schemas: Path | None, html: Path | None, as_json: bool
) -> None:
    """校验台账各表或填报表，一次列出所有问题及其单元格。"""
    from xlsheet.jobs.checking import CheckRequest, check_files

    _check_page(html)
    report = check_files(CheckRequest(paths, not no_write, schemas))
    if html:
        from xlsheet.jobs.pages import findings_page

        _put_page(html, findings_page(report, paths, date.today()), report, as_json)
    show(report, as_json)


@command()
@ledger_argument
@click.option("--month", type=options.month, metavar="月份", help="只看这个月。")
@click.option(
    "--as-of", type=options.as_of, metavar="日期", help="以哪一天为准，例如 2020-07-11；不写则为今天。"
)
@click.option("--no-write", is_flag=True, help="只显示结果，不写进“缺报清单”和“缺报矩阵”。")
@html_option
@wait_option
@json_option
def missing(
    ledger: Path,
    month: Month | None,
    as_of: date | None,
    no_write: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    """查缺报、迟报、空报、雷同，写出缺报清单和缺报矩阵。"""
    from xlsheet.jobs.missing import MissingRequest
    from xlsheet.jobs.missing import missing as run

    _check_page(html)
    report = on_ledger(
        ledger, run, MissingRequest(month, as_of or date.today(), write=not no_write), writing=not no_write
    )
    if html:
        from xlsheet.jobs.pages import missing_page

        _put_page(html, missing_page(report, ledger), report, as_json)
    show(report, as_json)


def _check_page(target: Path | None) -> None:
    """Refuse a page's place before the job changes anything."""
    if target:
        from xlsheet.jobs.pages import check_page

        check_page(target)


def _put_page(target: Path, page: Page, report: Report, as_json: bool) -> None:
    """Where the page can't be written and the ledger was changed, the report is shown all the same."""
    from xlsheet.jobs.pages import put_page
    from xlsheet.stores import committed

    try:
        put_page(target, page)
    except OutputError as error:
        if not committed.changes():
            raise
        say(f"结果已经写进台账，但是网页没有写成：{error}")
        show(report, as_json)
        raise click.exceptions.Exit(1) from error
    say(f"网页在“{target}”，用浏览器打开。")
