"""Protected sheets: Calc ignores a change of theirs without a word, so it is refused here, as Excel does."""

from __future__ import annotations

from typing import Any

from xlsheet.engines.cells.fonts import common_value
from xlsheet.engines.owners import OwningSheet
from xlsheet.engines.uno.errors import CalcError


def let_change(sheet: OwningSheet, cells: Any, address: str) -> Any:
    """`cells`, which are UNO's cells of a sheet, for a change; `CalcError` where they are protected."""
    if sheet.is_protected:
        protection = common_value(cells, "CellProtection")
        if protection is None or protection.IsLocked:
            raise CalcError(f"工作表受保护，不能改 {sheet.name}!{address}。请先撤销工作表保护。")
    return cells
