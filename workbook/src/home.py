"""The home sheet: the ledger's title, counts, traffic lights, and the month's steps with their buttons."""

from __future__ import annotations

from typing import Any, Final

import xlsxwriter
from looks import ALERT_COLORS, DEEP_BLUE, GREY_TEXT, LINE, PALE_BLUE, Looks
from sheets import cells
from xlsxwriter.worksheet import Worksheet

from xlsheet.commands import COMMANDS, TAB_LABEL, Command
from xlsheet.ledger import tables
from xlsheet.ledger.settings import Names
from xlsheet.ledger.tables import (
    ALERTS,
    HOME_SHEET,
    MATRIX,
    MISSING,
    PARAMETERS,
    RECEIPTS,
    RESULTS,
    SEVERITY_WORDS,
    TASKS,
    Column,
    Table,
)

CODE_NAME: Final = "shHome"

_FIRST, _LAST = 1, 12
"""The page's columns, B to M; A is its margin."""
_COLUMN_WIDTH: Final = 11.5
_TEXTS_COLUMN: Final = 25
"""Column Z, hidden: what the macros say."""

_TITLE_ROW, _OFFICE_ROW = 1, 2
_TILE_ROW: Final = 4
_LIGHTS_ROW: Final = 8
_STEPS_ROW: Final = 10

_BUTTON: Final = {"width": 150, "height": 30, "x_offset": 12, "y_offset": 10}
_STEP_POINTS: Final = 38

_HINTS: Final = (
    f"按钮和功能区“{TAB_LABEL}”选项卡里的命令相同；每一步都先备份，做错了按“撤销”。",
    "各表右端可以自己加列，程序不会改动；表头和工作表的名称请勿改动。",
    "按钮点了没有反应：关闭台账，在终端里运行 xlsheet install；还不行就运行 xlsheet doctor 台账.xlsm。",
    "按钮直接在打开着的台账里执行，没保存的内容也算；不会自动保存，看过满意再存盘。右边的命令行用于关闭着的台账。",
)

_TEXTS: Final = {
    "xlsheet_text_title": TAB_LABEL,
    "xlsheet_text_not_active": "请先切换到本台账的窗口，再点按钮。",
    "xlsheet_text_no_python": "没有找到 xlwings 加载项，也没有找到 xlsheet 程序，命令没有执行，台账没有改动。"
    "请联系技术人员在终端里运行 xlsheet install，再用 xlsheet doctor 检查；"
    "也可以保存并关闭台账，在终端里运行：",
    "xlsheet_text_failed": "命令没有执行，台账没有改动。请把下面的原因告诉技术人员：",
}
"""Named cells that the macros read, since their sources are ASCII (vba/Bridge.bas)."""

_WINDOW_ONLY: Final = "（只在表格程序里使用）"


def add_home_sheet(book: xlsxwriter.Workbook, looks: Looks) -> None:
    """Add the home sheet, which must be the first."""
    sheet = book.add_worksheet(HOME_SHEET)
    sheet.set_vba_name(CODE_NAME)
    _page(sheet)
    _title(sheet, looks)
    _tiles(sheet, looks)
    _lights(sheet, looks)
    last = _steps(book, sheet, looks)
    _hints(sheet, last + 1, looks)
    sheet.print_area(0, 0, last + len(_HINTS), _LAST)
    _texts(book, sheet)
    sheet.activate()


def _page(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_tab_color(DEEP_BLUE)
    sheet.set_column(0, 0, 2)
    sheet.set_column(_FIRST, _LAST, _COLUMN_WIDTH)
    sheet.set_row(0, 9)
    for row in (_OFFICE_ROW + 1, _LIGHTS_ROW - 1, _STEPS_ROW - 1):
        sheet.set_row(row, 10)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.4)


def _title(sheet: Worksheet, looks: Looks) -> None:
    band = {"bg_color": DEEP_BLUE, "font_color": "#FFFFFF", "valign": "vcenter", "indent": 1}
    sheet.set_row(_TITLE_ROW, 44)
    sheet.set_row(_OFFICE_ROW, 22)
    _across(sheet, _TITLE_ROW, _FIRST, _LAST, looks.of(**band, bold=True, font_size=20))
    sheet.write_formula(
        _TITLE_ROW, _FIRST, f"={_parameter(Names.title)}", looks.of(**band, bold=True, font_size=20)
    )
    facts = (Names.office, Names.year, Names.scope, Names.first_month, Names.last_month)
    text = '&"　　"&'.join(f'"{name}："&{_parameter(name)}' for name in facts)
    _across(sheet, _OFFICE_ROW, _FIRST, _LAST, looks.of(**band))
    sheet.write_formula(_OFFICE_ROW, _FIRST, f"={text}", looks.of(**band))


def _parameter(name: str) -> str:
    """A formula that looks a parameter up; empty where somebody removed it."""
    values = cells(PARAMETERS, PARAMETERS.value)
    names = cells(PARAMETERS, PARAMETERS.parameter)
    return f'IFERROR(INDEX({values},MATCH("{name}",{names},0))&"","")'


