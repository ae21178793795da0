"""`desk` and `watch`: the month in a window, and a folder whose files are merged as they come."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from threading import Event

import click

from xlsheet.cli.options import PATH, command, json_option, ledger_argument
from xlsheet.cli.terminal import say, show
from xlsheet.errors import XlsheetError


@command()
@click.argument("ledger", type=PATH, metavar="[台账]", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="端口", help="用这个端口；不写则自选。"
)
@click.option("--no-window", is_flag=True, help="不打开窗口，只把网址打印出来。")
def desk(ledger: Path | None, port: int, no_window: bool) -> None:
    """在浏览器窗口里做每月的工作：看情况、拖入回收件、导入通知、下发、催报、通报。只在本机，不联网。"""
    from xlsheet.desk.opening import open_message, open_page
    from xlsheet.desk.server import DeskRequest, serve

    def show(url: str) -> None:
        if no_window or not open_page(url):
            click.echo(url)

    try:
        serve(DeskRequest(ledger or _usual_ledger(), show, port))
    except XlsheetError as error:
        if not no_window and not (sys.stderr and sys.stderr.isatty()):
            open_message(str(error))  # started by an icon: nobody reads what a terminal would show
        raise


@command()
@ledger_argument
@click.argument("folder", type=PATH, metavar="文件夹")
@click.option(
    "--replies", type=PATH, metavar="文件夹", help="没有全部接收的，各写一份标出问题的退回件放在这里。"
)
@click.option("--once", is_flag=True, help="收完现在有的就结束，供计划任务每隔一会儿运行一次。")
@json_option
def watch(ledger: Path, folder: Path, replies: Path | None, once: bool, as_json: bool) -> None:
    """守着一个文件夹：文件到齐一个收一个，结论记在文件夹里的“收件.log”。按 Ctrl+C 结束。"""
    from xlsheet.jobs.arrivals.watch import WatchRequest
    from xlsheet.jobs.arrivals.watch import watch as run

    if not once:
        say(f"守着“{folder}”，按 Ctrl+C 结束。")
    show(run(WatchRequest(ledger, folder, replies, once, say=say), _ending()), as_json)


def _ending() -> Event:
    """Set when this process is told to end: what is being merged is finished first."""
    ending = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    return ending


def _usual_ledger() -> Path:
    """The one that the icon opens; made empty where there is none yet."""
    from xlsheet.jobs.create import CreateRequest, create
    from xlsheet.jobs.setup.plan import Machine

    ledger = Machine.here().ledger
    if not ledger.exists():
        ledger.parent.mkdir(parents=True, exist_ok=True)
        create(CreateRequest(ledger))
    return ledger
