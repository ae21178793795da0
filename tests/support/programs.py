"""The programs that a ledger is open in: Calc itself, and the model of Excel under xlwings' Windows engine.

A conftest that wants them says `from support.programs import program` beside `calc` and `own_pipe`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import xlwings as xw

from support.excel import type_library
from xlsheet import engines

needs_type_library = pytest.mark.skipif(
    not all(source.exists() for source in type_library.SOURCES), reason=type_library.MISSING
)

PROGRAMS = ("calc", "excel")


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.App]:
    """One of them, running, and what xlwings then takes for the active one."""
    if request.param == "calc":
        app: xw.App = request.getfixturevalue("calc")
        app.impl.alerts.clear()
        # other folders' tests have a Calc of their own, on a pipe of its own
        engines.offer(strict=True, pipe=request.getfixturevalue("own_pipe"))
        yield app
        app.impl.alerts.clear()
    else:
        yield from model_of_excel(monkeypatch)


def model_of_excel(monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.App]:
    """A fresh Excel; whatever was asked of it has to be in the type library."""
    if not all(source.exists() for source in type_library.SOURCES):
        pytest.skip(type_library.MISSING)
    from support.excel import com
    from support.excel.windows import DESKTOP, windows_engine

    before = xw.engines.active
    windows_engine().activate()
    monkeypatch.setattr(engines, "offer", lambda: False)  # as where there is an Excel
    com.strays.clear()
    DESKTOP.alerts.clear()
    yield xw.App(visible=False, add_book=False)
    xw.engines.active = before  # the next test may be one on Calc
    assert com.strays == []


def alerts(app: xw.App) -> list[Any]:
    """The messages that nobody read, each with its `prompt`."""
    if app.engine.name == "libreoffice":
        found: list[Any] = app.impl.alerts
        return found
    from support.excel.windows import DESKTOP

    return DESKTOP.alerts


def is_changed(book: xw.Book) -> bool:
    """Whether the program takes a workbook for changed since it was opened or saved."""
    api = book.api
    return bool(api.isModified() if book.app.engine.name == "libreoffice" else not api.Saved)


def protect(sheet: xw.Sheet) -> None:
    """Protect a sheet, without a password."""
    if sheet.book.app.engine.name == "libreoffice":
        sheet.api.protect("")
    else:
        sheet.api.Protect()


def mark_calc(items: list[pytest.Item]) -> None:
    """Mark the tests that need LibreOffice."""
    for item in items:
        drives = getattr(getattr(item, "callspec", None), "params", {}).get("program") == "calc"
        if drives or {"calc", "own_pipe"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.libreoffice)
