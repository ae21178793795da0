"""The page for leaders on the home sheet: tiles, charts, lights by chapter and leader, who owes most, and the
indicators furthest behind.

Every number is a formula that only points at a cell of 首页数据, where each command writes what it has
changed (xlsheet/analysis/home_data.py): every program shows them, and stores can keep their results.
"""

from __future__ import annotations

from typing import Any, Final

import xlsxwriter
from looks import ALERT_COLORS, DEEP_BLUE, GREY_TEXT, LINE, PALE_BLUE, RED, Looks
from sheets import cells
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from xlsheet.analysis.home_data import Block, Summary
from xlsheet.dictionary.tables import (
    ALERTS,
    FLAG_MISSING,
    HOME_DATA,
    MATRIX,
    MISSING,
    PARAMETERS,
    PROGRESS,
    RESULTS,
    TASKS,
    Column,
    Table,
)
from xlsheet.ledger.settings import Names

FIRST, LAST = 1, 24
"""The page's columns, B to Y, all of one width; A is its margin."""

_COLUMN_WIDTH: Final = 5.1
_COLUMN_PIXELS: Final = 41
_TITLE_ROW, _OFFICE_ROW = 1, 2
_TILE_ROW: Final = 4
_TILE_COLUMNS: Final = 4
_CHARTS_ROW: Final = 8
_CHART_ROWS: Final = 12
_NOTE_ROW: Final = _CHARTS_ROW + _CHART_ROWS + 2
_TABLES_ROW: Final = _NOTE_ROW + 1
_LINES: Final = max(Block.CHAPTERS.size, Block.LEADERS.size)
_TARGETS_ROW: Final = _TABLES_ROW + 1 + _LINES + 2
_TARGET_LINES: Final = Block.TARGETS.size // 2
"""Indicators stand in two halves, the furthest behind on the left."""
_CHART_GAP: Final = 5
"""Pixels."""
_CHART_POINTS: Final = 17

_CHAPTERS_AT: Final = FIRST
_LEADERS_AT: Final = FIRST + 11
_UNITS_AT: Final = FIRST + 18

_PLAIN: Final = "0;-0;;@"
"""Nothing for a nought, which is also what a formula makes of an empty cell."""

_SHARE_COLUMNS: Final = 2
_SHARES: Final = {HOME_DATA.percent: "完成率", HOME_DATA.elapsed: "序时进度"}
_TARGETS_TITLE: Final = "落后于序时进度最多的指标：累计/目标"

_LIGHT_COLUMNS: Final = (HOME_DATA.red, HOME_DATA.yellow, HOME_DATA.green, HOME_DATA.blue)
_WHITE_EDGE: Final = {"left": 5, "left_color": "#FFFFFF"}

_PERCENT_OR_BLANK: Final = '[>0]0%;[=0]"";General'
"""Nothing where nothing stands; an indicator of which nothing is done has its 0 in words beside it."""

_HEAD: Final = {"bold": True, "font_color": "#FFFFFF", "bg_color": DEEP_BLUE, "valign": "vcenter"}
_LINE: Final = {"valign": "vcenter"}
_TOTAL_LINE: Final = {"valign": "vcenter", "bold": True, "bg_color": PALE_BLUE}

_ON_TIME, _LATE, _MISSING = "#70AD47", "#F4B183", "#C00000"
_ELAPSED, _PERCENT = "#A6A6A6", "#2E75B6"
_LINK: Final = "#2E75B6"


_NOTE: Final = (
    "红：超过完成时限或状态滞后　黄：上月缺报或明显落后于序时进度　绿：正常　蓝：已完成或已销号。"
    "几位领导共同负责的任务分别计入；单位有一项没有报即计为缺报。"
)


def add_page(book: xlsxwriter.Workbook, sheet: Worksheet, looks: Looks) -> int:
    """Add the page below the sheet's first row; returns its last row."""
    last = _TARGETS_ROW + _TARGET_LINES
    _paper(sheet, last)
    _title(sheet, looks)
    _tiles(sheet, looks)
    _charts(book, sheet, looks)
    note = looks.of(font_size=9, font_color=GREY_TEXT, valign="vcenter", indent=1)
    across(sheet, _NOTE_ROW, FIRST, LAST, note, _NOTE)
    _group_table(sheet, looks, _CHAPTERS_AT, 6, Block.CHAPTERS)
    _group_table(sheet, looks, _LEADERS_AT, 2, Block.LEADERS)
    _unit_table(sheet, looks)
    _target_table(sheet, looks)
    return last


