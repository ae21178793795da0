"""完成比例 as people write it: 0.5, 50, 50%, ５０％, 百分之五十, 约50%, 50-60%."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding, show
from xlsheet.ledger.texts import fold

_NUMBER: Final = re.compile(r"(-?\d+(?:\.\d+)?)(%?)")
_RANGE: Final = re.compile(r"(\d+(?:\.\d+)?)%?[-—~～至到](\d+(?:\.\d+)?)(%?)")
_ABOUT: Final = re.compile(r"(?:约|大约|大概|近|接近|超过|已达|达到?)+|(?:左右|上下|以上)$")
_IN_WORDS: Final = re.compile(r"百分之([零一二三四五六七八九十百]+)")
_DIGITS: Final = {digit: i for i, digit in enumerate("零一二三四五六七八九")}

Reading = tuple[float | None, Finding | None]
"""The share (0–1), None where there is none; and what has to be said about it, an error if it is no share."""


def read_percent(value: object, *, one_is_all: bool, sheet: str, cell: str) -> Reading:
    """A share from a cell. `one_is_all` says that a bare 1 can only mean 100 % here, because the cell
    is formatted so or its neighbours are fractions."""
    text = fold(show(value))
    if not text:
        return None, None
    number, was_exact, has_sign = _number(value, text)
    if number is None:
        return None, codes.PERCENT_NOT_NUMBER.at(sheet, cell, value)
    share = number / 100 if has_sign or number > 1 else number
    if not 0 <= share <= 1:
        return None, codes.PERCENT_RANGE.at(sheet, cell, value)
    taken = f"{round(share * 100, 4):g}%"
    if not was_exact:
        return share, codes.PERCENT_VAGUE.at(sheet, cell, value, taken=taken)
    if number == 1 and not has_sign and not one_is_all:
        return share, codes.PERCENT_UNCLEAR.at(sheet, cell, value, taken=taken)
    if isinstance(value, str) or number > 1:
        return share, codes.PERCENT_NORMALISED.at(sheet, cell, value, taken=taken)
    return share, None


def _number(value: object, text: str) -> tuple[float | None, bool, bool]:
    """The number, whether it was said exactly, and whether it was said in percent."""
    if isinstance(value, bool):
        return None, True, False
    if isinstance(value, int | float):
        return float(value), True, False
    words = _IN_WORDS.fullmatch(text)
    if words:
        return _in_words(words[1]), True, True
    plain = _NUMBER.fullmatch(text)
    if plain:
        return float(plain[1]), True, bool(plain[2])
    span = _RANGE.fullmatch(text)
    if span:
        return float(span[1]), False, bool(span[3])
    about = _NUMBER.fullmatch(_ABOUT.sub("", text))
    if about:
        return float(about[1]), False, bool(about[2])
    return None, True, False


def _in_words(words: str) -> float | None:
    """零 to 百: 五十, 十五, 六十七, 百."""
    if words in ("百", "一百"):
        return 100.0
    if "百" in words:
        return None
    tens, ten, ones = words.partition("十")
    if not ten:
        return float(_DIGITS[words]) if len(words) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return float(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
