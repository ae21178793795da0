"""What a form's check column and its count say: written as formulas, known again when read."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from xlsheet.forms.layout import CHECK

GOOD: Final = "✓"
BLANK: Final = "未填"
"""Every other word for something that is left blank ends in this one."""
COPIED: Final = "与上次相同"
NOT_A_NUMBER: Final = "应填数字"
NOT_A_DATE: Final = "应填日期"
"""These two and the one for rules without words of their own stand after the column's name."""
BROKEN: Final = "有错误值，请重填"
TARGETS_BLANK: Final = f"指标{BLANK}"
"""Beside a task whose own cells are good, while the sheet of indicators lacks some of its counts."""
LESS_THAN_BEFORE: Final = "比上月少"
FAR_BEYOND: Final = "远超目标，请核对单位"
ALL_GOOD: Final = "全部填好"
LOOK_AT_CHECKS: Final = f"都填了，请看“{CHECK}”一列"
MEND: Final = "请改"
LOOK_AGAIN: Final = "请核对"
"""What stands there in a form that goes back."""

_SAID: Final = frozenset(
    (
        *(GOOD, COPIED, BROKEN, ALL_GOOD, LOOK_AT_CHECKS, MEND, LOOK_AGAIN),
        *(LESS_THAN_BEFORE, FAR_BEYOND),
    )
)
_ENDINGS: Final = "|".join((BLANK, NOT_A_NUMBER, NOT_A_DATE, LOOK_AGAIN))
_COUNTED: Final = re.compile(rf"还有 \d+ 项未填|{ALL_GOOD}，可以报送|[^，。]{{0,6}}(?:{_ENDINGS})")


def count_blank(rows: object) -> str:
    """What the count says while so many rows are not filled in."""
    return f"还有 {rows} 项未填"


@cache
def _of_rules() -> frozenset[str]:
    """The short words of the shipped rules."""
    # a third of what a reader of returns would import, for words that few forms show
    from xlsheet.rules.files import RETURNED, load_rules

    return frozenset(r.short for rules in load_rules(tables=RETURNED) for r in rules.all_rules() if r.short)


def is_check_word(cell: object) -> bool:
    """Whether a cell holds what one of the forms' own formulas may show."""
    return isinstance(cell, str) and (
        cell in _SAID or cell in _of_rules() or _COUNTED.fullmatch(cell) is not None
    )
