"""Where the disk is full or access is denied every command ends in status 3, a Chinese sentence that says
why, and a ledger, history and backups that are as they were."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import xlsheet.rules.engine  # noqa: F401  # who has no rights may not read the libraries that it needs
from support.ledger_file import change, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.small_ledger import unit
from xlsheet.cli import main
from xlsheet.dictionary.tables import PROGRESS, UNITS
from xlsheet.errors import OutputError
from xlsheet.forms.read.files import read_returns
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

if sys.platform == "win32":
    pytest.skip("Windows has neither modes nor limits of this kind", allow_module_level=True)

import resource

LEDGER = "督查台账.xlsm"
COMMANDS = {
    "merge": ["merge", LEDGER, "回收2", "--received", "2021-06-10"],
    "undo": ["undo", LEDGER],
    "redo": ["undo", "--redo", LEDGER],
    "import": ["import", LEDGER, "通知.txt", "--overwrite"],
    "missing": ["missing", LEDGER, "--as-of", "2021-07-11"],
    "validate": ["validate", LEDGER],
    "new": ["new", "新台账.xlsm", "--notice", "通知.txt"],
}
NOBODY = 65534


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that every command has something to do with."""
    folder = tmp_path_factory.mktemp("prepared")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发", MAY)[:2]):
        returned(form.path, folder / f"回收{i + 1}" / f"{i}.xlsx")
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
def office(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it, in a folder that others may enter (pytest's own are closed to them)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        monkeypatch.chdir(folder)
        yield folder


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def assert_says(message: str, *words: str) -> None:
    assert message.startswith("未完成：")
    assert all(word in message for word in words)
    assert not re.search(r"Errno|denied|space|large|Traceback", message)


@pytest.mark.parametrize(
    ("name", "room"),
    [*((name, 1_000) for name in COMMANDS), ("merge", 0), ("merge", 40_000), ("undo", 0), ("undo", 40_000)],
)
def test_no_room_for_what_is_to_be_written(office: Path, name: str, room: int) -> None:
    """For nothing at all, for the announcement only, for the backup only in part."""
    before = everything(office)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "xlsheet", *COMMANDS[name]],
        capture_output=True,
        check=False,
        encoding="utf-8",
        preexec_fn=limit,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert_says(done.stderr, "文件超过了允许的大小")
    assert everything(office) == before


@contextlib.contextmanager
def without_permission(path: Path, mode: int) -> Iterator[None]:
    """The path has this mode for everybody, root included, who for that time is somebody else."""
    was_root = os.geteuid() == 0
    path.chmod(mode)
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
        path.chmod(0o755)


def run(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """A command of the command line in this process: its status and what it says to people."""
    monkeypatch.setattr(sys, "argv", ["xlsheet", *COMMANDS[name]])
    with pytest.raises(SystemExit) as ended:
        main.main()
    said = capsys.readouterr()
    assert said.out == ""
    return int(str(ended.value.code)), said.err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_may_not_be_written(
    office: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(office)
    with without_permission(office, 0o555):
        status, said = run(name, capsys, monkeypatch)
    assert status == 3
    assert_says(said, "没有权限", "权限。")
    assert everything(office) == before


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "new"])
def test_a_folder_of_backups_that_may_not_be_written(
    office: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(office)
    office.chmod(0o777)
    read = list(read_returns([Path("回收2")]))  # who has no rights may not start Python to read them
    monkeypatch.setattr("xlsheet.jobs.merge.read_returns", lambda paths, exclude=(): (file for file in read))
    with without_permission(office / "督查台账_备份", 0o555):
        status, said = run(name, capsys, monkeypatch)
    assert status == 3
    assert_says(said, "备份写不进去（没有权限", "台账没有改动")
    assert everything(office) == before


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "new"])
def test_a_ledger_that_may_not_be_read(
    office: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(office)
    with without_permission(office / LEDGER, 0):
        status, said = run(name, capsys, monkeypatch)
    assert status == 3
    assert_says(said, LEDGER, "打不开（没有权限")
    assert everything(office) == before


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "new"])
def test_a_folder_that_may_not_be_entered(
    office: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (office / "内").mkdir()
    (office / LEDGER).rename(office / "内" / LEDGER)
    before = everything(office)
    arguments = [f"内/{LEDGER}" if word == LEDGER else word for word in COMMANDS[name]]
    monkeypatch.setitem(COMMANDS, name, arguments)
    with without_permission(office / "内", 0):
        status, said = run(name, capsys, monkeypatch)
    assert status == 3
    assert_says(said, LEDGER, "没有权限")
    assert everything(office) == before


def test_permission_that_is_lost_half_way(office: Path) -> None:
    before = everything(office)
    ledger = office / LEDGER
    changes = Changes("测试", "", [Edit(UNITS, appended=[unit("市审计局")])])
    refused = pytest.raises(OutputError, match=r"没有权限.*台账没有改动")
    with FileStore.open(ledger) as store, without_permission(office, 0o555), refused:
        store.apply(changes)
    assert everything(office) == before
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert rows(ledger, UNITS)[-1][UNITS.unit] == "市审计局"
