"""Findings about a returned file as a whole."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

FILE_NOT_TABLE: Final = Code(
    "file_not_table",
    ERROR,
    "不是表格",
    "收到的是{what}，不是填报表。请填写下发的 Excel 填报表后报送。",
)
FILE_CORRUPT: Final = Code(
    "file_corrupt", ERROR, "文件损坏", "文件打不开（{why}）。请用 Excel 打开确认无误后重新报送。"
)
FILE_ENCRYPTED: Final = Code(
    "file_encrypted", ERROR, "有打开密码", "文件设了打开密码。请去掉密码后重新报送。"
)
FILE_BOMB: Final = Code(
    "file_bomb", ERROR, "文件过大", "{why}，为安全没有打开。请用下发的填报表重新填写后报送。"
)
FILE_FAR: Final = Code(
    "file_bomb",
    ERROR,
    "文件过大",
    "{value} 有内容，离表格太远，为安全没有打开。请删去这一格（连同它所在的行和列）后重新报送。",
)
FILE_OLD_FORMAT: Final = Code("file_old_format", INFO, "其他格式", "文件是{value}，已照常读取。")
FILE_CSV: Final = Code("file_csv", INFO, "文本表格", "文件是文本表格（.csv 一类），已按文字读取。")
FILE_DISGUISED: Final = Code(
    "file_disguised", INFO, "名称与内容不符", "文件名是“{value}”，内容其实是{kind}，已按内容读取。"
)
FILE_ZIP: Final = Code(
    "file_zip", ERROR, "压缩包里还有压缩包", "这是压缩包里的压缩包，没有打开。请解压一层后再合并。"
)
FILE_ARCHIVE: Final = Code(
    "file_not_table",
    ERROR,
    "不是表格",
    "收到的是 .{value} 压缩包，这台电脑上没有能解开它的程序，没有打开。"
    "请解压后报送里面的 Excel 填报表，或改用 .zip 压缩。",
)
FILE_LOCKED: Final = Code(
    "file_locked",
    ERROR,
    "文件打不开",
    "文件打不开（{why}）。请关闭占用它的程序，或核对权限后再合并。",
)
FILE_TEMP: Final = Code("file_temp", INFO, "临时文件", "“{value}”是程序留下的临时文件，不处理。")
FILE_LINK: Final = Code("file_link", INFO, "快捷链接", "“{value}”是指向文件夹之外的链接，不处理。")
FILE_NO_ROWS: Final = Code(
    "file_not_table",
    ERROR,
    "不是表格",
    "文件里没有找到填报的表格（应有“任务编号”“进展情况”“完成比例”“状态”这样的表头）。请填写下发的填报表后报送。",
)
FILE_WRONG_MONTH: Final = Code(
    "file_wrong_month",
    ERROR,
    "月份不对",
    "这是{month}的填报表，要的是{expected}的。请报送{expected}的填报表。",
)
FILE_WRONG_LEDGER: Final = Code(
    "file_wrong_ledger",
    ERROR,
    "不是本台账的填报表",
    "这份填报表是另一本台账（编号 {value}）下发的，本台账的编号是 {own}。请填写本台账下发的填报表；"
    "选错了台账的，请督查室打开编号为 {value} 的那本再合并；台账是重新建的，"
    "请督查室把“参数”里的“台账编号”改成 {value} 再合并，或者重新下发。",
)
FILE_OLD_FORM: Final = Code(
    "file_old_form",
    WARNING,
    "旧版填报表",
    "填报表版本是“{value}”，现行版本是“{current}”；能对应的行已接收。",
)
FILE_UNKNOWN_UNIT: Final = Code(
    "file_unknown_unit",
    ERROR,
    "认不出单位",
    "认不出是哪个单位报送的（写的是“{value}”）。{hint}请核对“填报单位”。",
)
FILE_TWO_UNITS: Final = Code(
    "form_edited",
    ERROR,
    "填报单位有两种说法",
    "填报单位改成了“{value}”，而这张表是发给{expected}的，两家都在名录里，分不清是谁报的，未接收。"
    "请{value}用发给自己的填报表报送；确实是{expected}的，请改回填报单位。",
)
FILE_NO_UNIT: Final = Code(
    "file_unknown_unit",
    ERROR,
    "认不出单位",
    "没有写填报单位，按所填的任务也认不出是哪个单位。请在“填报单位”右边的格子里写明单位全称。",
)
FILE_WRONG_YEAR: Final = Code(
    "file_wrong_ledger",
    ERROR,
    "不是本台账的填报表",
    "这是{value}的填报表，本台账是{year}年的。请核对“填报月份”，用本台账下发的填报表报送。",
)
FILE_TWO_MONTHS: Final = Code(
    "file_wrong_month",
    ERROR,
    "月份不对",
    "填报月份改成了“{value}”，而这张表是为{issued}下发的。请用当月下发的填报表报送；"
    "确实是改了月份再用的，请督查室合并时用 --month 写明月份。",
)
FORM_OUTDATED: Final = Code(
    "file_old_form",
    ERROR,
    "旧版填报表",
    "旧版填报表的第{task}项是“{value}”，台账里现在是“{expected}”，不是同一件事。请用新下发的填报表重填此项。",
)
FILE_NOT_FILLED: Final = Code(
    "file_not_filled", WARNING, "整份没有填", "填报表里一行也没有填，台账不变。请填写后重新报送。"
)
MONTH_NOT_FILLED: Final = Code(
    "month_not_filled",
    WARNING,
    "月报没有填",
    "推进计划填了，{month}的月度进展一行也没有填，只收下了计划。请问单位补报月度进展。",
)
FILE_DUPLICATE: Final = Code(
    "file_duplicate", INFO, "重复文件", "与已收到的“{other}”内容完全相同，台账不变。"
)
FILE_SUPERSEDED: Final = Code(
    "file_superseded",
    WARNING,
    "已被后来的文件取代",
    "同一单位同一月份另有较晚的文件“{other}”，以那份为准。",
)
FILE_TIE: Final = Code(
    "file_tie",
    ERROR,
    "分不出先后",
    "第{task}项在“{other}”里写得不一样；两份同一天收到，填报日期也一样，分不出先后，都未接收。"
    "请问明单位以哪份为准，只合并那一份。",
)
OFFICE_STANDS: Final = Code(
    "office_row",
    WARNING,
    "以督查室填的为准",
    "第{task}项台账里是督查室手工填写或改过的（{office}），与单位报的不同：台账没有动，单位报的列在退回清单。"
    "要改用单位报的，请删去台账里的那一行，再合并这份文件（加 --again）。",
)
MONTH_IN_QUESTION: Final = Code(
    "file_month_doubt",
    ERROR,
    "月份要问清",
    "这是{month}的填报表，台账里已有{month}的内容，而这份{why}，像是把{later}的进展填进了{month}的表。没有接收。"
    "请问明单位：是{later}的，请用{later}的填报表报送；确是补报{month}的，请合并时用 --month {number} 写明。",
)
MONTH_DOUBTED: Final = Code(
    "file_month_doubt",
    WARNING,
    "月份要问清",
    "这是{month}的填报表，而这份{why}。已按{month}接收，请核对是不是{later}的进展。",
)
MONTH_BY_RECEIPT: Final = Code(
    "file_month_by_receipt",
    WARNING,
    "按收件日期认出月份",
    "没有写填报月份；这一天正在收{month}的，按{month}接收。请核对。",
)
TASK_CLOSED: Final = Code(
    "task_closed",
    WARNING,
    "任务已销号",
    "第{task}项 {closed} 已销号，不用再报；单位报的已收下，销号不变。",
)
DUTY_OUTSIDE: Final = Code(
    "duty_outside",
    WARNING,
    "不在起止月份之内",
    "第{task}项{unit}从 {first} 报到 {last}，{month}不用报；已收下，请核对任务分工的起报月份、止报月份。",
)
