"""Ledgers on disk that the stores' tests start from."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from support.ledger_file import Cells, change, new_ledger
from support.small_ledger import EDUCATION, plan, progress, task, unit
from xlsheet.dictionary.tables import PLANS, PROGRESS, TASKS, UNITS
from xlsheet.ledger.changes import Edit


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A ledger as it is right after it was made."""
    return new_ledger(tmp_path)


@pytest.fixture
def ledger(empty: Path) -> Path:
    """Five tasks, three units, one plan, two months of progress."""
    months = "2020-05", "2020-06"
    change(
        empty,
        Edit(TASKS, appended=[task(number, **deadline(number)) for number in range(1, 6)]),
        Edit(UNITS, appended=[unit("市教育局", "教育局"), unit("市财政局"), unit("市生态环境局")]),
        Edit(PLANS, appended=[plan(1, EDUCATION)]),
        Edit(PROGRESS, appended=[progress(n, EDUCATION, month) for month in months for n in range(1, 4)]),
        summary="准备",
    )
    return empty


def deadline(number: int) -> Cells:
    return {TASKS.deadline: date(2020, 6 + number, 30), TASKS.percent: number / 8}


@pytest.fixture
def received() -> datetime:
    return datetime(2020, 8, 10, 9, 30, 15)