def _paper(sheet: Worksheet, last: int) -> None:
    sheet.set_column(0, 0, 2)
    sheet.set_column(FIRST, LAST, _COLUMN_WIDTH)
    for row in (_OFFICE_ROW + 1, _CHARTS_ROW - 1, _NOTE_ROW - 1, _TARGETS_ROW - 1):
        sheet.set_row(row, 8)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.print_area(_TITLE_ROW, FIRST, last, LAST)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.4)


def _title(sheet: Worksheet, looks: Looks) -> None:
    band = {"bg_color": DEEP_BLUE, "font_color": "#FFFFFF", "valign": "vcenter", "indent": 1}
    sheet.set_row(_TITLE_ROW, 40)
    sheet.set_row(_OFFICE_ROW, 22)
    title = looks.of(**band, bold=True, font_size=20)
    _formula(sheet, _TITLE_ROW, FIRST, LAST, title, f"={_parameter(Names.title)}")
    facts = (Names.office, Names.year, Names.scope)
    text = '&"　　"&'.join(f'"{name}："&{_parameter(name)}' for name in facts)
    _formula(sheet, _OFFICE_ROW, FIRST, FIRST + 11, looks.of(**band), f"={text}")
    as_of = looks.of(**band, align="right", num_format=_PLAIN)
    _formula(sheet, _OFFICE_ROW, FIRST + 12, LAST, as_of, _pointing_at(HOME_DATA.label, Summary.AS_OF.row))


def _parameter(name: str) -> str:
    """A formula that looks a parameter up; empty where somebody removed it."""
    values = cells(PARAMETERS, PARAMETERS.value)
    names = cells(PARAMETERS, PARAMETERS.parameter)
    return f'IFERROR(INDEX({values},MATCH("{name}",{names},0))&"","")'


def _pointing_at(column: Column, row: int) -> str:
    """A formula that shows a cell of 首页数据."""
    letter = xl_col_to_name(HOME_DATA.columns.index(column))
    return f"={HOME_DATA.sheet}!${letter}${row}"


def _tiles(sheet: Worksheet, looks: Looks) -> None:
    """Six counts, each with the sheet to look at, which a click on its name opens."""
    tiles: tuple[tuple[Summary, Table], ...] = (
        (Summary.TASKS, TASKS),
        (Summary.DONE, TASKS),
        (Summary.ON_TIME, PROGRESS),
        (Summary.LATE, MISSING),
        (Summary.MISSING, MISSING),
        (Summary.FINDINGS, RESULTS),
    )
    box = {"align": "center", "valign": "vcenter", "bg_color": PALE_BLUE}
    sheet.set_row(_TILE_ROW, 20)
    sheet.set_row(_TILE_ROW + 1, 36)
    sheet.set_row(_TILE_ROW + 2, 18)
    for i, (line, table) in enumerate(tiles):
        left = FIRST + _TILE_COLUMNS * i
        right = left + _TILE_COLUMNS - 1
        edges = _WHITE_EDGE if i else {}
        label = looks.of(**box, **edges, font_color=GREY_TEXT, num_format=_PLAIN)
        _formula(sheet, _TILE_ROW, left, right, label, _pointing_at(HOME_DATA.label, line.row))
        number = looks.of(**box, **edges, bold=True, font_size=24, font_color=DEEP_BLUE, num_format="#,##0")
        _formula(sheet, _TILE_ROW + 1, left, right, number, _pointing_at(HOME_DATA.total, line.row))
        link = looks.of(**box, **edges, font_size=9, font_color=_LINK)
        across(sheet, _TILE_ROW + 2, left, right, link)
        sheet.write_url(_TILE_ROW + 2, left, f"internal:'{table.sheet}'!A1", link, f"{table.sheet} ›")


def _group_table(sheet: Worksheet, looks: Looks, left: int, name_columns: int, block: Block) -> None:
    """How many tasks show which light: all of them, then each group's."""
    numbers = left + name_columns
    _head(sheet, looks, left, name_columns, block.word, ("任务", *ALERTS))
    rows = range(block.first_row, block.first_row + block.size)
    for i, source in enumerate((Summary.TASKS.row, *rows)):
        row = _TABLES_ROW + 1 + i
        line = _TOTAL_LINE if i == 0 else _LINE
        name = looks.of(**line, **_WHITE_EDGE, indent=1, shrink=True, num_format=_PLAIN)
        if source == Summary.TASKS.row:
            across(sheet, row, left, numbers - 1, name, "全部任务")
        else:
            _formula(sheet, row, left, numbers - 1, name, _pointing_at(HOME_DATA.label, source))
        count = looks.of(**line, align="center", num_format=_PLAIN)
        for k, column in enumerate((HOME_DATA.total, *_LIGHT_COLUMNS)):
            sheet.write_formula(row, numbers + k, _pointing_at(column, source), count, "")
    for k, color in enumerate(ALERT_COLORS, start=1):
        _color(sheet, looks, numbers + k, _LINES + 1, color)
    _underline(sheet, looks, left, numbers + len(ALERTS), block.size + 1)


