"""The terminal's door: the group of commands, and how each of them ends.

Exit status: 0 clean; 1 something to look at; 2 wrong usage, or a path that isn't there; 3 the job could not
be done, with nothing changed. Results go to stdout, messages to stderr. Jobs are imported by the command
that needs them, so that `--help` stays quick.
"""

from __future__ import annotations

import gettext
import os
import sys
from pathlib import Path
from typing import Final

import click

from xlsheet import __version__
from xlsheet.cli.commands import (
    checks,
    collected,
    desk,
    documents,
    forms,
    ledger,
    machine,
    post,
    targets,
    year,
)
from xlsheet.cli.endings import status_of
from xlsheet.cli.terminal import say_what_is_logged
from xlsheet.tune_gc import tune_gc

_LOCALE: Final = Path(__file__).parent / "locale"


class _InMonthlyOrder(click.Group):
    """Lists the commands in the order in which a month uses them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_InMonthlyOrder,
    options_metavar="[选项]",
    subcommand_metavar="命令 ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="每个命令的用法：xlsheet 命令 --help。"
    "退出码：0 正常，1 有问题要看，2 用法不对或没有这个文件，3 没有做成（台账未改动）。",
)
@click.version_option(__version__, message="xlsheet %(version)s", help="显示版本号。")
def cli() -> None:
    """重点工作任务督查台账：导入通知、下发填报表、合并回收件、校验、查缺报、催报、写通报。"""


_COMMANDS: Final = (
    *(year.new, year.import_, forms.split, post.fetch, forms.merge, forms.redate),
    *(checks.validate, checks.missing, documents.remind, documents.report, targets.indicators),
    *(ledger.undo, ledger.status, ledger.export, collected.collect),
    *(desk.desk, desk.watch, machine.doctor, machine.install, machine.bundle, machine.demo),
)
for _command in _COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command line; whatever goes wrong ends in a Chinese message and an exit status."""
    _speak_chinese()
    tune_gc()
    sys.exit(status_of(lambda: cli.main(prog_name="xlsheet", standalone_mode=False)))


def _speak_chinese() -> None:
    """Let click's own words be Chinese, and keep Chinese output from failing on narrow consoles."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("xlsheet", _LOCALE)
    gettext.textdomain("xlsheet")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    say_what_is_logged()
