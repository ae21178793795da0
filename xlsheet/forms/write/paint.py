"""A form's colours, fonts and row heights: calm blue heads, grey to read, yellow to fill in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms import check_words
from xlsheet.forms.layout import CONTENT, LAST_PERCENT, LAST_TEXT, ROLE

_BLUE, _PALE_BLUE, _GREY, _YELLOW, _LINE = "#1F4E79", "#DDEBF7", "#F2F2F2", "#FFF9DB", "#BFBFBF"
_GOLD: Final = "#FFE699"
_FONT: Final[dict[str, Any]] = {"font_name": "微软雅黑", "font_size": 10.5, "valign": "vcenter"}
_BOXED: Final[dict[str, Any]] = {"border": 1, "border_color": _LINE}
_TEXT: Final[dict[str, Any]] = {"num_format": "@", "text_wrap": True, "valign": "top"}
_CENTERED: Final[dict[str, Any]] = {"align": "center"}
_DATE: Final[dict[str, Any]] = {"num_format": "yyyy-mm-dd", **_CENTERED}

INPUT_FORMATS: Final[dict[str, dict[str, Any]]] = {
    PROGRESS.text: _TEXT,
    PROGRESS.percent: {"num_format": "0%", **_CENTERED},
    PROGRESS.status: _CENTERED,
    PROGRESS.problems: _TEXT,
    PROGRESS.next_steps: _TEXT,
    PROGRESS.reporter: {"num_format": "@", **_CENTERED},
    PROGRESS.phone: {"num_format": "@", **_CENTERED},
    PROGRESS.filled_on: _DATE,
    PLANS.work: _TEXT,
    PLANS.goal: _TEXT,
    PLANS.stages: _TEXT,
    PLANS.deadline: _DATE,
    PLANS.leader: {"num_format": "@", **_CENTERED},
}
"""How the cells to fill in show what is typed."""

_REFERENCE_FORMATS: Final[dict[str, dict[str, Any]]] = {
    PROGRESS.task_no: _CENTERED,
    ROLE: _CENTERED,
    CONTENT: _TEXT,
    LAST_TEXT: _TEXT,
    LAST_PERCENT: {"num_format": "0%", **_CENTERED},
}


BOOK_FONT: Final[dict[str, Any]] = {"font_name": "宋体", "font_size": 11}
"""The font whose digits column widths are counted in. Excel has it wherever it speaks Chinese, and other
programs put a font of the same width in its place, which they don't for XlsxWriter's Calibri."""


class Paint:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        def style(*parts: dict[str, Any], **own: Any) -> Any:
            merged: dict[str, Any] = dict(_FONT)
            for part in (*parts, own):
                merged |= part
            return book.add_format(merged)

        self.title = style(bold=True, font_size=16, font_color="white", bg_color=_BLUE, align="center")
        self.label = style(_BOXED, bold=True, bg_color=_PALE_BLUE, align="center", text_wrap=True)
        fact: dict[str, Any] = {**_BOXED, "bold": True, "bg_color": _GREY, "align": "left", "indent": 1}
        self.fact = style(fact, shrink=True)
        self.fact_date = style(fact, num_format="yyyy-mm-dd")
        self.fact_moment = style(fact, num_format="yyyy-mm-dd hh:mm")
        self.count = style(
            _BOXED, bold=True, font_size=14, font_color="#C00000", bg_color=_GREY, align="center"
        )
        self.note = style(_BOXED, font_color="#595959", text_wrap=True)
        self.header = style(_BOXED, bold=True, bg_color=_PALE_BLUE, align="center", text_wrap=True)
        self.input_header = style(_BOXED, bold=True, bg_color=_GOLD, align="center", text_wrap=True)
        self.check = style(_BOXED, align="center", text_wrap=True, bg_color=_GREY)
        self.guide = style(font_size=12, text_wrap=True)
        self.guide_number = style(font_size=12, bold=True, font_color=_BLUE, align="center")
        self.references = {
            name: style(_BOXED, own, bg_color=_GREY) for name, own in _REFERENCE_FORMATS.items()
        }
        self.inputs = {
            name: style(_BOXED, own, bg_color=_YELLOW, locked=False) for name, own in INPUT_FORMATS.items()
        }
        self.target_number = style(_BOXED, _CENTERED, bg_color=_GREY, num_format="General")
        self.target_text = style(_BOXED, bg_color=_GREY, num_format="@", text_wrap=True)
        self.target_input = style(_BOXED, _CENTERED, bg_color=_YELLOW, num_format="General", locked=False)
        heads = (PROGRESS.reporter, PROGRESS.phone, PROGRESS.filled_on)
        self.head_inputs: dict[str, Any] = {
            name: style(_BOXED, INPUT_FORMATS[name], bg_color=_YELLOW, locked=False, align="left", indent=1)
            for name in heads
        }
        good = book.add_format({"font_color": "#375623", "bg_color": "#E2EFDA", "bold": True})
        blank = book.add_format({"font_color": "#7F7F7F"})
        wrong = book.add_format({"font_color": "#9C5700", "bg_color": "#FFEB9C"})
        self.check_rules = [
            _equals(check_words.GOOD, good),
            _equals(check_words.BLANK, blank),
            {"type": "no_blanks", "format": wrong},
        ]
        self.count_rule = {
            "type": "text",
            "criteria": "begins with",
            "value": check_words.ALL_GOOD,
            "format": book.add_format({"font_color": "#375623", "bg_color": "#E2EFDA"}),
        }

    def fact_for(self, value: object) -> Any:
        """The format of a value above the table; a day without a time shows none."""
        if isinstance(value, datetime) and value.time() not in (time(), time(23, 59, 59)):
            return self.fact_moment
        return self.fact_date if isinstance(value, date) else self.fact


def _equals(word: str, style: Any) -> dict[str, Any]:
    return {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": style, "stop_if_true": True}
