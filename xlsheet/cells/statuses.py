"""状态 in the units' own words: 已办结, 正常推进, 未开始, 延期."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from xlsheet.cells.text import clean, fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import (
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
    STATUSES,
)

_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(
        "完成 已办结 办结 全部完成 已经完成 按期完成 如期完成 提前完成 完结 已完结 已完工 已竣工".split(),
        STATUS_DONE,
    ),
    **dict.fromkeys(
        (
            "进行中 正在进行 正在推进 正常推进 有序推进 顺利推进 稳步推进 持续推进 按期推进 按计划推进 "
            "按序时推进 推进 推进顺利 正常 在建 实施中 正在实施 已启动 达到序时进度"
        ).split(),
        STATUS_RUNNING,
    ),
    **dict.fromkeys(
        "未开始 尚未启动 没有启动 尚未开始 待启动 未开展 未开工 尚未开工 未动工".split(), STATUS_IDLE
    ),
    **dict.fromkeys(
        "延期 已延期 延后 落后 进度滞后 推进滞后 进展滞后 进度缓慢 进展缓慢 逾期 滞后于计划".split(),
        STATUS_BEHIND,
    ),
}
_SHARE: Final = re.compile(r"[(:]?\d+(?:\.\d+)?%[)]?")
"""A percentage that somebody wrote beside the state, which has a column of its own."""


def read_status(
    value: object, allowed: Collection[str], *, sheet: str, cell: str
) -> tuple[str | None, Finding | None]:
    """One of the allowed states, and what has to be said about it; other words as they stand, for the
    rules to judge. All states are allowed where none is named."""
    if value in allowed:
        return str(value), None
    text = _SHARE.sub("", fold(show(value))).strip("。.,、;:√")
    if not text and not fold(show(value)):
        return None, None
    meant = text if text in allowed or (not allowed and text in STATUSES) else _WORDS.get(text)
    if meant is None or (allowed and meant not in allowed):
        return clean(show(value)), None
    return meant, catalogue.STATUS_NORMALISED.at(sheet, cell, value, taken=meant)


def status_in(value: object) -> str:
    """The state that a cell of the ledger means, whoever typed it; a word that is none stays as it is."""
    if value in STATUSES:
        return str(value)
    text = fold(show(value)) if value is not None else ""
    return _WORDS.get(text, text)
