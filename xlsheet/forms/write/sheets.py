"""The two sheets that a unit fills in: its monthly progress and, once, its project plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms import check_words
from xlsheet.forms.content import FormContent, FormTask, SheetLimits
from xlsheet.forms.layout import (
    CHECK,
    CONTENT,
    DUE_LABEL,
    FILLED_LABEL,
    LAST_PERCENT,
    LAST_TEXT,
    MONTH_LABEL,
    PHONE_LABEL,
    PLAN_COLUMNS,
    PLAN_HEADER,
    PLAN_INPUTS,
    PLAN_SHEET,
    PROGRESS_COLUMNS,
    PROGRESS_HEADER,
    PROGRESS_INPUTS,
    PROGRESS_SHEET,
    REPORTER_LABEL,
    ROLE,
    UNIT_LABEL,
    Stamp,
)
from xlsheet.forms.write import checks
from xlsheet.forms.write.guide import plan_hint, progress_hint
from xlsheet.forms.write.paint import Paint
from xlsheet.xlsx.row_heights import height

COLUMN_WIDTHS: Final[dict[str, float]] = {
    PROGRESS.task_no: 8.5,
    ROLE: 6,
    LAST_PERCENT: 8.5,
    PROGRESS.text: 40,
    PROGRESS.percent: 9,
    PROGRESS.status: 9,
    PROGRESS.problems: 20,
    PROGRESS.next_steps: 20,
    PROGRESS.reporter: 9,
    PROGRESS.phone: 14,
    PROGRESS.filled_on: 11.5,
    PLANS.work: 44,
    PLANS.goal: 30,
    PLANS.stages: 36,
    PLANS.deadline: 11.5,
    PLANS.leader: 11,
    CHECK: 18,
}
_CONTENT_WIDTHS: Final = (36, 44, 54, 66)
_LAST_TEXT_WIDTHS: Final = (24, 32, 42)
_NO_LAST_TEXT: Final = 11
_COMFORTABLE: Final = 220.0
"""Points: rows higher than this get a wider column where there is one."""

_LAST_TEXT_SHOWN: Final = 600
"""Characters of a last entry that the form repeats, about as much as a row can show."""

"""0-based rows of the tables' headers."""


class FormSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no type information
    """A worksheet whose rows from `growing_from` (0-based) on have a height, yet grow with what is typed.

    XlsxWriter calls every height a custom one, and Excel never fits a row that has one. It also looks
    for thirty new functions in every formula, which took a third of the time; ours has none of them.
    """

    growing_from: int | None = None

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "row" and self.growing_from is not None and dict(attributes)["r"] > self.growing_from:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, _expand: bool = False) -> str:
        return formula.removeprefix("=")


def progress_sheet(book: Any, paint: Paint, content: FormContent, name: str) -> Stamp:
    """Write the progress sheet; what the hidden sheet has to say of it."""
    sheet, last = book.add_worksheet(name, FormSheet), len(PROGRESS_COLUMNS) - 1
    first_row, last_row = PROGRESS_HEADER + 1, PROGRESS_HEADER + len(content.tasks)
    _title(sheet, paint, f"{content.title}　{PROGRESS_SHEET}填报表", last)
    _labelled(sheet, paint, (1, 0, 2), UNIT_LABEL, content.unit)
    _labelled(sheet, paint, (1, 3, 5), MONTH_LABEL, content.month.chinese)
    _labelled(sheet, paint, (1, 6, 8), DUE_LABEL, content.due)
    _count(sheet, paint, 9, last, checks.progress_count(first_row, last_row), len(content.tasks))
    inputs = ((0, 2, REPORTER_LABEL), (3, 5, PHONE_LABEL), (6, 8, FILLED_LABEL))
    for column, end, label in inputs:
        _labelled(sheet, paint, (2, column, end), label, None, paint.head_inputs[label])
    _across(sheet, (2, 9, last), "左边三项填一次就行，各行的可以不填。", paint.note)
    _hint(sheet, paint, 3, progress_hint(content), last)
    _table(sheet, paint, content, PROGRESS_COLUMNS, PROGRESS_INPUTS, PROGRESS_HEADER)
    for row in range(first_row, last_row + 1):
        check = checks.checked(content.limits.progress.check, row)
        sheet.write_formula(row, last, check, paint.check, check_words.BLANK)
    _limits(sheet, content.limits.progress, PROGRESS_COLUMNS, first_row, last_row)
    filled_on = content.limits.progress.validations.get(PROGRESS.filled_on)
    if filled_on:
        sheet.data_validation(2, 7, 2, 7, dict(filled_on))
    _finish(sheet, paint, content, PROGRESS_COLUMNS, PROGRESS_HEADER)
    return content.mark(name)


