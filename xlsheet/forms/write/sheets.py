"""The two sheets that a unit fills in: its monthly progress and, once, its project plan."""

from __future__ import annotations

import math
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
    HEAD_INPUT_COLUMNS,
    HEAD_INPUT_ROW,
    LAST_PERCENT,
    LAST_TEXT,
    MONTH_LABEL,
    PLAN_COLUMNS,
    PLAN_HEADER,
    PLAN_INPUTS,
    PLAN_SHEET,
    PROGRESS_COLUMNS,
    PROGRESS_HEADER,
    PROGRESS_INPUTS,
    PROGRESS_SHEET,
    ROLE,
    TARGET_COLUMNS,
    TARGETS_HEADER,
    THIS_TOTAL,
    UNIT_LABEL,
    Stamp,
)
from xlsheet.forms.write import checks
from xlsheet.forms.write.guide import plan_hint, progress_hint
from xlsheet.forms.write.heights import row_height
from xlsheet.forms.write.paint import Paint

COLUMN_WIDTHS: Final[dict[str, float]] = {
    PROGRESS.task_no: 7,
    ROLE: 5,
    LAST_PERCENT: 7,
    PROGRESS.text: 27,
    PROGRESS.percent: 7,
    PROGRESS.status: 6.5,
    PROGRESS.problems: 12.5,
    PROGRESS.next_steps: 12.5,
    PLANS.work: 26,
    PLANS.goal: 18,
    PLANS.stages: 23,
    PLANS.deadline: 10.5,
    PLANS.leader: 7.5,
    CHECK: 13,
}
"""Digits of the workbook's font (`BOOK_FONT`). All that is printed makes 120, so that A4 shows letters of
10.5 points at no less than 9, even where a font of broader digits has to stand in."""

_TEXTS_WIDTH: Final = 35.5
_LAST_TEXT_WIDTHS: Final = (14.0, 11.0, 17.0, 20.0)
"""What 任务内容 and 上月进展 share, and what the latter may have of it, the usual first."""

_NO_LAST_TEXT: Final = 7.5
_PLAN_CONTENT_WIDTH: Final = 24.0
_LAST_TEXT_SHOWN: Final = 300
"""Characters of a last entry that the form repeats: as many as a row can show."""

_ZOOM: Final = 90
"""Percent, at which a screen of 1,280 pixels shows the sheet from the first column to the last."""


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


def progress_sheet(book: Any, paint: Paint, content: FormContent, name: str, counts_on: str) -> Stamp:
    """Write the progress sheet; what the hidden sheet has to say of it. `counts_on` is the sheet that asks
    for the indicators, blank where there are none."""
    sheet, last = book.add_worksheet(name, FormSheet), len(PROGRESS_COLUMNS) - 1
    first_row, last_row = PROGRESS_HEADER + 1, PROGRESS_HEADER + len(content.tasks)
    counted = [target.task_no for target in content.targets]
    asked = checks.CountsAsked(counts_on, counted) if counted else None
    _title(sheet, paint, f"{content.title}　{PROGRESS_SHEET}填报表", last)
    _labelled(sheet, paint, (1, 0, 2), UNIT_LABEL, content.unit)
    _labelled(sheet, paint, (1, 3, 5), MONTH_LABEL, content.month.chinese)
    _labelled(sheet, paint, (1, 6, 9), DUE_LABEL, content.due)
    for label, column in HEAD_INPUT_COLUMNS.items():
        place = (HEAD_INPUT_ROW, column - 1, column + 1 if column < last - 3 else last - 1)
        _labelled(sheet, paint, place, label, None, paint.head_inputs[label])
    _hint(sheet, paint, (3, 5), progress_hint(content))
    _count(
        sheet,
        paint,
        (3, 6, last),
        checks.progress_count(first_row, last_row, asked),
        len(content.tasks) + len(counted),
    )
    _table(sheet, paint, content, PROGRESS_COLUMNS, PROGRESS_INPUTS, PROGRESS_HEADER)
    for row, task in enumerate(content.tasks, start=first_row):
        check = checks.checked(content.limits.progress.check, row)
        if asked is not None and task.number in counted:
            check = checks.with_counts(check, row, asked)
            _point_at(sheet, row, asked, task.number)
        sheet.write_formula(row, last, check, paint.check, check_words.BLANK)
    _limits(sheet, content.limits.progress, PROGRESS_COLUMNS, first_row, last_row)
    for label, column in HEAD_INPUT_COLUMNS.items():
        if limit := content.limits.progress.validations.get(label):
            sheet.data_validation(HEAD_INPUT_ROW, column, HEAD_INPUT_ROW, column, dict(limit))
    _finish(sheet, paint, content, PROGRESS_COLUMNS, PROGRESS_HEADER)
    return content.mark(name)


