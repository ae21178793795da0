"""Once the ledger has changed nothing says that it hasn't, whatever fails afterwards; names harm nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.terminal import xlsheet
from xlsheet.cli.terminal import printable
from xlsheet.dictionary.tables import PROGRESS, RECEIPTS, REJECTIONS
from xlsheet.errors import ConflictError, OutputError
from xlsheet.files import publish
from xlsheet.files.publish import Staged
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.stores.file import FileStore

linux = pytest.mark.skipif(sys.platform != "linux", reason="such names and devices are Linux'")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A ledger, and a folder of returns of which one goes back in part."""
    ledger = sample_ledger(tmp_path)
    for i, form in enumerate(forms_of(ledger, tmp_path / "下发", MAY)[:2]):
        returned(form.path, tmp_path / "回收" / f"{i}.xlsx")
    spoil(tmp_path / "回收" / "0.xlsx")
    return tmp_path


def spoil(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book[PROGRESS.sheet]
    cell = next(cell for cell in sheet[5] if cell.value == PROGRESS.percent)
    sheet.cell(6, cell.column).value = "过半"
    book.save(form)


@linux
def test_a_full_stdout_after_a_merge_is_exit_1_and_says_what_was_done(office: Path) -> None:
    command = [sys.executable, "-m", "xlsheet", "merge", "督查台账.xlsm", "回收", "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", cwd=office, check=False
        )
    assert done.returncode == 1
    assert "“督查台账.xlsm”已经改好（合并回收：" in done.stderr
    assert "磁盘空间不足" in done.stderr
    assert "没有改动" not in done.stderr
    assert "Exception" not in done.stderr
    assert rows(office / "督查台账.xlsm", PROGRESS)


@linux
def test_a_full_stdout_without_a_change_is_exit_3(office: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "xlsheet", "status", "督查台账.xlsm"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=office,
            check=False,
        )
    assert (done.returncode, "磁盘空间不足" in done.stderr) == (3, True)


@linux
def test_a_file_with_a_name_in_gbk_costs_nothing(office: Path) -> None:
    folder = office / "回收"
    (folder / "1.xlsx").rename(folder / os.fsdecode("市教育局六月.xlsx".encode("gbk")))
    done = xlsheet("merge", office / "督查台账.xlsm", office / "回收", "--replies", office / "退回", "--json")
    assert done.status == 1
    assert [Path(file["path"]).name for file in done.json["files"]] == ["0.xlsx", "市教育局六月.xlsx"]
    assert [reply["source"][-6:] for reply in done.json["replies"]] == ["0.xlsx"]
    assert {row[RECEIPTS.file] for row in rows(office / "督查台账.xlsm", RECEIPTS)} == {
        "0.xlsx",
        "市教育局六月.xlsx",
    }


@linux
def test_what_moves_a_cursor_never_reaches_a_terminal(office: Path) -> None:
    (office / "回收" / "\x1b[2J\x1b]0;坏\x07\u202e.xlsx").write_bytes(b"PK")
    done = xlsheet("merge", office / "督查台账.xlsm", office / "回收")
    assert "\\x1b[2J" in done.out
    assert not {"\x1b", "\x07", "\u202e"} & {*done.out, *done.err}
    missing = xlsheet("status", "\x1b[31m没有.xlsm")
    assert "\x1b" not in missing.err


@linux
def test_a_page_that_cannot_be_written_after_the_change(office: Path) -> None:
    (office / "网页").mkdir()
    (office / "网页").chmod(0o555)
    target = "/dev/full/页.html"
    done = xlsheet("validate", office / "督查台账.xlsm", "--html", target, "--json")
    assert done.status in (1, 3)
    if done.status == 1:
        assert "网页没有写成" in done.err
        assert done.json["rows"]
    else:
        assert "没有" in done.err


def test_replies_are_published_only_after_the_ledger_has_changed(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(*_: object) -> None:
        raise ConflictError("有人改过")

    monkeypatch.setattr(FileStore, "apply", conflict)
    with pytest.raises(ConflictError), FileStore.open(office / "督查台账.xlsm") as store:
        merge(store, MergeRequest((office / "回收",), replies=office / "退回"))
    assert list((office / "退回").rglob("*")) == []


def test_replies_that_cannot_be_published_are_told_and_the_change_with_them(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("磁盘满了")

    monkeypatch.setattr(Staged, "put_in_place", full)
    with FileStore.open(office / "督查台账.xlsm") as store:
        report = merge(store, MergeRequest((office / "回收",), replies=office / "退回"))
    assert report.needs_attention
    assert report.as_json()["not_done"] == "退回件没有写成：磁盘满了"
    assert report.as_json()["replies"] == []
    assert "台账已经改好，但是退回件没有写成" in report.summary()
    assert rows(office / "督查台账.xlsm", REJECTIONS)


def test_a_reply_that_was_not_written_is_written_when_the_files_come_again(office: Path) -> None:
    request = MergeRequest((office / "回收",), replies=office / "退回")
    with pytest.MonkeyPatch.context() as patch, FileStore.open(office / "督查台账.xlsm") as store:
        patch.setattr(publish, "_move", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        assert merge(store, request).not_done
    with FileStore.open(office / "督查台账.xlsm") as store:
        again = merge(store, request)
    assert [Path(reply.path).exists() for reply in again.replies or ()] == [True]


def test_text_that_is_printable_stays() -> None:
    assert printable("“市教育局”\t60%\n😀") == "“市教育局”\t60%\n😀"
