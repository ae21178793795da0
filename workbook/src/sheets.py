"""The sheets of rows: each an Excel table with widths, formats, dropdowns, colours and print set-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from looks import (
    ALERT_COLORS,
    FLAG_COLORS,
    GREEN,
    GREY,
    GREY_TEXT,
    INPUT_FILL,
    LINE,
    ORANGE,
    RED,
    SEVERITY_COLORS,
    YELLOW,
    Color,
    Looks,
)
from xlsxwriter.worksheet import Worksheet

from xlsheet.dictionary import tables
from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    DISPATCHES,
    EVIDENCE,
    HOLIDAYS,
    HOME_DATA,
    INDICATORS,
    MATRIX,
    MEASURED,
    MISSING,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    TABLES,
    TASKS,
    TODOS,
    UNITS,
    Column,
    Kind,
    Table,
)
from xlsheet.ledger.measuring import SUMMINGS
from xlsheet.ledger.settings import SCOPE_ALL, SCOPE_LEAD, SHARE_LEAST, SHARE_MEAN, Names, default_parameters

LAST_ROW: Final = 20000
"""Dropdowns and colours reach to this row; a year of 全部 reporting stays below it."""

_SPARE_COLUMNS: Final = 12
"""Columns beyond a table's own that get its lines too: the users' own, and the months of the matrix."""

_HEADER_POINTS: Final = 28

_FROZEN_COLUMNS: Final[Mapping[Table, int]] = {
    TASKS: 1,
    ASSIGNMENTS: 2,
    UNITS: 1,
    PLANS: 2,
    PROGRESS: 3,
    MATRIX: 1,
    INDICATORS: 3,
    MEASURED: 2,
    PARAMETERS: 1,
}

_TAB_COLORS: Final[Mapping[Table, str]] = {
    **dict.fromkeys((TASKS, ASSIGNMENTS, UNITS, INDICATORS), "#2E75B6"),  # what is to be done, and by whom
    **dict.fromkeys((PLANS, PROGRESS, MEASURED), "#548235"),  # what units report
    **dict.fromkeys((RECEIPTS, REJECTIONS, DISPATCHES, EVIDENCE), "#7F6000"),  # what came in and went out
    **dict.fromkeys((MISSING, MATRIX, RESULTS, TODOS), "#C55A11"),  # what to look at
    **dict.fromkeys((HOLIDAYS, PARAMETERS, HOME_DATA), "#7F7F7F"),
}

_MATRIX_COLORS: Final[Mapping[str, Color]] = {
    "缺": RED,
    "迟": ORANGE,
    "空": YELLOW,
    "同": YELLOW,
    "✓": GREEN,
    "—": GREY,
}
"""What a cell of 缺报矩阵 contains; of several the first counts."""

_LINES: Final = {"border": 1, "border_color": LINE}
"""In colours too: LibreOffice shows one of several rules that hold for a cell."""

_VERDICT_COLORS: Final[Mapping[str, Color]] = {
    "已接收": GREEN,
    "已接收（有提醒）": YELLOW,
    "部分退回": ORANGE,
    "退回": RED,
    "已被取代": GREY,
}
"""What merge writes as a file's verdict; one that is not here keeps its plain cell."""

_CHOICES: Final = {
    Names.scope: (SCOPE_LEAD, SCOPE_ALL),
    Names.due_day_on_time: (tables.YES, tables.NO),
    Names.dues_move: (tables.YES, tables.NO),
    Names.copied_among_units: (tables.YES, tables.NO),
    Names.share_of_many: (SHARE_MEAN, SHARE_LEAST),
    Names.summing: SUMMINGS,
}


def add_table_sheets(book: xlsxwriter.Workbook, looks: Looks) -> None:
    """Add all sheets of rows in their order; only 参数 has rows."""
    for table in TABLES:
        sheet = book.add_worksheet(table.sheet)
        sheet.set_vba_name(code_name(table))
        rows = default_parameters() if table is PARAMETERS else []
        _columns(sheet, table, looks)
        _table(sheet, table, len(rows), looks)
        for number, row in enumerate(rows, start=1):
            _parameter(sheet, number, row, looks)
        _checks(sheet, table)
        _colors(sheet, table, looks)
        _paper(sheet, table)
        if table in tables.HIDDEN:
            sheet.hide()


