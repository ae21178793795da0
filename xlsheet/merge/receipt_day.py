"""The day on which a return was received: never in the future, nor before what it reports on was over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xlsheet.cells.months import Month
from xlsheet.errors import RequestError


def look_at_day(received: date, today: date, reported: Iterable[tuple[str, Month]]) -> None:
    """RequestError for a day that cannot be right; `reported` has the files and the months they report on.

    The month's last day is soon enough: it is over that evening.
    """
    if received > today:
        raise RequestError(
            f"收件日期 {received} 还没有到（今天是 {today}），台账没有改动。"
            "请核对收件日期；确实要这样写，加 --insist。"
        )
    early = [(file, month) for file, month in reported if received < month.last_day]
    if early:
        file, month = early[0]
        more = f"，另有 {len(early) - 1} 份也是" if len(early) > 1 else ""
        raise RequestError(
            f"“{file}”报的是{month.chinese}的情况，收件日期 {received} 时这个月还没有结束{more}。"
            "台账没有改动。请核对收件日期；确实如此，加 --insist。"
        )
