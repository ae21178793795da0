"""How a reply looks: like the form it answers, red where something must be mended, amber where to look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from xlsheet.cells.text import FORMULA_STARTS
from xlsheet.dictionary.addresses import column_place
from xlsheet.dictionary.findings import Finding, Severity, show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CHECK, LAST_PERCENT, PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.read.returned import FoundTable
from xlsheet.forms.write.paint import INPUT_FORMATS
from xlsheet.forms.write.sheets import COLUMN_WIDTHS
from xlsheet.grids.grid import Cell

LIST_COLUMNS: Final = ("序号", "级别", "工作表", "单元格", "写的是", "请这样改")
LIST_WIDTHS: Final = (5.0, 7.0, 13.0, 7.0, 28.0, 61.0)

_BLUE, _PALE_BLUE, _GREY, _YELLOW, _GOLD, _LINE = (
    "#1F4E79",
    "#DDEBF7",
    "#F2F2F2",
    "#FFF9DB",
    "#FFE699",
    "#BFBFBF",
)
_RED: Final = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_AMBER: Final = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
_FONT: Final[dict[str, Any]] = {"font_name": "微软雅黑", "font_size": 10.5, "valign": "vcenter"}
_BOXED: Final[dict[str, Any]] = {"border": 1, "border_color": _LINE}
_TITLE: Final[dict[str, Any]] = {"bold": True, "font_size": 14, "font_color": _BLUE}
_LEAST_WIDTH, _MOST_WIDTH = 6.0, 34.0
_NARROW: Final = {CHECK: 10.0}
_PAGE: Final = 119.0
"""Characters that A4 shows side by side in letters of at least 9 points."""

_ALWAYS_READABLE: Final = 12.0
"""Columns of this width or less keep it where a sheet is too wide for its page."""


class ReplyPaint:
    """The formats of one reply, each made once."""

    def __init__(self, book: Any) -> None:
        @cache
        def style(*parts: tuple[str, Any]) -> Any:
            return book.add_format({**_FONT, **dict(parts)})

        self._style = style
        self.title = self._of(
            {"bold": True, "font_size": 16, "font_color": "white", "bg_color": _BLUE}, indent=1
        )
        self.note = self._of({"font_color": "#595959"}, indent=1)
        self.instruction = self._of({"bold": True, "font_color": "#9C0006"}, indent=1)
        self.header = self._of(_BOXED, bold=True, bg_color=_PALE_BLUE, align="center")
        self.text = self._of(_BOXED, num_format="@", text_wrap=True, quote_prefix=True)
        self.centered = self._of(_BOXED, align="center", text_wrap=True)
        self.link = self._of(_BOXED, align="center", font_color="#0563C1", underline=1)

    def of(self, finding: Finding) -> Any:
        """A cell that says how grave a finding is."""
        return self._of(_BOXED, _grave(finding), bold=True, align="center")

    def cell(
        self, found: FoundTable | None, row: int, letter: str, cell: Cell, marked: Sequence[Finding]
    ) -> Any:
        """The format of a cell of the copy."""
        name = _column(found, letter)
        parts: list[dict[str, Any]] = [_BOXED] if found is not None else []
        if found is None or row < found.header_row:
            parts.append({"num_format": "yyyy-mm-dd", "align": "left"} if isinstance(cell, date) else {})
            parts.append({"text_wrap": True} if found is not None else {})
            parts.append(_TITLE if row == 1 else {})
        elif row == found.header_row:
            gold = name in (*PROGRESS_INPUTS, *PLAN_INPUTS)
            parts.append(
                {
                    "bold": True,
                    "align": "center",
                    "text_wrap": True,
                    "bg_color": _GOLD if gold else _PALE_BLUE,
                }
            )
        else:
            parts += [{"text_wrap": True}, _value_format(name, cell)]
            parts.append({"bg_color": _YELLOW if name in INPUT_FORMATS else _GREY})
        if name == CHECK:
            parts.append({"align": "center"})
        if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
            parts.append({"quote_prefix": True})
        if marked:
            parts.append(_grave(marked[0]))
        return self._of(*parts)

    def _of(self, *parts: dict[str, Any], **own: Any) -> Any:
        merged: dict[str, Any] = {}
        for part in (*parts, own):
            merged |= part
        return self._style(*sorted(merged.items()))


def _grave(finding: Finding) -> dict[str, Any]:
    return _RED if finding.severity is Severity.ERROR else _AMBER


def _column(found: FoundTable | None, letter: str) -> str:
    names = (str(name) for name, place in found.letters.items() if place == letter) if found else ()
    return next(iter(names), "")


def _value_format(name: str, cell: Cell) -> dict[str, Any]:
    """Numbers and days as the form shows them; a number that is no share stays one."""
    if isinstance(cell, date):
        return {"num_format": "yyyy-mm-dd", "align": "center"}
    if name in (PROGRESS.percent, LAST_PERCENT):
        share = isinstance(cell, int | float) and 0 <= cell <= 1
        return {"num_format": "0%" if share or cell in (None, "") else "General", "align": "center"}
    return INPUT_FORMATS.get(name, {"align": "center"} if isinstance(cell, int | float) else {})


def widths(rows: Sequence[Sequence[Cell]], found: FoundTable | None) -> list[float]:
    """Column widths in characters: a form's own, else by the longest text."""
    count = max(map(len, rows), default=0)
    longest = [0] * count
    body = rows[found.header_row - 1 :] if found else rows
    for row in body:
        for i, cell in enumerate(row):
            longest[i] = max(longest[i], max(map(_width, show(cell).split("\n"))))
    found_widths = [min(max(length + 2.0, _LEAST_WIDTH), _MOST_WIDTH) for length in longest]
    for name, letter in found.letters.items() if found else ():
        place = column_place(letter)
        wanted = _NARROW.get(name) or COLUMN_WIDTHS.get(name)
        if wanted is not None and place < count:
            found_widths[place] = wanted
    return _on_a_page(found_widths)


def _on_a_page(wide: list[float]) -> list[float]:
    """The widths, the large ones narrower where all are too many for a page."""
    small = sum(min(width, _ALWAYS_READABLE) for width in wide)
    rest = sum(wide) - small
    if sum(wide) <= _PAGE or rest <= 0:
        return wide
    share = max(_PAGE - small, 0) / rest
    return [min(w, _ALWAYS_READABLE) + max(w - _ALWAYS_READABLE, 0) * share for w in wide]


def _width(text: str) -> int:
    """Latin letters are half as wide as Chinese ones."""
    return (len(text) + len(text.encode("utf-8", "ignore"))) // 2
