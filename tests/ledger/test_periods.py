"""The reporting calendar of the real notice, and months as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from xlsheet.cells.months import Month, months_between
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.settings import read_settings

months = st.builds(Month, st.integers(1990, 2100), st.integers(1, 12))


@pytest.fixture
def calendar() -> Calendar:
    return read_settings(MemoryStore().read(PARAMETERS)).calendar


@pytest.mark.parametrize(
    "text", ["2020-06", "2020-6", "2020年6月", "2020/06", "2020.6", " 2020-06 ", "2020 年 06 月"]
)
def test_month_is_understood_as_people_write_it(text: str) -> None:
    assert Month.parse(text) == Month(2020, 6)


@pytest.mark.parametrize("text", ["2020-13", "2020", "六月", "", None, "2020-06-01x", 6.0])
def test_what_is_no_month_is_refused(text: object) -> None:
    assert Month.parse(text) is None


def test_month_of_a_date_that_excel_made_of_it() -> None:
    assert Month.parse(datetime(2020, 6, 1)) == Month(2020, 6)


@given(months, st.integers(-500, 500))
def test_adding_months_and_taking_them_away_comes_back(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month


@given(months, st.integers(0, 40))
def test_months_between_are_consecutive_and_complete(first: Month, count: int) -> None:
    found = list(months_between(first, first.plus(count)))
    assert found == [first.plus(i) for i in range(count + 1)]


def test_first_report_covers_may_and_is_due_on_10_june(calendar: Calendar) -> None:
    assert str(calendar.months()[0]) == "2020-05"
    assert calendar.due(calendar.months()[0]) == date(2020, 6, 10)


def test_last_report_covers_december_and_is_due_in_the_next_year(calendar: Calendar) -> None:
    assert str(calendar.months()[-1]) == "2020-12"
    assert calendar.due(calendar.months()[-1]) == date(2021, 1, 10)


def test_the_tenth_itself_is_on_time(calendar: Calendar) -> None:
    assert not calendar.is_late(Month(2020, 6), datetime(2020, 7, 10, 23, 59))
    assert calendar.is_late(Month(2020, 6), datetime(2020, 7, 11))


def test_nothing_is_missing_before_its_day_is_over(calendar: Calendar) -> None:
    assert calendar.months_due(date(2020, 6, 10)) == []
    assert calendar.months_due(date(2020, 7, 11)) == [Month(2020, 5), Month(2020, 6)]


def test_due_day_31_falls_on_the_last_day_of_a_short_month(calendar: Calendar) -> None:
    late = Calendar(Month(2020, 1), Month(2020, 12), 31, True, calendar.plan_due, ())
    assert late.due(Month(2020, 1)) == date(2020, 2, 29)
