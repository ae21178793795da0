"""A process that is killed at any file-system call leaves the ledger as before or as after, its history
true, and nothing that the next command doesn't name and remove."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
import pytest

from support.ledger_file import book, change, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.cli.main import cli
from xlsheet.dictionary.tables import PROGRESS, TABLES, TASKS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.ledger.changes import Edit
from xlsheet.resources import DATA
from xlsheet.stores import lock
from xlsheet.stores.file import FileStore

if sys.platform != "linux":
    pytest.skip("a warm process is forked and killed, on Linux only", allow_module_level=True)

from support.killing import calls_of, kill_at, tell

LEDGER = "督查台账.xlsm"
COMMANDS = {
    "merge": ["merge", LEDGER, "回收2", "--received", "2021-06-10"],
    "undo": ["undo", LEDGER],
    "redo": ["undo", "--redo", LEDGER],
    "import": ["import", LEDGER, "通知.txt", "--overwrite"],
    "missing": ["missing", LEDGER, "--as-of", "2021-08-11"],
    "validate": ["validate", LEDGER],
    "new": ["new", "新台账.xlsm", "--notice", "通知.txt"],
}
LEAST = {"merge": 40, "undo": 36, "redo": 30, "import": 40, "missing": 38, "validate": 38, "new": 55}
"""Kills a command; together they are far more than 200. `pytest -rP` prints the true counts."""

History = tuple[list[str], list[str]]


@dataclass(frozen=True)
class State:
    """A ledger's bytes and the changes that its history tells of: those that hold, those taken back."""

    content: bytes
    history: History


def state(path: Path) -> State:
    with FileStore.open(path, writing=False) as store:
        known = store._history()
    history = [e.summary for e in known.done], [e.summary for e in known.undone]
    return State(path.read_bytes(), history)


def command(name: str) -> None:
    """A command of the command line, in the present folder."""
    with contextlib.suppress(click.exceptions.Exit):
        cli.main([*COMMANDS[name], "--json"], standalone_mode=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger that has changes behind it, one of them taken back, and with what the
    commands need."""
    folder = tmp_path_factory.mktemp("prepared")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发", MAY)[:4]):
        returned(form.path, folder / f"回收{1 + i // 2}" / f"{i}.xlsx")
    (folder / "回收2" / "坏.xlsx").write_bytes(b"PK")
    notice = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
    (folder / "通知.txt").write_text(notice.replace("建成", "全面建成"), encoding="utf-8")
    with FileStore.open(ledger) as store:
        merge(store, MergeRequest((folder / "回收1",), received=datetime(2021, 6, 9)))
    change(ledger, Edit(PROGRESS, updates={2: {PROGRESS.percent: 7}}), summary="写错一格。")
    with FileStore.open(ledger) as store:
        missing(store, MissingRequest(None, date(2021, 8, 11)))
        store.undo()
    return folder


@pytest.fixture
def office(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the prepared folder to work in; nobody waits long for what a killed process left."""
    monkeypatch.setattr(lock, "_WRITING_SECONDS", 0.02)
    monkeypatch.setattr(lock, "_PAUSE", 0.02)
    renew(tmp_path / "office", prepared)
    monkeypatch.chdir(tmp_path / "office")
    return tmp_path / "office"


def renew(office: Path, prepared: Path) -> None:
    """Everything in the folder as it was prepared; the folder itself stays."""
    office.mkdir(exist_ok=True)
    for path in office.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(prepared, office, dirs_exist_ok=True)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "new"])
def test_a_command_killed_at_any_call_has_happened_or_has_not(
    name: str, office: Path, prepared: Path
) -> None:
    ledger = office / LEDGER
    before, taken_back = state(ledger), {ledger.read_bytes(): after_undo(ledger)}
    renew(office, prepared)
    count = calls_of(lambda: command(name), office)
    after = state(ledger)
    taken_back[after.content] = after_undo(ledger)
    for content in (before.content, after.content):
        assert_opens(ledger, content)
    outcomes: Counter[str] = Counter()
    for call in range(1, count + 1):
        renew(office, prepared)
        kill_at(call, lambda: command(name), office)
        found = before if ledger.read_bytes() == before.content else after
        outcomes["old" if found is before else "new"] += 1
        assert ledger.read_bytes() == found.content
        outcomes["strays"] += look_after(ledger, found)
        with FileStore.open(ledger) as store:
            store.undo()
            assert ledger.read_bytes() == taken_back[found.content], f"undo after call {call}"
            store.redo()
            assert ledger.read_bytes() == found.content, f"redo after call {call}"
        if found is before and call % 8 == 0 and name != "redo":
            command(name)
            assert ledger.read_bytes() == after.content, f"the command again after call {call}"
    tell(name, count, outcomes)
    assert count >= LEAST[name]
    assert min(outcomes["old"], outcomes["new"]) > 3


def after_undo(ledger: Path) -> bytes:
    with FileStore.open(ledger) as store:
        store.undo()
    return ledger.read_bytes()


def assert_opens(ledger: Path, content: bytes) -> None:
    """Every table reads, for us and for openpyxl."""
    ledger.write_bytes(content)
    for table in TABLES:
        rows(ledger, table)
    assert set(book(ledger).sheetnames) >= {table.sheet for table in TABLES}


def look_after(ledger: Path, found: State) -> int:
    """The next command knows the history, names what was left and removes it; how many files that was."""
    left = {path.name for path in ledger.parent.rglob("*.xlsheet-tmp")}
    assert state(ledger) == found, "also for who only looks"
    with FileStore.open(ledger) as store:
        assert set(store.strays) == left
        copies, folder = store._history().copies(), store.backups_folder
    assert state(ledger) == found
    assert {path.name for path in folder.iterdir()} == {"history.json", *copies}
    assert [path.name for path in ledger.parent.iterdir() if path.name.startswith(".")] == []
    return len(left)


def test_a_ledger_whose_making_is_killed_is_whole_or_is_not_there(office: Path) -> None:
    new = office / "新台账.xlsm"
    count = calls_of(lambda: command("new"), office)
    new.unlink()
    outcomes: Counter[str] = Counter()
    for call in range(1, count + 1):
        kill_at(call, lambda: command("new"), office)
        outcomes["whole" if new.exists() else "not there"] += 1
        if not new.exists():
            command("new")
        assert len(rows(new, TASKS)) == 21
        with FileStore.open(new):
            pass
        assert [path.name for path in office.iterdir() if path.name.startswith(".")] == []
        new.unlink()
    tell("new", count, outcomes)
    assert count >= LEAST["new"]
