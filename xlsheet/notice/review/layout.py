"""What a review looks like: its sheets and columns, the same for writing and reading."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.tables import PLANS, TASKS

SHEET: Final = "通知核对"
GUIDE_SHEET: Final = "核对说明"

PLACE: Final = "位置"
TEXT: Final = "原文"
NUMBER: Final = TASKS.printed_number
CONTENT: Final = TASKS.content
MEANT: Final = "单位理解为"
DOUBT: Final = "疑问"

COLUMNS: Final[dict[str, float]] = {
    PLACE: 14,
    TEXT: 46,
    NUMBER: 8,
    TASKS.chapter: 18,
    TASKS.section: 18,
    CONTENT: 46,
    TASKS.leaders: 12,
    TASKS.lead_units: 20,
    TASKS.responsible_units: 30,
    MEANT: 30,
    TASKS.deadline: 12,
    PLANS.work: 24,
    PLANS.goal: 18,
    PLANS.stages: 24,
    TASKS.remark: 24,
    DOUBT: 40,
}
"""The columns in their order, with their widths."""

TITLE: Final = "通知标题"
YEAR: Final = "通知年度"
CITY: Final = "所在城市"

GUIDE: Final = (
    "左边两列是通知的原文，一行一段（表格一行一条），按通知的次序；右边是 xlsheet 理解的内容。",
    "黄色的行有疑问，原因写在“疑问”列；橙色的原文没有用上；灰色的是来文、标题等。",
    "请直接改右边各列。漏掉的任务，在它的原文那一行填上“任务内容”和单位；不是任务的，清空它的“任务内容”。",
    "“单位理解为”只在和通知上的写法不同时才有，只供核对；单位请改在“牵头单位”“责任单位”里。",
    "几个单位用顿号（、）隔开。“完成时限”请填日期；填不出日期的可以写原话，会记在“备注”。",
    "改好后保存，把本文件当通知导入：xlsheet new 台账.xlsm --notice 本文件，或点“导入通知”按钮。",
)
