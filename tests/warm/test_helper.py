"""Clicks as a macro makes them: the first starts a helper, the next find it, and nothing that befalls it
costs more than a cold start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from live.conftest import Opener
from support.ledger_file import new_ledger
from support.terminal import xlsheet
from xlsheet.addin.one_at_a_time import alone
from xlsheet.dictionary.tables import RESULTS, TASKS
from xlsheet.engines import PIPE_VARIABLE, STRICT_VARIABLE
from xlsheet.files import holding
from xlsheet.stores.live.store import LiveStore
from xlsheet.warm.client import alive
from xlsheet.warm.place import SECONDS_VARIABLE, Place, own_folder, places

pytestmark = [
    pytest.mark.parametrize("program", ["calc"], indirect=True),
    pytest.mark.xfail(
        raises=AssertionError,
        strict=False,
        reason="once in a whole run a helper is taken for stale and ends; the click is then done without one",
    ),
]
"""A helper comes to a program that runs, which the model of Excel, being in this process, is not."""

Clicker = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def click(calc: xw.App, session: Path) -> Clicker:
    """Starts a click on a ledger, as the launcher does."""
    words = Path(f"/proc/{calc.pid}/cmdline").read_text(encoding="utf-8")
    pipe = re.search(r"pipe,name=([^;]+)", words)
    assert pipe

    def start(job: str, ledger: LiveStore, *more: object, **environment: str) -> subprocess.Popen[str]:
        book = ["--book", ledger.label, "--at", str(ledger.path)]
        return subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "xlsheet.addin", job, *book, *map(str, more)],
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, PIPE_VARIABLE: pipe[1], STRICT_VARIABLE: "1", **environment},
        )

    return start


def ended(click: subprocess.Popen[str]) -> tuple[int, str]:
    _, told = click.communicate(timeout=120)
    return click.returncode, told


def helper(but: int = 0) -> tuple[Place, int]:
    """The only helper, and its process, as soon as it is there; `but` is the process of one that goes."""
    deadline = time.monotonic() + 20
    while True:
        held = [(place, place.lock.read_text().strip()) for place in places() if holding.is_held(place.lock)]
        found = [(place, int(said)) for place, said in held if said.isdigit() and int(said) != but]
        if len(found) == 1:
            return found[0]
        assert time.monotonic() < deadline, f"{len(found)} helpers: {what_they_said()}"
        time.sleep(0.05)


def what_they_said() -> dict[str, str]:
    """All that lies in the helpers' folder: its files, and what one said as it died."""
    folder = own_folder()
    assert folder is not None
    files = sorted(file for file in folder.iterdir() if file.is_file())
    return {file.name: file.read_text(encoding="utf-8", errors="replace") for file in files}


def gone(place: Place) -> bool:
    deadline = time.monotonic() + 30
    while holding.is_held(place.lock) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not holding.is_held(place.lock)


def test_later_clicks_find_the_first_one_s_helper(tmp_path: Path, opened: Opener, click: Clicker) -> None:
    ledger = opened(new_ledger(tmp_path, "郑州 台账.xlsm"))
    ledger.book.sheets[TASKS.sheet]["A2"].value = [[1, None, None, None]]
    status, told = ended(click("validate", ledger))
    assert (status, "校验了" in told) == (0, True)
    first = helper()
    assert len(LiveStore(ledger.book).read(RESULTS)) > 0
    status, told = ended(click("missing", ledger, "--month", "某月"))  # what fails leaves the helper alive
    assert (status, "“某月”不是月份" in told) == (3, True)
    ledger.book.sheets[TASKS.sheet]["D2"].value = "完成工程"
    assert ended(click("validate", ledger))[0] == 0
    assert helper() == first
    done = xlsheet("doctor")
    assert "结束了 1 个，下次点按钮时重新启动" in done.out
    assert alive() == 0


def test_another_version_or_environment_gets_its_own_helper_and_ends_the_old_one(
    tmp_path: Path, opened: Opener, click: Clicker
) -> None:
    ledger = opened(new_ledger(tmp_path))
    assert ended(click("settings", ledger))[0] == 0
    _, first = helper()
    assert ended(click("settings", ledger, TZ="Asia/Shanghai"))[0] == 0
    _, second = helper(but=first)
    assert second != first


def test_a_helper_that_was_killed_is_replaced(tmp_path: Path, opened: Opener, click: Clicker) -> None:
    ledger = opened(new_ledger(tmp_path))
    assert ended(click("settings", ledger))[0] == 0
    place, process = helper()
    os.kill(process, signal.SIGKILL)
    assert gone(place)
    assert ended(click("validate", ledger))[0] == 0
    assert helper(but=process)[1] != process


def test_one_that_dies_in_the_midst_of_a_click_is_told(
    tmp_path: Path, opened: Opener, click: Clicker
) -> None:
    ledger = opened(new_ledger(tmp_path))
    assert ended(click("settings", ledger))[0] == 0
    place, process = helper()
    os.kill(process, signal.SIGSTOP)
    running = click("validate", ledger)
    time.sleep(0.5)
    os.kill(process, signal.SIGKILL)
    assert gone(place)
    status, told = ended(running)
    if "中途退出" in told:  # it had begun
        assert status == 3
    else:  # it had not, and a new one did it
        assert (status, "校验了" in told) == (0, True)


def test_a_helper_ends_when_nobody_clicks(tmp_path: Path, opened: Opener, click: Clicker) -> None:
    ledger = opened(new_ledger(tmp_path))
    assert ended(click("settings", ledger, **{SECONDS_VARIABLE: "0.5"}))[0] == 0
    assert all(map(gone, places()))
    assert not list(Path(os.environ["XDG_RUNTIME_DIR"]).rglob("*.door"))


def test_two_ledgers_of_a_folder_clicked_at_once_are_both_done(
    tmp_path: Path, opened: Opener, click: Clicker
) -> None:
    ledgers = [opened(new_ledger(tmp_path, name)) for name in ("甲.xlsm", "乙.xlsm")]
    running = [click("validate", ledger) for ledger in ledgers]
    assert [ended(each)[0] for each in running] == [0, 0]
    helper()
    for ledger in ledgers:
        assert [entry.command for entry in LiveStore(ledger.book).history()[0]] == ["校验"]


def test_a_second_click_on_a_ledger_that_is_at_work_is_ignored(
    tmp_path: Path, opened: Opener, click: Clicker
) -> None:
    ledger = opened(new_ledger(tmp_path))
    with alone(ledger.book, "合并回收") as other:
        assert other == ""
        status, told = ended(click("validate", ledger))
    assert (status, told) == (3, "")
    assert LiveStore(ledger.book).history()[0] == []
    assert ended(click("settings", ledger))[0] == 0
