"""Strict mode: text counts as Excel counts it, so a column that isn't formatted as text fails here."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from xlsheet import engines
from xlsheet.engines.cells.excel_typing import as_excel_takes

TODAY = dt.date(2020, 7, 11)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020-06", dt.datetime(2020, 6, 1)),
        ("2020/6", dt.datetime(2020, 6, 1)),
        ("2020年6月", dt.datetime(2020, 6, 1)),
        ("2020-7-5", dt.datetime(2020, 7, 5)),
        ("2020年7月5日", dt.datetime(2020, 7, 5)),
        ("20-7-5", dt.datetime(2020, 7, 5)),
        ("7月5日", dt.datetime(2020, 7, 5)),
        ("1-2", dt.datetime(2020, 1, 2)),
        ("2020-7-5 17:30", dt.datetime(2020, 7, 5, 17, 30)),
        ("001", 1.0),
        ("0371-67180738", "0371-67180738"),
        ("67180738", 67180738.0),
        ("1,234.5", 1234.5),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        (" 12 ", 12.0),
        ("1E5", 100000.0),
        ("50%", 0.5),
        ("50 %", 0.5),
        ("￥12", 12.0),
        ("(5)", -5.0),
        ("1 1/2", 1.5),
        ("12:30", 12.5 / 24),
        ("TRUE", True),
        ("false", False),
        ("'001", "001"),
        ("", None),
    ],
)
def test_excel_makes_this_of_it(text: str, value: object) -> None:
    typed = as_excel_takes(text, TODAY).value
    assert typed == value
    assert type(typed) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "市教育局",
        "2020.7.5",
        "2020-13",
        "2020-02-30",
        "1899-12-31",
        "第1项",
        "50-60%",
        "过半",
        "-",
        "1E999",
        "12:75",
    ],
)
def test_excel_leaves_this_text_alone(text: str) -> None:
    assert as_excel_takes(text, TODAY).value == text


@pytest.mark.parametrize(
    "text", ["+加强", "-无", "@单位", "#N/A", "5 June", "１２", "５０％", "5-32", "长" * 32_768]
)
def test_what_excel_would_turn_into_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Excel"):
        as_excel_takes(text, TODAY)


@given(st.text(alphabet="0123456789-/.年月日: %,eE", max_size=12))
def test_any_text_has_an_answer(text: str) -> None:
    try:
        typed = as_excel_takes(text, TODAY)
    except ValueError as error:
        assert "Excel" in str(error)  # noqa: PT017
    else:
        assert typed.value is None or isinstance(typed.value, (str, float, bool, dt.datetime))


def test_a_month_survives_only_in_a_text_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1:B1"].value = ["2020-06", "2020-06"]
    assert sheet["A1:B1"].value == ["2020-06", dt.datetime(2020, 6, 1)]


def test_a_formula_in_a_text_cell_stays_text(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1:B1"].value = ["=1+1", "=1+1"]
    assert sheet["A1:B1"].value == ["=1+1", 2.0]


def test_a_formula_fills_text_cells_as_text(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "@"
    sheet["A1:A2"].value = "=1+1"
    assert sheet["A1:A2"].value == ["=1+1", "=1+1"]


def test_formats_follow_as_in_excel(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["50%", "1E5", "1,234", "2020-06"]
    codes = [sheet["A1:D1"][column].number_format for column in range(4)]
    assert codes == ["0%", "0.00E+00", "#,##0", 'yyyy"年"m"月"']


def test_a_number_in_a_text_cell_becomes_text(sheet: xw.Sheet) -> None:
    sheet["A1:C1"].number_format = "@"
    sheet["A1"].value = [67180738, 0.5, 13.0]
    assert sheet["A1:C1"].value == ["67180738", "0.5", "13"]


def test_a_date_for_a_text_cell_is_refused_and_nothing_written(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].value = ["先前", "先前"]
    sheet["B1"].number_format = "@"
    with pytest.raises(ValueError, match=r"B1：.*文本"):
        sheet["A1"].value = [1, dt.datetime(2020, 7, 5)]
    assert sheet["A1:B1"].value == ["先前", "先前"]


def test_a_formula_that_excel_would_refuse_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="公式"):
        sheet["A1"].value = "=SUM(1,"


def test_without_strictness_text_stays_text(sheet: xw.Sheet) -> None:
    engines.offer(strict=False)
    try:
        sheet["A1"].value = ["2020-06", "001", "50%", "-无", "=1+1"]
        assert sheet["A1:E1"].value == ["2020-06", "001", "50%", "-无", 2.0]
    finally:
        engines.offer(strict=True)
