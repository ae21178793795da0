"""Build workbook/template.xlsm from the data dictionary: same sources, same bytes.

`make template` runs this; a test builds it again and compares every part.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from xlsheet.ledger.data import column_letter
from xlsheet.ledger.settings import Names, default_parameters
from xlsheet.ledger.tables import (
    ASSIGNMENTS,
    HOME_SHEET,
    MATRIX,
    MISSING,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    STATUS_BEHIND,
    STATUS_DONE,
    TABLES,
    TASKS,
    UNITS,
    Column,
    Kind,
    Table,
)

TARGET: Final = Path(__file__).parent.parent / "template.xlsm"
LAST_ROW: Final = 20_000
"""Dropdowns, colours and counts reach so far."""

_BLUE: Final = "#1F4E79"
_PALE: Final = "#DDEBF7"
_LINE: Final = "#D9D9D9"
_FONT: Final = {"font_name": "微软雅黑", "font_size": 10, "valign": "top"}
_BOX: Final = {"border": 1, "border_color": _LINE}
_FORMATS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"num_format": "@"},
    Kind.LONG_TEXT: {"num_format": "@", "text_wrap": True},
    Kind.INTEGER: {"num_format": "0", "align": "center"},
    Kind.PERCENT: {"num_format": "0%", "align": "center"},
    Kind.DATE: {"num_format": "yyyy-mm-dd", "align": "center"},
    Kind.DATETIME: {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    Kind.MONTH: {"num_format": "@", "align": "center"},
    Kind.LINK: {"font_color": "#0563C1", "underline": 1},
    Kind.ANY: {"align": "left"},
}
_TABS: Final[dict[Table, str]] = {
    **dict.fromkeys((TASKS, ASSIGNMENTS, UNITS), _BLUE),
    **dict.fromkeys((PLANS, PROGRESS), "#548235"),
    **dict.fromkeys((RECEIPTS, REJECTIONS), "#BF8F00"),
    **dict.fromkeys((MISSING, MATRIX, RESULTS), "#C00000"),
    PARAMETERS: "#7F7F7F",
}
_RED, _ORANGE, _YELLOW, _GREEN, _SKY = "#F8CBAD", "#FCE4D6", "#FFF2CC", "#E2EFDA", "#DDEBF7"
_WORD_COLOURS: Final[dict[Column, dict[str, str]]] = {
    TASKS.alert: {"红": _RED, "黄": _YELLOW, "绿": _GREEN, "蓝": _SKY},
    TASKS.status: {STATUS_BEHIND: _RED, STATUS_DONE: _GREEN},
    PROGRESS.status: {STATUS_BEHIND: _RED, STATUS_DONE: _GREEN},
    MISSING.flag: {"缺报": _RED, "迟报": _ORANGE, "空报": _YELLOW, "雷同": _YELLOW},
    RESULTS.severity: {"必须改": _RED, "提醒": _YELLOW},
    RECEIPTS.verdict: {"退回": _RED, "部分退回": _ORANGE, "已接收（有提醒）": _YELLOW, "已接收": _GREEN},
}
_MATRIX_MARKS: Final = {"缺": _RED, "迟": _ORANGE, "空": _YELLOW, "同": _YELLOW, "✓": _GREEN}
_STEPS: Final = (
    ("导入通知", "xlsheet new 台账 --notice 通知 --units 名录", "每年一次：通知变成台账，分工到各单位。"),
    ("拆分下发", "xlsheet split 台账 --month 2020-06 --out 文件夹", "每月一次：给每个报送单位一份填报表。"),
    ("合并回收", "xlsheet merge 台账 文件夹", "把收回的表收进台账，每个文件都有结论。"),
    ("校验", "xlsheet validate 台账", "检查各表，问题写在“校验结果”，点单元格就跳到那里。"),
    ("缺报检查", "xlsheet missing 台账", "查缺报、迟报、空报、雷同，写出清单和矩阵。"),
    ("撤销", "xlsheet undo 台账", "撤销上一次改动，有几份备份就能撤几次。"),
)


def build(target: Path) -> None:
    """Write the template to `target`."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": "督查台账", "created": datetime(2020, 1, 1, tzinfo=UTC)})
        formats = {kind: book.add_format(_FONT | own) for kind, own in _FORMATS.items()}
        header = book.add_format(
            _FONT
            | _BOX
            | {"bold": True, "font_color": "white", "bg_color": _BLUE, "text_wrap": True}
            | {"align": "center", "valign": "vcenter"}
        )
        _home(book)
        for table in TABLES:
            _sheet(book, table, formats, header)
    target.write_bytes(_as_macro_enabled(content.getvalue()))


