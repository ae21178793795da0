"""Whether a task has a number to reach: what 量化指标 says, or its words, where no indicators are kept."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.analysis.as_of import LedgerView
from xlsheet.cells.text import fold
from xlsheet.dictionary.tables import INDICATORS
from xlsheet.indicators.standings import read_indicators
from xlsheet.indicators.words import DONE

_MEASURES: Final = (
    "%|‰|个百分点|个(?!月|小时|工作日|季度|星期|年|一批)|元|家|条|座|所|处|项|户|套|人|名|公里|千米|米|平方|立方"
    "|亩|公顷|吨|千瓦|兆瓦|辆|台|部(?!门)|架|艘|株|棵|头|只|件|份|次|场|床|张|间|栋|幢|片|块|段|对|组|支|册|本|篇"
    "|门|类|种|起|宗|例|班|席|倍|村|镇|街道|社区|车位|泊位|学位|机位|公斤|升|字"
)
"""Counting words and units; those of time are none."""

_TARGET: Final = re.compile(
    rf"(?<![\d.+\-—~至第a-z])\d+(?:\.\d+)?(?:[-—~至]\d+(?:\.\d+)?)?"
    rf"[余多]?(?:[十百千]?[万亿]|[十百千])?[余多]?(?:{_MEASURES}|(?<=[万亿])(?!\+))"
)
_CODE: Final = re.compile(r"\d+(?:\+\d+)+|[a-z]+\d+|\d+[a-z]+")
"""3+3+4, G310, 5G: names, whatever stands behind them."""


def names_a_number(content: str) -> bool:
    """Whether a task's words set a number to reach (新改建农村公路 200 公里); dates, times, ordinals and
    names such as 5G, 3+3+4 or 文明用餐 123 set none."""
    return _TARGET.search(_CODE.sub("、", fold(content))) is not None


def quantified(view: LedgerView) -> frozenset[int] | None:
    """The tasks that have a number to reach by 量化指标; None where that sheet is empty."""
    data = view.tables.get(INDICATORS)
    if data is None or not len(data):
        return None
    return frozenset(indicator.task_no for indicator in read_indicators(data) if indicator.direction != DONE)