def _unit_table(sheet: Worksheet, looks: Looks) -> None:
    """The units that owe most."""
    left, numbers = _UNITS_AT, _UNITS_AT + 4
    heads = (FLAG_MISSING, "连续")
    _head(sheet, looks, left, 4, _pointing_at(HOME_DATA.label, Summary.OWING.row), heads)
    name = looks.of(**_LINE, **_WHITE_EDGE, indent=1, shrink=True, num_format=_PLAIN)
    count = looks.of(**_LINE, align="center", num_format=_PLAIN)
    for i in range(Block.UNITS.size):
        row, source = _TABLES_ROW + 1 + i, Block.UNITS.first_row + i
        _formula(sheet, row, left, numbers - 1, name, _pointing_at(HOME_DATA.label, source))
        for k, column in enumerate((HOME_DATA.missing, HOME_DATA.run)):
            sheet.write_formula(row, numbers + k, _pointing_at(column, source), count, "")
    _color(sheet, looks, numbers, Block.UNITS.size, RED)
    _underline(sheet, looks, left, LAST, Block.UNITS.size)


def _target_table(sheet: Worksheet, looks: Looks) -> None:
    """The indicators furthest behind: what they count and how much of that is done, beside the year gone."""
    half = (LAST - FIRST + 1) // 2
    head = looks.of(**_HEAD, **_WHITE_EDGE, indent=1)
    heads = looks.of(**_HEAD, align="center")
    name = looks.of(**_LINE, **_WHITE_EDGE, indent=1, shrink=True, num_format=_PLAIN)
    share = looks.of(**_LINE, align="center", num_format=_PERCENT_OR_BLANK)
    sheet.set_row(_TARGETS_ROW, 20)
    for i in range(2):
        left = FIRST + half * i
        numbers = left + half - len(_SHARES) * _SHARE_COLUMNS
        across(sheet, _TARGETS_ROW, left, numbers - 1, head, _TARGETS_TITLE if i == 0 else "")
        for k in range(_TARGET_LINES):
            source = Block.TARGETS.first_row + i * _TARGET_LINES + k
            label = _pointing_at(HOME_DATA.label, source)
            _formula(sheet, _TARGETS_ROW + 1 + k, left, numbers - 1, name, label)
        for column, title in _SHARES.items():
            right = numbers + _SHARE_COLUMNS - 1
            across(sheet, _TARGETS_ROW, numbers, right, heads, title)
            for k in range(_TARGET_LINES):
                source = Block.TARGETS.first_row + i * _TARGET_LINES + k
                _formula(sheet, _TARGETS_ROW + 1 + k, numbers, right, share, _pointing_at(column, source))
            numbers = right + 1
        _underline(sheet, looks, left, left + half - 1, _TARGET_LINES, _TARGETS_ROW + 1)


def _head(
    sheet: Worksheet, looks: Looks, left: int, name_columns: int, name: str, numbers: tuple[str, ...]
) -> None:
    sheet.set_row(_TABLES_ROW, 20)
    label = looks.of(**_HEAD, **_WHITE_EDGE, indent=1, shrink=True, num_format=_PLAIN)
    right = left + name_columns - 1
    if name.startswith("="):
        _formula(sheet, _TABLES_ROW, left, right, label, name)
    else:
        across(sheet, _TABLES_ROW, left, right, label, name)
    for k, text in enumerate(numbers):
        sheet.write_string(_TABLES_ROW, left + name_columns + k, text, looks.of(**_HEAD, align="center"))


def _underline(
    sheet: Worksheet, looks: Looks, left: int, right: int, lines: int, first: int = _TABLES_ROW + 1
) -> None:
    """A thin line under every line that names something; empty ones stay blank."""
    filled = f"=N(${xl_col_to_name(left)}{first + 1})+LEN(T(${xl_col_to_name(left)}{first + 1}))>0"
    rule = {"type": "formula", "criteria": filled, "format": looks.of(bottom=1, bottom_color=LINE)}
    sheet.conditional_format(first, left, first + lines - 1, right, rule)


