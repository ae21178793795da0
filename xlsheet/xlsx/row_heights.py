"""How high a row has to be to show its wrapped texts whole, where no program is there to measure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

_TALLEST: Final = 400.0
"""Points; Excel allows 409."""


def height(
    cells: Iterable[tuple[str, float]], least: float = 48.0, line: float = 15.5, most: float = _TALLEST
) -> float:
    """The height in points that shows all of these (text, column width) pairs, wrapped; `most` at most."""
    lines = max((_lines(text, width) for text, width in cells), default=0)
    return min(max(least, lines * line + 8), most)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column. A Chinese character is as wide as two Latin ones, which
    is what the mean of its lengths in characters and in UTF-8 makes of it."""
    room = max(width - 1.5, 2)
    return sum(math.ceil((len(part) + len(part.encode())) / 2 / room) or 1 for part in text.split("\n"))
