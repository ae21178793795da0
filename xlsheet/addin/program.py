"""The running spreadsheet program: xlwings loaded for it, and the workbook that was clicked in."""

from __future__ import annotations

import atexit
import contextlib
import sys
import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from xlsheet.engines.uno.errors import CalcError
from xlsheet.errors import RequestError

if TYPE_CHECKING:
    import xlwings as xw

_REFUSALS: Final = {
    "xlwings._xlwindows": ("pywintypes", "com_error"),
    "xlwings._xlmac": ("CommandError",),
}
_NO_PROGRAM: Final = (
    "没有找到打开着台账的 Excel（Linux 上是 LibreOffice Calc）。请用它打开台账再点按钮。"
    "WPS 表格里按钮不起作用：可以换 Excel 打开，或者保存、关闭台账后用命令行，命令写在“首页”的按钮说明里。"
)
_NOT_NEEDED: Final = ("matplotlib", "plotly", "polars")


def find_book(name: str | None, at: str = "") -> xw.Book:
    """The open workbook of that name, in any window; of several the one whose path is `at`, else the active
    one. RequestError where there is none."""
    load_xlwings()

    running = _running()
    if name is None:
        return _caller()
    wanted = _comparable(name)
    found = [book for app in running for book in app.books if _comparable(book.name) == wanted]
    if not found:
        raise RequestError(f"没有找到打开着的“{name}”。请先打开台账，再点按钮。")
    if at and len(found) > 1:
        found = [book for book in found if _comparable(place_of(book)) == _comparable(at)] or found
    return next((book for book in found if book == book.app.books.active), found[0])


def place_of(book: xw.Book) -> str:
    """Where a workbook is, as its program says: a path, a web address, or only its name."""
    import xlwings as xw

    try:
        return str(book.fullname)
    except xw.XlwingsError:  # a web address for which this machine has no folder
        return str(book.api.FullName)


def _running() -> list[xw.App]:
    """The programs that may hold a ledger; RequestError where there is none."""
    import xlwings as xw

    try:
        running = list(xw.apps)
    except xw.XlwingsError:  # it has no engine: Excel's interface isn't there
        running = []
    if not running:
        raise RequestError(_NO_PROGRAM)
    return running


def load_xlwings() -> None:
    """Import xlwings, with our engine where there is no Excel. To put figures into sheets, which we don't,
    it would load all that draws, and that takes longer than anything else in a click."""
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: as if it weren't installed
    try:
        from xlsheet import engines

        engines.offer()
        import_module("xlwings")
        _spare_other_excels()
    finally:
        for name in hidden:
            del sys.modules[name]


def _spare_other_excels() -> None:
    """When Python ends, xlwings ends every Excel that it can't see (its issue 2456), such as one that shows
    a returned file in Protected View. What we start no Excel for, we need not clean up."""
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None and hasattr(windows, "cleanup"):
        atexit.unregister(windows.cleanup)


def refusals() -> tuple[type[Exception], ...]:
    """What is raised where the running program refuses something: xlwings passes it on as it is."""
    known = [CalcError]
    for engine, path in _REFUSALS.items():
        found: Any = sys.modules.get(engine)
        for name in path:
            found = getattr(found, name, None)
        if found is not None:
            known.append(found)
    return tuple(known)


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