def _point_at(sheet: Any, row: int, asked: checks.CountsAsked, number: int) -> None:
    """Let a click on a task's check lead to where its indicators are asked for."""
    cell = f"{checks.letter(TARGET_COLUMNS, THIS_TOTAL)}{TARGETS_HEADER + 2 + asked.task_nos.index(number)}"
    tip = f"这项任务有 {asked.task_nos.count(number)} 个量化指标，请点这里，到“{asked.sheet}”填{THIS_TOTAL}"
    sheet.write_url(row, PROGRESS_COLUMNS.index(CHECK), f"internal:{asked.quoted}!{cell}", None, "", tip)


def plan_sheet(book: Any, paint: Paint, content: FormContent, name: str) -> Stamp:
    """Write the project-plan sheet; what the hidden sheet has to say of it."""
    sheet, last = book.add_worksheet(name, FormSheet), len(PLAN_COLUMNS) - 1
    first_row, last_row = PLAN_HEADER + 1, PLAN_HEADER + len(content.tasks)
    _title(sheet, paint, f"{content.title}　{PLAN_SHEET}填报表（只报一次）", last)
    _labelled(sheet, paint, (1, 0, 2), UNIT_LABEL, content.unit)
    _labelled(sheet, paint, (1, 3, last - 1), DUE_LABEL, content.plan_due)
    _hint(sheet, paint, (2, 4), plan_hint(content))
    _count(sheet, paint, (2, 5, last), checks.plan_count(first_row, last_row), len(content.tasks))
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
    sheet.set_row(row, 32)
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


def _count(sheet: Any, paint: Paint, place: tuple[int, int, int], formula: str, rows: int) -> None:
    """How much is left to fill in, at `place` as of `_across`, kept up to date by a formula."""
    row, column, last = place
    _across(sheet, place, "", paint.count)
    sheet.write_formula(row, column, formula, paint.count, check_words.count_blank(rows))
    sheet.conditional_format(row, column, row, last, paint.count_rule)


def _hint(sheet: Any, paint: Paint, place: tuple[int, int], text: str) -> None:
    """How to fill the sheet in, from its first column to the last of `place` (row, last column)."""
    row, last = place
    sheet.set_row(row, 62)
    sheet.merge_range(row, 0, row, last, text, paint.note)


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
    widths = widths_for(content.tasks, repeats=LAST_TEXT in columns)
    for i, name in enumerate(columns):
        sheet.set_column(i, i, widths[name])
    read_only = [(i, name) for i, name in enumerate(columns) if name in _REFERENCES]
    blanks = [(i, paint.inputs[name]) for i, name in enumerate(columns) if name in inputs]
    for row, task in enumerate(content.tasks, start=header + 1):
        last_text = shown(task.last_text) if LAST_TEXT in columns else ""
        sheet.set_row(row, row_height(((task.content, widths[CONTENT]), (last_text, widths[LAST_TEXT]))))
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


def shown(text: str) -> str:
    """As much of a last entry as a row can show."""
    return text if len(text) <= _LAST_TEXT_SHOWN else f"{text[:_LAST_TEXT_SHOWN]}……"


def widths_for(tasks: Sequence[FormTask], *, repeats: bool) -> dict[str, float]:
    """Column widths in characters; what 任务内容 and 上月进展 share is divided so that rows stay low.
    `repeats` says that the sheet shows last entries."""
    last_texts = [shown(task.last_text) for task in tasks]
    if not repeats:
        return {**COLUMN_WIDTHS, CONTENT: _PLAN_CONTENT_WIDTH, LAST_TEXT: 0}
    if not any(last_texts):
        return {**COLUMN_WIDTHS, CONTENT: _TEXTS_WIDTH - _NO_LAST_TEXT, LAST_TEXT: _NO_LAST_TEXT}

    def room_taken(last: float) -> float:
        pairs = zip(tasks, last_texts, strict=True)
        return sum(
            row_height(((task.content, _TEXTS_WIDTH - last), (text, last)), most=math.inf)
            for task, text in pairs
        )

    last = min(_LAST_TEXT_WIDTHS, key=room_taken)
    return {**COLUMN_WIDTHS, CONTENT: _TEXTS_WIDTH - last, LAST_TEXT: last}


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
    sheet.set_zoom(_ZOOM)
    first_input = columns.index(PLANS.work if PLANS.work in columns else PROGRESS.text)
    sheet.set_selection(header + 1, first_input, header + 1, first_input)
    print_set_up(sheet)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last_row, last - 1)
    unit = content.unit.replace("&", "&&")
    footer = f"&L单位负责人（签字、盖章）：&C{unit}　{content.month.chinese}&R第 &P 页，共 &N 页"
    sheet.set_footer(footer, {"scale_with_doc": False})
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letter(last)}{last_row + 1}"})
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def print_set_up(sheet: Any) -> None:
    """A4 landscape, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.center_horizontally()
