"""A Calc for tests, started by the engine in strict mode: never the one the developer works in.

A conftest that wants it says `from support.calc import calc, own_pipe`.
"""

from __future__ import annotations

import shutil
import sys
import uuid
from collections.abc import Iterator

import pytest
import xlwings as xw

from xlsheet import engines
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.errors import CalcMissingError


@pytest.fixture(scope="session")
def own_pipe() -> str:
    """A pipe that nobody listens on, as the engine's; skips where LibreOffice or uno is missing."""
    if sys.platform != "linux" or shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    try:
        bridge.uno()
    except CalcMissingError as error:
        pytest.skip(f"python3-uno is not on this machine: {error}")
    return f"xlsheet-test-{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def calc(own_pipe: str) -> Iterator[xw.App]:
    """A Calc without a window, started by the engine."""
    engines.offer(strict=True, pipe=own_pipe)
    app = xw.App(visible=False, add_book=False)
    yield app
    app.quit()
