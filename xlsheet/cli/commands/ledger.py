"""`undo` and `status`: a ledger's past and present."""

from __future__ import annotations

from pathlib import Path

import click

from xlsheet.cli.options import command, json_option, ledger_argument, open_ledger
from xlsheet.cli.terminal import show


@command()
@ledger_argument
@click.option("--redo", is_flag=True, help="恢复刚才撤销的那一步。")
@json_option
def undo(ledger: Path, redo: bool, as_json: bool) -> None:
    """撤销台账的上一次改动，有几份备份就能撤几次。"""
    from xlsheet.jobs.undo import UndoRequest
    from xlsheet.jobs.undo import undo as run

    with open_ledger(ledger) as store:
        report = run(store, UndoRequest(again=redo))
    show(report, as_json)


@command()
@ledger_argument
@json_option
def status(ledger: Path, as_json: bool) -> None:
    """看台账里有多少内容、最近改了什么、有几份备份。"""
    from xlsheet.jobs.status import StatusRequest
    from xlsheet.jobs.status import status as run

    with open_ledger(ledger, writing=False) as store:
        report = run(store, StatusRequest())
    show(report, as_json)
