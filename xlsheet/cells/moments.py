"""A day or a moment from a cell of the ledger, whoever typed it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show

_WRITTEN: Final = re.compile(
    r"(\d{4})([-/.年])?(?(2)(\d{1,2})[-/.月](\d{1,2})|(\d{2})(\d{2}))日?"
    r"(?:t?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?\D*)?"
)


def moment_in(cell: object) -> datetime | None:
    """The moment that a cell holds, the beginning of the day where it holds no time; None for none."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    match = _WRITTEN.fullmatch(fold(show(cell))) if isinstance(cell, str) else None
    if match is None:
        return None
    year, _, month, day, *compact = match.groups()[:6]
    clock = match.groups("0")[6:]
    month, day = (month, day) if month else compact
    hour, minute, second = map(int, clock)
    try:
        return datetime(int(year), int(month), int(day), hour, minute, second)
    except ValueError:
        return None


def day_in(cell: object) -> date | None:
    """The day that a cell holds; None for none."""
    moment = moment_in(cell)
    return moment.date() if moment else None
