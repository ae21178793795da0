"""Write a unit's form: what it has to report on, what it said last month, and the cells to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from xlsheet.forms import checks
from xlsheet.forms.guide import guide_lines, plan_hint, progress_hint
from xlsheet.forms.layout import (
    CHECK,
    CONTENT,
    DUE_LABEL,
    FILLED_LABEL,
    GUIDE_SHEET,
    LAST_PERCENT,
    LAST_TEXT,
    MARK_HEADER,
    MARK_SHEET,
    MONTH_LABEL,
    PHONE_LABEL,
    PLAN_COLUMNS,
    PLAN_INPUTS,
    PLAN_SHEET,
    PROGRESS_COLUMNS,
    PROGRESS_INPUTS,
    PROGRESS_SHEET,
    REPORTER_LABEL,
    ROLE,
    UNIT_LABEL,
    Mark,
    form_version,
)
from xlsheet.forms.paint import INPUT_FORMATS, Paint, height
from xlsheet.ledger.periods import Month
from xlsheet.ledger.tables import PLANS, PROGRESS, STATUSES

_PROGRESS_WIDTHS: Final = (9, 6, 38, 26, 9, 42, 9, 10, 24, 24, 10, 14, 13, 17)
_PLAN_WIDTHS: Final = (9, 6, 40, 44, 30, 36, 13, 12, 17)
_PROGRESS_HEADER: Final = 4
_PLAN_HEADER: Final = 3
"""0-based rows of the tables' headers."""

_SHEET_NAME_LIMIT: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


@dataclass(frozen=True, slots=True)
class FormTask:
    """One task of a form, with the unit's last entry before this month (blank where there is none)."""

    number: int
    role: str
    content: str
    last_text: str = ""
    last_percent: float | None = None


@dataclass(frozen=True, slots=True)
class FormContent:
    """All that stands in one unit's form. `plan_due` is None where no project plan is asked for."""

    ledger_id: str
    title: str
    office: str
    contact: str
    unit: str
    month: Month
    due: date
    plan_due: datetime | None
    tasks: tuple[FormTask, ...]

    @property
    def version(self) -> str:
        return form_version((task.number, task.content) for task in self.tasks)

    def mark(self, sheet: str) -> Mark:
        """What the form's hidden sheet says of a sheet of rows."""
        numbers = tuple(task.number for task in self.tasks)
        return Mark(sheet, self.ledger_id, self.unit, str(self.month), self.version, numbers)


def write_form(content: FormContent, target: Path) -> None:
    """One unit's workbook. The same content makes the same bytes. Raises OSError."""
    with _workbook(target, content.month) as book:
        paint = Paint(book)
        marks = [_progress_sheet(book, paint, content, PROGRESS_SHEET)]
        if content.plan_due is not None:
            marks.append(_plan_sheet(book, paint, content, PLAN_SHEET))
        _guide_sheet(book, paint, content)
        _mark_sheet(book, marks)


def write_book(contents: Sequence[FormContent], target: Path) -> None:
    """One workbook with a sheet for each unit, its plan beside it. Raises OSError."""
    with _workbook(target, contents[0].month) as book:
        paint = Paint(book)
        taken: set[str] = {GUIDE_SHEET, MARK_SHEET}
        marks = []
        for content in contents:
            marks.append(_progress_sheet(book, paint, content, _sheet_name(content.unit, taken)))
            if content.plan_due is not None:
                name = _sheet_name(f"{content.unit}-{PLAN_SHEET}", taken)
                marks.append(_plan_sheet(book, paint, content, name))
        _guide_sheet(book, paint, contents[0])
        _mark_sheet(book, marks)


