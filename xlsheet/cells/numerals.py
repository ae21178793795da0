"""Chinese numerals: 五十, 一百零五, 二〇二〇, 一万二."""

from __future__ import annotations

import re
from typing import Final

NUMERAL: Final = "[〇零○一二两三四五六七八九十百]+"
"""A pattern for what may be a Chinese numeral."""

_NINE: Final = "零一二三四五六七八九"
_DIGITS: Final = {c: i for i, c in enumerate(_NINE)} | {"〇": 0, "○": 0, "两": 2}
_PLACES: Final = re.compile(
    "(?:([一二两三四五六七八九])百(?:零|〇)?)?(?:([一二三四五六七八九])?十)?([一二三四五六七八九])?"
)
_PLACES_FROM_ABOVE: Final = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100))


def chinese_number(word: str) -> int | None:
    """0–999 from words with 十 and 百, any number from digits alone (二〇二〇); None for anything else."""
    if word and all(c in _DIGITS for c in word):
        return int("".join(str(_DIGITS[c]) for c in word))
    match = _PLACES.fullmatch(word)
    if match is None or not word:
        return None
    hundreds, tens, ones = (_DIGITS[c] if c else 0 for c in match.groups())
    return hundreds * 100 + (tens or ("十" in word)) * 10 + ones


def chinese_quantity(word: str) -> float | None:
    """Any amount in words: 三千五 -> 3500, 一万二 -> 12000, 一点二万 -> 12000; None for anything else."""
    for mark, factor in _PLACES_FROM_ABOVE:
        head, found, rest = word.partition(mark)
        if not found:
            continue
        many, below = chinese_quantity(head), chinese_quantity(rest.lstrip("零〇")) if rest else 0.0
        if many is None or below is None:
            return None
        if len(rest) == 1:  # 一万二, 三百五: one place below
            below *= factor / 10
        return round(many * factor + below, 6)
    whole, point, decimals = word.partition("点")
    number = chinese_number(whole)
    if number is None or not point:
        return None if number is None or point else float(number)
    if not decimals or any(c not in _DIGITS for c in decimals):
        return None
    return float(f"{number}." + "".join(str(_DIGITS[c]) for c in decimals))


def numeral(number: int) -> str:
    """The Chinese numeral of a whole number from 0 to 99: 10 -> 十, 21 -> 二十一; digits beyond."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _NINE[tens]) + "十" if tens else ""
    return ten + (_NINE[ones] if ones or not tens else "")


def with_digits(text: str) -> str:
    """The text with its Chinese numerals as digits; what is no number stays."""
    return re.sub(NUMERAL, lambda match: _digits(match[0]), text)


def _digits(word: str) -> str:
    number = chinese_number(word)
    return word if number is None else str(number)
