"""What a form's check column and its count say: written as formulas, known again when read."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.forms.layout import CHECK

GOOD: Final = "✓"
BLANK: Final = "未填"
"""Every other word for something that is left blank ends in this one."""
HOLLOW: Final = "没有实际内容"
NOT_NUMBER: Final = "比例应填数字"
OUT_OF_RANGE: Final = "比例应在 0%–100%"
NOT_A_STATUS: Final = "状态请从下拉列表选"
DISAGREES: Final = "状态与比例不符"
BACK: Final = "比例比上次低"
COPIED: Final = "与上次相同"
NOT_A_DATE: Final = "完成时限应填日期"
BROKEN: Final = "有错误值，请重填"
ALL_GOOD: Final = "全部填好"
LOOK_AT_CHECKS: Final = f"都填了，请看“{CHECK}”一列"
MEND: Final = "请改"
LOOK_AGAIN: Final = "请核对"
"""What stands there in a form that goes back."""

_SAID: Final = frozenset(
    (
        *(GOOD, HOLLOW, NOT_NUMBER, OUT_OF_RANGE, NOT_A_STATUS, DISAGREES, BACK, COPIED),
        *(NOT_A_DATE, BROKEN, ALL_GOOD, LOOK_AT_CHECKS, MEND, LOOK_AGAIN),
    )
)
_COUNTED: Final = re.compile(rf"还有 \d+ 项未填|{ALL_GOOD}，可以报送|[^，。]{{0,6}}{BLANK}")


def count_blank(rows: object) -> str:
    """What the count says while so many rows are not filled in."""
    return f"还有 {rows} 项未填"


def is_check_word(cell: object) -> bool:
    """Whether a cell holds what one of the forms' own formulas may show."""
    return cell in _SAID or (isinstance(cell, str) and _COUNTED.fullmatch(cell) is not None)
