"""The 参数 sheet: defaults, and what is said where a value cannot be understood."""

from datetime import date, datetime

import pytest

from support.memory_store import MemoryStore
from support.owing import set_parameter
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import LedgerError
from xlsheet.ledger.settings import Names, Settings, default_parameters, read_settings


def settings_with(**changed: object) -> Settings:
    rows = [dict(row) for row in default_parameters()]
    for row in rows:
        if row[PARAMETERS.parameter] in changed:
            row[PARAMETERS.value] = changed[str(row[PARAMETERS.parameter])]  # type: ignore[assignment]
    return read_settings(MemoryStore({PARAMETERS: rows}).read(PARAMETERS))


def test_defaults_are_the_calendar_of_the_real_notice() -> None:
    calendar = settings_with().calendar
    assert calendar.plan_due == datetime(2020, 6, 8, 17)
    assert calendar.ledger_dues == (date(2020, 7, 10), date(2020, 10, 10), date(2021, 1, 10))


def test_an_absent_parameter_has_its_default() -> None:
    store = MemoryStore({PARAMETERS: [{PARAMETERS.parameter: Names.year, PARAMETERS.value: 2026.0}]})
    settings = read_settings(store.read(PARAMETERS))
    assert settings.year == 2026
    assert str(settings.calendar.first_month) == "2026-05"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (Names.scope, "部分"),
        (Names.first_month, "五月"),
        (Names.due_day, 32),
        (Names.due_day, "十号"),
        (Names.plan_due, "6月8日"),
        (Names.copied_share, 95),
        (Names.ledger_dues, "7月10日"),
        (Names.due_day_on_time, "对"),
    ],
)
def test_a_value_not_understood_is_named_with_its_cell(name: str, value: object) -> None:
    row = [str(line[PARAMETERS.parameter]) for line in default_parameters()].index(name) + 2
    with pytest.raises(LedgerError) as caught:
        settings_with(**{name: value})
    message = str(caught.value)
    assert f"参数!B{row}" in message
    assert name in message
    assert str(value) in message
    assert "应为" in message


@pytest.mark.parametrize(
    "value", [datetime(2020, 6, 8, 17), "2020-06-08 17:00", "2020/06/08 17:00", "2020-06-08T17:00"]
)
def test_a_moment_is_understood_as_date_and_as_text(value: object) -> None:
    assert settings_with(**{Names.plan_due: value}).calendar.plan_due == datetime(2020, 6, 8, 17)


def test_a_day_without_a_time_lasts_till_midnight() -> None:
    settings = settings_with(**{Names.plan_due: "2020-06-08"})
    assert not settings.calendar.is_plan_late(datetime(2020, 6, 8, 23, 0))
    assert settings.calendar.is_plan_late(datetime(2020, 6, 9))


def test_one_ledger_day_that_excel_made_a_date() -> None:
    assert settings_with(**{Names.ledger_dues: date(2020, 7, 10)}).calendar.ledger_dues == (
        date(2020, 7, 10),
    )


def test_a_first_month_after_the_last_is_one_message_that_names_both() -> None:
    store = MemoryStore()
    set_parameter(store, Names.first_month, "2020-12")
    set_parameter(store, Names.last_month, "2020-05")
    with pytest.raises(
        LedgerError, match=r"参数!B\d+：参数“首次报送月份”是 2020-12，晚于“末次报送月份”的 2020-05"
    ):
        read_settings(store.read(PARAMETERS))
