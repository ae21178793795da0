"""Two processes that merge at the same moment, again and again: both are heard, nobody's rows are lost."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

import click
import openpyxl
import pytest

from support.ledger_file import rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.small_ledger import unit
from xlsheet.cli.main import cli
from xlsheet.dictionary.tables import PROGRESS, RECEIPTS, UNITS
from xlsheet.errors import ConflictError
from xlsheet.jobs import merge as merging
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.stores import lock
from xlsheet.stores.again import on_ledger
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
        for name in units:
            with FileStore.open(ledger) as store:
                path = tmp_path / "回收" / f"{name}.xlsx"
                merge(store, MergeRequest((path,), received=datetime(2021, 6, 9)))

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


def test_twenty_processes_that_merge_at_once_all_get_their_rows_in(tmp_path: Path) -> None:
    """Each as a command of the command line; none is refused, the history has them in their order."""
    ledger = sample_ledger(tmp_path)
    for i, form in enumerate(forms_of(ledger, tmp_path / "下发", MAY)[:17]):
        returned(form.path, tmp_path / "回收" / f"{i}.xlsx")
    folders = [tmp_path / "回收" / f"{i}.xlsx" for i in range(17)] + [tmp_path / "回收"] * 3

    def merge_one(path: Path) -> None:
        with contextlib.suppress(click.exceptions.Exit):
            cli.main(["merge", str(ledger), str(path), "--wait", "300", "--json"], standalone_mode=False)

    children = [forked(partial(merge_one, path)) for path in folders]
    ended = list(map(ended_well, children))
    assert all(ended)
    names = [str(row[RECEIPTS.file]) for row in rows(ledger, RECEIPTS)]
    assert {*names} == {f"{i}.xlsx" for i in range(17)}
    keys = [tuple(row[name] for name in PROGRESS.key) for row in rows(ledger, PROGRESS)]
    assert len(keys) == len({*keys})
    with FileStore.open(ledger, writing=False) as store:
        done = store.history()[0]
    assert [entry.when for entry in done] == sorted(entry.when for entry in done)
    assert all(later.before == earlier.after for earlier, later in pairwise(done))


def test_a_ledger_saved_while_a_command_works_is_done_over_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = sample_ledger(tmp_path)
    calls = []

    def job(store: FileStore, saves: int) -> int:
        calls.append(len(store.read(UNITS)))
        if len(calls) <= saves:
            book = openpyxl.load_workbook(ledger, keep_vba=True)
            book[UNITS.sheet].append([f"手工添的单位{len(calls)}"])
            book.save(ledger)
        store.apply(Changes("测试", "测试", [Edit(UNITS, appended=[unit("市审计局")])]))
        return calls[-1]

    assert on_ledger(ledger, job, 1) == calls[0] + 1
    assert "已从头再做一次" in caplog.text
    assert [row[UNITS.unit] for row in rows(ledger, UNITS)][-2:] == ["手工添的单位1", "市审计局"]
    with pytest.raises(ConflictError):
        on_ledger(ledger, job, 99)


def test_a_merge_holds_the_lock_only_while_it_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it reads, another command changes the ledger; it starts over, and both changes hold."""
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发", MAY)[0]
    count = returned(form.path, tmp_path / "回收" / "一.xlsx")
    read, turns = merging.read_returns, []

    def slow(*arguments: object, **named: object) -> object:
        turns.append(lock_of(ledger).exists())
        if len(turns) == 1:
            with FileStore.open(ledger, wait=0) as store:
                store.apply(Changes("测试", "测试", [Edit(UNITS, appended=[unit("市审计局")])]))
        return read(*arguments, **named)

    monkeypatch.setattr(merging, "read_returns", slow)
    with contextlib.suppress(click.exceptions.Exit):
        cli.main(["merge", str(ledger), str(tmp_path / "回收"), "--json"], standalone_mode=False)
    assert turns == [False, True], "the second time nobody gets in between"
    assert len(rows(ledger, PROGRESS)) == count
    assert rows(ledger, UNITS)[-1][UNITS.unit] == "市审计局"
    with FileStore.open(ledger) as store:
        assert [entry.command for entry in store.history()[0]][-2:] == ["测试", merging.COMMAND]


def lock_of(ledger: Path) -> Path:
    return ledger.with_name(f".{ledger.name}.xlsheet-lock")
