"""Findings about a notice, its tasks and units."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import INFO, WARNING, Code

UNIT_INDEFINITE: Final = Code(
    "unit_indefinite",
    WARNING,
    "责任单位需人工确定",
    "第{task}项的“{value}”没有点明单位，请在“任务分工”里补上。",
)
UNIT_NO_NAME: Final = Code(
    "unit_no_name",
    WARNING,
    "不像单位名称",
    "第{task}项的单位一栏里有“{value}”，不像单位名称，没有当作单位。请核对原文，需要的话在“任务分工”里补上。",
)
UNIT_DEPARTMENTS: Final = Code(
    "unit_indefinite",
    WARNING,
    "责任单位需人工确定",
    "第{task}项的“{value}”要靠单位名录确定。请在“单位名录”里核对类别，算在内的填“{kind}”，再导入一次。",
)
UNIT_UNKNOWN: Final = Code(
    "unit_unknown",
    WARNING,
    "单位名录里没有",
    "第{task}项的“{value}”不在单位名录里，已按通知上的写法加入。{hint}如果是已有单位的别称，请填到那个单位的“别名”。",
)
UNIT_UNCLEAR: Final = Code(
    "unit_unclear",
    WARNING,
    "单位名称不完整",
    "第{task}项的“{value}”不像完整的单位名称，已按通知上的写法加入。请在“单位名录”和“任务分工”里核对。",
)
UNIT_ALIAS: Final = Code(
    "unit_alias",
    INFO,
    "同一单位的不同写法",
    "“{value}”按“{unit}”的另一种写法处理，请在“单位名录”里核对。",
)
UNIT_MAYBE_SAME: Final = Code(
    "unit_maybe_same",
    WARNING,
    "可能是同一单位",
    "“{value}”和“{unit}”可能是同一单位，现按两个单位处理。如果是同一个，请把一个填到另一个的“别名”里再导入。",
)
UNIT_CLASH: Final = Code(
    "unit_clash",
    WARNING,
    "一个名称对应多个单位",
    "单位名录里“{value}”同时指{units}，无法据此认出单位。请只留一处。",
)
UNIT_CHANGED: Final = Code(
    "unit_changed",
    WARNING,
    "单位名录与文件不一致",
    "“{unit}”的“{column}”在台账里是“{before}”，文件里是“{value}”；台账未改。",
)
GROUP_MEMBERS: Final = Code(
    "group_members",
    INFO,
    "按组展开",
    "“{value}”已展开为 {count} 个单位：{units}。请核对“单位名录”的“所属组”。",
)
GROUP_EMPTY: Final = Code(
    "group_empty",
    WARNING,
    "组里没有单位",
    "第{task}项的“{value}”无法展开：单位名录里没有属于它的单位。请在“所属组”里填上，再导入一次。",
)
GROUP_AFTER_OPEN: Final = Code(
    "group_after_open",
    INFO,
    "开发区按全部理解",
    "第{task}项的“{value}”跟在“{before}”后面，按全部 {count} 个理解。请核对。",
)
NOTICE_NUMBERING: Final = Code(
    "notice_numbering",
    WARNING,
    "编号不连续",
    "“{value}”的编号应为{expected}。请核对通知是否缺页、漏项或重号。",
)
NOTICE_UNUSED: Final = Code(
    "notice_unused",
    WARNING,
    "原文没有用上",
    "{place}有 {count} 行没有看懂，没有放进台账，开头是“{start}”。请核对：是任务、单位或时限的，请补进台账。",
)
CONTENT_DOUBTFUL: Final = Code(
    "content_doubtful",
    WARNING,
    "任务内容要核对",
    "第{task}项的任务内容里有{value}，好像并进了别的任务或分工。请对照原文核对，开头是“{start}”。",
)
NOTICE_HIDDEN: Final = Code(
    "notice_hidden",
    INFO,
    "隐藏的行和表",
    "{value}是隐藏的，里面的任务也读进了台账。不该算的，请核对后删去。",
)
NOTICE_COLUMN: Final = Code(
    "notice_column",
    INFO,
    "不认识的列",
    "{table}的“{value}”一列台账里没有对应的栏，内容按“{value}：…”记在任务的“备注”里。",
)
NOTICE_NO_HEADER: Final = Code(
    "notice_no_header",
    WARNING,
    "表格没有表头",
    "{table}没有能认出的表头，按各列的内容理解：{value}。请核对。",
)
TASK_WITHOUT_UNITS: Final = Code(
    "task_without_units",
    WARNING,
    "任务没有单位",
    "第{value}项既没有牵头单位也没有责任单位。请在“任务分工”里补上。",
)
TASK_WITHOUT_LEAD: Final = Code(
    "task_without_lead", INFO, "任务没有牵头单位", "第{value}项没有牵头单位，由责任单位报送。"
)
LEADER_UNCLEAR: Final = Code(
    "leader_unclear",
    WARNING,
    "责任领导分不清",
    "第{task}项的责任领导“{value}”不像一个人的姓名，请核对。",
)
DEADLINE_OPEN: Final = Code(
    "deadline_open",
    INFO,
    "时限没有日期",
    "第{task}项的时限是“{value}”，没有确切的日期，“完成时限”留空，原文在“备注”里。",
)
NOTICE_YEAR: Final = Code(
    "notice_year",
    WARNING,
    "年度不一致",
    "通知是{value}年的，台账的年度是{year}年。请核对是否选错了文件或台账。",
)
PROSE_CHANGE: Final = Code(
    "prose_change",
    WARNING,
    "用文字说的改动",
    "通知里用文字说明了改动：“{value}”台账没有照它改，请核对后在“任务台账”“任务分工”里改。",
)
TASKS_ADDED: Final = Code(
    "tasks_added",
    INFO,
    "另编任务编号",
    "台账里原来没有“{value}”的任务，这次加入 {count} 项，任务编号为 {numbers}；通知上的编号记在“原编号”。"
    "如果它是台账里已有通知的修订稿，请先撤销这次导入，再核对标题。",
)
DUTIES_FROM: Final = Code(
    "duties_from",
    INFO,
    "补充的分工从哪月起报",
    "这次新加的分工从 {value} 起报，是通知那天还没有到期的第一个月，以前的月份不算缺报。不对请改“起报月份”。",
)
TASK_REPLACED: Final = Code(
    "task_replaced",
    WARNING,
    "同一编号、不同内容",
    "通知第{value}项与台账里同一份通知的第{value}项内容完全不同，没有当作修改，按新任务编为{task}。"
    "如果是改写了原来的任务，请改原来的那一行，并删去新加的一行。",
)
TASK_MOVED: Final = Code(
    "task_moved",
    INFO,
    "任务在通知里换了编号",
    "第{task}项在通知里的编号原来是“{before}”，现在是“{value}”；{done}。",
)
TASKS_GONE: Final = Code(
    "tasks_gone",
    WARNING,
    "通知里没有了的任务",
    "台账里来自同一份通知的第{value}项，这次的通知里没有；台账未改。"
    "如果已经取消，请填“销号月份”；如果这次只是摘录，不必处理。",
)
TASKS_CARRIED: Final = Code(
    "tasks_carried",
    INFO,
    "结转的任务",
    "由“{ledger}”结转没有完成的任务 {count} 项，编为第{value}项；来源、原编号和分工照旧，状态从头开始。",
)
TASK_NOT_CARRIED: Final = Code(
    "task_not_carried",
    INFO,
    "没有结转的任务",
    "“{ledger}”第{value}项没有完成，但新通知第{task}项内容相同，没有重复结转。",
)
TASK_CHANGED: Final = Code(
    "task_changed",
    WARNING,
    "任务与通知不一致",
    "第{task}项的“{column}”在台账里是“{before}”，通知里是“{value}”；台账未改。",
)
TASK_OVERWRITTEN: Final = Code(
    "task_overwritten",
    INFO,
    "任务已按通知改写",
    "第{task}项的“{column}”原来是“{before}”，已改为“{value}”。",
)
ASSIGNMENTS_DIFFER: Final = Code(
    "assignments_differ",
    WARNING,
    "任务分工与通知不一致",
    "第{task}项的任务分工与通知不一致：{difference}；台账未改。",
)
ASSIGNMENTS_OVERWRITTEN: Final = Code(
    "assignments_overwritten",
    INFO,
    "任务分工已按通知改写",
    "第{task}项的任务分工已按通知改写：{difference}。",
)
TARGET_UNSURE: Final = Code(
    "target_unsure",
    INFO,
    "指标要核对",
    "第{task}项的指标{value}是程序拿不准的，请在“量化指标”里核对。",
)
TARGETS_CHANGED: Final = Code(
    "targets_changed",
    INFO,
    "通知的指标有变化",
    "第{task}项的指标（{done}）：{value}。",
)
