"""任务编号 as people write it: 1, "１", "1.", 第1项, 1.0."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.ledger.findings import show
from xlsheet.ledger.texts import fold

_NUMBER: Final = re.compile(r"第?(\d{1,6})(?:\.0+)?[.、)）]?[项号条]?(?:任务)?")


def read_task_number(value: object) -> int | None:
    """The number; None where the cell holds none."""
    if isinstance(value, bool):
        return None
    match = _NUMBER.fullmatch(fold(show(value)))
    return int(match[1]) if match else None
