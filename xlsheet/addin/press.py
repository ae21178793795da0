"""Press a button: do its job on the workbook that was clicked in, and say how it ended."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlsheet.addin.click import CancelledError, Click, Given
from xlsheet.addin.program import find_book
from xlsheet.commands import COMMANDS, TAB_LABEL
from xlsheet.errors import XlsheetError

if TYPE_CHECKING:
    import xlwings as xw

_LABELS: Final = {command.function: command.label for command in COMMANDS}


def press(function: str, book_name: str | None, given: Given) -> bool:
    """Do what a button does, and say how it ended; whether it was done.

    `book_name` is the open workbook's name; None means the one that called, or else the active one.
    """
    label, app = _LABELS.get(function, function), None
    try:
        book = find_book(book_name)
        app = book.app
        with _working(app, label):
            from xlsheet.addin.buttons import BUTTONS

            outcome = BUTTONS[function](Click(book, given))
        if outcome.sheet:
            book.sheets[outcome.sheet].activate()
        if outcome.text:
            _tell(app, label, outcome.text)
    except CancelledError:
        return False
    except XlsheetError as error:
        _tell(app, label, f"没有完成：{error}", grave=True)
        return False
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        from xlsheet.error_log import log_error

        text = f"没有完成：程序出错。详情记在“{log_error()}”，请把它转给技术人员。"
        _tell(app, label, text, grave=True)
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


def _tell(app: xw.App | None, label: str, text: str, *, grave: bool = False) -> None:
    if app is None:
        sys.stderr.write(f"{text}\n")
    else:
        app.alert(text, title=f"{TAB_LABEL} · {label}", mode="critical" if grave else "info")
