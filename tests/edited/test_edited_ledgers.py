"""Ledgers as people leave them: commands do the right thing, or say what to do and change nothing."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from edited.edits import DELETED, REFUSED, RIGHT, by_openpyxl, days_from_1904, sheet_deleted
from support.ledger_file import filled, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.sent import packed
from xlsheet.cli.endings import status_of
from xlsheet.cli.main import cli
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, PROGRESS, RECEIPTS, TASKS, UNITS, Table
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.stores.file import FileStore

LEDGER = "督查台账.xlsm"
RECEIVED = datetime(2021, 6, 9)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two units' rows, and the returns of two others."""
    folder = tmp_path_factory.mktemp("office")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发", MAY)[:4]):
        returned(form.path, folder / ("先" if i < 2 else "后") / f"{i}.xlsx")
    merged(ledger, list(read_returns([folder / "先"])))
    return folder


@pytest.fixture(scope="module")
def came(office: Path) -> list[ReturnedFile]:
    return list(read_returns([office / "后"]))


@pytest.fixture(scope="module")
def expected(office: Path, came: list[ReturnedFile], tmp_path_factory: pytest.TempPathFactory) -> object:
    """What a month's work leaves in a ledger that nobody edited."""
    ledger = tmp_path_factory.mktemp("expected") / LEDGER
    shutil.copy(office / LEDGER, ledger)
    return worked(ledger, came)


@pytest.fixture
def ledger(office: Path, tmp_path: Path) -> Path:
    """A copy with its backups."""
    shutil.copy(office / LEDGER, tmp_path / LEDGER)
    shutil.copytree(office / "督查台账_备份", tmp_path / "督查台账_备份")
    return tmp_path / LEDGER


def merged(ledger: Path, came: list[ReturnedFile]) -> None:
    with FileStore.open(ledger) as store:
        merge_returned(store, came, MergeRequest((), received=RECEIVED))


def worked(ledger: Path, came: list[ReturnedFile]) -> object:
    """A merge and a look at what is missing; what then stands in the tables, in whatever order."""
    merged(ledger, came)
    with FileStore.open(ledger) as store:
        found = missing(store, MissingRequest(None, date(2021, 6, 15))).as_json()
    return found["entries"], {
        table.sheet: contents(ledger, table) for table in (TASKS, ASSIGNMENTS, PROGRESS, UNITS)
    }


def contents(ledger: Path, table: Table) -> Counter[tuple[tuple[str, object], ...]]:
    own = {*table.columns}
    return Counter(tuple(sorted((n, v) for n, v in row.items() if n in own)) for row in rows(ledger, table))


def command(*arguments: object) -> int:
    asked = [str(argument) for argument in arguments]
    return status_of(lambda: cli.main(asked, prog_name="xlsheet", standalone_mode=False))


