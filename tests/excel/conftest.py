"""The model of Excel alone, and the folder of the template's sources."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from support.programs import model_of_excel

sys.path.insert(0, str(Path(__file__).parents[2] / "workbook" / "src"))


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.App]:
    """A fresh Excel, without a workbook."""
    yield from model_of_excel(monkeypatch)
