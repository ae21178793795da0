"""What a click has noticed of the ledger besides its own job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlsheet.addin.dialogs import EXCEL
from xlsheet.addin.program import place_of
from xlsheet.commands import TAB_LABEL
from xlsheet.xlsx.package import READ_ERRORS, Package
from xlsheet.xlsx.repair.workbook_code import BUTTONS, lost

if TYPE_CHECKING:
    import xlwings as xw


def lost_when_saved(book: xw.Book) -> str:
    """That the buttons will be gone when the ledger is opened next, and what to do; empty where they won't.
    Excel keeps them, and what another program lost before Excel had it has been seen by then."""
    if book.app.engine.name == EXCEL:
        return ""
    try:
        gone = lost(Package(Path(place_of(book)).read_bytes()))
    except (OSError, *READ_ERRORS):  # not saved yet, or being saved
        return ""
    if BUTTONS not in gone:
        return ""
    return (
        "\n\n提示：LibreOffice 保存过这份台账，关闭后再打开，首页的按钮会不见。"
        f"从桌面的“{TAB_LABEL}”图标打开会自动补回；"
        f"别处的台账，关闭后运行 xlsheet doctor {book.name}，再打开。"
    )
