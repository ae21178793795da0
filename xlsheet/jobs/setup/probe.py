"""What Excel does where no manual says so: tried out in an Excel of our own, as a record for the tests."""

from __future__ import annotations

import contextlib
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from xlsheet import engines
from xlsheet.errors import RequestError

# XlListObjectSourceType.xlSrcRange and XlYesNoGuess.xlYes
_FROM_RANGE: Final = 1
_WITH_HEADERS: Final = 1
_HIDDEN: Final = 0


def probe() -> Mapping[str, Any]:
    """Facts of the Excel on this machine, by the names that `tests/support/excel/facts` has for them."""
    if sys.platform != "win32":
        raise RequestError("--probe 只能在装有 Excel 的 Windows 上运行。")
    with _own_excel() as excel:
        return {"from": f"Excel {excel.Version}, {platform.platform()}", "facts": facts_of(excel)}


def facts_of(excel: Any) -> dict[str, bool]:
    """What a running Excel, as its COM object, does in a new workbook, which is closed unsaved."""
    book = excel.Workbooks.Add()
    try:
        return {name: try_out(book) for name, try_out in sorted(_TRIALS.items())}
    finally:
        book.Close(False)


@contextlib.contextmanager
def _own_excel() -> Iterator[Any]:
    """A new Excel, in sight and ended by itself: xlwings' `quit` would end the user's hidden ones too."""
    engines.offer()
    import xlwings as xw

    excel = xw.App(visible=True, add_book=False).api
    excel.DisplayAlerts = False
    try:
        yield excel
    finally:
        excel.Quit()


def _new_sheet(book: Any) -> Any:
    return book.Worksheets.Add()


def _table(book: Any) -> Any:
    """A table of two columns and three rows on a sheet of its own."""
    sheet = _new_sheet(book)
    sheet.Range("A1:B4").Value = (("甲", "乙"), ("a", "x"), ("b", "y"), ("a", "z"))
    return sheet.ListObjects.Add(_FROM_RANGE, sheet.Range("A1:B4"), None, _WITH_HEADERS)


def _works(step: Callable[[], Any]) -> bool:
    """Whether Excel does it: what it refuses comes as an exception of pywin32's."""
    refused = sys.modules["xlwings._xlwindows"].pywintypes.com_error
    try:
        step()
    except refused:
        return False
    return True


def _apostrophe_stays_text(book: Any) -> bool:
    cell = _new_sheet(book).Range("A1")
    cell.NumberFormat = "@"
    cell.Value = "'甲"
    return bool(cell.Value == "'甲")


def _currency_is_decimal(book: Any) -> bool:
    cell = _new_sheet(book).Range("A1")
    cell.NumberFormat = "¥#,##0.00"
    cell.Value = 1.5
    return type(cell.Value).__name__ == "Decimal"


def _duplicate_header_is_renamed(book: Any) -> bool:
    sheet = _table(book).Parent
    sheet.Range("B1").Value = "甲"
    return bool(sheet.Range("B1").Value != "甲")


def _table_grows_by_writing_below(book: Any) -> bool:
    table = _table(book)
    table.Parent.Range("A5").Value = "c"
    return bool(table.Range.Rows.Count == 5)


def _hidden_rows_are_passed_over(book: Any) -> bool:
    table = _table(book)
    table.Range.AutoFilter(1, "a")
    table.Parent.Range("B2:B4").Value = (("一",), ("二",), ("三",))
    return bool(table.Parent.Range("B3").Value == "y")


def _resize_with_totals(book: Any) -> bool:
    table = _table(book)
    table.ShowTotals = True
    return _works(lambda: table.Resize(table.Parent.Range("A1:B6")))


def _resize_narrower_leaves_cells(book: Any) -> bool:
    table = _table(book)
    table.Resize(table.Parent.Range("A1:A4"))
    return bool(table.Parent.Range("B2").Value == "x")


def _text_cells_keep_text(book: Any) -> bool:
    cells = _new_sheet(book).Range("A1:A2")
    cells.NumberFormat = "@"
    cells.Value = (("2021-05",), ("0371",))
    return bool(cells.Value == (("2021-05",), ("0371",)))


def _activating_a_hidden_sheet_fails(book: Any) -> bool:
    sheet = _new_sheet(book)
    sheet.Visible = _HIDDEN
    return not _works(sheet.Activate)


_TRIALS: Final[Mapping[str, Callable[[Any], bool]]] = {
    trial.__name__.removeprefix("_"): trial
    for trial in (
        _activating_a_hidden_sheet_fails,
        _apostrophe_stays_text,
        _currency_is_decimal,
        _duplicate_header_is_renamed,
        _hidden_rows_are_passed_over,
        _resize_narrower_leaves_cells,
        _resize_with_totals,
        _table_grows_by_writing_below,
        _text_cells_keep_text,
    )
}
