"""The indicators of a form's tasks, below them on the same sheet, so that the form stays one page wide."""

from __future__ import annotations

from typing import Any, Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import INDICATORS
from xlsheet.forms import check_words
from xlsheet.forms.content import FormContent, FormTarget
from xlsheet.forms.layout import LAST_TOTAL, TARGET_COLUMNS, TARGETS_TITLE, THIS_TOTAL
from xlsheet.forms.write.paint import Paint
from xlsheet.xlsx.row_heights import height

_LAST: Final = TARGET_COLUMNS.index(LAST_TOTAL)
_INPUT: Final = TARGET_COLUMNS.index(THIS_TOTAL)
_CHECK: Final = len(TARGET_COLUMNS) - 1
_LABEL_WIDTH, _WORDING_WIDTH = 36, 40
"""Characters: the columns of 任务内容, at its narrowest, and of 进展情况 are shared."""


def target_rows(sheet: Any, paint: Paint, content: FormContent, top: int) -> int:
    """Write the table from the 0-based row `top` on; the last row that it takes."""
    title = (
        f"{TARGETS_TITLE}：请在黄色的格子里填到 {content.month.chinese}底的累计数（只填数字，单位按左边的"
        f"“{INDICATORS.measure}”），没有进展的填 0 或上月的数。"
    )
    sheet.set_row(top, 30)
    sheet.merge_range(top, 0, top, _CHECK, title, paint.note)
    sheet.set_row(top + 1, 30)
    for column, name in enumerate(TARGET_COLUMNS):
        sheet.write_string(top + 1, column, name, paint.input_header if column == _INPUT else paint.header)
    first, last = top + 2, top + 1 + len(content.targets)
    for row, target in enumerate(content.targets, start=first):
        _target(sheet, paint, row, target)
    for rule in paint.check_rules:
        sheet.conditional_format(first, _CHECK, last, _CHECK, rule)
    return last


def _target(sheet: Any, paint: Paint, row: int, target: FormTarget) -> None:
    sheet.set_row(row, height(((target.label, _LABEL_WIDTH), (target.wording, _WORDING_WIDTH))))
    sheet.write_number(row, 0, target.task_no, paint.target_number)
    sheet.write_number(row, 1, target.place, paint.target_number)
    texts = (target.label, target.target, target.measure, target.wording)
    for column, text in enumerate(texts, start=2):
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
