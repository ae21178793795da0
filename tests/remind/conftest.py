"""The ledger that owes, and `remind` run on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.memory_store import MemoryStore
from support.owing import AFTER_JULY, JULY, Run, owing_ledger
from xlsheet.jobs.remind import RemindReport, RemindRequest, remind


@pytest.fixture
def store() -> MemoryStore:
    return owing_ledger()


@pytest.fixture
def run(store: MemoryStore, tmp_path: Path) -> Run:
    def run(**request: object) -> RemindReport:
        asked = {"month": JULY, "out": tmp_path / "催报", "as_of": AFTER_JULY, **request}
        return remind(store, RemindRequest(**asked))  # type: ignore[arg-type]

    return run
