"""How high a form's rows have to be: letters are of 10.5 points, widths count digits of `BOOK_FONT`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from xlsheet.xlsx.row_heights import height

_ROOM: Final = 8 / 7
"""Two digits of the book's font are as wide as a Chinese letter and a seventh."""

_TALLEST: Final = 340.0
"""Points: with the head above it, such a row fills a page."""


def row_height(texts: Iterable[tuple[str, float]], most: float = _TALLEST) -> float:
    """The height in points that shows all of these (text, column width) pairs; `most` at most."""
    return height(((text, width * _ROOM) for text, width in texts), most=most)


def fits(text: str, width: float) -> bool:
    """Whether a row can be high enough to show a text whole in a column so wide."""
    return row_height([(text, width)], math.inf) <= _TALLEST
