"""The codes whose messages and gravity stand in the rule files (schemas/*.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RULES: Final[Mapping[str, str]] = {
    "alert_unknown": "预警不在选项里",
    "assignment_twice": "同一分工有两行",
    "checked_unknown": "核对不在选项里",
    "claim_differs": "完成比例与指标对不上",
    "deadline_year": "完成时限的年份可疑",
    "direction_unknown": "方向不在选项里",
    "done_below_target": "已完成但没有到目标",
    "email_form": "邮箱写法不对",
    "measure_back": "累计数变少",
    "measure_disputed": "牵头单位与其他单位的数对不上",
    "measure_jump": "累计数大得反常",
    "measured_negative": "累计数是负的",
    "measured_twice": "同一指标有两行",
    "month_outside": "不在报送月份之内",
    "month_year": "不是本年度的月份",
    "parameter_twice": "同一参数有两行",
    "parameter_unknown": "没有这个参数",
    "percent_range": "百分比超出范围",
    "plan_twice": "同一推进计划有两行",
    "progress_back": "完成比例倒退",
    "progress_twice": "同一进展有两行",
    "reports_unknown": "是否报送不在选项里",
    "role_unknown": "角色不在选项里",
    "row_incomplete": "没有填全",
    "source_unknown": "来源不在选项里",
    "status_percent": "状态与完成比例不符",
    "status_unknown": "状态不在选项里",
    "target_kind_unknown": "类别不在选项里",
    "target_twice": "同一指标序号有两行",
    "task_not_yours": "不是本单位的任务",
    "task_number_twice": "同一任务编号有两行",
    "task_without_reporter": "没有单位报送",
    "text_empty": "空报",
    "unit_ambiguous": "一个名称指两个单位",
    "unit_twice": "同一单位有两行",
}
"""Each code with its title. Codes that a reader of cells has a message for too (`date_wrong`) have
theirs beside that message."""
