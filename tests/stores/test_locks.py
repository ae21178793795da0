"""One command at a time works on a ledger, and none while it is open in a spreadsheet program."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.killing import ended_well, forked
from support.ledger_file import change, new_ledger, rows
from support.small_ledger import unit
from xlsheet.dictionary.tables import UNITS
from xlsheet.errors import LockedError, OutputError
from xlsheet.files import holding
from xlsheet.files.users import user_name
from xlsheet.ledger.changes import Edit
from xlsheet.stores import lock
from xlsheet.stores.file import FileStore

HOLDER = """
import sys
from pathlib import Path
from xlsheet.stores.file import FileStore
with FileStore.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """The ledger is open for writing in another process until that is sent a line, or killed."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def impatient() -> Iterator[None]:
    """Nobody waits for a lock."""
    token = lock.patience.set(0.0)
    yield
    lock.patience.reset(token)


@pytest.mark.usefixtures("impatient")
def test_a_second_process_is_told_who_is_at_it(ledger: Path) -> None:
    content = ledger.read_bytes()
    with held_by_another_process(ledger):
        with pytest.raises(LockedError) as caught, FileStore.open(ledger):
            pass
        assert len(rows(ledger, UNITS)) == 3, "reading needs no lock"
    message = str(caught.value)
    for word in (ledger.name, user_name(), socket.gethostname(), "请等它做完再试", lock_of(ledger).name):
        assert word in message
    assert ledger.read_bytes() == content


def test_a_command_waits_for_one_that_is_about_to_finish(ledger: Path) -> None:
    with held_by_another_process(ledger) as process:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert len(rows(ledger, UNITS)) == 4


@pytest.mark.usefixtures("impatient")
def test_the_lock_of_a_process_that_was_killed_is_taken_over(ledger: Path) -> None:
    with held_by_another_process(ledger) as process:
        process.kill()
        process.wait()
        assert lock_of(ledger).exists()
        change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert len(rows(ledger, UNITS)) == 4
    assert not lock_of(ledger).exists()


@pytest.mark.usefixtures("impatient")
def test_the_lock_of_another_computer_is_not_taken_over(ledger: Path) -> None:
    holder = {"user": "王五", "host": "别的电脑", "pid": 1, "since": "2020-07-01 09:00:00"}
    lock_of(ledger).write_text(json.dumps(holder), encoding="utf-8")
    with pytest.raises(LockedError, match=r"2020-07-01 09:00:00.*王五.*别的电脑"), FileStore.open(ledger):
        pass
    assert lock_of(ledger).exists()


@pytest.mark.usefixtures("impatient")
def test_a_lock_that_says_nothing_is_taken_over_when_it_is_old(ledger: Path) -> None:
    lock_of(ledger).touch()
    os.utime(lock_of(ledger), (0, 0))
    with FileStore.open(ledger):
        assert json.loads(lock_of(ledger).read_text(encoding="utf-8"))["pid"] == os.getpid()


@pytest.mark.skipif(os.name == "nt", reason="Windows tells by itself whether a file is open")
@pytest.mark.usefixtures("impatient")
def test_a_lock_whose_process_number_is_somebody_elses_now_is_taken_over(ledger: Path) -> None:
    holder = {"user": "王五", "host": socket.gethostname(), "pid": os.getpid(), "marked": True}
    lock_of(ledger).write_text(json.dumps(holder), encoding="utf-8")
    with FileStore.open(ledger):
        assert "王五" not in lock_of(ledger).read_text(encoding="utf-8")


def test_a_lock_that_goes_on_saying_nothing_is_taken_over(ledger: Path) -> None:
    lock_of(ledger).touch()
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert len(rows(ledger, UNITS)) == 4
    assert not lock_of(ledger).exists()


def test_a_lock_that_is_held_and_says_nothing_is_somebodys(ledger: Path) -> None:
    handle = holding.take(lock_of(ledger))
    assert handle is not None
    with pytest.raises(LockedError, match="另一个用户"), lock.locked(ledger, wait=0):
        pass
    os.close(handle)
    with lock.locked(ledger, wait=0):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked")
def test_no_two_hold_a_lock_wherever_one_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some end without letting go, and every call on files may take its time."""
    ledger, inside = tmp_path / "台账.xlsm", tmp_path / "inside"
    ledger.touch()
    monkeypatch.setattr(lock, "_PAUSE", 0.001)

    def slow(call: Callable[..., Any]) -> Callable[..., Any]:
        def after_a_while(*arguments: Any, **named: Any) -> Any:
            if random.random() < 0.3:
                time.sleep(random.random() / 100)
            return call(*arguments, **named)

        return after_a_while

    def work(number: int) -> None:
        random.seed(number)
        for name in ("open", "close", "unlink", "write", "ftruncate", "fstat", "stat"):
            setattr(os, name, slow(getattr(os, name)))
        for turn in range(15):
            with lock.locked(ledger, wait=60):
                os.close(os.open(inside, os.O_CREAT | os.O_EXCL))
                time.sleep(0.001)
                inside.unlink()
                if turn == 14 and number % 2:
                    os._exit(0)

    children = [forked(partial(work, number)) for number in range(6)]
    ended = list(map(ended_well, children))
    assert all(ended)
    with lock.locked(ledger, wait=0):
        pass


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="Windows has no modes")
def test_the_lock_that_another_user_left_is_taken_over() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory() as name:
        ledger = Path(name) / "台账.xlsm"
        ledger.touch()
        ledger.parent.chmod(0o777)
        lock_of(ledger).write_text(json.dumps({"host": socket.gethostname(), "pid": 1, "marked": True}))
        lock_of(ledger).chmod(0o644)
        os.seteuid(NOBODY)
        try:
            with lock.locked(ledger, wait=1):
                pass
        finally:
            os.seteuid(0)


