"""Working days: the office's own table 节假日 first, then the state's calendar, then the week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from xlsheet.cells.moments import day_in
from xlsheet.dictionary import tables
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import HOLIDAYS
from xlsheet.ledger.table import TableData

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked; `own` holds what the office says of single days: True for one worked."""

    own: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether an office is open."""
        said = self.own.get(day)
        return _by_law(day) if said is None else said

    def after(self, day: date, count: int) -> date:
        """The working day that is `count` of them later; the day itself doesn't count."""
        while count:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def from_day(self, day: date) -> date:
        """The day, or the first working day after it."""
        return day if self.is_workday(day) else self.after(day, 1)


@lru_cache(maxsize=4096)
def _by_law(day: date) -> bool:
    from chinese_calendar import is_workday  # late: its table of holidays is long, and few commands ask

    try:
        return bool(is_workday(day))
    except NotImplementedError:  # a year whose holidays weren't published when the library was made
        return day.weekday() < _SATURDAY


def read_workdays(data: TableData) -> Workdays:
    """What 节假日 says. A row that names no day, or neither 放假 nor 上班, is for validation to report."""
    own = {}
    for _, (day, word) in data.cells(HOLIDAYS.day, HOLIDAYS.kind):
        when, said = day_in(day), show(word).strip()
        if when is not None and said in (tables.DAY_OFF, tables.DAY_ON):
            own[when] = said == tables.DAY_ON
    return Workdays(own)
