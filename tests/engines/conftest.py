"""Workbooks and sheets in a Calc of our own, for the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from support.calc import calc, own_pipe
from xlsheet import engines

__all__ = ["calc", "own_pipe"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"calc", "own_pipe"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.libreoffice)


@pytest.fixture(autouse=True)
def own_calc(request: pytest.FixtureRequest) -> None:
    """Other folders' tests have a Calc of their own, on a pipe of its own."""
    if "calc" in request.fixturenames:
        engines.offer(strict=True, pipe=request.getfixturevalue("own_pipe"))


@pytest.fixture(scope="session")
def session_book(calc: xw.App, own_pipe: str) -> xw.Book:
    engines.offer(strict=True, pipe=own_pipe)
    return calc.books.add()


@pytest.fixture
def book(calc: xw.App) -> Iterator[xw.Book]:
    """A new workbook, closed afterwards if the test has not closed it."""
    before = {known.name for known in calc.books}
    yield calc.books.add()
    for known in list(calc.books):
        if known.name not in before:
            known.close()


@pytest.fixture
def sheet(session_book: xw.Book) -> Iterator[xw.Sheet]:
    """An empty sheet of a workbook that tests share."""
    session_book.activate()
    added = session_book.sheets.add()
    yield added
    added.delete()