def plan_sheet(book: Any, paint: Paint, content: FormContent, name: str) -> Stamp:
    """Write the project-plan sheet; what the hidden sheet has to say of it."""
    sheet, last = book.add_worksheet(name, FormSheet), len(PLAN_COLUMNS) - 1
    first_row, last_row = PLAN_HEADER + 1, PLAN_HEADER + len(content.tasks)
    _title(sheet, paint, f"{content.title}　{PLAN_SHEET}填报表（只报一次）", last)
    _labelled(sheet, paint, (1, 0, 2), UNIT_LABEL, content.unit)
    _labelled(sheet, paint, (1, 3, 4), DUE_LABEL, content.plan_due)
    _count(sheet, paint, 5, last, checks.plan_count(first_row, last_row), len(content.tasks))
    _hint(sheet, paint, 2, plan_hint(content), last)
    _table(sheet, paint, content, PLAN_COLUMNS, PLAN_INPUTS, PLAN_HEADER)
    for row in range(first_row, last_row + 1):
        check = checks.checked(content.limits.plan.check, row)
        sheet.write_formula(row, last, check, paint.check, check_words.BLANK)
    _limits(sheet, content.limits.plan, PLAN_COLUMNS, first_row, last_row)
    _finish(sheet, paint, content, PLAN_COLUMNS, PLAN_HEADER)
    return content.mark(name)


def _title(sheet: Any, paint: Paint, text: str, last: int) -> None:
    sheet.set_row(0, 34)
    _across(sheet, (0, 0, last), text, paint.title)


def _labelled(
    sheet: Any,
    paint: Paint,
    place: tuple[int, int, int],
    label: str,
    value: str | date | None,
    style: Any = None,
) -> None:
    """A label at `place` (row, column, last column), and right of it its value, merged to the last."""
    row, column, last = place
    sheet.set_row(row, 24)
    sheet.write_string(row, column, label, paint.label)
    style = style or paint.fact_for(value)
    if last > column + 1:
        sheet.merge_range(row, column + 1, row, last, "", style)
    if isinstance(value, date):
        sheet.write_datetime(row, column + 1, value, style)
    elif value is None:
        sheet.write_blank(row, column + 1, None, style)
    else:
        sheet.write_string(row, column + 1, value, style)


def _count(sheet: Any, paint: Paint, column: int, last: int, formula: str, rows: int) -> None:
    """How much is left to fill in, kept up to date by a formula."""
    _across(sheet, (1, column, last), "", paint.count)
    sheet.write_formula(1, column, formula, paint.count, check_words.count_blank(rows))
    sheet.conditional_format(1, column, 1, last, paint.count_rule)


def _hint(sheet: Any, paint: Paint, row: int, text: str, last: int) -> None:
    sheet.set_row(row, 30)
    _across(sheet, (row, 0, last), text, paint.note)


def _across(sheet: Any, place: tuple[int, int, int], text: str, style: Any) -> None:
    """Text at `place` (row, column, last column), merged over all but the check column, which is not
    printed: a merged cell would stick out of the printed page."""
    row, column, last = place
    sheet.merge_range(row, column, row, last - 1, text, style)
    sheet.write_blank(row, last, None, style)