def _workbook(target: Path, month: Month) -> Any:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    # a fixed day, so that the same form is the same file
    book.set_properties({"created": datetime.combine(month.first_day, time())})
    return book


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel allows and no other sheet has."""
    base = wanted.translate(_FORBIDDEN).strip()
    name, number = base[:_SHEET_NAME_LIMIT], 1
    while name.casefold() in {other.casefold() for other in taken}:
        number += 1
        ending = f"~{number}"
        name = base[: _SHEET_NAME_LIMIT - len(ending)] + ending
    taken.add(name)
    return name


def _progress_sheet(book: Any, paint: Paint, content: FormContent, name: str) -> Mark:
    sheet = book.add_worksheet(name)
    last = len(PROGRESS_COLUMNS) - 1
    first_row, last_row = _PROGRESS_HEADER + 1, _PROGRESS_HEADER + len(content.tasks)
    count = checks.progress_count(first_row, last_row)
    _title(sheet, paint, f"{content.title}　{PROGRESS_SHEET}填报表", last)
    _labelled(sheet, paint, 1, 0, UNIT_LABEL, content.unit, 2)
    _labelled(sheet, paint, 1, 3, MONTH_LABEL, content.month.chinese, 5)
    _labelled(sheet, paint, 1, 6, DUE_LABEL, content.due, 8)
    sheet.merge_range(1, 9, 1, last, "", paint.count)
    sheet.write_formula(1, 9, count, paint.count, f"还有 {len(content.tasks)} 项未填")
    _labelled(sheet, paint, 2, 0, REPORTER_LABEL, None, 2, paint.head_inputs[PROGRESS.reporter])
    _labelled(sheet, paint, 2, 3, PHONE_LABEL, None, 5, paint.head_inputs[PROGRESS.phone])
    _labelled(sheet, paint, 2, 6, FILLED_LABEL, None, 8, paint.head_inputs[PROGRESS.filled_on])
    sheet.merge_range(2, 9, 2, last, "填报人、联系电话、填报日期在左边填一次就行，各行可以不填。", paint.hint)
    _hint(sheet, paint, 3, progress_hint(content.office), last)
    _header(sheet, paint, _PROGRESS_HEADER, PROGRESS_COLUMNS, PROGRESS_INPUTS)
    for row, task in enumerate(content.tasks, start=first_row):
        reference: dict[str, str | float | None] = {
            PROGRESS.task_no: task.number,
            ROLE: task.role,
            CONTENT: task.content,
            LAST_TEXT: task.last_text,
            LAST_PERCENT: task.last_percent,
        }
        _row(sheet, paint, row, PROGRESS_COLUMNS, reference, _PROGRESS_WIDTHS)
        sheet.write_formula(row, last, checks.progress_check(row), paint.check, checks.BLANK)
    _checks(sheet, first_row, last_row, PROGRESS_COLUMNS, content.month)
    _date_check(sheet, 2, 7, 2, content.month)
    _finish(sheet, paint, content, _PROGRESS_HEADER, last_row, _PROGRESS_WIDTHS)
    return content.mark(name)


def _plan_sheet(book: Any, paint: Paint, content: FormContent, name: str) -> Mark:
    sheet = book.add_worksheet(name)
    last = len(PLAN_COLUMNS) - 1
    first_row, last_row = _PLAN_HEADER + 1, _PLAN_HEADER + len(content.tasks)
    count = checks.plan_count(first_row, last_row)
    _title(sheet, paint, f"{content.title}　{PLAN_SHEET}填报表（只报一次）", last)
    _labelled(sheet, paint, 1, 0, UNIT_LABEL, content.unit, 2)
    _labelled(sheet, paint, 1, 3, DUE_LABEL, content.plan_due, 4)
    sheet.merge_range(1, 5, 1, last, "", paint.count)
    sheet.write_formula(1, 5, count, paint.count, f"还有 {len(content.tasks)} 项未填")
    _hint(sheet, paint, 2, plan_hint(content.office), last)
    _header(sheet, paint, _PLAN_HEADER, PLAN_COLUMNS, PLAN_INPUTS)
    for row, task in enumerate(content.tasks, start=first_row):
        reference: dict[str, str | float | None] = {
            PLANS.task_no: task.number,
            ROLE: task.role,
            CONTENT: task.content,
        }
        _row(sheet, paint, row, PLAN_COLUMNS, reference, _PLAN_WIDTHS)
        sheet.write_formula(row, last, checks.plan_check(row), paint.check, checks.BLANK)
    _checks(sheet, first_row, last_row, PLAN_COLUMNS, content.month)
    _finish(sheet, paint, content, _PLAN_HEADER, last_row, _PLAN_WIDTHS)
    return content.mark(name)


def _title(sheet: Any, paint: Paint, text: str, last: int) -> None:
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, text, paint.title)


def _labelled(
    sheet: Any,
    paint: Paint,
    row: int,
    column: int,
    label: str,
    value: str | date | None,
    last: int,
    style: Any = None,
) -> None:
    """A label, and right of it its value, in cells merged as far as column `last`."""
    sheet.set_row(row, 24)
    sheet.write_string(row, column, label, paint.label)
    style = style or (paint.fact_date if isinstance(value, date) else paint.fact)
    if isinstance(value, datetime) and value.time() != time():
        style = paint.fact_moment
    if last > column + 1:
        sheet.merge_range(row, column + 1, row, last, "", style)
    if isinstance(value, date):
        sheet.write_datetime(row, column + 1, value, style)
    elif value is None:
        sheet.write_blank(row, column + 1, None, style)
    else:
        sheet.write_string(row, column + 1, value, style)


def _hint(sheet: Any, paint: Paint, row: int, text: str, last: int) -> None:
    sheet.set_row(row, 36)
    sheet.merge_range(row, 0, row, last, text, paint.hint)


def _header(sheet: Any, paint: Paint, row: int, columns: Sequence[str], inputs: Iterable[str]) -> None:
    sheet.set_row(row, 30)
    wanted = set(inputs)
    for i, name in enumerate(columns):
        sheet.write_string(row, i, name, paint.input_header if name in wanted else paint.header)


def _row(
    sheet: Any,
    paint: Paint,
    row: int,
    columns: Sequence[str],
    reference: Mapping[str, str | float | None],
    widths: Sequence[float],
) -> None:
    """A task: what the office wrote, locked, and blank cells to fill in."""
    sheet.set_row(
        row, height([(reference.get(name), width) for name, width in zip(columns, widths, strict=True)])
    )
    for i, name in enumerate(columns):
        if name == CHECK:
            continue
        style = paint.inputs.get(name) or paint.references[name]
        value = reference.get(name)
        if value is None or value == "":
            sheet.write_blank(row, i, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, i, value, style)
        else:
            sheet.write_number(row, i, value, style)


def _checks(sheet: Any, first: int, last: int, columns: Sequence[str], month: Month) -> None:
    """Dropdowns and limits of the cells to fill in."""
    for i, name in enumerate(columns):
        if name == PROGRESS.percent:
            sheet.data_validation(first, i, last, i, checks.PERCENT_RULE)
        elif name == PROGRESS.status:
            sheet.data_validation(first, i, last, i, checks.choice_rule(STATUSES))
        elif INPUT_FORMATS.get(name) == INPUT_FORMATS[PROGRESS.filled_on]:
            _date_check(sheet, first, i, last, month)


def _date_check(sheet: Any, first: int, column: int, last: int, month: Month) -> None:
    sheet.data_validation(first, column, last, column, checks.date_rule(month))


def _finish(
    sheet: Any, paint: Paint, content: FormContent, header: int, last_row: int, widths: Sequence[float]
) -> None:
    """Widths, colours of the check column, frozen header, print set-up, protection."""
    last = len(widths) - 1
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    for rule in paint.check_rules:
        sheet.conditional_format(header + 1, last, last_row, last, rule)
    sheet.conditional_format(1, 0, 1, last, paint.count_rule)
    sheet.freeze_panes(header + 1, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last_row, last)
    unit = content.unit.replace("&", "&&")
    sheet.set_footer(f"&L{unit}　{content.month.chinese}&C第 &P 页，共 &N 页&R&A")
    sheet.ignore_errors({"number_stored_as_text": f"A1:{chr(65 + last)}{last_row + 1}"})
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True})


def _guide_sheet(book: Any, paint: Paint, content: FormContent) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 100)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 0, 0, 1, GUIDE_SHEET, paint.title)
    lines = guide_lines(content.office, content.contact, content.month, content.due, content.plan_due)
    for row, line in enumerate(lines, start=1):
        sheet.set_row(row, height([(line, 88)], least=26, line=19))
        sheet.write_number(row, 0, row, paint.guide_number)
        sheet.write_string(row, 1, line, paint.guide)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _mark_sheet(book: Any, marks: Sequence[Mark]) -> None:
    sheet = book.add_worksheet(MARK_SHEET)
    for row, cells in enumerate([MARK_HEADER, *(mark.as_row() for mark in marks)]):
        for i, text in enumerate(cells):
            sheet.write_string(row, i, text)
    sheet.very_hidden()
