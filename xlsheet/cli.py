"""The terminal's door: each command reads its arguments, calls one job and shows its report.

Exit status: 0 clean; 1 something to look at; 2 wrong usage; 3 the job could not be done, with
nothing changed. Results go to stdout, messages to stderr. Jobs are imported by the command that
needs them, so that `--help` stays quick.
"""

from __future__ import annotations

import gettext
import os
import sys
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet import __version__
from xlsheet.errors import XlsheetError

if TYPE_CHECKING:
    from xlsheet.jobs.reports import Report
    from xlsheet.ledger.periods import Month
    from xlsheet.stores.file import FileStore

_LOCALE = Path(__file__).parent / "locale"


def _month(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Month | None:
    from xlsheet.ledger.periods import Month

    month = Month.parse(value)
    if value is not None and month is None:
        raise click.BadParameter(f"“{value}”不是月份，请写成 2020-06 的样子。")
    return month


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(f"“{value}”不是日期，请写成 2020-07-09 的样子。") from None


class _InMonthlyOrder(click.Group):
    """Lists the commands in the order in which a month uses them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)


PATH = click.Path(path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
_ledger = click.argument("ledger", type=PATH, metavar="台账")
_schemas = click.option("--schemas", type=PATH, metavar="文件夹", help="用这个文件夹里的校验规则（YAML）。")


@click.group(
    cls=_InMonthlyOrder,
    options_metavar="[选项]",
    subcommand_metavar="命令 ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="每个命令的用法：xlsheet 命令 --help。"
    "退出码：0 正常，1 有问题要看，2 用法不对，3 没有做成（台账未改动）。",
)
@click.version_option(__version__, message="xlsheet %(version)s", help="显示版本号。")
def cli() -> None:
    """重点工作任务督查台账：导入通知、下发填报表、合并回收件、校验、查缺报。"""


_command = partial(cli.command, options_metavar="[选项]")


@_command()
@_ledger
@click.option("--notice", type=PATH, metavar="文件", help="通知（txt、docx、pdf、doc），任务由此导入。")
@click.option("--units", type=PATH, metavar="文件", help="单位名录（csv 或 xlsx）。")
@click.option("--year", type=int, metavar="年", help="年度；不写则取自通知，没有通知则为今年。")
@_json
def new(ledger: Path, notice: Path | None, units: Path | None, year: int | None, as_json: bool) -> None:
    """新建督查台账（.xlsm），并导入通知。"""
    from xlsheet.jobs.create import CreateRequest, create

    _show(create(CreateRequest(ledger, notice, units, year)), as_json)


@_command("import")
@_ledger
@click.argument("notice", type=PATH, metavar="通知")
@click.option("--units", type=PATH, metavar="文件", help="单位名录（csv 或 xlsx）。")
@click.option("--overwrite", is_flag=True, help="内容有变的任务以通知为准；不加则只提示，不改动。")
@_json
def import_(ledger: Path, notice: Path, units: Path | None, overwrite: bool, as_json: bool) -> None:
    """把通知里的任务加进台账，说明新增、变化和相同的各有多少。"""
    from xlsheet.jobs.create import import_files

    with _open(ledger) as store:
        report = import_files(store, notice, units, overwrite=overwrite)
    _show(report, as_json)


@_command()
@_ledger
@click.option(
    "--month", callback=_month, metavar="月份", required=True, help="填报哪个月的情况，例如 2020-06。"
)
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="填报表放在哪个文件夹。")
@click.option("--unit", "units", multiple=True, metavar="单位", help="只给这个单位，可写多次。")
@click.option(
    "--as",
    "layout",
    type=click.Choice(["files", "sheets"]),
    default="files",
    show_default=True,
    help="files：每个单位一个文件；sheets：一个文件，每个单位一张工作表。",
)
@click.option("--overwrite", is_flag=True, help="覆盖文件夹里已有的不同文件。")
@_json
def split(
    ledger: Path, month: Month, out: Path, units: tuple[str, ...], layout: str, overwrite: bool, as_json: bool
) -> None:
    """按报送单位拆分台账，生成当月填报表。"""
    from xlsheet.jobs.split import SplitRequest
    from xlsheet.jobs.split import split as run

    with _open(ledger, writing=False) as store:
        report = run(store, SplitRequest(month, out, units, layout, overwrite))
    _show(report, as_json)


@_command()
@_ledger
@click.argument("paths", type=PATH, metavar="回收件...", nargs=-1, required=True)
@click.option("--month", callback=_month, metavar="月份", help="只收这个月的填报表。")
@click.option("--received", callback=_day, metavar="日期", help="收件日期，例如 2020-07-09；不写则为现在。")
@click.option("--dry-run", is_flag=True, help="只看结论，不改台账。")
@click.option(
    "--replies",
    type=PATH,
    metavar="文件夹",
    help="没有全部接收的，各写一份标出问题的退回件放在这个文件夹。",
)
@_json
def merge(
    ledger: Path,
    paths: tuple[Path, ...],
    month: Month | None,
    received: date | None,
    dry_run: bool,
    replies: Path | None,
    as_json: bool,
) -> None:
    """把收回的填报表（文件、文件夹、zip）合并进台账，每个文件都有结论。"""
    from xlsheet.jobs.merge import MergeRequest
    from xlsheet.jobs.merge import merge as run

    moment = datetime.combine(received, datetime.min.time()) if received else None
    with _open(ledger, writing=not dry_run) as store:
        report = run(store, MergeRequest(paths, month, moment, dry_run, replies))
    _show(report, as_json)


@_command()
@click.argument("paths", type=PATH, metavar="台账或填报表...", nargs=-1, required=True)
@click.option("--no-write", is_flag=True, help="只显示结果，不写进“校验结果”。")
@_schemas
@_json
def validate(paths: tuple[Path, ...], no_write: bool, schemas: Path | None, as_json: bool) -> None:
    """校验台账各表或填报表，一次列出所有问题及其单元格。"""
    from xlsheet.jobs.checking import check_files

    _show(check_files(paths, write=not no_write, schemas=schemas), as_json)


@_command()
@_ledger
@click.option("--month", callback=_month, metavar="月份", help="只看这个月。")
@click.option("--as-of", callback=_day, metavar="日期", help="以哪一天为准，例如 2020-07-11；不写则为今天。")
@click.option("--no-write", is_flag=True, help="只显示结果，不写进“缺报清单”和“缺报矩阵”。")
@_json
def missing(ledger: Path, month: Month | None, as_of: date | None, no_write: bool, as_json: bool) -> None:
    """查缺报、迟报、空报、雷同，写出缺报清单和缺报矩阵。"""
    from xlsheet.jobs.missing import MissingRequest
    from xlsheet.jobs.missing import missing as run

    with _open(ledger, writing=not no_write) as store:
        report = run(store, MissingRequest(month, as_of or date.today(), write=not no_write))
    _show(report, as_json)


@_command()
@_ledger
@click.option("--redo", is_flag=True, help="恢复刚才撤销的那一步。")
@_json
def undo(ledger: Path, redo: bool, as_json: bool) -> None:
    """撤销台账的上一次改动，有几份备份就能撤几次。"""
    from xlsheet.jobs import undo as job

    with _open(ledger) as store:
        report = job.redo(store) if redo else job.undo(store)
    _show(report, as_json)


@_command()
@_ledger
@_json
def status(ledger: Path, as_json: bool) -> None:
    """看台账里有多少内容、最近改了什么、有几份备份。"""
    from xlsheet.jobs.status import status as run

    with _open(ledger, writing=False) as store:
        report = run(store)
    _show(report, as_json)


@_command()
@_json
def doctor(as_json: bool) -> None:
    """检查本机环境：装了什么、缺什么、怎么补。"""
    from xlsheet.jobs.doctor import doctor as run

    _show(run(), as_json)


@_command()
@click.argument("folder", type=PATH, metavar="文件夹")
@_json
def demo(folder: Path, as_json: bool) -> None:
    """用示例通知把整个流程走一遍，文件留在文件夹里供查看。"""
    from xlsheet.jobs.demo import demo as run

    _show(run(folder), as_json)


def _open(ledger: Path, *, writing: bool = True) -> AbstractContextManager[FileStore]:
    from xlsheet.stores.file import FileStore

    return FileStore.open(ledger, writing=writing)


def _show(report: Report, as_json: bool) -> None:
    """Print a report and end with exit status 1 where it holds something to look at."""
    from xlsheet.terminal import print_json, print_report

    if as_json:
        print_json(report.as_json())
    else:
        print_report(report)
    if report.needs_attention:
        raise click.exceptions.Exit(1)


def main() -> None:
    """Run the command line; whatever goes wrong ends in a Chinese message and an exit status."""
    _speak_chinese()
    try:
        status = cli.main(prog_name="xlsheet", standalone_mode=False)
    except XlsheetError as error:
        click.echo(f"未完成：{error}", err=True)
        status = error.exit_status
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止，台账没有改动。", err=True)
        status = 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        click.echo(f"未完成：程序出错，台账没有改动。详情记在 {_log_error()}，请转给技术人员。", err=True)
        status = 3
    sys.exit(status)


def _log_error() -> Path:
    """Append the current exception's traceback to a log in the user's own folder."""
    import tempfile
    import traceback

    log = Path(tempfile.gettempdir()) / "xlsheet.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {sys.argv}\n{traceback.format_exc()}\n")
    return log


def _speak_chinese() -> None:
    """Let click's own words be Chinese, and keep Chinese output from failing on narrow consoles."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("xlsheet", _LOCALE)
    gettext.textdomain("xlsheet")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
