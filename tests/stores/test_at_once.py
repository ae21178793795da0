"""Two processes that merge at the same moment, again and again: both are heard, nobody's rows are lost."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from support.ledger_file import rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import PROGRESS, RECEIPTS, UNITS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.stores import lock
from xlsheet.stores.file import FileStore

if sys.platform != "linux":
    pytest.skip("warm processes are forked, on Linux only", allow_module_level=True)

from support.killing import ended_well, forked

TIMES = 50


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """However slow the computer, nobody gives up waiting for the other."""
    token = lock.patience.set(300.0)
    yield
    lock.patience.reset(token)


def test_two_processes_that_merge_at_once_both_get_their_rows_in(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    forms = forms_of(ledger, tmp_path / "下发", MAY)
    count = {form.unit: returned(form.path, tmp_path / "回收" / f"{form.unit}.xlsx") for form in forms}

    def take(units: list[str]) -> None:
        for unit in units:
            with FileStore.open(ledger) as store:
                merge(
                    store, MergeRequest((tmp_path / "回收" / f"{unit}.xlsx",), received=datetime(2021, 6, 9))
                )

    units = list(count)
    children = [forked(lambda half=units[i::2]: take(half)) for i in range(2)]
    assert all(map(ended_well, children))
    assert Counter(row[PROGRESS.unit] for row in rows(ledger, PROGRESS)) == count
    assert sorted(str(row[RECEIPTS.unit]) for row in rows(ledger, RECEIPTS)) == sorted(units)


def test_fifty_times_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    before = len(rows(ledger, UNITS))
    with FileStore.open(ledger, writing=False) as store:
        earlier = len(store.history()[0])

    def add(name: str) -> None:
        with FileStore.open(ledger) as store:
            store.apply(Changes("测试", name, [Edit(UNITS, appended=[{UNITS.unit: name}])]))

    for i in range(TIMES):
        children = [forked(lambda name=f"{who}{i}": add(name)) for who in "甲乙"]
        assert all(map(ended_well, children))
    found = [str(row[UNITS.unit]) for row in rows(ledger, UNITS)][before:]
    assert sorted(found) == sorted(f"{who}{i}" for who in "甲乙" for i in range(TIMES))
    with FileStore.open(ledger) as store:
        assert store.strays == []
        assert len(store.history()[0]) == earlier + 2 * TIMES
        assert sorted(entry.summary for entry in store.history()[0][earlier:]) == sorted(found)
