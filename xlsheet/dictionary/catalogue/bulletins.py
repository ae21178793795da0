"""Findings about a bulletin."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import WARNING, Code

MONTH_NOT_DUE: Final = Code(
    "month_not_due",
    WARNING,
    "月份未到期",
    "{month}的报送截止日是 {due}，到 {as_of} 还没有到期，通报按已收到的情况统计，并在文中作了说明。",
)
MONTH_WITHOUT_DATA: Final = Code(
    "month_without_data",
    WARNING,
    "没有收到进展",
    "{month}的进展一项也没有收到。请先合并回收件，再做通报。",
)
CHART_WITHOUT_FONT: Final = Code(
    "chart_without_font",
    WARNING,
    "没有中文字体",
    "这台电脑上没有中文字体，通报里的图没有画，表格不受影响。请安装微软雅黑、宋体或思源黑体等字体后再做一次。",
)