def code_name(table: Table) -> str:
    """The sheet's name in VBA: shTasks."""
    return "sh" + table.name.removeprefix("tbl")


def _columns(sheet: Worksheet, table: Table, looks: Looks) -> None:
    """Widths and formats of whole columns, so that new rows take them; the one blank row has them too."""
    for i, column in enumerate(table.columns):
        form = looks.column(column, **_own_look(column))
        sheet.set_column(i, i, column.width, form)
        sheet.write_blank(1, i, None, form)
        if column is MATRIX.total:  # its months will stand there
            sheet.set_column(i + 1, i + _SPARE_COLUMNS, None, form)


def _own_look(column: Column) -> dict[str, Any]:
    # the months of the matrix take the look of its sums, and may hold several marks
    return {"shrink": True} if column is MATRIX.total else _parameter_look(column)


def _parameter_look(column: Column) -> dict[str, Any]:
    if column is PARAMETERS.value:
        return {"bg_color": INPUT_FILL, "border": 1, "border_color": LINE}
    if column is PARAMETERS.remark:
        return {"font_color": GREY_TEXT}
    return {"bold": True} if column is PARAMETERS.parameter else {}


def _table(sheet: Worksheet, table: Table, rows: int, looks: Looks) -> None:
    header = looks.header()
    sheet.set_row(0, _HEADER_POINTS)
    sheet.freeze_panes(1, _FROZEN_COLUMNS.get(table, 0))
    sheet.add_table(
        0,
        0,
        max(rows, 1),
        len(table.columns) - 1,
        {
            "name": table.name,
            "style": None,
            "columns": [{"header": str(column), "header_format": header} for column in table.columns],
        },
    )
    for i, column in enumerate(table.columns):
        if column.note:
            sheet.write_comment(0, i, column.note, {"x_scale": 1.6, "y_scale": 0.8, "font_name": "微软雅黑"})


def _parameter(sheet: Worksheet, number: int, row: Mapping[str, object], looks: Looks) -> None:
    """One row of 参数. Text is formatted as text, so that Excel leaves a typed 2020-05 alone."""
    for i, column in enumerate(PARAMETERS.columns):
        value, look = row[column], _parameter_look(column)
        if value in (None, ""):
            sheet.write_blank(number, i, None, looks.column(column, **look, num_format="@"))
        elif isinstance(value, datetime):
            moment = looks.column(column, **look, num_format="yyyy-mm-dd hh:mm")
            sheet.write_datetime(number, i, value, moment)
        elif isinstance(value, int | float):
            sheet.write_number(number, i, value, looks.column(column, **look))
        else:
            sheet.write_string(number, i, str(value), looks.column(column, **look, num_format="@"))
    choices = _CHOICES.get(str(row[PARAMETERS.parameter]))
    if choices:
        place = PARAMETERS.columns.index(PARAMETERS.value)
        sheet.data_validation(number, place, number, place, _one_of(choices))


def _checks(sheet: Worksheet, table: Table) -> None:
    """Dropdowns, and checks of what is typed. What a program writes passes by them."""
    for i, column in enumerate(table.columns):
        check = _check(column)
        if check:
            sheet.data_validation(1, i, LAST_ROW - 1, i, check)


def _check(column: Column) -> dict[str, Any]:
    if column is TASKS.ruling:
        return {
            **_one_of(column.choices),
            "error_type": "warning",
            "error_title": "不在选项里",
            "error_message": "请从下拉选项里选；只从某月起算的，在后面写上年月，例如：滞后 2020-07。",
        }
    if column.choices:
        return _one_of(column.choices)
    if column is ASSIGNMENTS.unit:
        names = cells(UNITS, UNITS.unit)
        return {
            "validate": "list",
            "source": f"=OFFSET({names.split(':')[0]},0,0,MAX(1,COUNTA({names})),1)",
            "error_type": "warning",
            "error_title": "单位名录里没有",
            "error_message": "请从下拉选项里选，或先在“单位名录”里加上这个单位。",
        }
    if column.kind is Kind.PERCENT:
        return _between("decimal", 0, 1, "请填 0% 到 100% 之间的数，例如 60%。")
    if column.kind is Kind.DATE:
        return _between("date", date(2000, 1, 1), date(2099, 12, 31), "请填日期，例如 2020-06-30。")
    return {}


