"""What the commands' arguments have in common, and how the ledger among them is opened.

Nothing here imports a job, so that `--help` stays quick.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

if TYPE_CHECKING:
    from xlsheet.cells.months import Month
    from xlsheet.stores.file import FileStore

    _MonthParam = click.ParamType[Month]
else:
    _MonthParam = click.ParamType

_Request = TypeVar("_Request")
_Report = TypeVar("_Report")


class _MonthType(_MonthParam):
    """A month as it is written on a command line: 2020-06, 202006, 2020年6月; 6月 is one of the ledger's."""

    name = "month"

    def convert(self, value: str | Month, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        from xlsheet.cells.dates import read_month
        from xlsheet.cells.months import Month

        if isinstance(value, Month):
            return value
        found = read_month(value, 0)
        ledger = ctx.params.get("ledger") if ctx is not None else None
        if found is not None and found.year == 0:
            found = _month_of(ledger, found.month) if isinstance(ledger, Path) else None
        if found is None:
            self.fail(f"“{value}”不是月份，请写成 2020-06 的样子。", param, ctx)
        return found


def _month_of(ledger: Path, number: int) -> Month | None:
    """The month of that number that a ledger reports on, else of its year; None where it can't be read."""
    from xlsheet.cells.months import Month
    from xlsheet.errors import XlsheetError
    from xlsheet.stores.file import FileStore
    from xlsheet.stores.settings import settings_of

    try:
        with FileStore.open(ledger, writing=False) as store:
            settings = settings_of(store)
    except (XlsheetError, OSError):
        return None
    reported = (month for month in settings.calendar.months() if month.month == number)
    return next(reported, Month(settings.year, number))


month: Final = _MonthType()


def day(value: str) -> date:
    """A date as it is written on a command line: 2020-07-09, 2020-7-9, 20200709, 2020年7月9日."""
    from xlsheet.cells.moments import day_in

    found = day_in(value)
    if found is None:
        raise click.BadParameter(f"“{value}”不是日期，请写成 2020-07-09 的样子。")
    return found


PATH: Final = click.Path(path_type=Path)

command = partial(click.command, options_metavar="[选项]")
ledger_argument = click.argument("ledger", type=PATH, metavar="台账", is_eager=True)  # 6月 is one of its year
json_option = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
html_option = click.option(
    "--html", type=PATH, metavar="文件", help="再做一个网页，可在浏览器里排序、筛选、打印。"
)
schemas_option = click.option(
    "--schemas",
    type=PATH,
    metavar="文件夹",
    help="这一次用这个文件夹里的校验规则（YAML）；不写则按“参数”里的“校验规则”。",
)
insist_option = click.option("--insist", is_flag=True, help="收件日期看来不对，也照写。")
overwrite_option = click.option("--overwrite", is_flag=True, help="覆盖文件夹里已有的不同文件。")


def _set_patience(_ctx: click.Context, _param: click.Parameter, seconds: float) -> None:
    from xlsheet.stores.lock import patience

    patience.set(seconds)


wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=30,
    show_default=True,
    metavar="秒",
    expose_value=False,
    callback=_set_patience,
    help="台账正被别的 xlsheet 使用时，最多等这么久。",
)


def on_ledger(
    ledger: Path,
    job: Callable[[FileStore, _Request], _Report],
    request: _Request,
    *,
    writing: bool = True,
    late: bool = False,
) -> _Report:
    """What a job makes of the ledger that a command names, locked against others while `writing`; or only
    while it changes, where that is `late`."""
    from xlsheet.stores.again import on_ledger as run

    return run(ledger, job, request, writing=writing, late=late)
