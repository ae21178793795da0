"""A new ledger is told what no notice says: in a terminal by questions, in a window by one dialog."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from support.ledger_file import change, rows
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import RequestError
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.year.basics import Basics, not_begun, set_basics
from xlsheet.ledger.changes import Edit
from xlsheet.ledger.settings import Names, Settings, read_settings
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore


def settings_of(ledger: Path) -> Settings:
    with FileStore.open(ledger, writing=False) as store:
        return read_settings(store.read(PARAMETERS))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    ledger = tmp_path / "台账.xlsm"
    create(CreateRequest(ledger, year=2020))
    return ledger


def test_another_year_moves_all_that_nobody_has_changed(empty: Path) -> None:
    numbers = {row[PARAMETERS.parameter]: i for i, row in enumerate(rows(empty, PARAMETERS), start=2)}
    change(empty, Edit(PARAMETERS, {numbers[Names.last_month]: {PARAMETERS.value: "2021-11"}}))
    before = settings_of(empty).ledger_id
    with FileStore.open(empty) as store:
        assert not_begun(store)
        set_basics(store, Basics(2021, "市督查室", "电话 0000", 8))
    settings = settings_of(empty)
    assert (settings.year, settings.office, settings.office_contact) == (2021, "市督查室", "电话 0000")
    assert (settings.calendar.first_month, settings.calendar.last_month) == (Month(2021, 5), Month(2021, 11))
    assert settings.calendar.due_day == 8
    assert settings.calendar.plan_due.year == 2021
    assert "2021年" in settings.title
    assert settings.ledger_id == before


@pytest.mark.parametrize("basics", [Basics(20), Basics(due_day=32), Basics(due_day=0)])
def test_what_cannot_be_is_refused_and_nothing_changes(empty: Path, basics: Basics) -> None:
    content = empty.read_bytes()
    with pytest.raises(RequestError), FileStore.open(empty) as store:
        set_basics(store, basics)
    assert empty.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix'")
def test_a_terminal_is_asked_and_a_script_never(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xlsheet", "new", "问.xlsm", "--notice", str(DATA / "sample-notice.txt")]
    ours, theirs = pty.openpty()
    units = DATA / "sample-units.csv"
    with subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as run:
        os.close(theirs)
        os.write(ours, f"{units}\n市政府督查室甲\n电话 0000-1\n5\n".encode())
        out, _ = run.communicate(timeout=120)
    os.close(ours)
    settings = settings_of(tmp_path / "问.xlsm")
    assert (run.returncode, settings.year) == (1, 2021)
    assert (settings.office, settings.office_contact) == ("市政府督查室甲", "电话 0000-1")
    assert settings.calendar.due_day == 5
    assert "涉及 17 个单位" in out.decode()
    command[4] = "不问.xlsm"
    piped = subprocess.run(command, cwd=tmp_path, input=b"", capture_output=True, timeout=120, check=False)
    assert piped.returncode == 1
    assert settings_of(tmp_path / "不问.xlsm").calendar.due_day == 10
