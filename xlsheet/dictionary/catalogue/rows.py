"""Findings about a returned row."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

TASK_TEXT: Final = Code("task_text", INFO, "编号写法", "“{value}”已理解为第{taken}项。")
TASK_UNCLEAR: Final = Code(
    "task_unknown",
    ERROR,
    "没有这项任务",
    "“{value}”不是一个任务编号，此行未接收。请填台账上的编号，例如 12；一行只填一项任务。",
)
TASK_BLANK: Final = Code(
    "task_unknown",
    ERROR,
    "没有这项任务",
    "这一行没有写任务编号，未接收：{value}。请写上台账上的编号，一行只填一项任务；不是任务进展的，请删去这一行。",
)
ROW_UNWRITABLE: Final = Code(
    "row_unwritable",
    ERROR,
    "写不进台账",
    "“{column}”里的“{value}”写进台账后再读，内容对不上，此行未接收，其余各行照常接收。请改成常见的写法后重新报送。",
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
    "填报单位有两种说法",
    "编号是第{task}项，任务内容却是第{other}项的（“{value}”），此行未接收。请核对编号，一行只填一项任务。",
)
TASK_BY_TEXT: Final = Code(
    "task_text",
    WARNING,
    "编号写法",
    "“{value}”这一行没有写明任务编号，按任务内容算作第{task}项。请核对，并写上编号。",
)
ROW_OTHER_UNIT: Final = Code(
    "form_edited",
    ERROR,
    "填报单位有两种说法",
    "这一行写的单位是“{value}”，而这份表是{expected}的，此行未接收。请由“{value}”用自己的填报表报送。",
)
ROW_UNIT_EDITED: Final = Code(
    "form_edited",
    WARNING,
    "填报单位有两种说法",
    "这一行写的单位是“{value}”，名录里没有；按填报单位{expected}接收。请核对。",
)
RETURN_ALIAS: Final = Code("unit_alias", INFO, "同一单位的不同写法", "“{value}”已理解为“{unit}”。")
ROW_NOT_FILLED: Final = Code("row_not_filled", WARNING, "还没有填", "这一行还没有填。请填写后再报。")
FILE_NO_MONTH: Final = Code(
    "file_unknown_month",
    ERROR,
    "认不出月份",
    "认不出是哪个月的填报表。请核对“填报月份”，或合并时用 --month 写明月份。",
)
FILE_UNIT_BY_TASKS: Final = Code(
    "file_renamed",
    INFO,
    "按任务认出单位",
    "没有写填报单位；所填任务只有“{value}”全部都有，按它接收。",
)