@pytest.mark.parametrize("name", RIGHT)
def test_a_months_work_comes_out_the_same_after_an_edit(
    name: str, ledger: Path, came: list[ReturnedFile], expected: object
) -> None:
    RIGHT[name](ledger)
    edited = ledger.read_bytes()
    assert worked(ledger, came) == expected
    openpyxl.load_workbook(ledger, keep_vba=True)
    with FileStore.open(ledger) as store:
        store.undo()
        store.undo()
    assert ledger.read_bytes() == edited


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_can_read_is_said_before_anything_changes(
    name: str,
    ledger: Path,
    office: Path,
    came: list[ReturnedFile],
    expected: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    edit, words, mend = REFUSED[name]
    edit(ledger)
    edited = ledger.read_bytes()
    assert command("merge", ledger, office / "后") == 3
    said = capsys.readouterr().err
    assert openable(said, words), said
    assert ledger.read_bytes() == edited
    assert command("doctor", ledger, "--no-write", "--json") == 1
    assert openable(capsys.readouterr().out, words)
    if mend is not None:
        mend(ledger)
        assert worked(ledger, came) == expected


def openable(said: str, words: str) -> bool:
    """Whether all of some words, between `.*`, are said in their order."""
    at = 0
    for part in words.split(".*"):
        at = said.find(part, at) + 1
        if not at:
            return False
    return True


@pytest.mark.parametrize("table", DELETED, ids=lambda table: table.name)
def test_doctor_brings_a_deleted_sheet_back(
    table: Table, ledger: Path, came: list[ReturnedFile], capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(ledger, table)
    with FileStore.open(ledger) as store:  # a copy that has all of the rows
        missing(store, MissingRequest(None, date(2021, 6, 1)))
    by_openpyxl(sheet_deleted(table.sheet))(ledger)
    told = f"没有工作表“{table.sheet}”。运行 xlsheet doctor “{ledger}” --restore"
    assert command("validate", ledger, "--no-write") == 1
    assert told in capsys.readouterr().out
    assert command("doctor", ledger, "--restore") == 0
    assert f"补回工作表“{table.sheet}”" in capsys.readouterr().err
    assert contents(ledger, table) == before
    merged(ledger, came)
    assert command("undo", ledger) == command("undo", ledger) == 0
    assert table.sheet not in openpyxl.load_workbook(ledger, read_only=True).sheetnames


def test_doctor_brings_the_parameters_back(ledger: Path) -> None:
    before = contents(ledger, PARAMETERS)
    with FileStore.open(ledger) as store:
        missing(store, MissingRequest(None, date(2021, 6, 1)))
    by_openpyxl(sheet_deleted(PARAMETERS.sheet))(ledger)
    assert command("doctor", ledger, "--restore") == 0
    assert contents(ledger, PARAMETERS) == before
    assert command("status", ledger) == 0


def as_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    for table in (TASKS, PARAMETERS):
        sheet = book.add_sheet(table.sheet)
        for i, name in enumerate(table.columns):
            sheet.write(0, i, name)
    target = path.with_suffix(".xls")
    book.save(str(target))
    return target


def as_ods(path: Path) -> Path:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    content = b"<office:document-content/>"
    target = path.with_suffix(".ods")
    target.write_bytes(packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": b"<m/>"}))
    return target


def as_pipe(path: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("Windows has no fifo")
    path.unlink()
    os.mkfifo(path)
    return path


def as_folder(path: Path) -> Path:
    path.unlink()
    path.mkdir()
    return path


OTHERS = {
    as_xls: "不能直接用作台账.*另存为",
    as_ods: "不能直接用作台账.*另存为",
    as_pipe: "管道",
    as_folder: "是文件夹",
}


@pytest.mark.parametrize("change", OTHERS, ids=lambda change: change.__name__)
def test_what_is_no_ledgers_file_is_named_at_once(
    change: object, ledger: Path, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = change(ledger)  # type: ignore[operator]
    for arguments in (("merge", path, office / "后"), ("undo", path), ("status", path), ("split", path)):
        more = ["--month", "2021-05", "--out", path.parent / "出"] if arguments[0] == "split" else []
        assert command(*arguments, *more) == 3
        assert openable(capsys.readouterr().err, OTHERS[change])  # type: ignore[index]
    assert not [found for found in path.parent.rglob(".*") if "xlsheet" in found.name]


def test_a_renamed_ledger_works_without_its_backups(
    ledger: Path, came: list[ReturnedFile], expected: object
) -> None:
    other = ledger.rename(ledger.with_name("2021年督查台账（新）.xlsm"))
    with FileStore.open(other) as store:
        assert store.history() == ([], 0)
    assert worked(other, came) == expected
    with FileStore.open(other) as store:
        store.undo()


def test_an_old_copy_put_back_takes_the_returns_again(
    ledger: Path, came: list[ReturnedFile], expected: object
) -> None:
    old = ledger.read_bytes()
    assert worked(ledger, came) == expected
    ledger.write_bytes(old)
    assert worked(ledger, came) == expected
    with FileStore.open(ledger) as store:
        store.undo()
        store.undo()
    assert ledger.read_bytes() == old


def test_two_copies_merged_into_in_turn_are_two_ledgers(
    ledger: Path, came: list[ReturnedFile], expected: object
) -> None:
    other = ledger.with_name("督查台账 - 副本.xlsm")
    shutil.copy(ledger, other)
    before = ledger.read_bytes()
    for path in (ledger, other):
        merged(path, came[:1])
    for path in (other, ledger):
        assert worked(path, came) == expected
    for path in (ledger, other):
        with FileStore.open(path) as store:
            for _ in range(3):
                store.undo()
        assert path.read_bytes() == before
    names = [str(row[RECEIPTS.file]) for row in rows(ledger, RECEIPTS)]
    assert len(names) == len({*names})


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_leads_to_the_ledger(ledger: Path, came: list[ReturnedFile], expected: object) -> None:
    link = ledger.with_name("快捷方式.xlsm")
    link.symlink_to(ledger.name)
    assert worked(link, came) == expected
    assert link.is_symlink()
    with FileStore.open(ledger) as store:
        assert len(store.history()[0]) == 3
    assert not link.with_name("快捷方式_备份").exists()


def test_days_are_written_as_the_workbook_counts_them(ledger: Path, came: list[ReturnedFile]) -> None:
    by_openpyxl(days_from_1904)(ledger)
    merged(ledger, came)
    sheet = openpyxl.load_workbook(ledger)[PROGRESS.sheet]
    header = [cell.value for cell in sheet[1]]
    days = {row[header.index(PROGRESS.received)] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert days == {RECEIVED}


def test_merged_cells_are_told_and_stay_as_they_are(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    RIGHT["cells_merged"](ledger)
    areas = set(map(str, openpyxl.load_workbook(ledger)[ASSIGNMENTS.sheet].merged_cells.ranges))
    assert command("validate", ledger) == 0
    said = capsys.readouterr().out
    assert said.count("cell_merged") < len(areas) + 3, "one for all rows under a cell"
    assert set(map(str, openpyxl.load_workbook(ledger)[ASSIGNMENTS.sheet].merged_cells.ranges)) == areas
    with FileStore.open(ledger, writing=False) as store:
        data = store.read(ASSIGNMENTS)
        assert all(filled(row).get(ASSIGNMENTS.task_no) for _, row in data.rows())
        assert data.in_one_form() == {}
