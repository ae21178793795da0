"""状态 in the units' own words: 已办结, 正常推进, 未开始, 延期."""

from __future__ import annotations

from typing import Final

from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding, show
from xlsheet.ledger.tables import STATUS_BEHIND, STATUS_DONE, STATUS_IDLE, STATUS_RUNNING, STATUSES
from xlsheet.ledger.texts import fold

_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys("完成 已办结 办结 全部完成 已经完成 完结 已完结 已完工".split(), STATUS_DONE),
    **dict.fromkeys(
        "进行中 正在推进 正常推进 推进 正在进行 有序推进 正常 在建 实施中 正在实施 按计划推进".split(),
        STATUS_RUNNING,
    ),
    **dict.fromkeys("未开始 尚未启动 没有启动 尚未开始 待启动 未开展".split(), STATUS_IDLE),
    **dict.fromkeys("延期 延后 落后 进度滞后 推进滞后 逾期 滞后于计划".split(), STATUS_BEHIND),
}


def read_status(value: object, *, sheet: str, cell: str) -> tuple[str | None, Finding | None]:
    """One of the ledger's states, and what has to be said about it, an error if it is none of them."""
    text = fold(show(value)).strip("。.，,；; ")
    if not text:
        return None, None
    if text in STATUSES:
        return text, None
    if text in _WORDS:
        return _WORDS[text], codes.STATUS_NORMALISED.at(sheet, cell, value, taken=_WORDS[text])
    return None, codes.STATUS_UNKNOWN.at(sheet, cell, value, allowed="、".join(STATUSES))