def _one_of(choices: tuple[str, ...]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": "不在选项里",
        "error_message": f"请从下拉选项里选：{'、'.join(choices)}。",
    }


def _between(kind: str, least: object, most: object, message: str) -> dict[str, Any]:
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        "error_title": "填写有误",
        "error_message": message,
    }


def _colors(sheet: Worksheet, table: Table, looks: Looks) -> None:
    """Colours by what a cell says, and thin lines around the rows that hold something."""
    for column, colors in _word_colors(table).items():
        i = table.columns.index(column)
        for word, color in colors.items():
            look = looks.of(**color, **_LINES)
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
            sheet.conditional_format(1, i, LAST_ROW - 1, i, rule)
    right = len(table.columns) - 1 + _SPARE_COLUMNS
    if table is MATRIX:
        _matrix_colors(sheet, looks, right)
    lines = {
        "type": "formula",
        "criteria": "=AND(LEN($A2)>0,LEN(A$1)>0)",
        "format": looks.of(**_LINES),
    }
    sheet.conditional_format(1, 0, LAST_ROW - 1, right, lines)


def _matrix_colors(sheet: Worksheet, looks: Looks, right: int) -> None:
    """The marks, and what stands out among the sums."""
    for word, color in _MATRIX_COLORS.items():
        look = looks.of(**color, **_LINES)
        rule = {"type": "text", "criteria": "containing", "value": word, "format": look}
        sheet.conditional_format(1, 1, LAST_ROW - 1, right, rule)
    owing = {
        "type": "formula",
        "criteria": f'=AND(B$1="{MATRIX.total}",N(B2)>0)',
        "format": looks.of(bold=True, font_color=RED["font_color"], **_LINES),
    }
    sheet.conditional_format(1, 1, LAST_ROW - 1, right, owing)


def _word_colors(table: Table) -> Mapping[Column, Mapping[str, Color]]:
    if table is TASKS:
        return {
            TASKS.alert: dict(zip(tables.ALERTS, ALERT_COLORS, strict=True)),
            TASKS.status: {tables.STATUS_BEHIND: RED, tables.STATUS_DONE: GREEN},
        }
    if table is PROGRESS:
        return {PROGRESS.status: {tables.STATUS_BEHIND: RED, tables.STATUS_DONE: GREEN}}
    if table is ASSIGNMENTS:
        return {ASSIGNMENTS.reports: {tables.NO: GREY}}
    if table is RECEIPTS:
        return {RECEIPTS.verdict: _VERDICT_COLORS}
    if table is MISSING:
        return {MISSING.flag: FLAG_COLORS}
    if table is TODOS:
        return {TODOS.severity: dict(zip(tables.SEVERITY_WORDS, SEVERITY_COLORS, strict=True))}
    if table is RESULTS:
        return {RESULTS.severity: dict(zip(tables.SEVERITY_WORDS, SEVERITY_COLORS, strict=True))}
    return {}


def _paper(sheet: Worksheet, table: Table) -> None:
    sheet.set_tab_color(_TAB_COLORS[table])
    if table in (MATRIX, PARAMETERS):  # few columns, many rows: 参数 is one page
        sheet.set_portrait()
        sheet.center_horizontally()
    else:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页&R&9打印日期 &D")


def cells(table: Table, column: Column) -> str:
    """A column's rows as a plain range, which every spreadsheet program understands:
    `任务台账!$A$2:$A$20000`."""
    letter = column_letter(table.columns.index(column))
    return f"{table.sheet}!${letter}$2:${letter}${LAST_ROW}"
