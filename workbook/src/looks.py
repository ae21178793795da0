"""How the workbook looks: fonts, colours and number formats of cells, by what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format

from xlsheet.dictionary.tables import FLAG_COPIED, FLAG_EMPTY, FLAG_LATE, FLAG_MISSING, Column, Kind

FONT: Final = {"font_name": "微软雅黑", "font_size": 10}

DEEP_BLUE: Final = "#1F4E79"
PALE_BLUE: Final = "#EAF1F8"
LINE: Final = "#C9CFD6"
GREY_TEXT: Final = "#6B7280"
INPUT_FILL: Final = "#FFF8E1"

Color = dict[str, Any]
"""A fill and its text."""

RED: Final[Color] = {"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True}
ORANGE: Final[Color] = {"bg_color": "#FCE0B8", "font_color": "#8A4B00", "bold": True}
YELLOW: Final[Color] = {"bg_color": "#FFF2B3", "font_color": "#7A5F00"}
GREEN: Final[Color] = {"bg_color": "#D5EBD0", "font_color": "#24602B"}
BLUE: Final[Color] = {"bg_color": "#D3E4F5", "font_color": "#1F4E79"}
GREY: Final[Color] = {"bg_color": "#EDEDED", "font_color": GREY_TEXT}

ALERT_COLORS: Final[tuple[Color, ...]] = (RED, YELLOW, GREEN, BLUE)
"""In the order of `tables.ALERTS`."""

SEVERITY_COLORS: Final[tuple[Color, ...]] = (RED, YELLOW, BLUE)
"""In the order of `tables.SEVERITY_WORDS`."""

FLAG_COLORS: Final[Mapping[str, Color]] = {
    FLAG_MISSING: RED,
    FLAG_LATE: ORANGE,
    FLAG_EMPTY: YELLOW,
    FLAG_COPIED: YELLOW,
}

_BY_KIND: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"text_wrap": True},
    Kind.LONG_TEXT: {"text_wrap": True},
    Kind.CODE: {"align": "fill"},  # never over the next cell's edge, even where that one is empty
    Kind.INTEGER: {"align": "center"},
    Kind.NUMBER: {"align": "center"},
    Kind.PERCENT: {"align": "center"},
    Kind.DATE: {"align": "center"},
    Kind.DATETIME: {"align": "center"},
    Kind.MONTH: {"align": "center"},
    Kind.LINK: {"font_color": "#0563C1", "underline": 1, "align": "center"},
    Kind.ANY: {"text_wrap": True, "align": "left"},
}

_TOP: Final = {"valign": "top"}
"""Where a row is too low (LibreOffice does not fit heights on opening), text that starts at the top is cut
off at the bottom; centred text would run into its neighbours."""

_SHORT: Final = 10
"""Text columns of up to this width hold a word or two and are centred."""


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def column(self, column: Column, **more: Any) -> Format:
        """What the cells of a column look like; `more` overrides single properties."""
        short = {"align": "center"} if column.kind is Kind.TEXT and column.width <= _SHORT else {}
        form = {"num_format": column.kind.number_format}
        return self.of(**{**_TOP, **form, **_BY_KIND[column.kind], **short, **more})

    def header(self) -> Format:
        """Column headers: white on deep blue."""
        return self.of(
            bold=True,
            font_color="#FFFFFF",
            bg_color=DEEP_BLUE,
            align="center",
            valign="vcenter",
            text_wrap=True,
            border=1,
            border_color="#FFFFFF",
        )
