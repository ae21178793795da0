"""The words that cells of the workbook choose from, and what joins names in a cell."""

from __future__ import annotations

from typing import Final

LEAD: Final = "牵头"
RESPONSIBLE: Final = "责任"
ROLES: Final = (LEAD, RESPONSIBLE)

STATUS_IDLE: Final = "未启动"
STATUS_RUNNING: Final = "推进中"
STATUS_DONE: Final = "已完成"
STATUS_BEHIND: Final = "滞后"
STATUSES: Final = (STATUS_IDLE, STATUS_RUNNING, STATUS_DONE, STATUS_BEHIND)

SOURCE_NAMED: Final = "点名"
SOURCE_GROUP: Final = "按组展开"
SOURCE_MANUAL: Final = "人工"
SOURCES: Final = (SOURCE_NAMED, SOURCE_GROUP, SOURCE_MANUAL)

SOURCE_NOTICE: Final = "通知"
"""来源文件 of a plan that stands in the notice itself, and that no unit has sent."""

YES: Final = "是"
NO: Final = "否"

ALERT_RED: Final = "红"
ALERT_YELLOW: Final = "黄"
ALERT_GREEN: Final = "绿"
ALERT_BLUE: Final = "蓝"
ALERTS: Final = (ALERT_RED, ALERT_YELLOW, ALERT_GREEN, ALERT_BLUE)

FLAG_MISSING: Final = "缺报"
FLAG_LATE: Final = "迟报"
FLAG_EMPTY: Final = "空报"
FLAG_COPIED: Final = "雷同"
FLAGS: Final = (FLAG_MISSING, FLAG_LATE, FLAG_EMPTY, FLAG_COPIED)

SEVERITY_WORDS: Final = ("必须改", "提醒", "说明")

NAME_SEPARATOR: Final = "、"
"""Joins several names in one cell."""

HOME_SHEET: Final = "首页"

KIND_DEPARTMENT: Final = "市政府部门"
"""The kind (类别) whose units are meant by 市政府各部门."""
DAY_OFF: Final = "放假"
DAY_ON: Final = "上班"

DIRECTIONS: Final = ("达到", "增长", "下降", "不超过", "完成")
TARGET_KINDS: Final = ("目标", "规模", "门槛")
TARGET_READ: Final = "通知"
TARGET_OPEN: Final = "待核"
TARGET_CHECKED: Final = "已核"

PLACE_NOTE: Final = "这项任务的第几个指标；填报表和指标进展用它认指标，请勿改动。"
DIRECTION_NOTE: Final = (
    "达到：累计到目标值；增长、下降：增减的幅度；不超过：不能高于；完成：没有数字，做到就是 1。"
)
KIND_NOTE: Final = "目标：要完成的数，填报表里要填累计；规模、门槛：说的是范围和条件，不用填。"
CHECKED_NOTE: Final = "待核：程序拿不准，请看一眼；改好以后填“已核”。人改过的，再导入通知也不动。"
DONE_NOTE: Final = "办好了写“是”，或写哪天怎样办的；写了的一直留着。台账里改好的，下一次运行命令时自动去掉。"
