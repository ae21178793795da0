"""Findings about ledgers that a superior office lays side by side."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

COLLECT_UNREADABLE: Final = Code(
    "collect_unreadable", ERROR, "台账没有汇总进来", "“{value}”没有汇总进来：{why}{kept}"
)
COLLECT_NOTHING: Final = Code(
    "collect_nothing",
    ERROR,
    "没有台账",
    "“{value}”里没有台账（.xlsm）。请核对路径；别的格式请另存为启用宏的工作簿，或写明文件名。",
)
COLLECT_OLDER: Final = Code(
    "collect_older",
    INFO,
    "较早的副本",
    "“{value}”是“{other}”较早的副本（首页截至 {day}，另一份截至 {other_day}），以较晚的为准。",
)
COLLECT_REPLACED: Final = Code(
    "collect_replaced", INFO, "换成较晚的副本", "“{value}”是“{other}”较晚的副本，已替换。"
)
COLLECT_SAME_CITY: Final = Code(
    "collect_same_city",
    WARNING,
    "同一个市有几本台账",
    "{city} {year} 年有 {count} 本编号不同的台账：{value}，各算一行。不是同一个市的，"
    "请用 --city 名称=路径 分开；多余的请移走，换一个文件夹再汇总。",
)
COLLECT_NO_CITY: Final = Code(
    "collect_no_city",
    WARNING,
    "看不出是哪个市",
    "参数“{parameter}”和单位名称里都看不出“{value}”是哪个市的，先按文件名记。请用 --city 名称=路径 写明，"
    "或把参数改成“某某市政府督查室”的样子。",
)
COLLECT_NOT_SOUND: Final = Code(
    "collect_not_sound",
    WARNING,
    "台账本身有问题",
    "“{value}”（{city}）校验有必须改的 {count} 处，数字可能不准。"
    "请该市运行 xlsheet validate 逐条改正后重报。",
)
COLLECT_NOT_LOOKED: Final = Code(
    "collect_not_looked",
    WARNING,
    "没有查过缺报",
    "“{value}”（{city}）还没有合并过回收件，也没有查过缺报，报送情况都是空的。"
    "请该市运行 xlsheet missing 后重报。",
)
COLLECT_DAYS: Final = Code(
    "collect_days",
    INFO,
    "截至日期不同",
    "各市的数字截至 {first} 到 {last}，不是同一天，比较时请注意。"
    "要同一天的，请各市先查一次缺报（--as-of）再报。",
)
