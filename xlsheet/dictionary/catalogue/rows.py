"""Findings about a returned row."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

TASK_TEXT: Final = Code("task_text", INFO, "编号写法", "“{value}”已理解为第{taken}项。")
TASK_UNCLEAR: Final = Code(
    "task_unknown",
    ERROR,
    "认不出任务编号",
    "“{value}”不是一个任务编号，此行未接收。请填台账上的编号，例如 12；一行只填一项任务。",
)
TASK_UNKNOWN: Final = Code(
    "task_unknown",
    ERROR,
    "没有这项任务",
    "任务编号“{value}”不在台账里，此行未接收。请核对编号；新增的任务请另行报告，不要加在填报表里。",
)
TASK_NOT_YOURS: Final = Code(
    "task_not_yours",
    ERROR,
    "不是本单位的任务",
    "第{value}项任务没有分给{unit}，此行未接收。请核对编号，或请督查室调整任务分工。",
)
TASK_TWICE: Final = Code(
    "task_twice",
    ERROR,
    "同一任务填了两次",
    "第{value}项任务在{places}填得不一样，都未接收。请只留一行。",
)

TASK_TWICE_SAME: Final = Code(
    "task_twice", INFO, "同一任务填了两次", "第{value}项任务在{places}填得一样，只收一行。"
)
TASK_OTHER_TEXT: Final = Code(
    "form_edited",
    ERROR,
    "编号和任务内容对不上",
    "编号是第{task}项，任务内容却是第{other}项的（“{value}”），此行未接收。请核对编号，一行只填一项任务。",
)
TASK_BY_TEXT: Final = Code(
    "task_text",
    WARNING,
    "按任务内容认出",
    "“{value}”这一行没有写明任务编号，按任务内容算作第{task}项。请核对，并写上编号。",
)
ROW_OTHER_UNIT: Final = Code(
    "form_edited",
    ERROR,
    "这一行是别的单位的",
    "这一行写的单位是“{value}”，而这份表是{expected}的，此行未接收。请由“{value}”用自己的填报表报送。",
)
ROW_UNIT_EDITED: Final = Code(
    "form_edited",
    WARNING,
    "单位写得不一样",
    "这一行写的单位是“{value}”，名录里没有；按填报单位{expected}接收。请核对。",
)
RETURN_ALIAS: Final = Code("unit_alias", INFO, "单位的另一种写法", "“{value}”已理解为“{unit}”。")
ROW_INCOMPLETE: Final = Code(
    "row_incomplete",
    WARNING,
    "没有填全",
    "第{value}项没有填{columns}。已按所填的接收，请补填后再报。",
)
ROW_NOT_FILLED: Final = Code("row_not_filled", WARNING, "还没有填", "这一行还没有填。请填写后再报。")
FILE_NO_MONTH: Final = Code(
    "file_unknown_month",
    ERROR,
    "认不出月份",
    "认不出是哪个月的填报表。请核对“填报月份”，或合并时用 --month 写明月份。",
)
FILE_MONTH_OUTSIDE: Final = Code(
    "file_month_outside",
    WARNING,
    "不在报送月份之内",
    "{month}不在报送月份（{first} 至 {last}）之内，已照收。请核对“填报月份”；报送月份在“参数”里改。",
)
FILE_UNIT_BY_TASKS: Final = Code(
    "file_renamed",
    INFO,
    "按任务认出单位",
    "没有写填报单位；所填任务只有“{value}”全部都有，按它接收。",
)
