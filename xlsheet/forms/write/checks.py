"""The formulas of a form's check column and its count, in functions that Excel, WPS and LibreOffice share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from xlsheet.forms.check_words import ALL_GOOD, BLANK, BROKEN, GOOD, LOOK_AT_CHECKS, count_blank
from xlsheet.forms.layout import CHECK, PLAN_COLUMNS, PROGRESS_COLUMNS

HOLLOW_WORDS: Final = ("无", "没有", "暂无", "同上", "同上月", "无进展", "暂无进展", "无变化", "/", "-")
"""Words that say nothing, as far as a formula looks; `texts.is_hollow` knows them all."""

Step = tuple[str, str]
"""A condition as a formula, with `#` for the row's number, and the word for it."""


def checked(formula: str, row: int) -> str:
    """What the check column says of a row (0-based): what is still to do, or that it is good."""
    return formula.replace("#", str(row + 1))


def progress_count(first: int, last: int) -> str:
    """How many progress rows (0-based, both included) still need filling in."""
    return _count(PROGRESS_COLUMNS, first, last)


def plan_count(first: int, last: int) -> str:
    """How many plan rows (0-based, both included) still need filling in."""
    return _count(PLAN_COLUMNS, first, last)


def _count(columns: Sequence[str], first: int, last: int) -> str:
    """Counts what the check column says, which is never an error value."""
    column = letter(columns, CHECK)
    cells = f"{column}{first + 1}:{column}{last + 1}"
    left = f'SUMPRODUCT(--(RIGHT({cells},{len(BLANK)})="{BLANK}"))'
    good = f'COUNTIF({cells},"{GOOD}")={last - first + 1}'
    done = f'IF({good},"{ALL_GOOD}，可以报送","{LOOK_AT_CHECKS}")'
    said = count_blank(f'"&{left}&"')
    return f'=IF({left}>0,"{said}",{done})'


def among(cell: str, words: Sequence[str]) -> str:
    """Whether a cell is one of these words. FIND takes long texts, which MATCH does not."""
    return f'ISNUMBER(FIND("|"&{cell}&"|","|{"|".join(words)}|"))'


def first_of(steps: Sequence[Step]) -> str:
    """The word for the first condition that holds, or that all is good."""
    formula = f'"{GOOD}"'
    for test, word in reversed(steps):
        formula = f'IF({test},"{word}",{formula})'
    return f'=IFERROR({formula},"{BROKEN}")'


def letter(columns: Sequence[str], name: str) -> str:
    """The letter of a form's column."""
    found: str = xl_col_to_name(columns.index(name))
    return found
