"""四舍五入: half up on the decimal value, everywhere."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.cells.rounding import half_up, mean, percent_text
from xlsheet.documents.wording import part, points


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [(0.125, 2, 0.13), (2.5, 0, 3), (0.285, 2, 0.29), (1.005, 2, 1.01), (-0.25, 1, -0.3), (0, 1, 0)],
)
def test_halves_go_up_on_the_number_as_written(value: float, digits: int, rounded: float) -> None:
    assert half_up(value, digits) == rounded


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 4))
def test_rounding_is_that_of_decimals(value: Decimal, digits: int) -> None:
    assert half_up(float(value), digits) == float(value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def test_shares_are_rounded_once() -> None:
    assert percent_text(0.0625) == "6.3%"
    assert part(1, 16) == "6.3%"
    assert part(1, 3) == "33.3%"
    assert points(Fraction(1, 16), Fraction(1, 32)) == 3.2, "6.3 less 3.1, as a reader works it out"
    assert mean([0.1, 0.2]) == Fraction(3, 20)