def _color(sheet: Worksheet, looks: Looks, column: int, lines: int, color: dict[str, Any]) -> None:
    """A colour for every count of a column but nought."""
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": looks.of(**color)}
    sheet.conditional_format(_TABLES_ROW + 1, column, _TABLES_ROW + lines, column, rule)


def _charts(book: xlsxwriter.Workbook, sheet: Worksheet, looks: Looks) -> None:
    half = (LAST - FIRST + 1) // 2
    head = looks.of(bold=True, font_size=11, font_color=DEEP_BLUE, valign="vcenter", indent=1)
    link = looks.of(font_size=9, font_color=_LINK, valign="vcenter", align="right")
    sheet.set_row(_CHARTS_ROW, 20)
    for row in range(_CHARTS_ROW + 1, _CHARTS_ROW + 1 + _CHART_ROWS):
        sheet.set_row(row, _CHART_POINTS)
    charts = (
        ("各月平均完成比例与序时进度", _progress_chart(book), PROGRESS),
        ("各月报送情况（单位数）", _reporting_chart(book), MATRIX),
    )
    for i, (title, chart, table) in enumerate(charts):
        left, right = FIRST + half * i, FIRST + half * (i + 1) - 1
        across(sheet, _CHARTS_ROW, left, right - 4, head, title)
        across(sheet, _CHARTS_ROW, right - 3, right, link)
        sheet.write_url(_CHARTS_ROW, right - 3, f"internal:'{table.sheet}'!A1", link, f"{table.sheet} ›")
        chart.set_legend({"position": "top", "font": {"size": 9}})
        chart.set_chartarea({"border": {"color": LINE}})
        chart.set_size({"width": half * _COLUMN_PIXELS - _CHART_GAP, "height": _CHART_ROWS * 22})
        chart.show_hidden_data()
        chart.show_blanks_as("gap")
        sheet.insert_chart(_CHARTS_ROW + 1, left, chart, {"description": title, "x_offset": i * _CHART_GAP})


def _progress_chart(book: xlsxwriter.Workbook) -> Any:
    """How far the tasks are on average, against the share of the year gone."""
    bars, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
    bars.add_series(
        {
            **_series(HOME_DATA.percent),
            "fill": {"color": _PERCENT},
            "gap": 60,
            "data_labels": {
                "value": True,
                "num_format": "0%",
                "position": "inside_base",
                "font": {"size": 8, "color": "#FFFFFF"},
            },
        }
    )
    line.add_series({**_series(HOME_DATA.elapsed), "line": {"color": _ELAPSED, "width": 2}})
    bars.combine(line)
    bars.set_y_axis({**_axis("0%"), "min": 0, "max": 1, "major_unit": 0.25})
    bars.set_x_axis({"num_font": {"size": 9}})
    return bars


def _reporting_chart(book: xlsxwriter.Workbook) -> Any:
    """How many units reported on time, late or not at all."""
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for column, color in (
        (HOME_DATA.on_time, _ON_TIME),
        (HOME_DATA.late, _LATE),
        (HOME_DATA.missing, _MISSING),
    ):
        chart.add_series({**_series(column), "fill": {"color": color}, "gap": 60})
    chart.set_y_axis({**_axis("0"), "min": 0})
    chart.set_x_axis({"num_font": {"size": 9}})
    return chart


def _axis(num_format: str) -> dict[str, Any]:
    return {
        "num_format": num_format,
        "num_font": {"size": 9},
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": "#E3E6EA", "width": 0.75}},
    }


def _series(column: Column) -> dict[str, Any]:
    """A column's twelve months."""
    first = Block.MONTHS.first_row
    rows = (first - 1, first + Block.MONTHS.size - 2)
    places = {name: HOME_DATA.columns.index(name) for name in (HOME_DATA.label, column)}
    return {
        "name": str(column),
        "categories": [HOME_DATA.sheet, rows[0], places[HOME_DATA.label], rows[1], places[HOME_DATA.label]],
        "values": [HOME_DATA.sheet, rows[0], places[column], rows[1], places[column]],
    }


def _formula(sheet: Worksheet, row: int, left: int, right: int, look: Any, formula: str) -> None:
    across(sheet, row, left, right, look)
    sheet.write_formula(row, left, formula, look, "")


def across(sheet: Worksheet, row: int, left: int, right: int, look: Any, text: str = "") -> None:
    """One cell over several columns of a row."""
    if left == right:
        sheet.write_string(row, left, text, look)
    else:
        sheet.merge_range(row, left, row, right, text, look)
