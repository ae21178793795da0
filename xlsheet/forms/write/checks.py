"""The formulas and limits of a form, in functions that Excel, WPS and LibreOffice share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PLANS, STATUS_DONE, STATUSES
from xlsheet.forms.check_words import (
    ALL_GOOD,
    BACK,
    BLANK,
    BROKEN,
    COPIED,
    DISAGREES,
    GOOD,
    HOLLOW,
    LOOK_AT_CHECKS,
    NOT_A_DATE,
    NOT_A_STATUS,
    NOT_NUMBER,
    OUT_OF_RANGE,
    count_blank,
)
from xlsheet.forms.layout import (
    CHECK,
    LAST_PERCENT,
    LAST_TEXT,
    PLAN_COLUMNS,
    PLAN_INPUTS,
    PROGRESS_COLUMNS,
    PROGRESS_REQUIRED,
)

HOLLOW_WORDS: Final = ("无", "没有", "暂无", "同上", "同上月", "无进展", "暂无进展", "无变化", "/", "-")
"""Words that say nothing, as far as a formula looks; `texts.is_hollow` knows them all."""

PERCENT_RULE: Final[dict[str, Any]] = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "maximum": 1,
    "input_message": "到月底的累计数，例如 60%",
    "error_title": "完成比例不对",
    "error_message": "请填 0% 到 100% 之间的百分比，例如 60%。",
}


def choice_rule(choices: Sequence[str]) -> dict[str, Any]:
    """A dropdown of these words."""
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": "请从下拉列表里选",
        "error_message": f"只能填：{'、'.join(choices)}。",
    }


def date_rule(month: Month, years: int = 1) -> dict[str, Any]:
    """A day from the year of the form's month to the end of the year so many years later."""
    first, last = date(month.year, 1, 1), date(month.year + years, 12, 31)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "input_message": f"写成 {month.year}-06-08 的样子",
        "error_title": "日期不对",
        "error_message": f"请填 {month.year}-06-08 这样的日期（{first} 至 {last}）。",
    }


def length_rule(limit: int) -> dict[str, Any]:
    """A text that is not too long; a longer one is taken after a question."""
    return {
        "validate": "length",
        "criteria": "<=",
        "value": limit,
        "error_type": "warning",
        "error_title": "文字太多",
        "error_message": f"请不要超过 {limit} 字，只写要点。",
    }


def progress_check(row: int) -> str:
    """What the check column says of a progress row (0-based): what is still to do, or that it is good."""
    return _progress_check().replace("#", str(row + 1))


def plan_check(row: int) -> str:
    """What the check column says of a plan row (0-based)."""
    return _plan_check().replace("#", str(row + 1))


def progress_count(first: int, last: int) -> str:
    """How many progress rows (0-based, both included) still need filling in."""
    return _count(PROGRESS_COLUMNS, first, last)


def plan_count(first: int, last: int) -> str:
    """How many plan rows (0-based, both included) still need filling in."""
    return _count(PLAN_COLUMNS, first, last)


@cache
def _progress_check() -> str:
    """The formula with `#` for the row's number."""
    columns = PROGRESS_COLUMNS
    text, percent, status = (_letter(columns, name) + "#" for name in PROGRESS_REQUIRED)
    last_text, last_percent = _letter(columns, LAST_TEXT) + "#", _letter(columns, LAST_PERCENT) + "#"
    steps = [
        *_blanks(columns, PROGRESS_REQUIRED),
        (_among(f'SUBSTITUTE(TRIM({text}),"。","")', HOLLOW_WORDS), HOLLOW),
        (f"NOT(ISNUMBER({percent}))", NOT_NUMBER),
        (f"OR({percent}<0,{percent}>1)", OUT_OF_RANGE),
        (f"NOT({_among(status, STATUSES)})", NOT_A_STATUS),
        (f'({status}="{STATUS_DONE}")<>({percent}=1)', DISAGREES),
        (f"AND(ISNUMBER({last_percent}),ROUND({percent},4)<ROUND({last_percent},4))", BACK),
        (f"TRIM({text})=TRIM({last_text})", COPIED),
    ]
    return _first_of(steps)


@cache
def _plan_check() -> str:
    """The formula with `#` for the row's number."""
    deadline = _letter(PLAN_COLUMNS, PLANS.deadline) + "#"
    return _first_of([*_blanks(PLAN_COLUMNS, PLAN_INPUTS), (f"NOT(ISNUMBER({deadline}))", NOT_A_DATE)])


def _count(columns: Sequence[str], first: int, last: int) -> str:
    """Counts what the check column says, which is never an error value."""
    letter = _letter(columns, CHECK)
    checked = f"{letter}{first + 1}:{letter}{last + 1}"
    left = f'SUMPRODUCT(--(RIGHT({checked},{len(BLANK)})="{BLANK}"))'
    good = f'COUNTIF({checked},"{GOOD}")={last - first + 1}'
    done = f'IF({good},"{ALL_GOOD}，可以报送","{LOOK_AT_CHECKS}")'
    said = count_blank(f'"&{left}&"')
    return f'=IF({left}>0,"{said}",{done})'


def _blanks(columns: Sequence[str], required: Sequence[str]) -> list[tuple[str, str]]:
    """Conditions with their words: all of them blank, then each by itself."""
    blank = {name: f"LEN(TRIM({_letter(columns, name)}#))=0" for name in required}
    each = [(test, f"{name}未填") for name, test in blank.items()]
    return [(f"AND({','.join(blank.values())})", BLANK), *each]


def _among(cell: str, words: Sequence[str]) -> str:
    """Whether a cell is one of these words. FIND takes long texts, which MATCH does not."""
    return f'ISNUMBER(FIND("|"&{cell}&"|","|{"|".join(words)}|"))'


def _first_of(steps: Sequence[tuple[str, str]]) -> str:
    formula = f'"{GOOD}"'
    for test, word in reversed(steps):
        formula = f'IF({test},"{word}",{formula})'
    return f'=IFERROR({formula},"{BROKEN}")'


def _letter(columns: Sequence[str], name: str) -> str:
    letter: str = xl_col_to_name(columns.index(name))
    return letter
