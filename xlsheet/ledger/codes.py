"""The catalogue of findings: every code with its severity, title and message in one place.

Codes of returned files keep the names of the table they answer (docs/returns.md). A message says
what stands there and what is expected; the place is added by the finding.
"""

from __future__ import annotations

from typing import Final

from xlsheet.ledger.findings import Code, Severity

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

# --- the returned file -------------------------------------------------------------------------
FILE_NOT_TABLE: Final = Code(
    "file_not_table", _ERROR, "不是表格", "收到的是{what}，不是填报表。请填写下发的 Excel 填报表后报送。"
)
FILE_CORRUPT: Final = Code(
    "file_corrupt", _ERROR, "文件损坏", "文件打不开（{why}）。请用 Excel 打开确认无误后重新报送。"
)
FILE_ENCRYPTED: Final = Code(
    "file_encrypted", _ERROR, "有打开密码", "文件设了打开密码。请去掉密码后重新报送。"
)
FILE_WRONG_MONTH: Final = Code(
    "file_wrong_month",
    _ERROR,
    "月份不对",
    "这是{month}的填报表，要的是{expected}的。请报送{expected}的填报表。",
)
FILE_WRONG_LEDGER: Final = Code(
    "file_wrong_ledger",
    _ERROR,
    "不是本台账的填报表",
    "这份填报表属于另一本台账（{value}）。请填写本台账下发的填报表。",
)
FILE_OLD_FORM: Final = Code(
    "file_old_form",
    _WARNING,
    "旧版填报表",
    "填报表版本是“{value}”，现行版本是“{current}”；能对应的行已接收。",
)
FILE_UNKNOWN_UNIT: Final = Code(
    "file_unknown_unit",
    _ERROR,
    "认不出单位",
    "认不出是哪个单位报送的（写的是“{value}”）。{hint}请核对“填报单位”。",
)
FILE_DUPLICATE: Final = Code(
    "file_duplicate", _INFO, "重复文件", "与已收到的“{other}”内容完全相同，台账不变。"
)
FILE_SUPERSEDED: Final = Code(
    "file_superseded", _WARNING, "已被后来的文件取代", "同一单位同一月份另有较晚的文件“{other}”，以那份为准。"
)

# --- the returned sheet ------------------------------------------------------------------------
COLUMN_MISSING: Final = Code(
    "column_missing", _ERROR, "缺少列", "找不到“{column}”列。请不要删除或改写表头，用下发的填报表重填。"
)
FORM_EDITED: Final = Code(
    "form_edited", _WARNING, "改动了锁定内容", "“{value}”与台账不一致；以台账的“{expected}”为准。"
)

# --- the returned row --------------------------------------------------------------------------
TASK_UNKNOWN: Final = Code(
    "task_unknown", _ERROR, "没有这项任务", "任务编号“{value}”不在台账里，此行未接收。请核对编号。"
)
TASK_NOT_YOURS: Final = Code(
    "task_not_yours",
    _ERROR,
    "不是本单位的任务",
    "第{value}项任务没有分给{unit}，此行未接收。请核对编号，或请督查室调整任务分工。",
)
TASK_TWICE: Final = Code(
    "task_twice", _ERROR, "同一任务填了两次", "第{value}项任务在{places}填得不一样，都未接收。请只留一行。"
)

# --- the returned cell -------------------------------------------------------------------------
PERCENT_UNCLEAR: Final = Code(
    "percent_forms",
    _WARNING,
    "百分比有两种理解",
    "“{value}”按{taken}理解，请核对；建议写成 100% 或 1% 的样子。",
)
PERCENT_NORMALISED: Final = Code("percent_forms", _INFO, "百分比写法", "“{value}”已理解为{taken}。")
PERCENT_VAGUE: Final = Code(
    "percent_vague", _WARNING, "百分比不确切", "“{value}”取{taken}。请填确切的数字，例如 60%。"
)
PERCENT_NOT_NUMBER: Final = Code(
    "percent_vague", _ERROR, "不是百分比", "“{value}”不是百分比，请填 0–100 的数字，例如 60%。"
)
PERCENT_RANGE: Final = Code(
    "percent_range", _ERROR, "百分比超出范围", "“{value}”超出范围，请填 0% 到 100% 之间的数字。"
)
DATE_NORMALISED: Final = Code("date_forms", _INFO, "日期写法", "“{value}”已理解为{taken}。")
DATE_VAGUE: Final = Code(
    "date_vague", _WARNING, "日期不确切", "“{value}”{taken}。请填确切的日期，例如 2020-07-05。"
)
DATE_WRONG: Final = Code(
    "date_wrong", _ERROR, "日期不对", "“{value}”不是合理的日期，请填 2020-07-05 这样的日期。"
)
STATUS_NORMALISED: Final = Code("status_words", _INFO, "状态写法", "“{value}”已理解为“{taken}”。")
STATUS_UNKNOWN: Final = Code(
    "status_unknown", _ERROR, "状态不在选项里", "“{value}”不是规定的状态，请从{allowed}里选一个。"
)
STATUS_PERCENT: Final = Code(
    "status_percent",
    _WARNING,
    "状态与完成比例不符",
    "状态是“{status}”，完成比例是{percent}；已完成应为 100%，100% 应为已完成。请核对。",
)
PROGRESS_BACK: Final = Code(
    "progress_back", _WARNING, "完成比例倒退", "本月{value}，上次（{month}）是{before}。请核对。"
)
TEXT_EMPTY: Final = Code(
    "text_empty", _WARNING, "空报", "进展情况是“{value}”，没有实际内容，记为空报。请写明本月做了什么。"
)
TEXT_COPIED: Final = Code(
    "text_copied", _WARNING, "雷同", "进展情况与{other}有{share}相同，记为雷同。请写本月的新进展。"
)
TEXT_LONG: Final = Code(
    "text_long", _WARNING, "文字过长", "“{column}”有 {length} 字，超过 {limit} 字。请精简。"
)

# --- the notice and its units ------------------------------------------------------------------
UNIT_INDEFINITE: Final = Code(
    "unit_indefinite",
    _WARNING,
    "责任单位需人工确定",
    "第{task}项的“{value}”没有点明单位，请在“任务分工”里补上。",
)
