"""What the commands' arguments have in common, and how the ledger among them is opened.

Nothing here imports a job, so that `--help` stays quick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

if TYPE_CHECKING:
    from xlsheet.cells.months import Month
    from xlsheet.stores.file import FileStore

    _MonthParam = click.ParamType[Month]
    _DayParam = click.ParamType[date]
else:
    _MonthParam = _DayParam = click.ParamType

_Request = TypeVar("_Request")
_Report = TypeVar("_Report")


class _MonthType(_MonthParam):
    """A month as it is written on a command line: 2020-06, 202006, 2020年6月, 2020-6-11; 6月 is one of the
    ledger's."""

    name = "month"

    def convert(self, value: str | Month, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        from xlsheet.cells.asked import month_asked
        from xlsheet.cells.months import Month

        if isinstance(value, Month):
            return value
        found = month_asked(value) or month_asked(value, _months_of(ctx))
        if found is None:
            self.fail(f"“{value}”不是月份，请写成 2020-06 的样子。", param, ctx)
        return found


class _DayType(_DayParam):
    """A day as it is written on a command line: 2020-07-09, 20200709, 2020年7月9日; 7月9日 is one of the
    ledger's. Where it `may_be_month`, a month means its last day."""

    name = "day"

    def __init__(self, *, may_be_month: bool = False) -> None:
        self.may_be_month = may_be_month

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from xlsheet.cells.asked import day_asked, last_day_asked

        if isinstance(value, date):
            return value
        found = day_asked(value) or day_asked(value, _months_of(ctx))
        if found is None and self.may_be_month:
            found = last_day_asked(value, _months_of(ctx), date.today())
        if found is None:
            self.fail(f"“{value}”不是日期，请写成 2020-07-09 的样子。", param, ctx)
        return found


def _months_of(ctx: click.Context | None) -> Sequence[Month]:
    """The months that the command's ledger reports on, then those of its year; none where it can't be
    read."""
    from xlsheet.cells.months import Month
    from xlsheet.errors import XlsheetError
    from xlsheet.stores.file import FileStore
    from xlsheet.stores.settings import settings_of

    ledger = ctx.params.get("ledger") if ctx is not None else None
    if not isinstance(ledger, Path):
        return ()
    try:
        with FileStore.open(ledger, writing=False) as store:
            settings = settings_of(store)
    except (XlsheetError, OSError):
        return ()
    reported = list(settings.calendar.months())
    after = [settings.calendar.last_month.plus(1)]
    return [*reported, *after, *(Month(settings.year, number) for number in range(1, 13))]


month: Final = _MonthType()
day: Final = _DayType()
as_of: Final = _DayType(may_be_month=True)

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
