"""`desk`: the month in a window, for whoever has no Excel or prefers a page."""

from __future__ import annotations

from pathlib import Path

import click

from xlsheet.cli.options import PATH, command


@command()
@click.argument("ledger", type=PATH, metavar="[台账]", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="端口", help="用这个端口；不写则自选。"
)
@click.option("--no-window", is_flag=True, help="不打开窗口，只把网址打印出来。")
def desk(ledger: Path | None, port: int, no_window: bool) -> None:
    """在浏览器窗口里做每月的工作：看情况、拖入回收件、导入通知、下发、催报、通报。只在本机，不联网。"""
    from xlsheet.desk.opening import open_page
    from xlsheet.desk.server import DeskRequest, serve

    def show(url: str) -> None:
        if no_window or not open_page(url):
            click.echo(url)

    serve(DeskRequest(ledger or _usual_ledger(), show, port))


def _usual_ledger() -> Path:
    """The one that the icon opens; made empty where there is none yet."""
    from xlsheet.jobs.create import CreateRequest, create
    from xlsheet.jobs.setup.plan import Machine

    ledger = Machine.here().ledger
    if not ledger.exists():
        ledger.parent.mkdir(parents=True, exist_ok=True)
        create(CreateRequest(ledger))
    return ledger
