"""Ledgers open in a Calc of our own, which tells text from numbers as strictly as Excel does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from support.calc import calc, own_pipe
from xlsheet import resources
from xlsheet.stores.live.store import LiveStore

__all__ = ["calc", "own_pipe"]

Opener = Callable[[Path], LiveStore]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"calc", "own_pipe"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.libreoffice)


@pytest.fixture(autouse=True)
def own_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))


@pytest.fixture
def opened(calc: xw.App) -> Iterator[Opener]:
    """Opens ledgers in Calc; all are closed afterwards, unsaved."""
    yield lambda path: LiveStore(calc.books.open(path))
    for book in list(calc.books):
        book.close()


@pytest.fixture
def empty(tmp_path: Path, opened: Opener) -> LiveStore:
    """The template as it is, open."""
    path = tmp_path / "台账.xlsm"
    path.write_bytes(resources.TEMPLATE.read_bytes())
    return opened(path)
