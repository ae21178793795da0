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
MEASURE_BACK: Final = Code(
    "measure_back",
    WARNING,
    "累计数变少",
    "“{label}”累计 {value}，{month}报的是 {before}，变少了。请核对是不是只填了本月的数。",
)
MEASURE_JUMP: Final = Code(
    "measure_jump",
    WARNING,
    "累计数大得反常",
    "“{label}”累计 {value}，目标是 {target}，大得反常。请核对单位和小数点。",
)
MEASURE_TYPED: Final = Code(
    "measure_typed",
    INFO,
    "指标进展是手工填的",
    "报来的是 {value}，“指标进展”里手工填的是 {standing}，没有改动它。",
)
CLAIM_DIFFERS: Final = Code(
    "claim_differs",
    WARNING,
    "完成比例与指标对不上",
    "第{number}项的完成比例是 {claimed}，按指标累计算是 {actual}，相差 {gap} 个百分点。请核对。",
)
DONE_BELOW_TARGET: Final = Code(
    "done_below_target",
    WARNING,
    "已完成但没有到目标",
    "第{number}项报的是已完成，指标“{label}”累计 {value}，目标是 {target}。请核对。",
)
MEASURE_DISPUTED: Final = Code(
    "measure_disputed",
    WARNING,
    "牵头单位与其他单位的数对不上",
    "第{number}项的指标“{label}”：牵头单位报 {value}，其他单位合计 {others}，相差较大。请核对怎么汇总。",
)
