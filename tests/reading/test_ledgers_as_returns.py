"""A ledger in a folder of returns is refused as one, whatever its name, place, age and format."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import change, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import HOME_SHEET, PARAMETERS, PLANS, PROGRESS, RECEIPTS, TASKS, UNITS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.ledger.changes import Edit
from xlsheet.merge.report import MergeReport
from xlsheet.stores.file import FileStore


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A ledger with merged rows, one of which was corrected since the copy 旧.xlsm."""
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发", MAY)[0]
    returned(form.path, tmp_path / "回收" / "a.xlsx")
    with FileStore.open(ledger) as store:
        merge(store, MergeRequest((tmp_path / "回收",), received=datetime(2021, 6, 9)))
    shutil.copy(ledger, tmp_path / "旧.xlsm")
    change(ledger, Edit(PROGRESS, updates={2: {PROGRESS.text: "督查室改正过的话"}}))
    return tmp_path


def renamed(old: Path, target: Path) -> None:
    shutil.copy(old, target / "市教育局5月.xlsx")


def in_a_zip(old: Path, target: Path) -> None:
    with zipfile.ZipFile(target / "全部.zip", "w") as archive:
        archive.write(old, "文件夹/督查台账 - 副本.xlsm")


def saved_by_openpyxl_with_renamed_sheets(old: Path, target: Path) -> None:
    book = openpyxl.load_workbook(old)
    for i, sheet in enumerate(book.worksheets):
        sheet.title = f"表{i}"
    book.save(target / "x.xlsx")


def one_sheet_copied_out(old: Path, target: Path) -> None:
    book = openpyxl.load_workbook(old)
    for name in book.sheetnames:
        if name != PROGRESS.sheet:
            del book[name]
    book.save(target / "月度进展.xlsx")


def of_an_older_make(old: Path, target: Path) -> None:
    book = openpyxl.load_workbook(old)
    for name in (HOME_SHEET, RECEIPTS.sheet, PARAMETERS.sheet):
        del book[name]
    sheet = book[TASKS.sheet]
    sheet.delete_cols(12, 3)
    book.save(target / "2019.xlsx")


def as_text(old: Path, target: Path) -> None:
    rows = openpyxl.load_workbook(old)[PROGRESS.sheet].iter_rows(values_only=True)
    lines = [",".join("" if cell is None else f'"{cell}"' for cell in row) for row in rows]
    (target / "进展.csv").write_text("\n".join(lines), encoding="gbk")


@pytest.mark.parametrize(
    "hand_in",
    [
        renamed,
        in_a_zip,
        saved_by_openpyxl_with_renamed_sheets,
        one_sheet_copied_out,
        of_an_older_make,
        as_text,
    ],
)
def test_a_ledger_is_refused_as_one(office: Path, hand_in: Callable[[Path, Path], None]) -> None:
    target = office / "又收到"
    target.mkdir()
    hand_in(office / "旧.xlsm", target)
    report = merged(office, target)
    (file,) = report.files
    assert [finding.code for finding in file.findings] == ["sheet_ledger"]
    assert (report.inserted, report.updated) == (0, 0)
    assert rows(office / "督查台账.xlsm", PROGRESS)[0][PROGRESS.text] == "督查室改正过的话"


def test_backups_of_a_ledger_that_was_renamed_are_refused(office: Path) -> None:
    (office / "督查台账.xlsm").rename(office / "2021台账.xlsm")
    with FileStore.open(office / "2021台账.xlsm") as store:
        report = merge(store, MergeRequest((office,), received=datetime(2021, 6, 10)))
    copies = [file for file in report.files if file.path.endswith(".xlsm")]
    assert len(copies) >= 3
    assert {finding.code for file in copies for finding in file.findings} == {"sheet_ledger"}
    assert rows(office / "2021台账.xlsm", PROGRESS)[0][PROGRESS.text] == "督查室改正过的话"


def test_a_form_that_carries_a_list_of_units_is_none(office: Path) -> None:
    form = office / "回收" / "a.xlsx"
    book = openpyxl.load_workbook(form)
    sheet = book.create_sheet("附件")
    sheet.append([*UNITS.columns])
    sheet = book.create_sheet("计划")
    sheet.append([column for column in PLANS.columns if column != PLANS.source_place])
    book.save(office / "回收" / "b.xlsx")
    report = merged(office, office / "回收" / "b.xlsx")
    assert "sheet_ledger" not in {finding.code for file in report.files for finding in file.findings}


def merged(office: Path, *paths: Path) -> MergeReport:
    with FileStore.open(office / "督查台账.xlsm") as store:
        return merge(store, MergeRequest(paths, received=datetime(2021, 6, 10)))
