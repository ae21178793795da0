"""The formulas of a form's check column and its count, in functions that Excel, WPS and LibreOffice share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.check_words import (
    ALL_GOOD,
    BLANK,
    BROKEN,
    GOOD,
    LOOK_AT_CHECKS,
    TARGETS_BLANK,
    count_blank,
)
from xlsheet.forms.layout import CHECK, PLAN_COLUMNS, PROGRESS_COLUMNS, TARGET_COLUMNS, TARGETS_HEADER

HOLLOW_WORDS: Final = ("无", "没有", "暂无", "同上", "同上月", "无进展", "暂无进展", "无变化", "/", "-")
"""Words that say nothing, as far as a formula looks; `texts.is_hollow` knows them all."""

Step = tuple[str, str]
"""A condition as a formula, with `#` for the row's number, and the word for it."""


@dataclass(frozen=True, slots=True)
class CountsAsked:
    """Where a unit's indicators are asked for: the sheet, and the task of each of its rows."""

    sheet: str
    task_nos: Sequence[int]

    @property
    def quoted(self) -> str:
        """The sheet as formulas and links name it."""
        name = self.sheet.replace("'", "''")
        return f"'{name}'"

    def cells(self, column: str) -> str:
        """A column's cells, as a formula on another sheet names them."""
        at, first = letter(TARGET_COLUMNS, column), TARGETS_HEADER + 2
        return f"{self.quoted}!${at}${first}:${at}${first + len(self.task_nos) - 1}"

    @property
    def blank(self) -> str:
        """For each row whether its check column says that it is blank, as a formula."""
        return f'(RIGHT({self.cells(CHECK)},{len(BLANK)})="{BLANK}")'


def checked(formula: str, row: int) -> str:
    """What the check column says of a row (0-based): what is still to do, or that it is good."""
    return formula.replace("#", str(row + 1))


def with_counts(check: str, row: int, asked: CountsAsked) -> str:
    """The check of a task with indicators: it is good when these are filled in as well."""
    number = f"${letter(PROGRESS_COLUMNS, PROGRESS.task_no)}{row + 1}"
    left = f"SUMPRODUCT(({asked.cells(PROGRESS.task_no)}={number})*{asked.blank})"
    good = f'"{GOOD}"'
    return check.replace(good, f'IF({left}>0,"{TARGETS_BLANK}",{good})')


def progress_count(first: int, last: int, asked: CountsAsked | None = None) -> str:
    """How many progress rows (0-based, both included) still need filling in, and how many indicators."""
    if asked is None:
        return _count(PROGRESS_COLUMNS, first, last)
    column = letter(PROGRESS_COLUMNS, CHECK)
    own = f"{column}{first + 1}:{column}{last + 1}"
    left = f'-COUNTIF({own},"{TARGETS_BLANK}")+SUMPRODUCT(--{asked.blank})'
    return _count(PROGRESS_COLUMNS, first, last, left, f'+COUNTIF({asked.cells(CHECK)},"<>{GOOD}")')


def plan_count(first: int, last: int) -> str:
    """How many plan rows (0-based, both included) still need filling in."""
    return _count(PLAN_COLUMNS, first, last)


def _count(columns: Sequence[str], first: int, last: int, left_more: str = "", bad_more: str = "") -> str:
    """Counts what the check column says, which is never an error value. Both ends are added: to what is left,
    and to what is not good."""
    column = letter(columns, CHECK)
    cells = f"{column}{first + 1}:{column}{last + 1}"
    left = f'SUMPRODUCT(--(RIGHT({cells},{len(BLANK)})="{BLANK}")){left_more}'
    good = f'COUNTIF({cells},"<>{GOOD}"){bad_more}=0'
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
