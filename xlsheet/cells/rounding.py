"""四舍五入: how every number that a person reads is rounded, half up on its decimal value."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor
from typing import Final

Number = int | float | Fraction

_HALF: Final = Fraction(1, 2)
PERCENT_DIGITS: Final = 4
"""Decimals of a share (0–1) in the ledger: 62.35%."""


def exact(value: Number) -> Fraction:
    """The number that a person wrote: 0.1 is one tenth, whatever the machine makes of it."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def half_up(value: Number, digits: int = 0) -> float:
    """Rounded to so many decimals, halves away from zero: 0.125 -> 0.13, 2.5 -> 3, -0.25 -> -0.3."""
    scaled = exact(value) * 10**digits
    whole = floor(abs(scaled) + _HALF)
    return float(Fraction(whole if scaled >= 0 else -whole, 10**digits))


def percent_text(share: Number, digits: int = 1) -> str:
    """A share as people read it: 0.0625 -> 6.3%."""
    return f"{half_up(exact(share) * 100, digits):.{digits}f}%"


def mean(values: Iterable[Number]) -> Fraction | None:
    """The exact mean, None of nothing."""
    numbers = [exact(value) for value in values]
    return sum(numbers, Fraction()) / len(numbers) if numbers else None
