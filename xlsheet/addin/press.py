"""Press a button: do its job on the workbook that was clicked in, and say how it ended."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlsheet.addin.click import CancelledError, Click, Given
from xlsheet.addin.messages import tell
from xlsheet.addin.program import find_book
from xlsheet.commands import COMMANDS, TAB_LABEL
from xlsheet.dictionary.tables import TABLES
from xlsheet.errors import XlsheetError

if TYPE_CHECKING:
    import xlwings as xw

_VISIBLE: Final = (True, -1)
"""On Windows xlwings hands on Excel's number, of which 2, too, means hidden."""
_LABELS: Final = {command.function: command.label for command in COMMANDS}


def press(function: str, book_name: str | None, given: Given) -> bool:
    """Do what a button does, and say how it ended; whether it was done.

    `book_name` is the open workbook's name; None means the one that called, or else the active one.
    """
    label, app = _LABELS.get(function, function), None
    title = f"{TAB_LABEL} · {label}"
    try:
        book = find_book(book_name)
        app = book.app
        with _working(app, label):
            from xlsheet.addin.buttons import BUTTONS

            outcome = BUTTONS[function](Click(book, given))
        hint = _go_to(book, outcome.sheet) if outcome.sheet else ""
        if outcome.text or hint:
            tell(app, f"{outcome.text}{hint}".strip(), title)
    except CancelledError:
        return False
    except XlsheetError as error:
        tell(app, f"没有完成：{error}", title, grave=True)
        return False
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        from xlsheet.error_log import log_error

        text = f"没有完成：程序出错。详情记在“{log_error()}”，请把它转给技术人员。"
        tell(app, text, title, grave=True)
        return False
    return True


@contextlib.contextmanager
def _working(app: xw.App, label: str) -> Iterator[None]:
    """Say in the status bar what is being done."""
    app.status_bar = f"{TAB_LABEL}：正在执行“{label}”，请稍候……"
    try:
        yield
    finally:
        app.status_bar = False


def _go_to(book: xw.Book, name: str) -> str:
    """Go to a sheet, under whatever name its user gave it; a hint where it is hidden or gone. The job is
    done by then, and stays so."""
    present = {sheet.name: sheet for sheet in book.sheets}
    table = next((table for table in TABLES if table.sheet == name), None)
    sheet = present.get(name) or next(
        (sheet for sheet in present.values() if table and table.name in sheet.tables), None
    )
    if sheet is None:
        return f"\n\n（没有找到工作表“{name}”。）"
    if sheet.visible not in _VISIBLE:
        return f"\n\n工作表“{sheet.name}”隐藏着：在任一工作表标签上点右键，选“取消隐藏”，就能看到。"
    sheet.activate()
    return ""
