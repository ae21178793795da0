"""The running spreadsheet program: xlwings loaded for it, and the workbook that was clicked in."""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING, Final

from xlsheet.errors import RequestError

if TYPE_CHECKING:
    import xlwings as xw

_NOT_NEEDED: Final = ("matplotlib", "plotly", "polars")


def find_book(name: str | None) -> xw.Book:
    """The open workbook of that name, in any window; RequestError where there is none."""
    load_xlwings()
    import xlwings as xw

    if name is None:
        return _caller()
    wanted = _comparable(name)
    found = [book for app in xw.apps for book in app.books if _comparable(book.name) == wanted]
    if not found:
        raise RequestError(f"没有找到打开着的“{name}”。请先打开台账，再点按钮。")
    return next((book for book in found if book == book.app.books.active), found[0])


def load_xlwings() -> None:
    """Import xlwings, with our engine where there is no Excel. To put figures into sheets, which we don't,
    it would load all that draws, and that takes longer than anything else in a click."""
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: as if it weren't installed
    try:
        from xlsheet import engines

        engines.offer()
        import_module("xlwings")
    finally:
        for name in hidden:
            del sys.modules[name]


def _comparable(name: str) -> str:
    """macOS takes letters apart that others write as one."""
    return unicodedata.normalize("NFC", name).casefold()


def _caller() -> xw.Book:
    """The workbook whose macro called, else the active one."""
    import xlwings as xw

    with contextlib.suppress(Exception):  # a bare one says that no macro called
        return xw.Book.caller()
    app = xw.apps.active
    if app is None or not app.books:
        raise RequestError("没有打开着的工作簿。请先打开台账，再点按钮。")
    return app.books.active
