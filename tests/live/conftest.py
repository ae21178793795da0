"""Ledgers open in a Calc of our own, as strict as Excel about text, and in the model of Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from support.calc import calc, own_pipe
from support.programs import mark_calc, program
from xlsheet import resources
from xlsheet.stores.live.store import LiveStore

__all__ = ["calc", "own_pipe", "program"]

Opener = Callable[[Path], LiveStore]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark_calc(items)


@pytest.fixture(autouse=True)
def own_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))


@pytest.fixture
def opened(program: xw.App) -> Iterator[Opener]:
    """Opens ledgers in the program; all are closed afterwards, unsaved."""
    yield lambda path: LiveStore(program.books.open(path))
    for book in list(program.books):
        book.close()


@pytest.fixture
def empty(tmp_path: Path, opened: Opener) -> LiveStore:
    """The template as it is, open."""
    path = tmp_path / "台账.xlsm"
    path.write_bytes(resources.TEMPLATE.read_bytes())
    return opened(path)
