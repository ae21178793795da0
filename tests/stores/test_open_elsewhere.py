"""No command works on a ledger that is open in a spreadsheet program; what to do then is said."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings as xw

from support.calc import calc, own_pipe
from support.ledger_file import change, rows
from support.small_ledger import unit
from xlsheet.dictionary.tables import UNITS
from xlsheet.errors import LockedError
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.resources import DATA
from xlsheet.stores import open_marks
from xlsheet.stores.file import FileStore

__all__ = ["calc", "own_pipe"]

MARKS = {
    "Excel": (
        "~$台账.xlsm",
        bytes([4]) + b"Wang" + b" " * 50,
        r"WPS 里开着（Wang，从 20\d\d-.*起）",
    ),
    "LibreOffice": (
        ".~lock.台账.xlsm#",
        "王敏,wang,别的电脑,01.07.2020 09:00,file;".encode(),
        "LibreOffice 里开着（王敏，电脑 别的电脑，从 01.07.2020 09:00 起）",
    ),
    "nameless": (".~lock.台账.xlsm#", b",wang,host,,", "LibreOffice 里开着（wang，电脑 host）"),
    "empty": (".~lock.台账.xlsm#", b"", "LibreOffice 里开着，台账"),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows tells by itself whether a file is open")
@pytest.mark.parametrize(("name", "content", "words"), MARKS.values(), ids=MARKS)
def test_a_ledger_that_is_open_elsewhere_is_refused_with_who_and_what_to_do(
    ledger: Path, name: str, content: bytes, words: str
) -> None:
    before = ledger.read_bytes()
    (ledger.parent / name).write_bytes(content)
    with pytest.raises(LockedError, match=words) as caught, FileStore.open(ledger):
        pass
    assert "请保存并关闭后再试" in str(caught.value)
    assert name in str(caught.value)
    assert ledger.read_bytes() == before
    assert len(rows(ledger, UNITS)) == 3, "reading needs no lock"


@pytest.mark.skipif(os.name == "nt", reason="Windows tells by itself whether a file is open")
def test_a_ledger_opened_elsewhere_in_the_meantime_is_not_written(ledger: Path) -> None:
    before = ledger.read_bytes()
    with FileStore.open(ledger) as store:
        (ledger.parent / ".~lock.台账.xlsm#").write_text("王敏,", encoding="utf-8")
        with pytest.raises(LockedError, match="LibreOffice"):
            store.apply(Changes("测试", "", [Edit(UNITS, appended=[unit("市审计局")])]))
    assert ledger.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which programs run")
def test_the_mark_that_a_crashed_libreoffice_left_is_no_hindrance(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = ledger.parent / ".~lock.台账.xlsm#"
    mark.write_text(f",{getpass.getuser()},{socket.gethostname()},01.07.2020 09:00,file;", encoding="utf-8")
    monkeypatch.setattr(open_marks, "_office_runs", lambda: True)
    with pytest.raises(LockedError), FileStore.open(ledger):
        pass
    monkeypatch.setattr(open_marks, "_office_runs", lambda: False)
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert len(rows(ledger, UNITS)) == 4


COMMANDS = {
    "import": ["import", "台账.xlsm", str(DATA / "sample-notice.txt")],
    "validate": ["validate", "台账.xlsm"],
    "merge": ["merge", "台账.xlsm", "回收"],
    "missing": ["missing", "台账.xlsm", "--as-of", "2020-07-11"],
    "undo": ["undo", "台账.xlsm"],
    "redo": ["undo", "--redo", "台账.xlsm"],
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xlsheet", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.libreoffice
def test_every_command_sees_that_libreoffice_has_the_ledger_open(ledger: Path, calc: xw.App) -> None:
    (ledger.parent / "回收").mkdir()
    content = ledger.read_bytes()
    book = calc.books.open(str(ledger))
    try:
        assert (ledger.parent / ".~lock.台账.xlsm#").exists()
        for name, arguments in COMMANDS.items():
            done = run(ledger.parent, *arguments)
            assert (done.returncode, done.stdout) == (3, ""), name
            assert "LibreOffice 里开着" in done.stderr
            assert socket.gethostname() in done.stderr
        assert run(ledger.parent, "status", "台账.xlsm").returncode == 0, "looking needs no lock"
    finally:
        book.close()
    assert ledger.read_bytes() == content
    assert run(ledger.parent, *COMMANDS["undo"]).returncode == 0
