"""The home sheet: buttons on top, then one page for leaders, then what each command does."""

from __future__ import annotations

from typing import Final

import leader_page
import xlsxwriter
from leader_page import FIRST, LAST, across
from looks import DEEP_BLUE, GREY_TEXT, LINE, Looks
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlsheet.commands import COMMANDS, TAB_LABEL, Command
from xlsheet.dictionary.tables import HOME_SHEET

CODE_NAME: Final = "shHome"

_TEXTS_COLUMN: Final = 25
"""Column Z, hidden: what the macros say."""

_BUTTONS_POINTS: Final = 36
_BUTTON: Final = {"width": 92, "height": 30, "y_offset": 9}
_BUTTON_STEP: Final = 98
"""Pixels from one button to the next; ten of them are as wide as the page."""

_ZOOM: Final = 90
"""Percent; the whole width of the page then fits a window of 1280 pixels."""

_STEP_POINTS: Final = 34
_COMMAND_LINE: Final = FIRST + 17

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
    sheet.hide_gridlines(2)
    sheet.set_tab_color(DEEP_BLUE)
    sheet.set_zoom(_ZOOM)
    _buttons(sheet)
    last = leader_page.add_page(book, sheet, looks)
    last = _commands(book, sheet, last + 2, looks)
    _hints(sheet, last + 1, looks)
    _texts(book, sheet)
    sheet.activate()


def _buttons(sheet: Worksheet) -> None:
    """The commands in the order of the month, in a row that stays in sight."""
    sheet.set_row(0, _BUTTONS_POINTS)
    sheet.freeze_panes(1, 0)
    for i, command in enumerate(COMMANDS):
        place = {"macro": command.macro, "caption": command.label, "x_offset": i * _BUTTON_STEP}
        sheet.insert_button(0, FIRST, {**_BUTTON, **place})


def _commands(book: xlsxwriter.Workbook, sheet: Worksheet, row: int, looks: Looks) -> int:
    """What each button does, and the same in a terminal; returns the last row."""
    head = looks.of(bold=True, font_color="#FFFFFF", bg_color=DEEP_BLUE, valign="vcenter", indent=1)
    sheet.set_row(row, 22)
    for left, right, text in (
        (FIRST, FIRST + 1, "组"),
        (FIRST + 2, FIRST + 4, "按钮"),
        (FIRST + 5, _COMMAND_LINE - 1, "作用"),
        (_COMMAND_LINE, LAST, "命令行"),
    ):
        across(sheet, row, left, right, head, text)
    group = ""
    for command in COMMANDS:
        row += 1
        first = command.group != group
        group = command.group
        _command(book, sheet, row, command, looks, first=first)
    return row


def _command(
    book: xlsxwriter.Workbook, sheet: Worksheet, row: int, command: Command, looks: Looks, *, first: bool
) -> None:
    line = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter", "text_wrap": True}
    sheet.set_row(row, _STEP_POINTS)
    strong = looks.of(**line, bold=True, font_color=DEEP_BLUE, align="center")
    across(sheet, row, FIRST, FIRST + 1, strong, command.group if first else "")
    across(sheet, row, FIRST + 2, FIRST + 4, looks.of(**line, align="center"), command.label)
    across(sheet, row, FIRST + 5, _COMMAND_LINE - 1, looks.of(**line, indent=1), command.supertip)
    typed = looks.of(**line, indent=1, font_size=9, font_color=GREY_TEXT, num_format="@")
    across(sheet, row, _COMMAND_LINE, LAST, typed, command.command_line or _WINDOW_ONLY)
    cell = xl_rowcol_to_cell(row, _COMMAND_LINE, row_abs=True, col_abs=True)
    book.define_name(f"xlsheet_cmd_{command.function}", f"={HOME_SHEET}!{cell}")


def _hints(sheet: Worksheet, row: int, looks: Looks) -> None:
    look = looks.of(font_size=9, font_color=GREY_TEXT, valign="vcenter", indent=1)
    for i, hint in enumerate(_HINTS):
        across(sheet, row + i, FIRST, LAST, look, hint)


def _texts(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
    for row, (name, text) in enumerate(_TEXTS.items()):
        sheet.write_string(row, _TEXTS_COLUMN, text)
        book.define_name(name, f"={HOME_SHEET}!$Z${row + 1}")
    sheet.set_column(_TEXTS_COLUMN, _TEXTS_COLUMN, None, None, {"hidden": True})
