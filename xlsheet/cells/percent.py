"""完成比例 as people write it: 0.5, 50, 50%, ５０％, 百分之五十, 八成, 约50%, 50-60%."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from xlsheet.cells.numerals import NUMERAL, chinese_number, chinese_quantity
from xlsheet.cells.rounding import half_up
from xlsheet.cells.text import fold, stands_for_nothing
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show

_NUMBER: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)(%?)")
_RANGE: Final = re.compile(r"(\d+(?:\.\d+)?)(%?)[-—–~～至到](\d+(?:\.\d+)?)(%?)")
_ABOUT: Final = re.compile(
    r"^(?:大约|大概|约|接近|将近|近|超过|不足|不到|达到?|>=?|≥|<=?|≤)+|(?:左右|上下|以上|以下|多|余|\+)+$|[多余](?=%$)"
)
_SAID: Final = re.compile(r"^(?:(?:总体|整体)?(?:已经?)?(?:完成|达到?|进度|比例)[为:]?)+|(?:已完成|完成)$")
_IN_WORDS: Final = re.compile(rf"(百分之)?({NUMERAL}(?:点{NUMERAL})?|\d+(?:\.\d+)?)%?")
_ASIDE: Final = re.compile(r"\(.*\)$|[,;].*$")
"""What is added behind a number: 50%(预计6月底60%)."""

_TENTHS: Final = re.compile(r"([一二两三四五六七八九十\d])成([一二三四五六七八九半])?")

_POINT: Final = re.compile(r"(?<=\d)[。·](?=\d)")
"""A decimal point as a Chinese keyboard makes it."""

_DIGITS: Final = 9
"""Decimal places that anybody means; floats carry some six more."""

_LEAST: Final = 0.01
"""Less is nearly always a fraction that was typed into a cell formatted as percent: 0.6 there is 0.6 %."""

Reading = tuple[float | None, Finding | None]
"""The share (0–1), None where there is none; and what has to be said about it, an error if it is no share."""


class Scale(Enum):
    """What bare numbers of a form count: 1 means all, 1 % or nobody knows which."""

    FRACTIONS = "fractions"
    POINTS = "points"
    UNKNOWN = "unknown"


class _Said(NamedTuple):
    """A number as written, whether it was said exactly, and whether it was said in percent."""

    number: float
    exact: bool = True
    in_percent: bool = False


def scale_of(values: Iterable[object], *, percent_cells: bool = False) -> Scale:
    """The scale of a form's percentages, by those that leave no doubt; `percent_cells` says that the
    cells are formatted as percent, so that a number typed there is a fraction."""
    numbers = {abs(exact(v)) for v in values if isinstance(v, int | float) and not isinstance(v, bool)}
    points = any(number >= 2 for number in numbers)
    fractions = any(0 < number < 1 for number in numbers)
    if points:
        return Scale.UNKNOWN if fractions else Scale.POINTS
    return Scale.FRACTIONS if fractions or percent_cells else Scale.UNKNOWN


def exact(number: float) -> float:
    """A number without what adding and dividing leave behind: 0.30000000000000004 is 0.3."""
    return round(number, _DIGITS)


def is_fraction(value: object) -> bool:
    """Whether a cell is a share that leaves no doubt, unless its form counts in points."""
    return type(value) is float and (_LEAST <= value < 1 or value == 0) and value == round(value, _DIGITS)


def read_percent(value: object, *, scale: Scale, sheet: str, cell: str) -> Reading:
    """A share from a cell of a form whose numbers have this scale."""
    if value is None or stands_for_nothing(value):
        return None, None
    said = _said(value)
    if said is None:
        return None, catalogue.PERCENT_NOT_NUMBER.at(sheet, cell, value)
    share, doubtful = _share(said, scale)
    if not 0 <= share <= 1:
        return share, None  # how far it may go is for the rules to say
    if 0 < share < _LEAST and not isinstance(value, str):
        meant = _in_percent(100 * share)
        return share, catalogue.PERCENT_TINY.at(sheet, cell, value, taken=_in_percent(share), meant=meant)
    if said.exact and not doubtful and not isinstance(value, str) and said.number <= 1:
        return share, None
    taken = _in_percent(share)
    if not said.exact:
        return share, catalogue.PERCENT_VAGUE.at(sheet, cell, value, taken=taken)
    if doubtful:
        return share, catalogue.PERCENT_UNCLEAR.at(sheet, cell, value, taken=taken)
    return share, catalogue.PERCENT_NORMALISED.at(sheet, cell, value, taken=taken)


def _in_percent(share: float) -> str:
    return f"{half_up(share * 100, 4):g}%"


def _share(said: _Said, scale: Scale) -> tuple[float, bool]:
    """The share that a number means, and whether it might mean another one."""
    number = said.number
    if said.in_percent:
        return number / 100, 0 < number < 1
    if number == 1:
        return (0.01 if scale is Scale.POINTS else 1.0), scale is not Scale.FRACTIONS
    if 1 < number < 2:
        return (number, False) if scale is Scale.FRACTIONS else (number / 100, scale is Scale.UNKNOWN)
    if 0 < number < 1 and scale is Scale.POINTS:
        return number, True
    return (number / 100 if number > 1 else number), False


def _said(value: object) -> _Said | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _Said(exact(float(value))) if value == value else None
    text = _POINT.sub(".", fold(show(value)).strip("。.,;"))
    bare = _SAID.sub("", text)
    found = _plainly(text) or _plainly(bare) or _roughly(bare)
    if found is None and (first := _ASIDE.sub("", bare)) != bare and first.endswith("%"):
        found = _plainly(first)
        return found._replace(exact=False) if found else None
    return found


def _plainly(text: str) -> _Said | None:
    plain = _NUMBER.fullmatch(text)
    if plain:
        return _Said(float(plain[1]), in_percent=bool(plain[2]))
    words = _IN_WORDS.fullmatch(text)
    number = _number(words[2]) if words else None
    if words is None or number is None:
        return None
    return _Said(number, exact=bool(words[1]), in_percent=True)


def _number(words: str) -> float | None:
    if words[0].isascii():
        return float(words)
    return chinese_quantity("一百" if words == "百" else words)


def _roughly(text: str) -> _Said | None:
    span = _RANGE.fullmatch(text)
    if span:
        lower = min(float(span[1]), float(span[3]))
        return _Said(lower, exact=False, in_percent=bool(span[2] or span[4]))
    bare = _ABOUT.sub("", text)
    tenths = _TENTHS.fullmatch(bare)
    if tenths:
        tens = chinese_number(tenths[1]) if not tenths[1].isdigit() else int(tenths[1])
        ones = 5 if tenths[2] == "半" else chinese_number(tenths[2] or "零")
        return _Said((tens or 0) * 10.0 + (ones or 0), exact=False, in_percent=True)
    about = _plainly(bare) if bare != text else None
    return about._replace(exact=False) if about else None
