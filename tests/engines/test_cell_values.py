"""Values go into Calc and come back as xlwings documents them for Excel."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_each_type_comes_back_as_itself(sheet: xw.Sheet) -> None:
    row = ["文字", 1.5, True, False, dt.datetime(2020, 6, 1), dt.datetime(2020, 6, 1, 17, 30, 5), None]
    sheet["A1"].value = row
    back = sheet["A1:G1"].value
    assert back == row
    assert [type(value) for value in back] == [type(value) for value in row]


def test_a_single_cell_is_a_scalar_and_lines_are_flat(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet["A1"].value == 1.0
    assert sheet["A1:B1"].value == [1.0, 2.0]
    assert sheet["A1:A2"].value == [1.0, 3.0]
    assert sheet["A1:B2"].value == [[1.0, 2.0], [3.0, 4.0]]


def test_ndim_and_transpose_shape_the_answer(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = [1, 2, 3]
    assert sheet["A1:A3"].options(ndim=2).value == [[1.0], [2.0], [3.0]]
    assert sheet["A1"].options(ndim=1).value == [1.0]
    assert sheet["A1:A3"].options(ndim=2, transpose=True).value == [[1.0, 2.0, 3.0]]


def test_numbers_dates_and_empties_are_read_as_asked(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [3.0, dt.datetime(2020, 6, 1), None]
    assert sheet["A1"].options(numbers=int).value == 3
    assert isinstance(sheet["A1"].options(numbers=int).value, int)
    assert sheet["B1"].options(dates=dt.date).value == dt.date(2020, 6, 1)
    assert sheet["C1"].options(empty="无").value == "无"


def test_a_scalar_fills_the_range(sheet: xw.Sheet) -> None:
    sheet["A1:B3"].value = "同"
    assert sheet["A1:B3"].value == [["同", "同"]] * 3


def test_empty_text_and_none_empty_the_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["x", "y"]]
    sheet["A1"].value = [[None, ""]]
    assert sheet["A1:B1"].value == [None, None]
    assert sheet["A1"].end("right").column == 16_384


def test_line_breaks_and_long_text_survive(sheet: xw.Sheet) -> None:
    texts = ["第一行\n第二行\t" + "长" * 16_000, "长" * 32_767, " 前后有空格 "]
    sheet["A1"].value = texts
    assert sheet["A1:C1"].value == texts


def test_numpy_and_pandas_scalars_count_as_plain_ones(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [
        np.float64(1.5),
        np.int64(2),
        np.bool_(True),
        np.nan,
        pd.NaT,
        pd.Timestamp("2020-06-01"),
    ]
    assert sheet["A1:F1"].value == [1.5, 2.0, True, None, None, dt.datetime(2020, 6, 1)]


def test_a_time_of_day_is_a_part_of_a_day(sheet: xw.Sheet) -> None:
    sheet["A1"].value = dt.time(12)
    assert sheet["A1"].value == 0.5


def test_a_value_that_no_cell_holds_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(TypeError, match="set"):
        sheet["A1"].value = {1, 2}


def test_a_data_frame_goes_out_and_comes_back(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame(
        {
            "单位": ["市教育局", "市财政局"],
            "状态": ["推进中", None],
            "完成比例": [0.5, 1.0],
            "填报日期": pd.to_datetime(["2020-07-05", "2020-07-06"]),
        }
    )
    sheet["A1"].options(index=False).value = frame
    back = sheet["A1"].expand().options(pd.DataFrame, index=False).value
    assert list(back.columns) == list(frame.columns)
    assert back["完成比例"].tolist() == [0.5, 1.0]
    assert back["填报日期"].tolist() == frame["填报日期"].tolist()
    assert back["状态"].isna().tolist() == [False, True]


def test_results_of_formulas_have_their_types(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=1+1", "=2>1", "=DATE(2020,6,1)", '="文"&"字"']]
    assert sheet["A1:D1"].value == [2.0, True, dt.datetime(2020, 6, 1), "文字"]


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ("=1/0", "#DIV/0!"),
        ("=NA()", "#N/A"),
        ("=nosuch()", "#NAME?"),
        ('="a"+1', "#VALUE!"),
        ("=SQRT(-1)", "#NUM!"),
    ],
)
def test_errors_are_none_or_excels_word(sheet: xw.Sheet, formula: str, word: str) -> None:
    sheet["A1"].value = [[formula, 1]]
    assert sheet["A1:B1"].value == [None, 1.0]
    assert sheet["A1:B1"].options(err_to_str=True).value == [word, 1.0]


def test_formulas_are_spelt_as_in_excel(session_book: xw.Book, sheet: xw.Sheet) -> None:
    other = session_book.sheets.add("表 二")
    other["A1"].value = [[1, 2], [3, 4]]
    formula = "=SUM('表 二'!A1:B2,$C$1)+IF(A1>0,1,\"甲,乙\")"
    sheet["D5"].formula = formula
    assert sheet["D5"].formula == formula
    sheet["A1"].value = 1
    assert sheet["D5"].value == 11.0
    other.delete()


def test_one_formula_fills_a_range_with_references_that_follow(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = [1, 2, 3]
    sheet["B1:B3"].formula = "=A1*$A$3"
    assert sheet["B1:B3"].value == [3.0, 6.0, 9.0]
    assert sheet["B1:B3"].formula == [["=A1*$A$3"], ["=A2*$A$3"], ["=A3*$A$3"]]


def test_formula_of_a_constant_is_the_constant_as_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["文", 1.5, True, None]]
    assert sheet["A1:D1"].formula == [["文", "1.5", "TRUE", ""]]


def test_an_array_formula_is_known_as_one(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1], [2]]
    sheet["C1:C2"].formula_array = "=A1:A2*2"
    assert sheet["C1:C2"].value == [2.0, 4.0]
    assert sheet["C1"].has_array
    assert not sheet["A1"].has_array
    assert sheet["C1"].formula_array == "=A1:A2*2"


def test_a_number_over_a_boolean_is_a_number_again(sheet: xw.Sheet) -> None:
    sheet["A1"].value = True
    sheet["A1"].value = 5
    assert sheet["A1"].value == 5.0
    assert not isinstance(sheet["A1"].value, bool)


def test_a_date_keeps_the_format_its_cell_has(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "yyyy-mm-dd"
    sheet["A1:A2"].value = dt.datetime(2020, 7, 5)
    assert sheet["A1"].number_format == "yyyy-mm-dd"
    assert sheet["A2"].number_format == "yyyy/m/d"


def test_writing_leaves_notes_alone(sheet: xw.Sheet) -> None:
    sheet["B1"].add_note("填 2020-06 这样的年月")
    sheet["A1:C1"].value = ["甲", "乙", "丙"]
    assert sheet["B1"].note.text == "填 2020-06 这样的年月"


def test_a_raw_block_of_another_shape_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="2 行 2 列"):
        sheet["A1:B2"].raw_value = [[1, 2, 3]]


def test_five_thousand_rows_are_one_block(sheet: xw.Sheet) -> None:
    rows = [
        [f"第{row}行" if column % 3 else float(row * column) for column in range(15)] for row in range(5000)
    ]
    sheet["A1"].value = rows
    assert sheet["A1"].expand().shape == (5000, 15)
    assert sheet["A1:O5000"].value == rows


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.sampled_from(["市教育局", "推进中", "同上、", "a b", "行\n行"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_any_mixed_block_comes_back(sheet: xw.Sheet, rows: list[list[object]]) -> None:
    sheet.clear()
    sheet["B2"].value = rows
    back = sheet["B2"].resize(len(rows), 3).options(ndim=2).value
    assert back == rows
    assert [[type(cell) for cell in row] for row in back] == [[type(cell) for cell in row] for row in rows]


def test_links_and_other_formulas_of_a_block_each_get_to_their_cell(sheet: xw.Sheet) -> None:
    links = [f"""=HYPERLINK("#'{sheet.name}'!B{n}","第""{n}""格；,")""" for n in range(4)]
    rows = [[links[0], 1.0], [links[1], "=1+1"], ["文字", links[2]], [links[3], None]]
    sheet["C2:D5"].value = rows
    assert sheet["C2:D5"].formula == [
        [links[0], "1"],
        [links[1], "=1+1"],
        ["文字", links[2]],
        [links[3], ""],
    ]
    assert sheet["C5"].value == '第"3"格；,'
