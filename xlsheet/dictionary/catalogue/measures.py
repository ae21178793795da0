"""Findings about indicators and what units count of them."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import INFO, WARNING, Code

MEASURE_CONVERTED: Final = Code("measure_converted", INFO, "累计数换算过", "“{value}”按 {taken} 记。")
MEASURE_UNREAD: Final = Code(
    "measure_unread",
    WARNING,
    "累计数看不懂",
    "“{label}”的本月累计“{value}”没有采用：{why}。请只填数字，单位按印好的。",
)
MEASURE_UNKNOWN: Final = Code(
    "measure_unknown",
    WARNING,
    "没有这个指标",
    "“{value}”没有采用：台账里没有本单位的指标 {which}。请用新下发的填报表。",
)
MEASURE_STRAY: Final = Code(
    "measure_stray",
    WARNING,
    "指标表里多出的内容",
    "指标表里多出“{value}”，没有采用。要说明的请写在进展情况里。",
)
MEASURE_PRINTED: Final = Code(
    "measure_printed",
    WARNING,
    "印好的指标改过",
    "指标“{label}”印好的“{column}”成了“{value}”，仍按台账的。不对的请告诉督查室。",
)
MEASURE_TYPED: Final = Code(
    "measure_typed",
    INFO,
    "指标进展是手工填的",
    "报来的是 {value}，“指标进展”里手工填的是 {standing}，没有改动它。",
)
