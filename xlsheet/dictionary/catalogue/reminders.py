"""Findings about reminders."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import WARNING, Code

REPORT_OWED: Final = Code(
    "report_owed",
    WARNING,
    "月报没有报好",
    "{unit} {month} 的月报：{value}。请用“催报”发函催要，收到后合并回收，再做缺报检查。",
)
PLAN_OWED: Final = Code(
    "plan_owed",
    WARNING,
    "推进计划没有报",
    "{unit}的推进计划：{value}。请用“催报”发函催要，收到后合并回收，再做缺报检查。",
)
MAIL_BLANK: Final = Code(
    "mail_blank",
    WARNING,
    "没有邮箱",
    "{count} 个单位没有填邮箱：{value}。邮件草稿的收件人空着。"
    "请在“{sheet_name}”里补上邮箱再做一次，或发送前填上。",
)
MAIL_WRONG: Final = Code(
    "mail_wrong",
    WARNING,
    "邮箱写法不对",
    "“{unit}”的邮箱“{value}”不是有效的地址，没有写进收件人。请改正后再做一次，或发送前填上。",
)
MAIL_UNIT_UNKNOWN: Final = Code(
    "unit_unknown",
    WARNING,
    "单位名录里没有",
    "{count} 个单位不在单位名录里：{value}。不知道联系人和邮箱，邮件草稿的收件人空着。"
    "请在“{sheet_name}”里补上。",
)
