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