def _table(
    sheet: Any,
    paint: Paint,
    content: FormContent,
    columns: Sequence[str],
    inputs: Sequence[str],
    header: int,
) -> None:
    """Header and rows: what the office wrote, locked, and blank cells to fill in."""
    sheet.set_row(header, 30)
    for i, name in enumerate(columns):
        sheet.write_string(header, i, name, paint.input_header if name in inputs else paint.header)
    widths = _widths(content.tasks)
    for i, name in enumerate(columns):
        sheet.set_column(i, i, widths[name])
    read_only = [(i, name) for i, name in enumerate(columns) if name in _REFERENCES]
    blanks = [(i, paint.inputs[name]) for i, name in enumerate(columns) if name in inputs]
    repeats = LAST_TEXT in columns
    for row, task in enumerate(content.tasks, start=header + 1):
        last_text = _shown(task.last_text) if repeats else ""
        sheet.set_row(row, height(((task.content, widths[CONTENT]), (last_text, widths[LAST_TEXT]))))
        values: Mapping[str, str | float | None] = {
            PROGRESS.task_no: task.number,
            ROLE: task.role,
            CONTENT: task.content,
            LAST_TEXT: last_text,
            LAST_PERCENT: task.last_percent,
        }
        for i, name in read_only:
            _locked(sheet, row, i, values[name], paint.references[name])
        for i, style in blanks:
            sheet.write_blank(row, i, None, style)
    sheet.growing_from = header + 1


_REFERENCES: Final = (PROGRESS.task_no, ROLE, CONTENT, LAST_TEXT, LAST_PERCENT)


def _locked(sheet: Any, row: int, column: int, value: str | float | None, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _shown(text: str) -> str:
    return text if len(text) <= _LAST_TEXT_SHOWN else f"{text[:_LAST_TEXT_SHOWN]}……"


def _widths(tasks: Sequence[FormTask]) -> dict[str, float]:
    """Column widths in characters: wide enough for the longest text to be read without scrolling."""
    last_texts = [_shown(task.last_text) for task in tasks if task.last_text]
    content = _first_comfortable([task.content for task in tasks], _CONTENT_WIDTHS)
    last = _first_comfortable(last_texts, _LAST_TEXT_WIDTHS) if last_texts else _NO_LAST_TEXT
    return {**COLUMN_WIDTHS, CONTENT: content, LAST_TEXT: last}


def _first_comfortable(texts: Sequence[str], widths: Sequence[float]) -> float:
    for width in widths:
        if height((text, width) for text in texts) <= _COMFORTABLE:
            return width
    return widths[-1]


def _limits(sheet: Any, limits: SheetLimits, columns: Sequence[str], first: int, last: int) -> None:
    """Dropdowns and limits of the cells to fill in."""
    for i, name in enumerate(columns):
        if name in limits.validations:
            sheet.data_validation(first, i, last, i, dict(limits.validations[name]))


def _finish(sheet: Any, paint: Paint, content: FormContent, columns: Sequence[str], header: int) -> None:
    """Colours of the check column, frozen header, print set-up, protection."""
    last, last_row = len(columns) - 1, header + len(content.tasks)
    for rule in paint.check_rules:
        sheet.conditional_format(header + 1, last, last_row, last, rule)
    sheet.freeze_panes(header + 1, columns.index(CONTENT) + 1)
    first_input = columns.index(PLANS.work if PLANS.work in columns else PROGRESS.text)
    sheet.set_selection(header + 1, first_input, header + 1, first_input)
    print_set_up(sheet)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last_row, last - 1)
    unit = content.unit.replace("&", "&&")
    sheet.set_footer(f"&L单位负责人（签字、盖章）：&C{unit}　{content.month.chinese}&R第 &P 页，共 &N 页")
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letter(last)}{last_row + 1}"})
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def print_set_up(sheet: Any) -> None:
    """A4 landscape, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.center_horizontally()