def _home(book: Any) -> None:
    """Title, counts and the month's steps, on one page."""
    sheet = book.add_worksheet(HOME_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(_BLUE)
    sheet.set_column(0, 0, 2)
    sheet.set_column(1, 6, 19)
    title = book.add_format(
        _FONT
        | {"bold": True, "font_size": 20, "font_color": "white", "bg_color": _BLUE}
        | {"align": "center", "valign": "vcenter"}
    )
    sheet.set_row(1, 48)
    name = _lookup(Names.title)
    sheet.merge_range(1, 1, 1, 6, "", title)
    sheet.write_formula(1, 1, f"={name}", title, "重点工作任务督查台账")
    _tiles(book, sheet)
    _steps(book, sheet)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _tiles(book: Any, sheet: Any) -> None:
    label = book.add_format(_FONT | _BOX | {"align": "center", "bg_color": _PALE, "font_color": "#404040"})
    number = book.add_format(
        _FONT
        | _BOX
        | {"align": "center", "valign": "vcenter", "bold": True, "font_size": 22, "num_format": "0"}
    )
    tiles = (
        ("任务", f"COUNTA({_cells(TASKS, TASKS.number)})"),
        ("已完成", f'COUNTIF({_cells(TASKS, TASKS.status)},"{STATUS_DONE}")'),
        ("滞后", f'COUNTIF({_cells(TASKS, TASKS.status)},"{STATUS_BEHIND}")'),
        ("收到的进展", f"COUNTA({_cells(PROGRESS, PROGRESS.task_no)})"),
        ("缺报", f'COUNTIF({_cells(MISSING, MISSING.flag)},"缺报")'),
        ("校验问题", f"COUNTA({_cells(RESULTS, RESULTS.code)})"),
    )
    sheet.set_row(3, 20)
    sheet.set_row(4, 40)
    for i, (name, formula) in enumerate(tiles, start=1):
        sheet.write_string(3, i, name, label)
        sheet.write_formula(4, i, f"={formula}", number, 0)


def _steps(book: Any, sheet: Any) -> None:
    head = book.add_format(_FONT | {"bold": True, "font_size": 13, "font_color": _BLUE, "valign": "vcenter"})
    step = book.add_format(_FONT | _BOX | {"bold": True, "valign": "vcenter"})
    text = book.add_format(_FONT | _BOX | {"text_wrap": True, "valign": "vcenter"})
    command = book.add_format(_FONT | _BOX | {"font_color": "#595959", "valign": "vcenter", "shrink": True})
    sheet.set_row(6, 26)
    sheet.merge_range(6, 1, 6, 6, "每月怎么做", head)
    for row, (name, line, what) in enumerate(_STEPS, start=7):
        sheet.set_row(row, 26)
        sheet.write_string(row, 1, f"{row - 6}. {name}", step)
        sheet.merge_range(row, 2, row, 4, what, text)
        sheet.merge_range(row, 5, row, 6, line, command)


def _cells(table: Table, column: Column) -> str:
    letter = column_letter(table.columns.index(column))
    return f"'{table.sheet}'!${letter}$2:${letter}${LAST_ROW}"


def _lookup(parameter: str) -> str:
    names, values = _cells(PARAMETERS, PARAMETERS.parameter), _cells(PARAMETERS, PARAMETERS.value)
    return f'INDEX({values},MATCH("{parameter}",{names},0))'


def _sheet(book: Any, table: Table, formats: dict[Kind, Any], header: Any) -> None:
    sheet = book.add_worksheet(table.sheet)
    sheet.set_tab_color(_TABS[table])
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 28)
    rows = default_parameters() if table is PARAMETERS else []
    last = len(table.columns) - 1
    sheet.add_table(
        0,
        0,
        max(len(rows), 1),
        last,
        {
            "name": table.name,
            "style": "Table Style Light 15",
            "columns": [{"header": str(c), "header_format": header} for c in table.columns],
        },
    )
    for i, column in enumerate(table.columns):
        sheet.set_column(i, i, column.width, formats[column.kind])
        sheet.write_blank(1, i, None, formats[column.kind])
        if column.note:
            sheet.write_comment(0, i, column.note, {"x_scale": 2, "author": "xlsheet"})
        if column.choices:
            _dropdown(sheet, i, column)
        _colours(book, sheet, i, column)
    if table is MATRIX:
        _matrix_colours(book, sheet)
    for number, row in enumerate(rows, start=1):
        for i, column in enumerate(table.columns):
            _write(sheet, number, i, column, row.get(column), formats)
    _print_set_up(sheet)


def _dropdown(sheet: Any, i: int, column: Column) -> None:
    rule = {
        "validate": "list",
        "source": list(column.choices),
        "error_title": f"{column}不对",
        "error_message": f"只能填：{'、'.join(column.choices)}。",
    }
    sheet.data_validation(1, i, LAST_ROW - 1, i, rule)


def _colours(book: Any, sheet: Any, i: int, column: Column) -> None:
    for word, colour in _WORD_COLOURS.get(column, {}).items() if _has_own_colours(column) else ():
        style = book.add_format({"bg_color": colour})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style}
        sheet.conditional_format(1, i, LAST_ROW - 1, i, rule)


def _has_own_colours(column: Column) -> bool:
    """Columns are equal by name; only those listed themselves are coloured."""
    return any(column is listed for listed in _WORD_COLOURS)


def _matrix_colours(book: Any, sheet: Any) -> None:
    """A year's months and the sum; the gravest mark in a cell gives its colour."""
    for mark, colour in _MATRIX_MARKS.items():
        rule = {
            "type": "text",
            "criteria": "containing",
            "value": mark,
            "format": book.add_format({"bg_color": colour}),
            "stop_if_true": True,
        }
        sheet.conditional_format(1, 1, LAST_ROW - 1, 15, rule)


def _print_set_up(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页&R&D")


def _write(sheet: Any, row: int, i: int, column: Column, value: object, formats: dict[Kind, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, i, value, formats[Kind.DATETIME])
    elif value not in (None, ""):
        sheet.write(row, i, value, formats[column.kind])


def _as_macro_enabled(content: bytes) -> bytes:
    """The same package, declared as .xlsm: programs refuse one whose name and type disagree.

    Its formulas have no results yet.
    """
    plain = b"spreadsheetml.sheet.main+xml"
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "[Content_Types].xml":
                old = b"application/vnd.openxmlformats-officedocument." + plain
                part = part.replace(old, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            # no stored results: LibreOffice would show them instead of counting
            part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            copy = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            copy.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(copy, part)
    return target.getvalue()


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
