"""Months and days are taken as people write them, on the command line, by the library and by the buttons."""

from __future__ import annotations

from datetime import date

import pytest

from support.ledger_file import new_ledger
from support.terminal import xlsheet
from xlsheet.cells.asked import day_asked, last_day_asked, month_asked
from xlsheet.cells.months import Month, months_between

JUNE = Month(2020, 6)
MONTHS = list(months_between(Month(2020, 5), Month(2020, 12)))
SPELLINGS = (
    "2020-06 202006 2020-6 2020.6 2020/06 2020年6月 2020年6月份 20年6月 2020-6-11 20200611 2020年06月11日 "
    "６月 6月 6月份 六月 6 06 6月30日"
).split()


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_month_in_any_spelling_is_that_month(text: str) -> None:
    assert month_asked(text, MONTHS) == JUNE


@pytest.mark.parametrize("text", "2020-7-9 20200709 2020年7月9日 2020/07/09 7月9日 7.9 7月9号".split())
def test_a_day_in_any_spelling_is_that_day(text: str) -> None:
    assert day_asked(text, MONTHS) == date(2020, 7, 9)


def test_days_of_the_month_after_the_last_one_are_the_next_year_s() -> None:
    assert day_asked("1月9日", MONTHS) == date(2021, 1, 9)
    assert month_asked("1月", MONTHS) is None


def test_a_month_as_a_day_is_its_last_one_or_today() -> None:
    assert last_day_asked("6月", MONTHS, date(2020, 9, 1)) == date(2020, 6, 30)
    assert last_day_asked("202006", MONTHS, date(2020, 6, 11)) == date(2020, 6, 11)
    assert last_day_asked("2020-6-3", MONTHS, date(2020, 6, 11)) == date(2020, 6, 3)


@pytest.mark.parametrize("text", ["2020-13", "0", "13", "上半年", "", "2020-02-30", "月", "2020-7-32"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert month_asked(text, MONTHS) is None
    assert last_day_asked(text, MONTHS, date(2020, 9, 1)) is None


def test_commands_take_them(tmp_path: object) -> None:
    ledger = new_ledger(tmp_path)  # type: ignore[arg-type]
    plain = xlsheet("missing", ledger, "--month", "2020-06", "--as-of", "2020-07-31", "--no-write")
    for month, day in (("202006", "7月"), ("6月", "2020-7-31"), ("2020-6-11", "202007"), ("6", "7月31日")):
        assert xlsheet("missing", ledger, "--month", month, "--as-of", day, "--no-write") == plain
    wrong = xlsheet("missing", ledger, "--month", "年底", "--no-write")
    assert wrong.status == 2
    assert "“年底”不是月份" in wrong.err
