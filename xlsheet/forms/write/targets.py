"""The sheet on which a unit fills in how far the indicators of its tasks are."""

from __future__ import annotations

from typing import Any, Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import INDICATORS, MEASURED
from xlsheet.forms import check_words
from xlsheet.forms.content import FormContent, FormTarget
from xlsheet.forms.layout import (
    CHECK,
    LAST_TOTAL,
    MONTH_LABEL,
    TARGET,
    TARGET_COLUMNS,
    TARGETS_HEADER,
    TARGETS_HINT,
    TARGETS_TITLE,
    THIS_TOTAL,
    UNIT_LABEL,
)
from xlsheet.forms.write.paint import Paint
from xlsheet.xlsx.row_heights import height

_LAST: Final = TARGET_COLUMNS.index(LAST_TOTAL)
_INPUT: Final = TARGET_COLUMNS.index(THIS_TOTAL)
_CHECK: Final = TARGET_COLUMNS.index(CHECK)
_WIDTHS: Final[dict[str, float]] = {
    MEASURED.task_no: 9,
    MEASURED.place: 9,
    INDICATORS.label: 38,
    TARGET: 17,
    INDICATORS.measure: 12,
    INDICATORS.wording: 46,
    LAST_TOTAL: 11,
    THIS_TOTAL: 13,
    CHECK: 20,
}


def targets_sheet(book: Any, paint: Paint, content: FormContent, name: str) -> None:
    """Write the sheet; a form without indicators has none."""
    sheet = book.add_worksheet(name)
    for column, heading in enumerate(TARGET_COLUMNS):
        sheet.set_column(column, column, _WIDTHS[heading])
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, _INPUT, TARGETS_TITLE, paint.title)
    sheet.set_row(1, 24)
    sheet.write_string(1, 0, UNIT_LABEL, paint.label)
    sheet.merge_range(1, 1, 1, 2, "", paint.fact)
    sheet.write_string(1, 1, content.unit, paint.fact)
    sheet.write_string(1, 3, MONTH_LABEL, paint.label)
    sheet.merge_range(1, 4, 1, _INPUT, "", paint.fact)
    sheet.write_string(1, 4, content.month.chinese, paint.fact)
    sheet.set_row(2, 30)
    month = content.month.chinese
    hint = f"{TARGETS_HINT}{month}底一共完成了多少，只填数字，单位照印好的；没有进展的填上月的数。"
    sheet.merge_range(2, 0, 2, _INPUT, hint, paint.note)
    sheet.set_row(TARGETS_HEADER, 30)
    for column, heading in enumerate(TARGET_COLUMNS):
        look = paint.input_header if column == _INPUT else paint.header
        sheet.write_string(TARGETS_HEADER, column, heading, look)
    first, last = TARGETS_HEADER + 1, TARGETS_HEADER + len(content.targets)
    for row, target in enumerate(content.targets, start=first):
        _target(sheet, paint, row, target)
    for rule in paint.check_rules:
        sheet.conditional_format(first, _CHECK, last, _CHECK, rule)
    sheet.freeze_panes(first, 3)
    sheet.set_selection(first, _INPUT, first, _INPUT)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(TARGETS_HEADER)
    sheet.print_area(0, 0, last, _INPUT)
    unit = content.unit.replace("&", "&&")
    sheet.set_footer(f"&L单位负责人（签字、盖章）：&C{unit}　{content.month.chinese}&R第 &P 页，共 &N 页")
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _target(sheet: Any, paint: Paint, row: int, target: FormTarget) -> None:
    texts = ((target.label, _WIDTHS[INDICATORS.label]), (target.wording, _WIDTHS[INDICATORS.wording]))
    sheet.set_row(row, height(texts, least=24))
    sheet.write_number(row, 0, target.task_no, paint.target_number)
    sheet.write_number(row, 1, target.place, paint.target_number)
    printed = (target.label, target.target, target.measure, target.wording)
    for column, text in enumerate(printed, start=2):
        sheet.write_string(row, column, text, paint.target_text)
    if target.last_total is None:
        sheet.write_blank(row, _LAST, None, paint.target_number)
    else:
        sheet.write_number(row, _LAST, target.last_total, paint.target_number)
    sheet.write_blank(row, _INPUT, None, paint.target_input)
    sheet.data_validation(row, _INPUT, row, _INPUT, _limit(target))
    sheet.write_formula(row, _CHECK, _check(row + 1, target), paint.check, check_words.BLANK)


def _limit(target: FormTarget) -> dict[str, Any]:
    if target.is_yes_or_no:
        return {
            "validate": "list",
            "source": ["是", "否"],
            "error_title": "填写有误",
            "error_message": "做到了填 是，还没有做到填 否。",
        }
    return {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_type": "warning",
        "error_title": "填写有误",
        "error_message": f"请填累计数，只填数字，单位按左边的“{target.measure}”，例如 {target.goal:g}。",
    }


def _check(row: int, target: FormTarget) -> str:
    """What stands beside a number: still blank, no number, less than last month, far beyond the target."""
    cell = f"{column_letter(_INPUT)}{row}"
    steps = [(f'LEN(TRIM({cell}&""))=0', check_words.BLANK)]
    if not target.is_yes_or_no:
        steps.append((f"NOT(ISNUMBER({cell}))", check_words.NOT_A_NUMBER))
        if target.grows:
            steps.append((f"{cell}<N({column_letter(_LAST)}{row})", check_words.LESS_THAN_BEFORE))
            if target.goal > 0:
                steps.append((f"{cell}>{3 * target.goal:g}", check_words.FAR_BEYOND))
    formula = f'"{check_words.GOOD}"'
    for condition, word in reversed(steps):
        formula = f'IF({condition},"{word}",{formula})'
    return f"={formula}"
