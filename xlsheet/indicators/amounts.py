"""The amounts in a task's words: number, unit of measure, and the qualifiers around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xlsheet.cells.numerals import chinese_quantity
from xlsheet.indicators.words import BEFORE, MEASURES, PERCENT, QUALIFIERS_AFTER, RANK

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE: Final = (
    r"(?:[一二两三四五六七八九]|十)[〇零一二两三四五六七八九十百千]*(?:点[〇零一二三四五六七八九]+)?"
)
_SCALE: Final = r"(?:[百千](?![瓦米克伏卡升帕]))?(?:万亿|[万亿])?"
_VAGUE: Final = "[多余]?"
_TIMES: Final = ("个工作日", "个小时", "工作日", "小时", "分钟", "天", "日")
_UNIT: Final = "|".join(re.escape(word) for word in (*_TIMES, *MEASURES))
_PER: Final = (
    "(?:[/每](?:[百千万亿]{0,2}(?:平方公里|平方米|立方米|立方|公里|万元|元|亩|人|户|年|月|天|日|小时|吨|公顷|升|秒|㎡|m³|m2|"
    "千瓦时))?)?"
)
_BEFORE: Final = "|".join("(?<![签履预节合])约" if word == "约" else re.escape(word) for word in BEFORE)
_AFTER: Final = "|".join(QUALIFIERS_AFTER)
_NOT_AFTER: Final = r"(?!级|以来|强|制|次性|系列|条龙|体化|定|般|样|些|部门|方案|别|性|种种)"
_AMOUNT: Final = re.compile(
    rf"(?P<before>(?:{_BEFORE}){{0,3}})"
    rf"(?:(?P<hundredth>百分之)(?P<of>\d+(?:\.\d+)?|{_CHINESE})"
    rf"|(?P<number>{_ARABIC}|{_CHINESE})(?P<vague>{_VAGUE})(?P<scale>{_SCALE})(?P<lowunit>%)?"
    rf"(?:(?:[\-—~]+|至|到)(?P<upper>{_ARABIC}|{_CHINESE})(?P<upscale>{_SCALE}))?(?P<vague2>{_VAGUE})"
    rf"(?P<unit>(?:{_UNIT}){_PER})?)"
    rf"{_NOT_AFTER}(?P<after>(?:{_AFTER})?)"
)
_TENTHS: Final = re.compile(
    rf"(?P<before>(?:{_BEFORE}){{0,3}})(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?P<after>(?:{_AFTER})|(?=[，。；、]|$))"
)
_DOUBLING: Final = re.compile(r"(?:实现|力争|总量|再)?翻(?P<times>一|两|二|三)番|(?<=实现)(?P<plain>翻番)")
_RANK: Final = re.compile(
    rf"(?P<before>退出)?(?P<side>[前后])(?P<number>\d+|{_CHINESE})(?P<unit>[位名强]?)(?=[，。；、的]|$|行列|之列|方阵)"
)


class Amount(NamedTuple):
    """A number in the text: where it stands with its qualifiers, what it counts and how it is qualified."""

    start: int
    end: int
    value: float
    upper: float | None
    measure: str
    before: str
    after: str
    in_words: bool
    time: bool = False

    @property
    def has_measure(self) -> bool:
        """Whether a unit of measure stands behind the number."""
        return self.measure not in ("", "万", "亿", "万亿")


def amounts(text: str) -> list[Amount]:
    """Every amount in the order of the text; a number that shares the unit of the next gets it."""
    found = sorted([*_plain(text), *_rare(text)], key=lambda amount: amount.start)
    apart = [a for i, a in enumerate(found) if not i or a.start >= found[i - 1].end]
    for i in range(len(apart) - 2, -1, -1):
        here, there = apart[i], apart[i + 1]
        shared = re.fullmatch("[、和与及]", text[here.end : there.start])
        if shared and not here.measure and there.measure and not there.before:
            apart[i] = here._replace(measure=there.measure)
        if (
            shared
            and apart[i].measure == there.measure
            and not here.after
            and there.after
            and not there.before
        ):
            apart[i] = apart[i]._replace(after=there.after)
    return [a for a in apart if a.has_measure or _stands_alone(text, a)]


def _stands_alone(text: str, amount: Amount) -> bool:
    """Whether a number without a unit of measure is meant as one: 满意度达到95, 总量突破20万."""
    ends = not text[amount.end : amount.end + 1].strip("，。；、）")
    return ends and bool(
        amount.measure or amount.before not in ("", "在", "为", "到", "至", "再", "各", "均")
    )


def _plain(text: str) -> Iterator[Amount]:
    position = 0
    while match := _AMOUNT.search(text, position):
        position = max(match.end(), match.start() + 1)
        amount = _amount(match)
        before = text[match.start() - 1 : match.start()] if not amount or not amount.before else ""
        if amount and not (before.isascii() and before.isalnum()):
            yield amount


def _amount(match: re.Match[str]) -> Amount | None:
    before, after = match["before"], match["after"]
    if match["hundredth"]:
        value = _value(match["of"])
        return None if value is None else Amount(*match.span(), value, None, PERCENT, before, after, False)
    in_words = not match["number"][0].isdigit()
    value, upper = _value(match["number"]), _value(match["upper"] or "")
    if value is None or (in_words and value <= 1 and not before) or (in_words and not match["unit"]):
        return None
    scale, unit = match["scale"], match["unit"] or match["lowunit"] or ""
    if match["upper"]:
        scale, upscale = match["scale"] or match["upscale"], match["upscale"]
        if upscale and match["scale"] and upscale != match["scale"]:
            return None
        if upper is not None and upper < value and not match["upscale"]:
            upper = None
    small = {"百": 100.0, "千": 1000.0}.get(scale[:1], 1.0)
    scale = scale.lstrip("百千")
    vague = "余" if match["vague"] or match["vague2"] else ""
    return Amount(
        *match.span(),
        value * small,
        upper and upper * small,
        scale + unit,
        before,
        vague + after,
        in_words,
        time=unit in _TIMES,
    )


def _value(number: str) -> float | None:
    if not number:
        return None
    return float(number.replace(",", "")) if number[0].isdigit() else chinese_quantity(number)


def _rare(text: str) -> Iterator[Amount]:
    for match in _TENTHS.finditer(text):
        share = (chinese_quantity(match["tenths"]) or 0) * 10 + (5 if match["half"] else 0)
        yield Amount(*match.span(), share, None, PERCENT, match["before"], match["after"], False)
    for match in _DOUBLING.finditer(text):
        times = {"两": 2, "二": 2, "三": 3}.get(match["times"] or "", 1)
        yield Amount(*match.span(), (2**times - 1) * 100.0, None, PERCENT, "", "翻番", False)
    for match in _RANK.finditer(text):
        value = _value(match["number"])
        if value is not None:
            yield Amount(
                *match.span(), value, None, RANK, "前" if match["side"] == "前" else "退出后", "", False
            )
