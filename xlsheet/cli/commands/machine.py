"""`doctor`, `install` and `demo`: this machine, and a look around."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from xlsheet.cli.options import PATH, command, json_option, on_ledger, wait_option
from xlsheet.cli.terminal import say, show
from xlsheet.errors import PATH_MISSING, LedgerError


@command()
@click.argument("ledger", type=PATH, metavar="[台账]", required=False)
@click.option("--no-write", is_flag=True, help="只检查，不把台账里丢了的宏和功能区补回去。")
@click.option(
    "--restore", is_flag=True, help="台账已损坏，或少了工作表时，用最近的备份恢复；损坏的文件另行保留。"
)
@click.option("--probe", is_flag=True, help="在本机的 Excel 里试几件事，把结果按 JSON 打印，供开发者核对。")
@wait_option
@json_option
def doctor(ledger: Path | None, no_write: bool, restore: bool, probe: bool, as_json: bool) -> None:
    """检查本机环境和台账：装了什么、缺什么、怎么补；台账的宏被别的程序弄丢时补回。"""
    from xlsheet.jobs.setup.doctor import DoctorRequest
    from xlsheet.jobs.setup.doctor import doctor as run
    from xlsheet.jobs.setup.plan import Machine

    if probe:
        from xlsheet.jobs.setup.probe import probe as try_out

        return click.echo(json.dumps(try_out(), ensure_ascii=False, indent=2))
    if ledger is None:
        return show(run(None, DoctorRequest(end_helpers=not no_write)), as_json)
    machine = Machine.here(ledger.absolute().parent)
    if restore:
        from xlsheet.stores.restoring import restore as put_back

        say(put_back(ledger))
    request = DoctorRequest(machine, not no_write, end_helpers=not no_write)
    try:
        report = on_ledger(ledger, run, request, writing=not no_write)
    except LedgerError as error:
        if error.code == PATH_MISSING:
            raise
        report = run(None, replace(request, trouble=str(error)))
    return show(report, as_json)


@command()
@click.option(
    "--folder", type=PATH, metavar="文件夹", help="台账放在哪个文件夹；不写则是主目录下的“督查台账”。"
)
@click.option(
    "--watch", type=PATH, metavar="文件夹", help="再写好一个服务，守着这个文件夹收件；怎样启用会写明。"
)
@click.option("--desk", is_flag=True, help="图标打开浏览器窗口（xlsheet desk）；没有 Excel 的本来就这样。")
@click.option("--remove", is_flag=True, help="把安装时做的设置取消，台账不动。")
@click.option("--yes", is_flag=True, help="不再询问，直接做。")
@json_option
def install(
    folder: Path | None, watch: Path | None, desk: bool, remove: bool, yes: bool, as_json: bool
) -> None:
    """让台账里的按钮可用：装启动程序或加载项、放桌面图标，改设置之前先问。"""
    from xlsheet.cli.terminal import print_report
    from xlsheet.jobs.setup.install import carry_out, plan
    from xlsheet.jobs.setup.plan import Machine

    if as_json and not yes:
        raise click.UsageError("--json 不能询问，请和 --yes 一起用。")
    planned = plan(Machine.here(folder, desk=desk or None, watched=watch), remove=remove)
    if planned.to_do and not yes:
        print_report(planned)
        if not click.confirm("现在做吗？"):
            say("照您的回答没有做，这台电脑和台账都没有改动。")
            raise click.exceptions.Exit(3)
    show(carry_out(planned), as_json)


@command()
@click.argument("folder", type=PATH, metavar="文件夹")
@json_option
def demo(folder: Path, as_json: bool) -> None:
    """用示例通知把整个流程走一遍，文件留在文件夹里供查看。"""
    from xlsheet.jobs.demo.month import demo as run

    show(run(folder), as_json)


@command()
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="安装包放在哪个新文件夹。")
@click.option(
    "--platform",
    type=click.Choice(["windows", "linux", "macos"]),
    help="给哪种系统；不写则和本机一样。linux、macos 两种处理器的都带上。",
)
@click.option("--python", type=PATH, metavar="文件", help="带上这个 Python 安装文件，给没有 Python 的电脑。")
@click.option(
    "--for", "pythons", multiple=True, metavar="版本", help="只给这个 Python 版本，如 3.12；可写多次。"
)
@json_option
def bundle(
    out: Path, platform: str | None, python: Path | None, pythons: tuple[str, ...], as_json: bool
) -> None:
    """做一个安装包：拷到不联网的电脑上就能装，不需要管理员。本机要能上网。"""
    from xlsheet.jobs.bundle.making import BundleRequest
    from xlsheet.jobs.bundle.making import bundle as run

    here = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    show(run(BundleRequest(out, platform or here, python, pythons, say)), as_json)
