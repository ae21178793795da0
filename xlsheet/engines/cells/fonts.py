"""Fonts and colours of cells, as xlwings' Font."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.owners import OwningCells
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.edge import at_the_edge

_BOLD: Final = 150.0
_NORMAL: Final = 100.0
# Calc keeps a font for western, one for Chinese and one for right-to-left text; Excel has but one.
_SCRIPTS: Final = ("", "Asian", "Complex")
_AMBIGUOUS: Final = "AMBIGUOUS_VALUE"
_HEX: Final = re.compile(r"#?([0-9a-fA-F]{6})")

Rgb = tuple[int, int, int]


def common_value(cells: Any, name: str) -> Any:
    """A property of a UNO cell range; None where its cells differ."""
    if cells.getPropertyState(name).value == _AMBIGUOUS:
        return None
    return cells.getPropertyValue(name)


def rgb_of(number: int | None) -> Rgb | None:
    """Red, green and blue of UNO's colour; None where the cells differ or have none."""
    if number is None or number < 0:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def uno_colour(colour: Any) -> int:
    """UNO's colour of (r, g, b), `#rrggbb`, or Excel's integer, which counts blue first."""
    if isinstance(colour, str):
        found = _HEX.fullmatch(colour)
        if found is None:
            raise ValueError(f"“{colour}”不是颜色，请写成 #ff0000 这样。")
        return int(found[1], 16)
    if isinstance(colour, int):
        return (colour & 255) << 16 | colour & 0xFF00 | colour >> 16 & 255
    if isinstance(colour, Iterable):
        red, green, blue = (int(part) for part in colour)
        return red << 16 | green << 8 | blue
    raise TypeError(f"颜色不能是 {type(colour).__name__} 类型。")


@at_the_edge
class Font(base_classes.Font):
    """The font of a range of cells. A property is None where the cells differ."""

    def __init__(self, owner: OwningCells) -> None:
        self._owner = owner

    @property
    def api(self) -> Any:
        return self._owner.api

    def _set(self, name: str, value: Any) -> None:
        cells = self._owner.changeable
        for script in _SCRIPTS:
            cells.setPropertyValue(name + script, value)

    @property
    def bold(self) -> bool | None:
        weight = common_value(self.api, "CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        posture = common_value(self.api, "CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", bridge.enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        size = common_value(self.api, "CharHeight")
        return None if size is None else float(size)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> Rgb | None:
        colour = common_value(self.api, "CharColor")
        # -1 is Calc's automatic colour, which prints black.
        return (0, 0, 0) if colour == -1 else rgb_of(colour)

    @color.setter
    def color(self, value: Any) -> None:
        self._owner.changeable.setPropertyValue("CharColor", -1 if value is None else uno_colour(value))

    @property
    def name(self) -> str | None:
        name = common_value(self.api, "CharFontName")
        return None if name is None else str(name)

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)
