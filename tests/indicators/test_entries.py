"""What units write into 本月累计 is taken for the number that they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.indicators.entries import read_count


@pytest.mark.parametrize(
    ("cell", "target", "measure", "value"),
    [
        *[
            (cell, 1.2, "万标箱", 1.2)
            for cell in ("1.2万", "12,000", "一万二", 12000, "12000标箱", "1.2万TEU", 1.2)
        ],
        *[(cell, 3.7, "亿元", 0.3) for cell in ("3000万元", "0.3亿", "３０００万", 0.3)],
        *[(cell, 95, "%", 85) for cell in ("85%", 0.85, "百分之八十五", 85, "约85%")],
        *[(cell, 200, "公里", 3) for cell in ("3000米", "3公里", "3km", "已完成3公里", "三公里")],
        ("1000公顷", 15, "万亩", 1.5),
        ("20个左右", 20, "个", 20),
        (0, 20, "个", 0),
    ],
)
def test_one_number_in_many_spellings(cell: object, target: float, measure: str, value: float) -> None:
    assert read_count(cell, target, measure, "达到").value == pytest.approx(value)


@pytest.mark.parametrize("cell", ["12000标箱", "一万二", 12000, "1.2万"])
def test_what_was_converted_is_said(cell: object) -> None:
    assert read_count(cell, 1.2, "万标箱", "达到").said == "1.2万标箱"


@pytest.mark.parametrize("cell", ["5吨", "差不多了", "abc", "见附件", "3—4"])
def test_what_is_no_such_number_is_not_taken(cell: str) -> None:
    count = read_count(cell, 200, "公里", "达到")
    assert count.value is None
    assert count.why


@pytest.mark.parametrize(
    ("cell", "value"), [("是", 1), ("已完成", 1), (1, 1), ("否", 0), ("0", 0), ("基本", None)]
)
def test_targets_without_a_number_are_answered(cell: object, value: float | None) -> None:
    assert read_count(cell, 1, "是否完成", "完成").value == value


@pytest.mark.parametrize("cell", [None, "", " ", "/", "无"])
def test_a_blank_cell_says_nothing(cell: object) -> None:
    assert read_count(cell, 20, "个", "达到") == (None, "", "")


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_cell_can_be_read(cell: object) -> None:
    count = read_count(cell, 20, "万个", "达到")
    assert count.value is None or count.value == count.value


@given(st.integers(0, 10**7))
def test_a_plain_number_with_its_unit_is_itself(number: int) -> None:
    assert read_count(f"{number}个", 20, "个", "达到").value == number