def _tiles(sheet: Worksheet, looks: Looks) -> None:
    """Six counts, each over the sheet that it counts, which a click on its name opens."""
    tiles: tuple[tuple[str, str, Table], ...] = (
        ("任务", f"=COUNT({cells(TASKS, TASKS.number)})", TASKS),
        (tables.STATUS_DONE, _count(TASKS, TASKS.status, tables.STATUS_DONE), TASKS),
        (tables.STATUS_BEHIND, _count(TASKS, TASKS.status, tables.STATUS_BEHIND), TASKS),
        ("收到的文件", f"=COUNTA({cells(RECEIPTS, RECEIPTS.file)})", RECEIPTS),
        (tables.FLAG_MISSING, _count(MISSING, MISSING.flag, tables.FLAG_MISSING), MISSING),
        (f"{SEVERITY_WORDS[0]}的问题", _count(RESULTS, RESULTS.severity, SEVERITY_WORDS[0]), RESULTS),
    )
    box = {"align": "center", "valign": "vcenter", "bg_color": PALE_BLUE}
    sheet.set_row(_TILE_ROW, 22)
    sheet.set_row(_TILE_ROW + 1, 42)
    sheet.set_row(_TILE_ROW + 2, 20)
    for i, (label, formula, table) in enumerate(tiles):
        left = _FIRST + 2 * i
        edges = {"left": 5, "left_color": "#FFFFFF"} if i else {}
        _across(sheet, _TILE_ROW, left, left + 1, looks.of(**box, **edges, font_color=GREY_TEXT), label)
        number = looks.of(**box, **edges, bold=True, font_size=24, font_color=DEEP_BLUE, num_format="#,##0")
        _across(sheet, _TILE_ROW + 1, left, left + 1, number)
        sheet.write_formula(_TILE_ROW + 1, left, formula, number)
        link = looks.of(**box, **edges, font_size=9, font_color="#2E75B6")
        _across(sheet, _TILE_ROW + 2, left, left + 1, link)
        sheet.write_url(_TILE_ROW + 2, left, f"internal:'{table.sheet}'!A1", link, f"{table.sheet} ›")


def _lights(sheet: Worksheet, looks: Looks) -> None:
    """How many tasks stand at each alert."""
    sheet.set_row(_LIGHTS_ROW, 26)
    label = looks.of(bold=True, font_size=11, font_color=DEEP_BLUE, valign="vcenter")
    _across(sheet, _LIGHTS_ROW, _FIRST, _FIRST + 1, label, str(TASKS.alert))
    width = 2
    for i, (alert, color) in enumerate(zip(ALERTS, ALERT_COLORS, strict=True)):
        left = _FIRST + 2 + width * i
        look = {**color, "bold": True, "align": "center", "valign": "vcenter"}
        edges = {"left": 5, "left_color": "#FFFFFF"}
        light = looks.of(**look, **edges)
        _across(sheet, _LIGHTS_ROW, left, left + width - 1, light)
        counted = _count(TASKS, TASKS.alert, alert).removeprefix("=")
        sheet.write_formula(_LIGHTS_ROW, left, f'="{alert}　"&{counted}', light)
    note = looks.of(font_size=9, font_color=GREY_TEXT, valign="vcenter", align="right")
    _across(sheet, _LIGHTS_ROW, _LAST - 1, _LAST, note)
    sheet.write_url(_LIGHTS_ROW, _LAST - 1, f"internal:'{MATRIX.sheet}'!A1", note, f"{MATRIX.sheet} ›")


def _count(table: Table, column: Column, word: str) -> str:
    return f'=COUNTIF({cells(table, column)},"{word}")'


def _steps(book: xlsxwriter.Workbook, sheet: Worksheet, looks: Looks) -> int:
    """The commands in the order of the month; returns the last row."""
    head = looks.of(bold=True, font_color="#FFFFFF", bg_color=DEEP_BLUE, valign="vcenter", indent=1)
    sheet.set_row(_STEPS_ROW, 22)
    for left, right, text in ((1, 1, "组"), (2, 3, "按钮"), (4, 9, "作用"), (10, 12, "命令行")):
        _across(sheet, _STEPS_ROW, left, right, head, text)
    row = _STEPS_ROW
    group = ""
    for command in COMMANDS:
        row += 1
        first = command.group != group
        group = command.group
        _step(book, sheet, row, command, looks, first=first)
    return row


def _step(
    book: xlsxwriter.Workbook, sheet: Worksheet, row: int, command: Command, looks: Looks, *, first: bool
) -> None:
    line = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter", "text_wrap": True}
    sheet.set_row(row, _STEP_POINTS)
    group = command.group if first else ""
    sheet.write(row, 1, group, looks.of(**line, bold=True, font_color=DEEP_BLUE, align="center"))
    _across(sheet, row, 2, 3, looks.of(**line, align="center"), command.label)  # for print: buttons aren't
    sheet.insert_button(row, 2, {"macro": command.macro, "caption": command.label, **_BUTTON})
    _across(sheet, row, 4, 9, looks.of(**line, indent=1), command.supertip)
    typed = looks.of(**line, indent=1, font_size=9, font_color=GREY_TEXT, num_format="@")
    _across(sheet, row, 10, 12, typed, command.command_line or _WINDOW_ONLY)
    book.define_name(f"xlsheet_cmd_{command.function}", f"={HOME_SHEET}!$K${row + 1}")


def _hints(sheet: Worksheet, row: int, looks: Looks) -> None:
    look = looks.of(font_size=9, font_color=GREY_TEXT, valign="vcenter", indent=1)
    for i, hint in enumerate(_HINTS):
        _across(sheet, row + i, _FIRST, _LAST, look, hint)


def _texts(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    for row, (name, text) in enumerate(_TEXTS.items()):
        sheet.write_string(row, _TEXTS_COLUMN, text)
        book.define_name(name, f"={HOME_SHEET}!$Z${row + 1}")
    sheet.set_column(_TEXTS_COLUMN, _TEXTS_COLUMN, None, None, {"hidden": True})


def _across(sheet: Worksheet, row: int, left: int, right: int, look: Any, text: str = "") -> None:
    """One cell over several columns of a row."""
    if left == right:
        sheet.write_string(row, left, text, look)
    else:
        sheet.merge_range(row, left, row, right, text, look)
