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
from xlsheet.errors import ExistsError, OutputError, XlsheetError, reason
from xlsheet.tune_gc import tune_gc

if TYPE_CHECKING:
    from xlsheet.cells.months import Month
    from xlsheet.dictionary.reports import Report
    from xlsheet.documents.web import Page
    from xlsheet.stores.file import FileStore

_LOCALE = Path(__file__).parent / "locale"


def _month(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Month | None:
    from xlsheet.cells.months import Month

    month = Month.parse(value)
    if value is not None and month is None:
        raise click.BadParameter(f"“{value}”不是月份，请写成 2020-06 的样子。")
    return month


def _day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(f"“{value}”不是日期，请写成 2020-07-09 的样子。") from None


def _save_template(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    from xlsheet.files.folders import put_files
    from xlsheet.resources import LETTER_TEMPLATE

    if value.exists():
        raise OutputError(f"“{value}”已经有了，没有动它。请换一个文件名。")
    put_files({value.name: LETTER_TEMPLATE.read_bytes()}, value.parent, overwrite=False)
    click.echo(f"函件模板已存为“{value}”。用 Word 改好后，催报时加 --template {value}。")
    ctx.exit()


class _InMonthlyOrder(click.Group):
    """Lists the commands in the order in which a month uses them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)


PATH = click.Path(path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
_ledger = click.argument("ledger", type=PATH, metavar="台账")
_html = click.option("--html", type=PATH, metavar="文件", help="再做一个网页，可在浏览器里排序、筛选、打印。")
_schemas = click.option(
    "--schemas",
    type=PATH,
    metavar="文件夹",
    help="这一次用这个文件夹里的校验规则（YAML）；不写则按“参数”里的“校验规则”。",
)


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
    """重点工作任务督查台账：导入通知、下发填报表、合并回收件、校验、查缺报、催报、写通报。"""


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
@_schemas
@_json
def split(
    ledger: Path,
    month: Month,
    out: Path,
    units: tuple[str, ...],
    layout: str,
    overwrite: bool,
    schemas: Path | None,
    as_json: bool,
) -> None:
    """按报送单位拆分台账，生成当月填报表。"""
    from xlsheet.jobs.split import SplitRequest
    from xlsheet.jobs.split import split as run

    with _open(ledger, writing=False) as store:
        report = run(store, SplitRequest(month, out, units, layout, overwrite, schemas))
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
@_schemas
@_json
def merge(
    ledger: Path,
    paths: tuple[Path, ...],
    month: Month | None,
    received: date | None,
    dry_run: bool,
    replies: Path | None,
    schemas: Path | None,
    as_json: bool,
) -> None:
    """把收回的填报表（文件、文件夹、zip）合并进台账，每个文件都有结论。"""
    from xlsheet.jobs.merge import MergeRequest
    from xlsheet.jobs.merge import merge as run

    moment = datetime.combine(received, datetime.min.time()) if received else None
    with _open(ledger, writing=not dry_run) as store:
        report = run(store, MergeRequest(paths, month, moment, dry_run, replies, schemas))
    _show(report, as_json)


@_command()
@click.argument("paths", type=PATH, metavar="台账或填报表...", nargs=-1, required=True)
@click.option("--no-write", is_flag=True, help="只显示结果，不写进“校验结果”。")
@_schemas
@_html
@_json
def validate(
    paths: tuple[Path, ...], no_write: bool, schemas: Path | None, html: Path | None, as_json: bool
) -> None:
    """校验台账各表或填报表，一次列出所有问题及其单元格。"""
    from xlsheet.jobs.checking import check_files

    _check_page(html)
    report = check_files(paths, write=not no_write, schemas=schemas)
    if html:
        from xlsheet.jobs.pages import findings_page

        _put_page(html, findings_page(report, paths, date.today()))
    _show(report, as_json)


@_command()
@_ledger
@click.option("--month", callback=_month, metavar="月份", help="只看这个月。")
@click.option("--as-of", callback=_day, metavar="日期", help="以哪一天为准，例如 2020-07-11；不写则为今天。")
@click.option("--no-write", is_flag=True, help="只显示结果，不写进“缺报清单”和“缺报矩阵”。")
@_html
@_json
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
    with _open(ledger, writing=not no_write) as store:
        report = run(store, MissingRequest(month, as_of or date.today(), write=not no_write))
    if html:
        from xlsheet.jobs.pages import missing_page

        _put_page(html, missing_page(report, ledger))
    _show(report, as_json)


@_command()
@_ledger
@click.option(
    "--month", callback=_month, metavar="月份", required=True, help="催报哪个月的情况，例如 2020-06。"
)
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="函件和邮件草稿放在哪个文件夹。")
@click.option("--as-of", callback=_day, metavar="日期", help="函件的日期，例如 2020-07-13；不写则为今天。")
@click.option("--template", type=PATH, metavar="文件", help="用这个 Word 模板（.docx）写函件。")
@click.option(
    "--save-template",
    type=PATH,
    metavar="文件",
    is_eager=True,
    expose_value=False,
    callback=_save_template,
    help="把自带的函件模板存成这个文件，供修改；不做别的。",
)
@click.option("--overwrite", is_flag=True, help="覆盖文件夹里已有的不同文件。")
@_json
def remind(
    ledger: Path,
    month: Month,
    out: Path,
    as_of: date | None,
    template: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """给缺报单位写催报函（Word）和邮件草稿，列出一览表。不发送邮件。"""
    from xlsheet.jobs.remind import RemindRequest
    from xlsheet.jobs.remind import remind as run

    with _open(ledger, writing=False) as store:
        report = run(store, RemindRequest(month, out, as_of or date.today(), template, overwrite))
    _show(report, as_json)


@_command()
@_ledger
@click.option("--month", callback=_month, metavar="月份", required=True, help="通报到哪个月，例如 2020-06。")
@click.option("--out", type=PATH, required=True, metavar="文件", help="通报文件，.docx 或 .pdf。")
@click.option(
    "--period",
    type=click.Choice(["month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="month：月通报；quarter：这个月所在的季度；year：全年。都到 --month 为止。",
)
@click.option("--as-of", callback=_day, metavar="日期", help="通报的日期，例如 2020-07-13；不写则为今天。")
@click.option("--leaders", type=PATH, metavar="文件夹", help="再给每位责任领导做一份专报，放在这个文件夹。")
@click.option("--pdf", is_flag=True, help="除 .docx 外再做一份 PDF（需要 LibreOffice）。")
@click.option("--overwrite", is_flag=True, help="覆盖已有的不同文件。")
@_json
def report(
    ledger: Path,
    month: Month,
    out: Path,
    period: str,
    as_of: date | None,
    leaders: Path | None,
    pdf: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """写通报（Word）：总体进展、滞后任务、报送情况、排名、存在问题，有表有图。"""
    from xlsheet.analysis.spans import SpanKind
    from xlsheet.jobs.report import BulletinRequest
    from xlsheet.jobs.report import report as run

    request = BulletinRequest(month, out, SpanKind(period), as_of or date.today(), leaders, pdf, overwrite)
    with _open(ledger, writing=False) as store:
        made = run(store, request)
    _show(made, as_json)


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
@click.argument("ledger", type=PATH, metavar="[台账]", required=False)
@click.option("--no-write", is_flag=True, help="只检查，不把台账里丢了的宏和功能区补回去。")
@_json
def doctor(ledger: Path | None, no_write: bool, as_json: bool) -> None:
    """检查本机环境和台账：装了什么、缺什么、怎么补；台账的宏被别的程序弄丢时补回。"""
    from xlsheet.jobs.setup.doctor import doctor as run
    from xlsheet.jobs.setup.doctor import look_at_ledger
    from xlsheet.jobs.setup.plan import Machine

    if ledger is None:
        return _show(run(Machine.here()), as_json)
    with _open(ledger, writing=not no_write) as store:
        found = look_at_ledger(store, write=not no_write)
    return _show(run(Machine.here(ledger.absolute().parent), found), as_json)


@_command()
@click.option(
    "--folder", type=PATH, metavar="文件夹", help="台账放在哪个文件夹；不写则是主目录下的“督查台账”。"
)
@click.option("--remove", is_flag=True, help="把安装时做的设置取消，台账不动。")
@click.option("--yes", is_flag=True, help="不再询问，直接做。")
@_json
def install(folder: Path | None, remove: bool, yes: bool, as_json: bool) -> None:
    """让台账里的按钮可用：装启动程序或加载项、放桌面图标，改设置之前先问。"""
    from xlsheet.cli.terminal import print_report
    from xlsheet.jobs.setup.install import carry_out, plan
    from xlsheet.jobs.setup.plan import Machine

    if as_json and not yes:
        raise click.UsageError("--json 不能询问，请和 --yes 一起用。")
    planned = plan(Machine.here(folder), remove=remove)
    if planned.to_do and not yes:
        print_report(planned)
        click.confirm("现在做吗？", abort=True)
    _show(carry_out(planned), as_json)


@_command()
@click.argument("folder", type=PATH, metavar="文件夹")
@_json
def demo(folder: Path, as_json: bool) -> None:
    """用示例通知把整个流程走一遍，文件留在文件夹里供查看。"""
    from xlsheet.jobs.demo.month import demo as run

    _show(run(folder), as_json)


def _open(ledger: Path, *, writing: bool = True) -> AbstractContextManager[FileStore]:
    from xlsheet.stores.file import FileStore

    return FileStore.open(ledger, writing=writing)


def _check_page(target: Path | None) -> None:
    """Refuse a page's place before the job changes anything."""
    if target:
        from xlsheet.jobs.pages import check_page

        check_page(target)


def _put_page(target: Path, page: Page) -> None:
    from xlsheet.jobs.pages import put_page

    put_page(target, page)
    click.echo(f"网页在“{target}”，用浏览器打开。", err=True)


def _show(report: Report, as_json: bool) -> None:
    """Print a report and end with exit status 1 where it holds something to look at."""
    from xlsheet.cli.terminal import print_json, print_report

    if as_json:
        print_json(report.as_json())
    else:
        print_report(report)
    if report.needs_attention:
        raise click.exceptions.Exit(1)


def main() -> None:
    """Run the command line; whatever goes wrong ends in a Chinese message and an exit status."""
    _speak_chinese()
    tune_gc()
    try:
        status = cli.main(prog_name="xlsheet", standalone_mode=False)
    except XlsheetError as error:
        hint = "请换一个文件夹；确定要覆盖的话，加 --overwrite。" if isinstance(error, ExistsError) else ""
        click.echo(f"未完成：{error}{hint}", err=True)
        status = error.exit_status
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止。台账要么没有改动，要么已经改好，用 xlsheet status 可以看到。", err=True)
        status = 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:
        what = f"“{error.filename}”" if error.filename else "文件"
        click.echo(f"未完成：{what}用不了（{reason(error)}）。请核对后再试。", err=True)
        status = 3
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        from xlsheet.error_log import log_error

        click.echo(f"未完成：程序出错，台账没有改动。详情记在 {log_error()}，请转给技术人员。", err=True)
        status = 3
    sys.exit(status)


def _speak_chinese() -> None:
    """Let click's own words be Chinese, and keep Chinese output from failing on narrow consoles."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("xlsheet", _LOCALE)
    gettext.textdomain("xlsheet")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
