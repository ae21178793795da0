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
FILE_BOMB: Final = Code(
    "file_bomb", _ERROR, "文件过大", "{why}，为安全没有打开。请用下发的填报表重新填写后报送。"
)
FILE_FAR: Final = Code(
    "file_bomb",
    _ERROR,
    "远处有内容",
    "{value} 有内容，离表格太远，为安全没有打开。请删去这一格（连同它所在的行和列）后重新报送。",
)
FILE_OLD_FORMAT: Final = Code("file_old_format", _INFO, "其他格式", "文件是{value}，已照常读取。")
FILE_CSV: Final = Code("file_csv", _INFO, "文本表格", "文件是文本表格（.csv 一类），已按文字读取。")
FILE_DISGUISED: Final = Code(
    "file_disguised", _INFO, "名称与内容不符", "文件名是“{value}”，内容其实是{kind}，已按内容读取。"
)
FILE_ZIP: Final = Code(
    "file_zip", _ERROR, "压缩包里还有压缩包", "这是压缩包里的压缩包，没有打开。请解压一层后再合并。"
)
FILE_LOCKED: Final = Code(
    "file_locked", _ERROR, "文件打不开", "文件打不开（{why}）。请关闭占用它的程序，或核对权限后再合并。"
)
FILE_TEMP: Final = Code("file_temp", _INFO, "临时文件", "“{value}”是程序留下的临时文件，不处理。")
FILE_LINK: Final = Code("file_link", _INFO, "快捷链接", "“{value}”是指向文件夹之外的链接，不处理。")
FILE_NO_ROWS: Final = Code(
    "file_not_table",
    _ERROR,
    "没有填报的表格",
    "文件里没有找到填报的表格（应有“任务编号”“进展情况”“完成比例”“状态”这样的表头）。请填写下发的填报表后报送。",
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
FILE_NO_UNIT: Final = Code(
    "file_unknown_unit",
    _ERROR,
    "没有写单位",
    "没有写填报单位，按所填的任务也认不出是哪个单位。请在“填报单位”右边的格子里写明单位全称。",
)
FILE_WRONG_YEAR: Final = Code(
    "file_wrong_ledger",
    _ERROR,
    "不是本年度的填报表",
    "这是{value}的填报表，本台账是{year}年的。请核对“填报月份”，用本台账下发的填报表报送。",
)
FILE_TWO_MONTHS: Final = Code(
    "file_wrong_month",
    _ERROR,
    "月份有两种说法",
    "填报月份改成了“{value}”，而这张表是为{issued}下发的。请用当月下发的填报表报送；"
    "确实是改了月份再用的，请督查室合并时用 --month 写明月份。",
)
FORM_OUTDATED: Final = Code(
    "file_old_form",
    _ERROR,
    "旧版填报表的任务已变",
    "旧版填报表的第{task}项是“{value}”，台账里现在是“{expected}”，不是同一件事。请用新下发的填报表重填此项。",
)
FILE_NOT_FILLED: Final = Code(
    "file_not_filled", _WARNING, "整份没有填", "填报表里一行也没有填，台账不变。请填写后重新报送。"
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
SHEET_MANY: Final = Code(
    "sheet_many", _WARNING, "有几个月的内容", "文件里有{value}的内容，已各按各的月份接收。请核对。"
)
SHEET_OTHER_MONTH: Final = Code(
    "sheet_many",
    _WARNING,
    "另有别的月份",
    "这张工作表上有{value}的内容，这次只收{expected}的，没有接收。如需补报，请另外合并。",
)
MONTH_EDITED: Final = Code(
    "form_edited",
    _WARNING,
    "改动了填报月份",
    "填报月份改成了“{value}”，而这张表是为{issued}下发的；按{taken}接收。请核对。",
)
MONTH_NORMALISED: Final = Code("date_forms", _INFO, "月份写法", "“{value}”已理解为{taken}。")
FORM_EDITED: Final = Code(
    "form_edited", _WARNING, "改动了锁定内容", "“{value}”与台账不一致；以台账的“{expected}”为准。"
)

SHEET_RENAMED: Final = Code(
    "sheet_renamed", _INFO, "工作表改了名", "工作表“{value}”不是下发时的名称，已按表头认出。"
)
HEADER_MOVED: Final = Code("header_moved", _INFO, "表头移了位置", "表头在第 {value} 行，已照常读取。")
HEADER_VARIANT: Final = Code("header_variant", _INFO, "表头写法", "表头{value}。")
COLUMN_MOVED: Final = Code("column_moved", _INFO, "列的顺序变了", "各列的顺序与下发时不同，已按表头读取。")
COLUMN_EXTRA: Final = Code(
    "column_moved", _WARNING, "多出的列", "多出{value}列，其中的内容没有接收。如有要报的，请填到规定的列里。"
)
ROWS_AROUND: Final = Code("rows_around", _INFO, "表格外的行", "没有当作填报内容的行：{value}。")
ROWS_HIDDEN: Final = Code(
    "rows_hidden", _WARNING, "有隐藏的内容", "{value}是隐藏的，其中的内容已照常读取。请取消隐藏或筛选后核对。"
)
CELLS_MERGED: Final = Code(
    "cells_merged", _INFO, "合并单元格", "{value} 是合并单元格，其中的值算作每一行的。"
)

# --- the returned row --------------------------------------------------------------------------
TASK_TEXT: Final = Code("task_text", _INFO, "编号写法", "“{value}”已理解为第{taken}项。")
TASK_UNCLEAR: Final = Code(
    "task_unknown",
    _ERROR,
    "认不出任务编号",
    "“{value}”不是一个任务编号，此行未接收。请填台账上的编号，例如 12；一行只填一项任务。",
)
TASK_UNKNOWN: Final = Code(
    "task_unknown",
    _ERROR,
    "没有这项任务",
    "任务编号“{value}”不在台账里，此行未接收。请核对编号；新增的任务请另行报告，不要加在填报表里。",
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

TASK_TWICE_SAME: Final = Code(
    "task_twice", _INFO, "同一任务填了两次", "第{value}项任务在{places}填得一样，只收一行。"
)
RETURN_ALIAS: Final = Code("unit_alias", _INFO, "单位的另一种写法", "“{value}”已理解为“{unit}”。")
ROW_INCOMPLETE: Final = Code(
    "row_incomplete", _WARNING, "没有填全", "第{value}项没有填{columns}。已按所填的接收，请补填后再报。"
)
ROW_NOT_FILLED: Final = Code("row_not_filled", _WARNING, "还没有填", "这一行还没有填。请填写后再报。")
FILE_NO_MONTH: Final = Code(
    "file_unknown_month",
    _ERROR,
    "认不出月份",
    "认不出是哪个月的填报表。请核对“填报月份”，或合并时用 --month 写明月份。",
)
FILE_MONTH_OUTSIDE: Final = Code(
    "file_month_outside",
    _WARNING,
    "不在报送月份之内",
    "{month}不在报送月份（{first} 至 {last}）之内，已照收。请核对“填报月份”；报送月份在“参数”里改。",
)
FILE_UNIT_BY_TASKS: Final = Code(
    "file_renamed", _INFO, "按任务认出单位", "没有写填报单位；所填任务只有“{value}”全部都有，按它接收。"
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
DATE_EARLY: Final = Code(
    "date_wrong", _WARNING, "日期可疑", "“{value}”早于所报的{month}，已照填接收。请核对年份和月份。"
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
TEXT_BLANK: Final = Code("text_empty", _WARNING, "空报", "进展情况没有填，记为空报。请写明本月做了什么。")
TEXT_EMPTY: Final = Code(
    "text_empty", _WARNING, "空报", "进展情况是“{value}”，没有实际内容，记为空报。请写明本月做了什么。"
)
TEXT_COPIED: Final = Code(
    "text_copied", _WARNING, "雷同", "进展情况与{other}有{share}相同，记为雷同。请写本月的新进展。"
)
TEXT_TOO_LONG: Final = Code(
    "text_long",
    _ERROR,
    "文字过长",
    "“{column}”有 {length} 字，一个单元格最多放 {limit} 字，此行未接收。请精简。",
)
TEXT_DIRTY: Final = Code("text_dirty", _INFO, "有看不见的字符", "“{column}”里的{what}已去掉，存为“{taken}”。")
NUMBER_TEXT: Final = Code("number_text", _INFO, "数字存成文字", "“{column}”里的“{value}”存为文字“{taken}”。")
FORMULA_LIKE: Final = Code(
    "formula_like", _INFO, "像公式的文字", "“{value}”以“{start}”开头，按文字保存，不会当公式计算。"
)
FORMULA_ERROR: Final = Code(
    "formula", _ERROR, "公式出错", "“{column}”是公式，结果是 {value}。请改成文字或数字。"
)
FORMULA_UNSTORED: Final = Code(
    "formula",
    _ERROR,
    "公式没有结果",
    "“{column}”是公式（{value}），文件里没有存它的结果。请改成文字或数字，或用 Excel 打开、保存后重新报送。",
)
FORMULA_STORED: Final = Code("formula", _INFO, "公式", "“{column}”是公式，按它的结果“{value}”接收。")
TEXT_LONG: Final = Code(
    "text_long", _WARNING, "文字过长", "“{column}”有 {length} 字，超过 {limit} 字。请精简。"
)

# --- ledger rules ------------------------------------------------------------------------------
# Only what no rule file can say: cells that cannot be read as their type, and pandera's own
# keywords (nullable, unique). All other codes and messages of `validate` stand in schemas/*.yaml.
CELL_WHOLE: Final = Code("cell_number", _ERROR, "不是整数", "“{value}”不是整数。请改填 1、2、3 这样的整数。")
CELL_NUMBER: Final = Code(
    "cell_number", _ERROR, "不是数字", "“{value}”不是数字。请改填数字，单位和说明写到别处。"
)
CELL_PERCENT: Final = Code(
    "cell_percent",
    _ERROR,
    "百分比不是数字",
    "“{value}”不是数字。请清空此格，把单元格格式设为“百分比”，再键入 60% 这样的百分比。",
)
CELL_DATE: Final = Code(
    "cell_date",
    _ERROR,
    "不是日期",
    "“{value}”不是日期。请清空此格，把单元格格式设为“日期”，再键入 2020-06-30 这样的日期。",
)
CELL_MONTH: Final = Code(
    "cell_month",
    _ERROR,
    "不是年月",
    "“{value}”不是规定的年月写法。请清空此格，把单元格格式设为“文本”，再键入 2020-06 这样的年月。",
)
CELL_FORMULA: Final = Code(
    "cell_formula", _ERROR, "公式出错", "公式出错，显示为“{value}”。请改正公式，或直接键入内容。"
)
CELL_BLANK: Final = Code("cell_blank", _ERROR, "没有填写", "“{column}”没有填写。{expected}")
CELL_TWICE: Final = Code(
    "cell_twice", _ERROR, "重复", "“{value}”重复，“{columns}”不能有两行相同。请只留一行。{expected}"
)
RULE_COLUMN_MISSING: Final = Code(
    "column_missing",
    _ERROR,
    "缺少列",
    "校验规则 {file} 里的“{column}”列，工作表上没有。请补上这一列，或删去这条规则。",
)

# --- the notice and its units ------------------------------------------------------------------
UNIT_INDEFINITE: Final = Code(
    "unit_indefinite",
    _WARNING,
    "责任单位需人工确定",
    "第{task}项的“{value}”没有点明单位，请在“任务分工”里补上。",
)
UNIT_DEPARTMENTS: Final = Code(
    "unit_indefinite",
    _WARNING,
    "责任单位需人工确定",
    "第{task}项的“{value}”要靠单位名录确定。请在“单位名录”里核对类别，算在内的填“{kind}”，再导入一次。",
)
UNIT_UNKNOWN: Final = Code(
    "unit_unknown",
    _WARNING,
    "单位名录里没有",
    "第{task}项的“{value}”不在单位名录里，已按通知上的写法加入。{hint}如果是已有单位的别称，请填到那个单位的“别名”。",
)
UNIT_UNCLEAR: Final = Code(
    "unit_unclear",
    _WARNING,
    "单位名称不完整",
    "第{task}项的“{value}”不像完整的单位名称，已按通知上的写法加入。请在“单位名录”和“任务分工”里核对。",
)
UNIT_ALIAS: Final = Code(
    "unit_alias", _INFO, "同一单位的不同写法", "“{value}”按“{unit}”的另一种写法处理，请在“单位名录”里核对。"
)
UNIT_MAYBE_SAME: Final = Code(
    "unit_maybe_same",
    _WARNING,
    "可能是同一单位",
    "“{value}”和“{unit}”可能是同一单位，现按两个单位处理。如果是同一个，请把一个填到另一个的“别名”里再导入。",
)
UNIT_CLASH: Final = Code(
    "unit_clash",
    _WARNING,
    "一个名称对应多个单位",
    "单位名录里“{value}”同时指{units}，无法据此认出单位。请只留一处。",
)
UNIT_CHANGED: Final = Code(
    "unit_changed",
    _WARNING,
    "单位名录与文件不一致",
    "“{unit}”的“{column}”在台账里是“{before}”，文件里是“{value}”；台账未改。",
)
GROUP_MEMBERS: Final = Code(
    "group_members",
    _INFO,
    "按组展开",
    "“{value}”已展开为 {count} 个单位：{units}。请核对“单位名录”的“所属组”。",
)
GROUP_EMPTY: Final = Code(
    "group_empty",
    _WARNING,
    "组里没有单位",
    "第{task}项的“{value}”无法展开：单位名录里没有属于它的单位。请在“所属组”里填上，再导入一次。",
)
GROUP_AFTER_OPEN: Final = Code(
    "group_after_open",
    _INFO,
    "开发区按全部理解",
    "第{task}项的“{value}”跟在“{before}”后面，按全部 {count} 个理解。请核对。",
)
NOTICE_NUMBERING: Final = Code(
    "notice_numbering",
    _WARNING,
    "编号不连续",
    "“{value}”的编号应为{expected}。请核对通知是否缺页、漏项或重号。",
)
TASK_DUPLICATE: Final = Code(
    "task_duplicate", _ERROR, "任务编号重复", "通知里有两个第{value}项，只导入了前一个。请改正编号后再导入。"
)
TASK_WITHOUT_UNITS: Final = Code(
    "task_without_units",
    _WARNING,
    "任务没有单位",
    "第{value}项既没有牵头单位也没有责任单位。请在“任务分工”里补上。",
)
TASK_WITHOUT_LEAD: Final = Code(
    "task_without_lead", _INFO, "任务没有牵头单位", "第{value}项没有牵头单位，由责任单位报送。"
)
LEADER_UNCLEAR: Final = Code(
    "leader_unclear", _WARNING, "责任领导分不清", "第{task}项的责任领导“{value}”不像一个人的姓名，请核对。"
)
NOTICE_YEAR: Final = Code(
    "notice_year",
    _WARNING,
    "年度不一致",
    "通知是{value}年的，台账的年度是{year}年。请核对是否选错了文件或台账。",
)
TASK_CHANGED: Final = Code(
    "task_changed",
    _WARNING,
    "任务与通知不一致",
    "第{task}项的“{column}”在台账里是“{before}”，通知里是“{value}”；台账未改。",
)
TASK_OVERWRITTEN: Final = Code(
    "task_overwritten",
    _INFO,
    "任务已按通知改写",
    "第{task}项的“{column}”原来是“{before}”，已改为“{value}”。",
)
ASSIGNMENTS_DIFFER: Final = Code(
    "assignments_differ",
    _WARNING,
    "任务分工与通知不一致",
    "第{task}项的任务分工与通知不一致：{difference}；台账未改。",
)
ASSIGNMENTS_OVERWRITTEN: Final = Code(
    "assignments_overwritten",
    _INFO,
    "任务分工已按通知改写",
    "第{task}项的任务分工已按通知改写：{difference}。",
)

# --- bulletin ----------------------------------------------------------------------------------
MONTH_NOT_DUE: Final = Code(
    "month_not_due",
    _WARNING,
    "月份未到期",
    "{month}的报送截止日是 {due}，到 {as_of} 还没有到期，通报按已收到的情况统计，并在文中作了说明。",
)
MONTH_WITHOUT_DATA: Final = Code(
    "month_without_data",
    _WARNING,
    "没有收到进展",
    "{month}的进展一项也没有收到。请先合并回收件，再做通报。",
)
CHART_WITHOUT_FONT: Final = Code(
    "chart_without_font",
    _WARNING,
    "没有中文字体",
    "这台电脑上没有中文字体，通报里的图没有画，表格不受影响。请安装微软雅黑、宋体或思源黑体等字体后再做一次。",
)

# --- reminders ---------------------------------------------------------------------------------
MAIL_BLANK: Final = Code(
    "mail_blank",
    _WARNING,
    "没有邮箱",
    "“{unit}”没有填邮箱，邮件草稿的收件人空着。请补上邮箱再做一次，或发送前填上。",
)
MAIL_WRONG: Final = Code(
    "mail_wrong",
    _WARNING,
    "邮箱写法不对",
    "“{unit}”的邮箱“{value}”不是有效的地址，没有写进收件人。请改正后再做一次，或发送前填上。",
)
MAIL_UNIT_UNKNOWN: Final = Code(
    "unit_unknown",
    _WARNING,
    "单位名录里没有",
    "“{value}”不在单位名录里，不知道联系人和邮箱，邮件草稿的收件人空着。请在“{sheet_name}”里补上。",
)
