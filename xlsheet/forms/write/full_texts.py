"""The sheet of a form with the texts that are too long for a row: a row can be only so high."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.content import FormContent
from xlsheet.forms.layout import CONTENT, FULL_TEXT_SHEET, LAST_TEXT
from xlsheet.forms.write.heights import fits, row_height
from xlsheet.forms.write.paint import Paint
from xlsheet.forms.write.sheets import print_set_up, shown, widths_for

_HEADER: Final = (PROGRESS.task_no, "栏目", "全文")
_WIDTHS: Final = (7.0, 9.0, 100.0)
_PART: Final = 1000
"""Characters of a row at most: what it can show."""

LongText = tuple[int, str, str]
"""A task's number, the column that shows only a part, and the whole."""


def full_texts(book: Any, paint: Paint, contents: Sequence[FormContent], name: str) -> None:
    """Write the sheet, where any text is too long."""
    texts = list(dict.fromkeys(text for content in contents for text in too_long(content)))
    if not texts:
        return
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(i, i, width)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, 2, f"{FULL_TEXT_SHEET}（填报表里一行放不下的文字，供对照）", paint.title)
    for i, word in enumerate(_HEADER):
        sheet.write_string(1, i, word, paint.header)
    for row, (number, column, part) in enumerate(_in_parts(texts), start=2):
        sheet.set_row(row, row_height([(part, _WIDTHS[2])]))
        sheet.write_number(row, 0, number, paint.references[PROGRESS.task_no])
        sheet.write_string(row, 1, column, paint.references[PROGRESS.task_no])
        sheet.write_string(row, 2, part, paint.references[CONTENT])
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    print_set_up(sheet)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def too_long(content: FormContent) -> Iterator[LongText]:
    """The texts that a form's rows don't show whole."""
    widths = widths_for(content.tasks, repeats=True)
    for task in content.tasks:
        if not fits(task.content, widths[CONTENT]):
            yield task.number, CONTENT, task.content
        if shown(task.last_text) != task.last_text or not fits(task.last_text, widths[LAST_TEXT]):
            yield task.number, LAST_TEXT, task.last_text


def _in_parts(texts: Sequence[LongText]) -> Iterator[LongText]:
    for number, column, text in texts:
        for start in range(0, len(text), _PART):
            yield number, column, text[start : start + _PART]
