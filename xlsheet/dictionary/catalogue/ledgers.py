"""Findings about the standing ledger."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

# Only what no rule file can say: cells that cannot be read as their type, and pandera's own
# keywords (nullable, unique). All other messages of `validate` stand in schemas/*.yaml.
CELL_WHOLE: Final = Code("cell_number", ERROR, "不是数字", "“{value}”不是整数。请改填 1、2、3 这样的整数。")
CELL_NUMBER: Final = Code(
    "cell_number", ERROR, "不是数字", "“{value}”不是数字。请改填数字，单位和说明写到别处。"
)
CELL_PERCENT: Final = Code(
    "cell_percent",
    ERROR,
    "百分比不是数字",
    "“{value}”不是数字。请清空此格，把单元格格式设为“百分比”，再键入 60% 这样的百分比。",
)
CELL_DATE: Final = Code(
    "cell_date",
    ERROR,
    "不是日期",
    "“{value}”不是日期。请清空此格，把单元格格式设为“日期”，再键入 2020-06-30 这样的日期。",
)
CELL_MONTH: Final = Code(
    "cell_month",
    ERROR,
    "不是年月",
    "“{value}”不是规定的年月写法。请清空此格，把单元格格式设为“文本”，再键入 2020-06 这样的年月。",
)
CELL_RESPELLED: Final = Code(
    "cell_respelled", INFO, "写法统一", "“{value}”已理解为“{taken}”，写入台账时改成这个写法。"
)
CELL_MERGED: Final = Code(
    "cell_merged",
    INFO,
    "合并的单元格",
    "从上一格起合并了几行，都已理解为“{taken}”。请取消合并、每行都填上，以免排序、筛选时弄乱。",
)
CELL_FORMULA: Final = Code(
    "cell_formula", ERROR, "公式出错", "公式出错，显示为“{value}”。请改正公式，或直接键入内容。"
)
CELL_BLANK: Final = Code("cell_blank", ERROR, "没有填写", "“{column}”没有填写。{expected}")
CELL_TWICE: Final = Code(
    "cell_twice", ERROR, "重复", "“{value}”重复，“{columns}”不能有两行相同。请只留一行。{expected}"
)
RULE_COLUMN_MISSING: Final = Code(
    "rule_column_missing",
    ERROR,
    "缺少规则里的列",
    "校验规则 {file} 里的“{column}”列，工作表上没有。请补上这一列，或删去这条规则。",
)

# What no row says by itself: xlsheet/analysis finds it over several tables.
TABLE_EMPTY: Final = Code(
    "table_empty",
    ERROR,
    "表是空的",
    "这张表一行也没有，靠它算的数都不对。请撤销误删，或用备份恢复；新建的台账请先导入通知。",
)
SHEET_LOST: Final = Code("sheet_lost", ERROR, "缺少工作表或列", "{why}")
SHEET_RENAMED: Final = Code(
    "sheet_renamed",
    INFO,
    "工作表改了名",
    "工作表“{value}”是“{name}”改了名，照常读写；但各处写的仍是“{name}”，到那里的链接点不开。请改回“{name}”。",
)
PARAMETER_WRONG: Final = Code(
    "parameter_wrong", ERROR, "参数不对", "参数“{name}”是“{value}”，应为{expected}。"
)
MONTHS_REVERSED: Final = Code(
    "parameter_wrong",
    ERROR,
    "参数不对",
    "参数“{first}”是 {value}，晚于“{last}”的 {end}，一个月也不用报送。请改正。",
)
ROWS_APART: Final = Code(
    "rows_apart",
    WARNING,
    "表下面隔着空行的内容",
    "表下面隔了空行，从第 {row} 行起还有 {count} 行内容，不算在表里，哪个命令都不读。请移到紧接着表的地方，"
    "或删去。",
)
KEY_BLANK: Final = Code(
    "cell_blank", ERROR, "没有填写", "这一行没有填{columns}，不知道说的是什么。请补上；是多余的行，请删去。"
)
NUMBER_MISTYPED: Final = Code(
    "task_number",
    ERROR,
    "任务编号不对",
    "“任务台账”的第 {value} 项别处都没有，而别处有 {rows} 行写着台账里没有的第 {number} 项（{places}）。"
    "请核对这个编号是不是写错了。",
)
DUE_ON_DAY_OFF: Final = Code(
    "due_on_day_off",
    INFO,
    "截止日逢节假日",
    "{month}的报送截止日 {day} 是休息日，没有顺延。要顺延到 {moved}，请把参数“{name}”改成“是”。",
)
DUE_MOVED: Final = Code(
    "due_moved",
    INFO,
    "截止日已顺延",
    "{month}的报送截止日 {day} 是休息日，已顺延到 {moved}。不要顺延，请把参数“{name}”改成“否”。",
)
CLOSED_NOT_DONE: Final = Code(
    "closed_not_done",
    WARNING,
    "销号时没有完成",
    "第{number}项已在 {value} 销号，从这个月起按已完成、100% 计，但报送和认定的是{said}。请核对；确已完成的，"
    "请填督查认定。",
)
LEAD_UNKNOWN: Final = Code(
    "lead_unknown",
    WARNING,
    "牵头单位不在名录里",
    "牵头单位“{value}”不在单位名录里，收不到填报表。{hint}请改正名称，或在单位名录里加上。",
)
RECEIVED_BLANK: Final = Code(
    "received_blank",
    WARNING,
    "没有收件时间",
    "有 {rows} 行没有收件时间，当作督查室手工填的：按按时收到算，合并不会改动，"
    "单位再报的不同内容列在退回清单。请补上收到的日期，从这一行起。",
)
OFFICE_ROWS: Final = Code(
    "office_row",
    INFO,
    "以督查室填的为准",
    "{value}是合并以后督查室改过的，再合并不会改动，单位再报的不同内容列在退回清单。"
    "要改用单位报的，请删去那一行，再合并单位的文件（加 --again）。",
)
STATE_TYPED: Final = Code(
    "state_typed",
    INFO,
    "手工改的状态",
    "直接改在状态、完成比例里的“{value}”是督查室的认定，已移到“{name}”；不要了请清空那一格。",
)
PAST_CHANGED: Final = Code(
    "past_changed",
    WARNING,
    "以前的月份变成缺报",
    "“{value}”以前查过的月份多出缺报：{words}。是后来才有的任务，请填“{column}”；是误删了进展，请撤销；"
    "确实缺报的，再查一次缺报就算数，在那以前不写进函件。",
)
PAST_CHANGED_MORE: Final = Code(
    "past_changed",
    WARNING,
    "以前的月份变成缺报",
    "还有 {count} 个单位以前查过的月份也多出缺报。如果改过“报送口径”“首次报送月份”等参数，请核对。",
)
