"""Shares, days, months and numbers as people write them: what is understood, and never a silent guess."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.cells.dates import read_date, read_month
from xlsheet.cells.months import Month
from xlsheet.cells.numerals import chinese_number
from xlsheet.cells.percent import Scale, read_percent, scale_of
from xlsheet.cells.statuses import read_status
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import STATUS_BEHIND, STATUS_DONE, STATUS_IDLE, STATUS_RUNNING, STATUSES

JUNE, DECEMBER = Month(2020, 6), Month(2020, 12)
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=14), st.datetimes()
)


def said(finding: Finding | None) -> str:
    """`code/severity`, or nothing."""
    return f"{finding.code}/{finding.severity}" if finding else ""


@pytest.mark.parametrize(
    ("value", "share", "code"),
    [
        (0.5, 0.5, ""),
        ("百分之六十五", 0.65, "percent_forms/info"),
        ("百分之百", 1.0, "percent_forms/info"),
        ("60多%", 0.6, "percent_vague/warning"),
        ("60-50%", 0.5, "percent_vague/warning"),
        ("八成五", 0.85, "percent_vague/warning"),
        ("1/2", None, "percent_vague/error"),
        (True, None, "percent_vague/error"),
        (date(2020, 5, 6), None, "percent_vague/error"),
        (float("nan"), None, "percent_vague/error"),
        ("/", None, ""),
        ("　", None, ""),
    ],
)
def test_shares(value: object, share: float | None, code: str) -> None:
    found, finding = read_percent(value, scale=Scale.UNKNOWN, sheet="", cell="")
    assert (found, said(finding)) == (share, code)


@pytest.mark.parametrize(
    ("others", "value", "share", "code"),
    [
        ([0.3, 1], 1, 1.0, ""),
        ([30, 1], 1, 0.01, "percent_forms/warning"),
        ([0.3, 30], 1, 1.0, "percent_forms/warning"),
        ([1], 1, 1.0, "percent_forms/warning"),
        ([0.3], 1.2, 1.2, ""),
        ([30], 1.2, 0.012, "percent_forms/info"),
        ([30], 0.5, 0.5, "percent_forms/warning"),
    ],
)
def test_a_bare_number_means_what_the_others_of_its_form_mean(
    others: list[float], value: float, share: float | None, code: str
) -> None:
    found, finding = read_percent(value, scale=scale_of(others), sheet="", cell="")
    assert (found, said(finding)) == (share, code)


@given(ANYTHING)
def test_a_share_that_was_not_typed_as_one_is_told_to_its_writer(value: object) -> None:
    for scale in Scale:
        share, finding = read_percent(value, scale=scale, sheet="", cell="")
        assert share is None or not 0 <= share <= 1 or isinstance(value, float | int) or finding is not None


@pytest.mark.parametrize(
    ("value", "day", "code"),
    [
        (datetime(2020, 7, 5, 9, 30), date(2020, 7, 5), ""),
        ("2020/7/5 0:00:00", date(2020, 7, 5), "date_forms/info"),
        ("2020、7、5", date(2020, 7, 5), "date_forms/info"),
        ("七月五日", date(2020, 7, 5), "date_forms/info"),
        (44017.4, date(2020, 7, 5), "date_forms/info"),
        (7.5, date(2020, 7, 5), "date_forms/info"),
        (7.1, None, "date_vague/warning"),
        (datetime(1900, 1, 7, 14, 24), date(2020, 7, 6), "date_forms/info"),
        (datetime(1900, 1, 7, 2, 24), None, "date_vague/warning"),
        (datetime(1900, 1, 7), date(1900, 1, 7), ""),
        ("7/5/2020", None, "date_vague/warning"),
        ("同上", None, "date_vague/warning"),
        ("2020-13-01", None, "date_wrong/error"),
        ("2月30日", None, "date_wrong/error"),
        (2020, None, "date_wrong/error"),
        (42555, date(2016, 7, 4), "date_forms/info"),
        ("无", None, ""),
    ],
)
def test_days_of_filling_in(value: object, day: date | None, code: str) -> None:
    found, finding = read_date(value, JUNE, deadline=False, sheet="", cell="")
    assert (found, said(finding)) == (day, code)


def test_a_day_without_a_year_is_near_the_month_of_its_form() -> None:
    assert read_date("1月5日", DECEMBER, deadline=False, sheet="", cell="")[0] == date(2021, 1, 5)
    assert read_date("12月28日", DECEMBER, deadline=False, sheet="", cell="")[0] == date(2020, 12, 28)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("12月31日前完成", date(2020, 12, 31)),
        ("7月中旬", date(2020, 7, 20)),
        ("7月前", date(2020, 6, 30)),
        ("2020年11月", date(2020, 11, 30)),
        ("第三季度", date(2020, 9, 30)),
        ("明年6月底", date(2021, 6, 30)),
        ("年中", date(2020, 6, 30)),
        ("月底", None),
        ("前完成", None),
        ("2020.07.05前", date(2020, 7, 5)),
    ],
)
def test_deadlines_mean_their_last_day(value: object, day: date | None) -> None:
    found, finding = read_date(value, JUNE, deadline=True, sheet="", cell="")
    assert found == day
    assert finding is not None


@pytest.mark.parametrize(
    ("value", "month"),
    [("６月", JUNE), ("六月份", JUNE), ("2020年6月份", JUNE), (202006, JUNE), (6, None), ("本月", None)],
)
def test_months(value: object, month: Month | None) -> None:
    assert read_month(value, 2020) == month


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("按期完成", STATUS_DONE),
        ("推进中50%", STATUS_RUNNING),
        ("尚未开工", STATUS_IDLE),
        ("进展缓慢", STATUS_BEHIND),
        ("未完成", None),
        ("已完成、推进中", None),
    ],
)
def test_states(word: str, status: str | None) -> None:
    found, finding = read_status(word, STATUSES, sheet="", cell="")
    assert found == (status or word)  # what is no state stays as it stands, for the rules to judge
    assert said(finding) == ("status_words/info" if status else "")
    assert read_status(STATUSES[0], STATUSES, sheet="", cell="") == (STATUSES[0], None)


def test_only_states_that_are_allowed_are_understood() -> None:
    allowed = ("推进中", "暂停")
    assert read_status("暂停。", allowed, sheet="", cell="")[0] == "暂停"
    assert read_status("正在推进", allowed, sheet="", cell="")[0] == "推进中"
    assert read_status("已办结", allowed, sheet="", cell="") == ("已办结", None)


@pytest.mark.parametrize("value", [1, 1.0, "１", "1.", "第一项", "1.0", "（1）", "任务1", "1、"])
def test_task_numbers(value: object) -> None:
    assert read_task_number(value) == 1


@pytest.mark.parametrize("value", ["1、2", "1.5", 1.5, "1-2", 0, -1, True, date(2020, 1, 2), None, "合计"])
def test_what_is_no_task_number(value: object) -> None:
    assert read_task_number(value) is None


def test_chinese_numerals() -> None:
    words = {"五": 5, "十": 10, "十二": 12, "九十九": 99, "一百零五": 105, "二〇二〇": 2020}
    assert {word: chinese_number(word) for word in words} == words
    assert [chinese_number(word) for word in ("", "百", "十十", "甲")] == [None] * 4
