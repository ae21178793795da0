"""A Calc of our own, and a folder of its own for each test's helpers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from live.conftest import opened, own_user_folder, pytest_collection_modifyitems
from support.calc import calc, own_pipe
from support.programs import program
from xlsheet.warm.client import end_all
from xlsheet.warm.place import SECONDS_VARIABLE

__all__ = ["calc", "opened", "own_pipe", "own_user_folder", "program", "pytest_collection_modifyitems"]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's helpers wait; all are ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="xlsheet-run-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv(SECONDS_VARIABLE, "60")
        yield Path(folder)
        end_all()
