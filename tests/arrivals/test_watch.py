"""Files that arrive are merged once they are whole; 收件.log has the verdict, whatever ends the watch."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Event

import pytest

from support.ledger_on_disk import answers_of, forms_of, returned, sample_ledger
from support.terminal import xlsheet
from xlsheet.dictionary.tables import PROGRESS, RECEIPTS
from xlsheet.errors import RequestError
from xlsheet.jobs.arrivals.folder import LOG_NAME, WatchedFolder
from xlsheet.jobs.arrivals.watch import WatchReport, WatchRequest, watch
from xlsheet.stores.file import FileStore
from xlsheet.stores.lock import locked, patience


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger and five filled-in forms."""
    folder = tmp_path_factory.mktemp("sent")
    for form in forms_of(sample_ledger(folder), folder / "下发")[:5]:
        returned(form.path, folder / "回收" / Path(form.path).name, answers_of(Path(form.path)))
    return folder


@pytest.fixture
def office(sent: Path, tmp_path: Path) -> Path:
    shutil.copytree(sent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "收件").mkdir()
    return tmp_path


def rows(office: Path, table: object = PROGRESS) -> int:
    with FileStore.open(office / "督查台账.xlsm", writing=False) as store:
        return len(store.read(table))  # type: ignore[arg-type]


def once(office: Path) -> WatchReport:
    return watch(WatchRequest(office / "督查台账.xlsm", office / "收件", once=True, rest=0), Event())


def arrive(office: Path, *names: str) -> None:
    for name in names or [path.name for path in (office / "回收").iterdir()]:
        shutil.copy(office / "回收" / name, office / "收件" / name)


def log(office: Path) -> list[list[str]]:
    lines = (office / "收件" / LOG_NAME).read_text(encoding="utf-8-sig").splitlines()
    return [line.split("\t") for line in lines[1:]]


def test_a_file_is_whole_when_it_is_at_rest_and_has_its_end(office: Path) -> None:
    form = next((office / "回收").iterdir())
    content, target = form.read_bytes(), office / "收件" / "到.xlsx"
    folder = WatchedFolder(office / "收件", rest=3)
    target.write_bytes(content[:-10])
    assert folder.whole(0) == []
    assert folder.whole(10) == []  # at rest, but without its end: still being copied
    os.utime(target, (0, 0))  # a copy that keeps the original's time looks old, and is not
    assert folder.whole(20) == []
    assert folder.whole(30) == []
    target.write_bytes(content)
    assert folder.whole(40) == []  # it has changed just now
    assert folder.whole(42) == []
    (arrival,) = folder.whole(43)
    assert arrival.name == "到.xlsx"
    folder.done(arrival)
    assert folder.whole(60) == []
    target.write_bytes(content + b"\0")
    assert folder.whole(61) == []
    assert len(folder.whole(65)) == 1


@pytest.mark.parametrize("name", ["~$到.xlsx", "到.xlsx.part", "到.xlsx.crdownload", ".到.xlsx", "Thumbs.db"])
def test_what_programs_leave_beside_files_is_no_arrival(office: Path, name: str) -> None:
    shutil.copy(next((office / "回收").iterdir()), office / "收件" / name)
    folder = WatchedFolder(office / "收件", rest=0)
    folder.whole(0)
    assert folder.whole(1) == []
    assert not folder.waiting


def test_each_file_is_merged_once_and_stays_where_it_is(office: Path) -> None:
    arrive(office)
    (office / "收件" / "县区").mkdir()
    (office / "收件" / "县区" / "坏.xlsx").write_bytes(b"not a workbook")
    report = once(office)
    assert [line.verdict for line in report.lines].count("已接收") == 5
    assert report.needs_attention
    assert {line[1]: line[2] for line in log(office)}["县区/坏.xlsx"] == "退回"
    merged, before = rows(office), (office / "督查台账.xlsm").read_bytes()
    assert merged > 5
    assert len(list((office / "收件").rglob("*.xlsx"))) == 6
    assert once(office).lines == ()
    assert (office / "督查台账.xlsm").read_bytes() == before
    assert len(log(office)) == 6


def test_what_is_in_an_archive_is_named_and_not_read_again(office: Path) -> None:
    with zipfile.ZipFile(office / "收件" / "县区.zip", "w") as archive:
        for form in (office / "回收").iterdir():
            archive.write(form, form.name)
    assert len(once(office).lines) == 5
    assert all(line[1].startswith("县区.zip/") for line in log(office))
    assert once(office).lines == ()


def test_a_ledger_that_somebody_has_is_waited_for(office: Path) -> None:
    arrive(office)
    before = patience.set(0.1)
    try:
        with locked(office / "督查台账.xlsm"):
            report = once(office)
        assert report.lines == ()
        assert "正被" in report.trouble
        assert report.waiting
        said: list[str] = []
        stop = Event()
        mark = office / "~$督查台账.xlsm"
        mark.write_bytes(b"\x03abc")

        def say(text: str) -> None:
            said.append(text)
            mark.unlink(missing_ok=True)
            if "个文件" in text:
                stop.set()

        request = WatchRequest(office / "督查台账.xlsm", office / "收件", rest=0, pause=0, say=say)
        watch(request, _hurried(stop))
    finally:
        patience.reset(before)
    assert "开着" in said[0]
    assert len(log(office)) == 5


def _hurried(stop: Event) -> Event:
    """An event that nobody waits for long."""
    wait = stop.wait
    stop.wait = lambda timeout=None: wait(min(timeout or 0, 0.05))  # type: ignore[method-assign]
    return stop


def test_a_watch_that_was_killed_goes_on_where_it_was(office: Path) -> None:
    """Killed between the ledger's change and the log's line: the file is not merged twice."""
    arrive(office)
    once(office)
    (office / "收件" / LOG_NAME).write_text("时间\t文件\n2026-01-01\t半", encoding="utf-8")
    merged, received = rows(office), rows(office, RECEIPTS)
    report = once(office)
    assert {line.verdict for line in report.lines} == {"重复"}
    assert (rows(office), rows(office, RECEIPTS)) == (merged, received)
    assert len(log(office)) == 6  # the line that was cut off stands alone


def test_the_command_ends_cleanly_when_it_is_told_to(office: Path) -> None:
    command = [sys.executable, "-m", "xlsheet", "watch", str(office / "督查台账.xlsm"), str(office / "收件")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stderr is not None
    assert "守着" in process.stderr.readline()
    arrive(office)
    assert "个文件" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "收进 5 个文件" in out


def test_once_on_the_command_line(office: Path) -> None:
    arrive(office)
    done = xlsheet("watch", office / "督查台账.xlsm", office / "收件", "--once", "--json")
    assert done.status == 0
    assert len(done.json["files"]) == 5
    assert not done.json["waiting"]
    assert xlsheet("watch", office / "督查台账.xlsm", office / "没有").status == 2


def test_a_folder_that_is_none_is_told(office: Path) -> None:
    with pytest.raises(RequestError):
        watch(WatchRequest(office / "督查台账.xlsm", office / "督查台账.xlsm"), Event())
