"""A power cut at any moment leaves the ledger as before or as after, its history true, its copies whole."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from support.ledger_file import change
from support.small_ledger import unit
from xlsheet.dictionary.tables import UNITS
from xlsheet.ledger.changes import Edit
from xlsheet.stores.backups import fingerprint
from xlsheet.stores.file import FileStore

if sys.platform != "linux":
    pytest.skip("calls are recorded by Linux' names", allow_module_level=True)

from support.power import lay_out, record


def merged(ledger: Path) -> None:
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]), summary="第二次")


def undone(ledger: Path) -> None:
    with FileStore.open(ledger) as store:
        store.undo()


@pytest.mark.parametrize("action", [merged, undone])
def test_a_power_cut_leaves_the_ledger_as_before_or_as_after(
    empty: Path, monkeypatch: pytest.MonkeyPatch, action: Callable[[Path], None]
) -> None:
    change(empty, Edit(UNITS, appended=[unit("市教育局")]), summary="第一次")
    before = empty.read_bytes()
    recording = record(lambda: action(empty), empty.parent, monkeypatch)
    after = empty.read_bytes()
    outcomes: Counter[str] = Counter()
    for state in recording.states():
        lay_out(state, empty.parent)
        found = empty.read_bytes()
        assert found in (before, after)
        outcomes["old" if found == before else "new"] += 1
        with FileStore.open(empty) as store:
            done = store.history()[0]
            changed = found == after
            if action is merged:
                assert [entry.summary for entry in done] == ["第一次", "第二次"][: 1 + changed]
            else:
                assert [entry.summary for entry in done] == ["第一次"][: 1 - changed]
            for entry in done:
                copy = (store.backups_folder / entry.backup).read_bytes()
                assert fingerprint(copy) == entry.before
    print(f"{action.__name__}: {sum(outcomes.values())} states: {dict(outcomes)}")  # noqa: T201
    assert min(outcomes.values()) >= 2
