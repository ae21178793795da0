"""Working days and dues: the state's holidays, and the office's own above them."""

from datetime import date, datetime

import pytest

from support.memory_store import MemoryStore
from support.owing import set_parameter
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import DAY_OFF, DAY_ON, HOLIDAYS
from xlsheet.ledger.settings import Names
from xlsheet.ledger.workdays import Workdays
from xlsheet.stores.settings import settings_of


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2020, 8, 12), date(2020, 8, 17)),
        (date(2020, 8, 10), date(2020, 8, 13)),
        (date(2020, 9, 30), date(2020, 10, 12)),
        (date(2034, 10, 2), date(2034, 10, 5)),
    ],
    ids=["over a weekend", "within a week", "over a holiday, with a Saturday worked", "a year not known yet"],
)
def test_three_working_days_later(day: date, last: date) -> None:
    assert Workdays().after(day, 3) == last


def test_the_offices_own_table_stands_above_the_states() -> None:
    rows = [
        {HOLIDAYS.day: datetime(2020, 10, 9), HOLIDAYS.kind: DAY_OFF},
        {HOLIDAYS.day: "2020-10-11", HOLIDAYS.kind: f"{DAY_ON} "},
        {HOLIDAYS.day: None, HOLIDAYS.kind: DAY_OFF},
    ]
    days = settings_of(MemoryStore({HOLIDAYS: rows})).calendar.workdays
    assert days.after(date(2020, 9, 30), 3) == date(2020, 10, 12)
    assert days.is_workday(date(2020, 10, 11))
    assert not days.is_workday(date(2020, 10, 9))


def test_dues_on_days_off_stay_unless_the_office_moves_them() -> None:
    """2021-01-10 is a Sunday, 2020-06-08 a Monday that this office takes off."""
    rows = [{HOLIDAYS.day: date(2020, 6, 8), HOLIDAYS.kind: DAY_OFF}]
    store = MemoryStore({HOLIDAYS: rows})
    december = Month(2020, 12)
    stays = settings_of(store).calendar
    assert (stays.due(december), stays.plan_due) == (date(2021, 1, 10), datetime(2020, 6, 8, 17))
    set_parameter(store, Names.dues_move, "是")
    moved = settings_of(store).calendar
    assert (moved.due(december), moved.plan_due) == (date(2021, 1, 11), datetime(2020, 6, 9, 17))
    assert moved.ledger_dues == (date(2020, 7, 10), date(2020, 10, 10), date(2021, 1, 11))
    assert dict(moved.dues_on_days_off())[december] == date(2021, 1, 10)
