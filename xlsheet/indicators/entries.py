"""What a unit writes into 本月累计 → a number in the indicator's own unit of measure."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xlsheet.cells.numerals import chinese_quantity
from xlsheet.cells.text import fold, stands_for_nothing
from xlsheet.dictionary.findings import show
from xlsheet.indicators.words import DONE, MEASURES, PERCENT, YES_OR_NO

_SCALES: Final = {
    "": 1.0,
    "十": 10.0,
    "百": 100.0,
    "千": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
}
_FAMILIES: Final = (
    {"米": 1.0, "m": 1.0, "公里": 1e3, "千米": 1e3, "km": 1e3, "里": 500.0},
    {
        "平方米": 1.0,
        "平米": 1.0,
        "㎡": 1.0,
        "m2": 1.0,
        "m²": 1.0,
        "平方": 1.0,
        "公顷": 1e4,
        "平方公里": 1e6,
        "平方千米": 1e6,
        "亩": 10000 / 15,
    },
    {"立方米": 1.0, "m³": 1.0, "m3": 1.0, "㎥": 1.0, "方": 1.0, "立方": 1.0, "升": 1e-3},
    {"克": 1e-3, "公斤": 1.0, "千克": 1.0, "kg": 1.0, "斤": 0.5, "吨": 1e3, "t": 1e3, "公吨": 1e3},
    {"瓦": 1.0, "千瓦": 1e3, "kw": 1e3, "兆瓦": 1e6, "mw": 1e6, "吉瓦": 1e9, "gw": 1e9},
    {"元": 1.0, "人民币元": 1.0, "元人民币": 1.0},
    {"标箱": 1.0, "标准箱": 1.0, "teu": 1.0},
    {"%": 1.0, "％": 1.0, "个百分点": 1.0, "百分点": 1.0, "个点": 1.0, "‰": 0.1},
    {"人": 1.0, "名": 1.0, "位": 1.0},
    {"个": 1.0, "家": 1.0, "所": 1.0, "处": 1.0, "座": 1.0, "项": 1.0, "套": 1.0, "间": 1.0},
)
"""Units of measure that can be turned into one another; people write 个 for any of the last line."""

_ABOUT: Final = re.compile(
    r"^(?:累计|已|共|约|大约|近|超过?|达到?|完成|实现|总计|为|合计|新增|建成)+|(?:左右|余|多|以上|整|\+)+$"
)
_NUMBER: Final = re.compile(r"(-?\d+(?:\.\d+)?)(百万|千万|万亿|[十百千万亿]?)(.*)")
_WORDS: Final = re.compile(r"([〇零一二两三四五六七八九十百千万亿点]+)(.*)")
_SECOND: Final = re.compile(r"[-–—~～至到]+\s*\d")
"""The second of two numbers: 3—4."""

_IN_HUNDRED: Final = re.compile(r"百分之([〇零一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)")
_YES: Final = frozenset(
    "是 已完成 完成 √ ✓ v 有 已全覆盖 全覆盖 100% 已清零 清零 已实现 实现 达标 已达标 全部完成".split()
)
_NO: Final = frozenset("否 未完成 没有完成 × x 没有 未实现 未达标 未启动 推进中 正在推进 进行中".split())
_BEYOND: Final = 50.0
"""A bare number so many times the target was meant in the measure without its 万."""


class Count(NamedTuple):
    """A count in the indicator's measure. `said` is what was taken for what where it was written otherwise,
    `why` is why there is no number although something stands there."""

    value: float | None
    said: str = ""
    why: str = ""


NO_COUNT: Final = Count(None)


def read_count(cell: object, target: float, measure: str, direction: str) -> Count:
    """The number that a cell holds: 1.2万, 12,000, 一万二, 12000人, 85%, 已完成."""
    if cell is None or isinstance(cell, bool) or stands_for_nothing(cell):
        return Count(float(cell)) if isinstance(cell, bool) else NO_COUNT
    if isinstance(cell, int | float):
        return _plain(float(cell), target, measure)
    text = fold(show(cell)).strip("。.,;、").replace(",", "")
    if direction == DONE or measure == YES_OR_NO:
        return _answer(text)
    hundredth = _IN_HUNDRED.fullmatch(text)
    if hundredth:
        number = float(hundredth[1]) if hundredth[1][0].isdigit() else chinese_quantity(hundredth[1])
        return Count(number, f"{number:g}%") if number is not None else Count(None, why="看不懂")
    bare = _ABOUT.sub("", text)
    match = _NUMBER.fullmatch(bare)
    if match:
        number, scale, unit = float(match[1]), match[2], match[3]
    else:
        words = _WORDS.fullmatch(bare)
        quantity = chinese_quantity(words[1]) if words else None
        if words is None or quantity is None:
            return Count(None, why="看不懂是多少")
        number, scale, unit, text = quantity, "", words[2], ""
    return _with_unit(number, scale, unit, target, measure, bare if bare != text else "")


def _answer(text: str) -> Count:
    if text in _YES or text in ("1", "1.0"):
        return Count(1.0)
    if text in _NO or text in ("0", "0.0"):
        return Count(0.0)
    return Count(None, why="应填 是 或 否")


def _plain(number: float, target: float, measure: str) -> Count:
    if number != number or abs(number) == float("inf"):
        return Count(None, why="不是数")
    scale = _scale_of(measure)
    if scale > 1 and target > 0 and number > _BEYOND * target and number / scale <= _BEYOND * target:
        value = round(number / scale, 9)
        return Count(value, f"{value:g}{measure}")
    if measure == PERCENT and 0 < number < 1 <= target / 5:
        value = round(number * 100, 9)
        return Count(value, f"{value:g}%")
    return Count(round(number, 9))


def _with_unit(number: float, scale: str, unit: str, target: float, measure: str, rough: str) -> Count:
    own, base = _scale_of(measure), measure[len(_scale_word(measure)) :]
    if not scale and not unit:
        plain = _plain(number, target, measure)
        return plain if plain.said or not rough else plain._replace(said=f"{plain.value:g}{measure}")
    factor = _factor(unit, base) if unit else 1.0
    if factor is None and _SECOND.match(unit):
        return Count(None, why="写了两个数")
    if factor is None:
        return Count(None, why=f"单位“{unit}”与指标的“{measure}”对不上")
    value = number * _SCALES[scale] * factor
    if scale or own == 1 or unit:
        value /= own
    if not scale and unit and fold(unit) == fold(measure):
        value = number
    value = round(value, 9)
    same = not rough and f"{number:g}{scale}{fold(unit)}" in (fold(f"{value:g}{measure}"), f"{value:g}")
    return Count(value, "" if same else f"{value:g}{measure}")


def _scale_word(measure: str) -> str:
    return next((word for word in ("万亿", "百万", "千万", "万", "亿") if measure.startswith(word)), "")


def _scale_of(measure: str) -> float:
    return _SCALES[_scale_word(measure)]


def _factor(unit: str, base: str) -> float | None:
    """How many of `base` one `unit` is; None where the two measure different things."""
    unit, base = fold(unit), fold(base)
    for word in sorted(_SCALES, key=len, reverse=True):
        if word and unit.startswith(word) and unit != base and unit not in MEASURES:
            inner = _factor(unit[len(word) :], base)
            return None if inner is None else inner * _SCALES[word]
    if unit == base or not base:
        return 1.0
    for family in _FAMILIES:
        if unit in family and base in family:
            return family[unit] / family[base]
    return None
