"""Write a review as a workbook: source on the left, what was understood on the right, doubts in colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.errors import OutputError, reason
from xlsheet.notice.model import Notice
from xlsheet.notice.review.layout import (
    CITY,
    COLUMNS,
    DOUBT,
    GUIDE,
    GUIDE_SHEET,
    PLACE,
    SHEET,
    TEXT,
    TITLE,
    YEAR,
)
from xlsheet.notice.review.rows import ReviewRow

_FONT: Final[dict[str, Any]] = {"font_name": "微软雅黑", "font_size": 10, "valign": "top", "text_wrap": True}
_BOXED: Final[dict[str, Any]] = {"border": 1, "border_color": "#BFBFBF"}
_DOUBTED, _UNUSED, _UNTOUCHED, _HEAD = "#FFF2CC", "#F8CBAD", "#F2F2F2", "#DDEBF7"
_A3: Final = 8
_MOST_SHOWN: Final = 32_000
"""A little less than what a cell may hold."""


def write_review(path: Path, notice: Notice, rows: Sequence[ReviewRow]) -> None:
    """Raises OutputError where the file cannot be written."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            _write_lines(book, rows)
            _write_guide(book, notice)
    except FileCreateError as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
        why = reason(cause) if cause else "原因不明"
        raise OutputError(f"“{path}”写不进去（{why}）。请关闭正打开它的程序，或换一个文件夹。") from error


def _write_lines(book: Any, rows: Sequence[ReviewRow]) -> None:
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({**_FONT, **_BOXED, "bold": True, "bg_color": _HEAD, "align": "center"})
    paint = _Paint(book)
    for c, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(c, c, width)
        sheet.write_string(0, c, name, head)
    for r, row in enumerate(rows, start=1):
        for c, name in enumerate(COLUMNS):
            value = _shown(row, name)
            style = paint.of(row, name, is_day=isinstance(value, date))
            if isinstance(value, date):
                sheet.write_datetime(r, c, value, style)
            elif value:
                sheet.write_string(r, c, str(value)[:_MOST_SHOWN], style)
            else:
                sheet.write_blank(r, c, None, style)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _shown(row: ReviewRow, name: str) -> object:
    if name == PLACE:
        return row.place
    if name == TEXT:
        return row.text
    if name == DOUBT:
        unused = ["这一行没有用上。"] if row.unused else []
        return "\n".join([*unused, *(doubt.message for doubt in row.doubts)])
    return row.values.get(name)


class _Paint:
    """The formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, row: ReviewRow, name: str, *, is_day: bool) -> Any:
        color = ""
        if row.unused and name in (PLACE, TEXT, DOUBT):
            color = _UNUSED
        elif row.task and row.uncertain and name not in (PLACE, TEXT):
            color = _DOUBTED
        elif row.beside and name in (PLACE, TEXT):
            color = _UNTOUCHED
        key = color, is_day
        if key not in self._made:
            fill = {"bg_color": color} if color else {}
            form = "yyyy-mm-dd" if is_day else "@"
            self._made[key] = self._book.add_format({**_FONT, **_BOXED, **fill, "num_format": form})
        return self._made[key]


def _write_guide(book: Any, notice: Notice) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    style = book.add_format({**_FONT, "font_size": 11})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    facts = {TITLE: notice.title, YEAR: str(notice.year or ""), CITY: notice.city}
    for r, (name, value) in enumerate(facts.items()):
        sheet.write_string(r, 0, name, style)
        sheet.write_string(r, 1, value, style)
    for r, line in enumerate(GUIDE, start=len(facts) + 1):
        sheet.write_string(r, 1, line, style)
