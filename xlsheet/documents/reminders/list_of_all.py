"""The list of all reminders of a month: one sheet for the desk, printed on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from xlsheet.cells.months import Month, in_words
from xlsheet.documents.reminders.letter import LetterContent
from xlsheet.ledger.reminder_rules import ReminderStep
from xlsheet.xlsx.row_heights import height

SHEET: Final = "催报一览"
_BLUE, _LINE = "#1F4E79", "#BFBFBF"
_FONT: Final[dict[str, Any]] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
_COLORS: Final = {
    ReminderStep.ASSIGN: "#FFF9DB",
    ReminderStep.URGE: "#FCE4D6",
    ReminderStep.SUPERVISE: "#F8CBAD",
}
_COLUMNS: Final = (
    ("序号", 5),
    ("单位", 20),
    ("步骤", 11),
    ("文号", 17),
    ("项数", 6),
    ("任务编号", 26),
    ("欠报月份", 16),
    ("情况", 10),
    ("联系人", 9),
    ("电话", 14),
    ("函件", 26),
    ("邮件", 26),
)
_CENTERED: Final = frozenset({"序号", "项数", "欠报月份", "情况", "联系人", "电话"})
_FILES: Final = frozenset({"函件", "邮件"})
_A4: Final = 9


@dataclass(frozen=True, slots=True)
class ListedReminder:
    """A line of the list; `letter` and `mail` are names of files that stand beside it."""

    content: LetterContent
    contact: str
    phone: str
    letter: str
    mail: str


def list_bytes(month: Month, reminders: Sequence[ListedReminder]) -> bytes:
    """The list as .xlsx. The same reminders make the same bytes."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        first = reminders[0].content
        created = datetime.combine(first.day, time())
        book.set_properties({"title": _title(month), "author": first.office, "created": created})
        sheet = book.add_worksheet(SHEET)
        _head(book, sheet, month, reminders)
        _rows(book, sheet, reminders)
        _paper(sheet, len(reminders))
    return target.getvalue()


def _title(month: Month) -> str:
    return f"{month.chinese}重点工作进展情况催报一览"


def _head(book: Any, sheet: Any, month: Month, reminders: Sequence[ListedReminder]) -> None:
    first, last = reminders[0].content, len(_COLUMNS) - 1
    title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
    note = book.add_format({**_FONT, "font_color": "#595959"})
    header = {"bold": True, "font_color": "white", "bg_color": _BLUE, "align": "center", "border": 1}
    sheet.merge_range(0, 0, 0, last, _title(month), title)
    steps = [each.content.owed.step for each in reminders]
    counts = "、".join(
        f"{step.word} {steps.count(step)} 份" for step in reversed(ReminderStep) if step in steps
    )
    words = f"{first.office}　{in_words(first.day)}　共 {len(reminders)} 个单位：{counts}"
    sheet.merge_range(1, 0, 1, last, f"{words}。请于{in_words(first.answer_by)}前补报。", note)
    sheet.set_row(0, 32)
    sheet.set_row(1, 20)
    sheet.set_row(2, 24)
    for i, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(i, i, width)
        sheet.write_string(2, i, name, book.add_format({**_FONT, **header}))


def _rows(book: Any, sheet: Any, reminders: Sequence[ListedReminder]) -> None:
    cell = {**_FONT, "num_format": "@", "text_wrap": True, "border": 1, "border_color": _LINE}
    plain, center = book.add_format(cell), book.add_format({**cell, "align": "center"})
    link = book.add_format({**cell, "num_format": "General", "font_color": "#0563C1", "underline": 1})
    steps = {s: book.add_format({**cell, "align": "center", "bg_color": c}) for s, c in _COLORS.items()}
    widths = dict(_COLUMNS)
    for row, reminder in enumerate(reminders, start=3):
        values = _values(row - 2, reminder)
        sheet.set_row(row, height([(text, widths[name]) for name, text in values.items()], least=22))
        for column, (name, value) in enumerate(values.items()):
            if name in _FILES:
                # a formula, since LibreOffice wraps no other link; a file name holds no quotation mark
                sheet.write_formula(row, column, f'=HYPERLINK("{value}","{value}")', link, value)
            else:
                look = steps[reminder.content.owed.step] if name == "步骤" else plain
                sheet.write_string(row, column, value, center if name in _CENTERED else look)


def _values(number: int, reminder: ListedReminder) -> dict[str, str]:
    content, owed = reminder.content, reminder.content.owed
    texts = (
        str(number),
        owed.unit,
        owed.step.word,
        content.number,
        str(len(owed.numbers)),
        "、 ".join(map(str, owed.numbers)),  # the space lets every program break a line
        owed.months_in_words,
        "、".join(dict.fromkeys(word for task in owed.tasks for word in task.flag_words.split("、"))),
        reminder.contact,
        reminder.phone,
        reminder.letter,
        reminder.mail,
    )
    return dict(zip((name for name, _ in _COLUMNS), texts, strict=True))


def _paper(sheet: Any, rows: int) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, rows + 2, len(_COLUMNS) - 1)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(3, 2)
    sheet.hide_gridlines(2)
