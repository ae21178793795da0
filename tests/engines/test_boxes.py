"""Addresses and boxes agree with each other, whatever the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.engines.cells.boxes import MAX_COLUMNS, MAX_ROWS, Box, column_letters, column_number

PLACES = st.tuples(st.integers(1, MAX_ROWS), st.integers(1, MAX_COLUMNS))


@given(st.integers(1, MAX_COLUMNS))
def test_column_letters_and_numbers_are_inverse(number: int) -> None:
    assert column_number(column_letters(number)) == number


def test_known_columns() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    with pytest.raises(IndexError):
        column_number("XFE")


@given(PLACES, PLACES, st.booleans(), st.booleans())
def test_an_address_leads_back_to_its_box(
    one: tuple[int, int], two: tuple[int, int], r: bool, c: bool
) -> None:
    box = Box(*one).around(Box(*two))
    assert Box.parse(box.address(r, c)) == box
    assert box.holds(Box(*one))
    assert box.holds(Box(*two))
    assert Box(*two).around(Box(*one)) == box


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A1:", "A1:B2:C3", "tblTasks", "月份", "A1,B2", "R1C1"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert Box.parse(text) is None
