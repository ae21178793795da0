"""The formulas and limits of a form, in functions that Excel, WPS and LibreOffice share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from xlsheet.forms.layout import CHECK, PLAN_COLUMNS, PLAN_INPUTS, PROGRESS_COLUMNS, PROGRESS_REQUIRED
from xlsheet.ledger.data import column_letter
from xlsheet.ledger.periods import Month
from xlsheet.ledger.tables import STATUS_DONE

GOOD: Final = "✓"
BLANK: Final = "未填"
HOLLOW: Final = "没有实际内容"
NOT_NUMBER: Final = "比例应填数字"
DISAGREES: Final = "状态与比例不符"
_HOLLOW_WORDS: Final = ("无", "同上", "同上月", "无进展", "暂无", "/")

PERCENT_RULE: Final[dict[str, Any]] = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "maximum": 1,
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


def date_rule(month: Month) -> dict[str, Any]:
    """A day from the year of the form's month to the end of the next one."""
    first, last = date(month.year, 1, 1), date(month.year + 1, 12, 31)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "error_title": "日期不对",
        "error_message": f"请填 {month.year}-06-08 这样的日期（{first} 至 {last}）。",
    }


def progress_check(row: int) -> str:
    """What the check column says of a progress row (0-based): what is still to do, or that it is good."""
    text, percent, status = (_cell(PROGRESS_COLUMNS, name, row) for name in PROGRESS_REQUIRED)
    hollow = ",".join(f'TRIM({text})="{word}"' for word in _HOLLOW_WORDS)
    steps = [
        *_blanks(PROGRESS_COLUMNS, PROGRESS_REQUIRED, row),
        (f"OR({hollow})", HOLLOW),
        (f"NOT(ISNUMBER({percent}))", NOT_NUMBER),
        (f'({status}="{STATUS_DONE}")<>({percent}=1)', DISAGREES),
    ]
    return _first_of(steps)


def plan_check(row: int) -> str:
    """What the check column says of a plan row (0-based)."""
    return _first_of(_blanks(PLAN_COLUMNS, PLAN_INPUTS, row))


def progress_count(first: int, last: int) -> str:
    """How many progress rows (0-based, both included) still need filling in."""
    return _count(PROGRESS_COLUMNS, PROGRESS_REQUIRED, first, last)


def plan_count(first: int, last: int) -> str:
    """How many plan rows (0-based, both included) still need filling in."""
    return _count(PLAN_COLUMNS, PLAN_INPUTS, first, last)


def _count(columns: Sequence[str], required: Sequence[str], first: int, last: int) -> str:
    ranges = [f"{_cell(columns, name, first)}:{_cell(columns, name, last)}" for name in required]
    filled = "*".join(f"(LEN(TRIM({cells}))>0)" for cells in ranges)
    left = f"({last - first + 1}-SUMPRODUCT({filled}))"
    checked = f"{_cell(columns, CHECK, first)}:{_cell(columns, CHECK, last)}"
    good = f'COUNTIF({checked},"{GOOD}")={last - first + 1}'
    done = f'IF({good},"全部填好，可以报送","都填了，请看“{CHECK}”一列")'
    return f'=IF({left}>0,"还有 "&{left}&" 项未填",{done})'


def _blanks(columns: Sequence[str], required: Sequence[str], row: int) -> list[tuple[str, str]]:
    """Conditions with their words: all of them blank, then each by itself."""
    blank = {name: f"LEN(TRIM({_cell(columns, name, row)}))=0" for name in required}
    each = [(test, f"{name}未填") for name, test in blank.items()]
    return [(f"AND({','.join(blank.values())})", BLANK), *each]


def _first_of(steps: Sequence[tuple[str, str]]) -> str:
    formula = f'"{GOOD}"'
    for test, word in reversed(steps):
        formula = f'IF({test},"{word}",{formula})'
    return f"={formula}"


def _cell(columns: Sequence[str], name: str, row: int) -> str:
    return f"{column_letter(columns.index(name))}{row + 1}"