def lock_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.xlsheet-lock")


def test_the_lock_goes_also_when_the_job_fails(ledger: Path) -> None:
    with pytest.raises(KeyError), FileStore.open(ledger):
        raise KeyError
    assert not lock_of(ledger).exists()


def test_what_killed_processes_left_is_removed_and_told(ledger: Path) -> None:
    with FileStore.open(ledger) as store:
        folder = store.backups_folder
    left = [ledger.parent / f".{ledger.name}.4711.xlsheet-tmp", folder / ".history.json.4711.xlsheet-tmp"]
    other = ledger.parent / ".别的.xlsm.4711.xlsheet-tmp"
    for file in (*left, other):
        file.write_bytes(b"x")
    with FileStore.open(ledger) as store:
        assert sorted(store.strays) == sorted(file.name for file in left)
    assert [file.exists() for file in (*left, other)] == [False, False, True]


def test_a_ledger_reached_through_a_link_is_the_one_that_changes(ledger: Path, tmp_path: Path) -> None:
    link = tmp_path / "桌面" / "台账.xlsm"
    link.parent.mkdir()
    try:
        link.symlink_to(ledger)
    except OSError:
        pytest.skip("this system lets users make no links")
    with FileStore.open(link):
        assert lock_of(ledger).exists()
    change(link, Edit(UNITS, appended=[unit("市审计局")]))
    assert link.is_symlink()
    assert len(rows(ledger, UNITS)) == 4
    assert [file.name for file in link.parent.iterdir()] == [link.name]


NOBODY = 65534


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder takes no new files, not even from root, who for that time is somebody else."""
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    try:
        if was_root:
            os.seteuid(NOBODY)
        yield
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_folder_that_takes_no_files_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        ledger = new_ledger(Path(name))
        ledger.chmod(0o644)
        content = ledger.read_bytes()
        with read_only(ledger.parent):
            with pytest.raises(OutputError, match=r"不能写入.*台账没有改动.*权限"), FileStore.open(ledger):
                pass
            assert rows(ledger, UNITS) == [], "it can still be read"
        assert ledger.read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_ledger_keeps_its_permissions(ledger: Path) -> None:
    ledger.chmod(0o640)
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert ledger.stat().st_mode & 0o777 == 0o640
