"""Press a button: do its job on the workbook that was clicked in, and say how it ended."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlsheet.addin.click import CancelledError, Click, ClickOutcome, Given
from xlsheet.addin.messages import ask, tell
from xlsheet.addin.one_at_a_time import alone, ignore
from xlsheet.addin.program import find_book
from xlsheet.commands import COMMANDS, TAB_LABEL
from xlsheet.dictionary.tables import TABLES
from xlsheet.engines import first_word
from xlsheet.errors import XlsheetError

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw

_VISIBLE: Final = (True, -1)
"""On Windows xlwings hands on Excel's number, of which 2, too, means hidden."""
_LABELS: Final = {command.function: command.label for command in COMMANDS}


def press(function: str, book_name: str | None, given: Given, at: str = "") -> bool:
    """Do what a button does, and say how it ended; whether it was done.

    `book_name` is the open workbook's name; None means the one that called, or else the active one. `at` is
    its path, for workbooks of one name.
    """
    label, app = label_of(function), None
    title = f"{TAB_LABEL} · {label}"
    try:
        with contextlib.ExitStack() as first:
            first.callback(first_word(_working_on(label)))
            book = find_book(book_name, at)
            app = book.app
            other = first.enter_context(alone(book, label))
            if other:
                ignore(app, other)
                return False
            click = Click(book, given)
            outcome = _done(function, click, label)
        hint = _go_to(book, outcome.sheet) if outcome.sheet else ""
        if outcome.text or hint:
            from xlsheet.addin.notices import lost_when_saved

            text = f"{outcome.text}{hint}{lost_when_saved(book)}".strip()
            _tell_end(click, text, title, outcome.made)
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


def _tell_end(click: Click, text: str, title: str, made: Path | None) -> None:
    """Say how a click ended; where it made files, offer to open them."""
    if made is None or click.was_given:
        tell(click.book.app, text, title)
        return
    what = "文件夹" if made.is_dir() else "网页"
    if ask(click.book.app, f"{text}\n\n打开{what}“{made}”吗？", title, "yes_no") == "yes":
        from xlsheet.files.opened import open_it

        open_it(made)


def label_of(function: str) -> str:
    """What stands on the button of a job."""
    return _LABELS.get(function, function)


def say_broken_off(function: str, book_name: str | None, at: str) -> None:
    """Say that the process which did a click ended in the midst of it."""
    label = label_of(function)
    text = f"没有完成：执行“{label}”的程序中途退出了。请再点一次；如果台账已经改了一部分，先点“撤销”。"
    app = None
    with contextlib.suppress(XlsheetError):
        app = find_book(book_name, at).app
    tell(app, text, f"{TAB_LABEL} · {label}", grave=True)


def say_ignored(function: str, book_name: str | None, at: str) -> None:
    """Say that another click is being done, and that this one does nothing."""
    with contextlib.suppress(XlsheetError):
        ignore(find_book(book_name, at).app, label_of(function))


def _done(function: str, click: Click, label: str) -> ClickOutcome:
    from xlsheet.addin.buttons import BUTTONS

    with _working(click.book.app, label):
        return BUTTONS[function](click)


def _working_on(label: str) -> str:
    return f"{TAB_LABEL}：正在执行“{label}”，请稍候……"


@contextlib.contextmanager
def _working(app: xw.App, label: str) -> Iterator[None]:
    """Say in the status bar what is being done."""
    app.status_bar = _working_on(label)
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
