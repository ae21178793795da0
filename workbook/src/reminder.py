"""Build workbook/reminder.docx, the letter that offices may edit: official layout, Jinja fields in Chinese.

`make template` runs this; a test builds it again and compares every part. The fields are those of
`LetterContent.fields` (xlsheet/documents/reminders/letter.py).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx.shared import Mm, Pt

from xlsheet.documents.official import Style, add_table, document_bytes, official_document, rule_below
from xlsheet.ledger.reminder_rules import ReminderStep

TARGET: Final = Path(__file__).parent.parent / "reminder.docx"

_ASSIGN, _URGE, _SUPERVISE = (step.word for step in ReminderStep)
_FEW: Final = 3
"""So many tasks are named in sentences; more stand in a table."""

_OPENING: Final = "按照{{ 年度 }}年重点工作督查安排，各单位应{{ 要求 }}。截至{{ 日期 }}，你单位{{ 概况 }}"
_RUN: Final = "{{ 连续情况 }}"
_WHY: Final = {
    _ASSIGN: f"{_RUN}，现予交办，请抓紧办理。",
    _URGE: f"{_RUN}，现予催办，请抓紧办理。",
    _SUPERVISE: f"{_RUN}，现予督办，请立即办理。",
}
_REPORT: Final = "于{{ 补报日期 }}前，用所附填报表如实填报上述任务的{{ 填报内容 }}，"
_TO_US: Final = "{{ 督查单位 }}"
_ASKED: Final = {
    _ASSIGN: f"请{_REPORT}报{_TO_US}。",
    _URGE: f"请分管负责同志过问，{_REPORT}并书面说明未按时报送的原因，一并报{_TO_US}。",
    _SUPERVISE: f"请主要负责同志亲自过问，{_REPORT}并书面说明未报送的原因和整改措施，一并报{_TO_US}。",
}
_SENT_ALREADY: Final = "此前已经报送的，请告知报送时间和方式，以便核对。"
_CLOSING: Final = {
    _ASSIGN: _SENT_ALREADY,
    _URGE: _SENT_ALREADY,
    _SUPERVISE: "逾期仍不报送的，将予以通报。",
}
_AGAIN: Final = "空报、雷同的任务，请按当月的实际进展重新填写，写明做了什么、到了哪一步。"
_COLUMNS: Final = (
    ("编号", "{{ 项.编号 }}", Mm(14)),
    ("任务内容", "{{ 项.内容 }}", Mm(77)),
    ("角色", "{{ 项.角色 }}", Mm(14)),
    ("月份", "{{ 项.月份 }}", Mm(35)),
    ("情况", "{{ 项.标记 }}", Mm(16)),
)
_CENTERED: Final = (0, 2, 3, 4)


def build(target: Path) -> None:
    """Write the template to `target`."""
    document = official_document("催报函")
    _head(document)
    _by_step(document, {step: _OPENING + why for step, why in _WHY.items()})
    document.add_paragraph("一、需要补报的任务", Style.HEADING)
    _tasks(document)
    asked = document.add_paragraph("二、办理要求", Style.HEADING)
    asked.paragraph_format.space_before = Pt(8)  # a table may stand above
    _by_step(document, _ASKED)
    _only_if(document, "重填", _AGAIN)
    # these go with the signature: its page must hold some of the text
    _by_step(document, _CLOSING, keep=True)
    _only_if(document, "联系方式", "联系方式：{{ 联系方式 }}", keep=True)
    _end(document)
    target.write_bytes(document_bytes(document))


def _head(document: Any) -> None:
    document.add_paragraph("{{ 督查单位 }}", Style.MARK)
    rule_below(document.add_paragraph("{{ 文号 }}", Style.NUMBER))
    document.add_paragraph()
    document.add_paragraph("关于报送{{ 事项 }}的\n{{ 步骤 }}", Style.TITLE)
    document.add_paragraph("{{ 单位 }}：", Style.ADDRESSEE)


def _by_step(document: Any, texts: dict[str, str], *, keep: bool = False) -> None:
    """A paragraph that differs by step; with `keep` it stands on the page of what follows it."""
    words = ("if", "elif", "elif")
    for word, (step, text) in zip(words, texts.items(), strict=True):
        document.add_paragraph(f"{{%p {word} 步骤 == '{step}' %}}")
        document.add_paragraph(text, Style.BODY).paragraph_format.keep_with_next = keep or None
    document.add_paragraph("{%p endif %}")


def _only_if(document: Any, condition: str, text: str, *, keep: bool = False) -> None:
    """A paragraph that stands there only under a condition."""
    document.add_paragraph(f"{{%p if {condition} %}}")
    document.add_paragraph(text, Style.BODY).paragraph_format.keep_with_next = keep or None
    document.add_paragraph("{%p endif %}")


def _tasks(document: Any) -> None:
    document.add_paragraph(f"{{%p if 任务|length <= {_FEW} %}}")
    document.add_paragraph("{%p for 项 in 任务 %}")
    item = "{{ loop.index }}. {{ 项.内容 }}（第{{ 项.编号 }}项，{{ 项.角色 }}，{{ 项.月份 }}{{ 项.标记 }}）"
    document.add_paragraph(item, Style.BODY)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p else %}")
    header = [name for name, _, _ in _COLUMNS]
    rows = [_row_tag("for 项 in 任务"), [cell for _, cell, _ in _COLUMNS], _row_tag("endfor")]
    add_table(document, header, rows, [width for _, _, width in _COLUMNS], _CENTERED)
    document.add_paragraph("{%p endif %}")


def _row_tag(what: str) -> Sequence[str]:
    return (f"{{%tr {what} %}}", *[""] * (len(_COLUMNS) - 1))


def _end(document: Any) -> None:
    """The attachment, then office and date at the lower right, kept on one page."""
    attachment = document.add_paragraph("附件：{{ 附件 }}", Style.BODY)
    attachment.paragraph_format.keep_with_next = True
    document.add_paragraph().paragraph_format.keep_with_next = True
    document.add_paragraph("{{ 督查单位 }}", Style.SIGNATURE)
    document.add_paragraph("{{ 日期 }}", Style.SIGNATURE).paragraph_format.keep_with_next = False


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
