"""Findings about a returned sheet and its table."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

COLUMN_MISSING: Final = Code(
    "column_missing",
    ERROR,
    "缺少列",
    "找不到“{column}”列。请不要删除或改写表头，用下发的填报表重填。",
)
SHEET_LEDGER: Final = Code(
    "sheet_ledger",
    ERROR,
    "这是台账",
    "这是一本台账（或它的旧副本、备份），不是填报表，没有从中接收。请把它移出回收文件夹；"
    "要恢复旧的内容，请用 xlsheet undo 或备份。",
)
SHEET_MANY: Final = Code(
    "sheet_many", WARNING, "有几个月的内容", "文件里有{value}的内容，已各按各的月份接收。请核对。"
)
SHEET_OTHER_MONTH: Final = Code(
    "sheet_many",
    WARNING,
    "有几个月的内容",
    "这张工作表上有{value}的内容，这次只收{expected}的，没有接收。如需补报，请另外合并。",
)
MONTH_EDITED: Final = Code(
    "form_edited",
    WARNING,
    "填报单位有两种说法",
    "填报月份改成了“{value}”，而这张表是为{issued}下发的；按{taken}接收。请核对。",
)
MONTH_NORMALISED: Final = Code("date_forms", INFO, "日期写法", "“{value}”已理解为{taken}。")
FORM_EDITED: Final = Code(
    "form_edited", WARNING, "填报单位有两种说法", "“{value}”与台账不一致；以台账的“{expected}”为准。"
)

SHEET_RENAMED: Final = Code(
    "sheet_renamed", INFO, "工作表改了名", "工作表“{value}”不是下发时的名称，已按表头认出。"
)
HEADER_MOVED: Final = Code("header_moved", INFO, "表头移了位置", "表头在第 {value} 行，已照常读取。")
HEADER_VARIANT: Final = Code("header_variant", INFO, "表头写法", "表头{value}。")
COLUMN_MOVED: Final = Code("column_moved", INFO, "列与下发时不同", "各列的顺序与下发时不同，已按表头读取。")
COLUMN_EXTRA: Final = Code(
    "column_moved",
    WARNING,
    "列与下发时不同",
    "多出{value}，其中的内容没有接收。如有要报的，请填到规定的列里。",
)
ROWS_AROUND: Final = Code("rows_around", INFO, "表格外的行", "没有当作填报内容的行：{value}。")
ROWS_HIDDEN: Final = Code(
    "rows_hidden",
    WARNING,
    "有隐藏的内容",
    "{value}是隐藏的，其中的内容已照常读取。请取消隐藏或筛选后核对。",
)
CELLS_MERGED: Final = Code("cells_merged", INFO, "合并单元格", "{value} 是合并单元格，其中的值算作每一行的。")
CELL_ELSEWHERE: Final = Code(
    "cell_elsewhere",
    WARNING,
    "写在别处",
    "{where}写着{value}，没有接收。如果是要报的，请填到规定的格子里再报。",
)
CELL_MISPLACED: Final = Code(
    "cell_elsewhere",
    ERROR,
    "写在别处",
    "{where}写着“{value}”，而“{column}”（{empty}）是空的，此行未接收。请把它填到 {empty} 后重新报送。",
)
CELL_PICTURE: Final = Code(
    "cell_picture", WARNING, "图片", "这里放的是图片，图片里的内容没有接收。请把要报的写成文字。"
)
SHEET_UNREAD: Final = Code(
    "cell_elsewhere",
    WARNING,
    "写在别处",
    "工作表“{value}”有 {count} 格内容（{words}），没有当作填报内容接收。如果是要报的，请填到填报表里。",
)
SHEET_ASIDE: Final = Code(
    "cell_elsewhere", INFO, "写在别处", "工作表“{value}”上写着{words}，没有当作填报内容。"
)
SHEET_HIDDEN_UNREAD: Final = Code(
    "rows_hidden",
    WARNING,
    "有隐藏的内容",
    "隐藏的工作表“{value}”有 {count} 格内容（{words}），没有接收。请核对；要报的请填到看得见的表里。",
)
SHEET_HIDDEN: Final = Code(
    "rows_hidden",
    WARNING,
    "有隐藏的内容",
    "隐藏的工作表“{value}”有 {count} 格内容（{words}），没有接收；以看得见的那张为准。请核对后删去。",
)
SHEET_HIDDEN_TAKEN: Final = Code(
    "rows_hidden",
    WARNING,
    "有隐藏的内容",
    "工作表“{value}”是隐藏的，其中的内容已照常读取。请取消隐藏后核对。",
)
TABLE_ANNEX: Final = Code(
    "table_second",
    WARNING,
    "另有一张表",
    "“{value}”（{words}）不是这份填报表的任务，{count} 格内容没有接收。任务的进展请填到填报表里。",
)
