"""Findings about mails that came back, and about mails that go out."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

MAIL_NOTHING: Final = Code(
    "mail_nothing",
    ERROR,
    "邮件里没有填报表",
    "邮件“{value}”没有附件，正文里也没有填报的表格。请把填好的 Excel 填报表作为附件发来。",
)
MAIL_LINKED: Final = Code(
    "mail_linked",
    ERROR,
    "附件只是链接",
    "邮件“{value}”的附件在网盘或超大附件里，只发来了下载链接，为安全没有下载。请把填报表作为普通附件发来。",
)
MAIL_AUTOMATIC: Final = Code(
    "mail_automatic", INFO, "自动邮件", "邮件“{value}”是系统发的退信、回执或自动回复，不处理。"
)
MAIL_RECALL: Final = Code(
    "mail_recall",
    ERROR,
    "要求撤回",
    "来信要求撤回邮件“{value}”，没有找到这一封，台账没有因此改动。它以后再来，也不会收。",
)
MAIL_RECALL_DONE: Final = Code(
    "mail_recall", INFO, "要求撤回", "来信要求撤回邮件“{value}”，那一封里的文件没有收。"
)
MAIL_RECALL_BACK: Final = Code(
    "mail_recall",
    WARNING,
    "要求撤回",
    "来信要求撤回邮件“{value}”，它以前报来的 {count} 行已从台账退回，列在“退回清单”{office}{again}。",
)
MAIL_RECALLED: Final = Code(
    "mail_recalled", ERROR, "已被撤回", "发件人后来要求撤回这封邮件。请改好后重新报送。"
)
EVIDENCE_KEPT: Final = Code(
    "evidence_kept", INFO, "随报的材料", "随“{value}”一起报来的材料，不是填报表，已登记为佐证。"
)
EVIDENCE_TABLE: Final = Code(
    "evidence_table",
    WARNING,
    "没有填报内容的表格",
    "随“{value}”一起报来的表格里没有填报内容，已登记为佐证。应是填报表的，请核对表头后重新报送。",
)
MAIL_TOO_LARGE: Final = Code(
    "mail_too_large",
    WARNING,
    "邮件太大",
    "邮件“{value}”有 {size} MB，为安全没有收。请在邮箱里打开，把填报表存下来再合并。",
)
SEND_NO_ADDRESS: Final = Code("mail_blank", WARNING, "没有邮箱", "“{unit}”没有可用的邮箱地址，邮件没有发。")
SEND_REFUSED: Final = Code(
    "mail_refused", WARNING, "没有发出", "邮件“{value}”服务器没有收（{why}）。请核对地址后再发。"
)
SEND_UNCERTAIN: Final = Code(
    "mail_uncertain",
    WARNING,
    "不知道发出没有",
    "邮件“{value}”发到一半断了，不知道发出没有，不会自动再发。请到邮箱的“已发送”里看；没有发出的，把发文登记里这一行的结果"
    "清空再发。",
)
SEND_BROKEN: Final = Code(
    "mail_waiting", WARNING, "还没有发", "连接断了，邮件“{value}”还没有发。请再发一次，发过的不会重发。"
)
SEND_LIMIT: Final = Code(
    "mail_waiting",
    WARNING,
    "还没有发",
    "今天已到每日上限 {limit} 封，邮件“{value}”还没有发。请明天再发一次，发过的不会重发。",
)
MAIL_OTHER_SENDER: Final = Code(
    "mail_other_sender",
    WARNING,
    "发件人是别的单位",
    "发件地址“{value}”在“单位名录”里是“{other}”的，文件是“{unit}”的。请核对是不是发错了。",
)
