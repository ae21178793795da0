"""Months, numbers and moments are read alike however people spell them, and written back in one form."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PROGRESS, RECEIPTS, TASKS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.merge.report import MergeReport
from xlsheet.stores.file import FileStore


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A ledger with merged rows of May."""
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发", MAY)[0]
    returned(form.path, tmp_path / "回收" / "a.xlsx")
    merged(tmp_path, 9, "回收")
    return tmp_path


def merged(office: Path, day: int, folder: str) -> MergeReport:
    with FileStore.open(office / "督查台账.xlsm") as store:
        return merge(store, MergeRequest((office / folder,), received=datetime(2021, 6, day)))


def typed(office: Path, column: str, value: object, table: str = PROGRESS.sheet) -> str:
    """A cell of the first row, typed over by hand; its address."""
    path = office / "督查台账.xlsm"
    book = openpyxl.load_workbook(path, keep_vba=True)
    sheet = book[table]
    place = next(cell.column for cell in sheet[1] if cell.value == column)
    cell = sheet.cell(2, place)
    cell.number_format = "General"
    cell.value = value
    book.save(path)
    return cell.coordinate


SPELLINGS = [
    (PROGRESS.month, date(2021, 5, 1)),
    (PROGRESS.month, "2021年5月"),
    (PROGRESS.month, "2021-5"),
    (PROGRESS.month, 202105),
    (PROGRESS.task_no, "第{}项"),
    (PROGRESS.task_no, "{}."),
]


@pytest.mark.parametrize(("column", "value"), SPELLINGS, ids=lambda value: str(value))
def test_a_correction_finds_its_row_however_its_key_is_spelled(
    office: Path, column: str, value: object
) -> None:
    ledger = office / "督查台账.xlsm"
    before = rows(ledger, PROGRESS)
    if isinstance(value, str):
        value = value.format(int(before[0][PROGRESS.task_no]))  # type: ignore[call-overload]
    address = typed(office, column, value)
    form = office / "回收" / "a.xlsx"
    book = openpyxl.load_workbook(form)
    sheet = book[PROGRESS.sheet]
    place = next(cell.column for cell in sheet[5] if cell.value == PROGRESS.text)
    sheet.cell(6, place).value = "更正：实际已经全部完成并且通过了验收"
    (office / "更正").mkdir()
    book.save(office / "更正" / "b.xlsx")
    report = merged(office, 10, "更正")
    assert (report.inserted, report.updated) == (0, 1)
    (finding,) = report.ledger_findings
    assert (finding.code, finding.sheet, finding.cell) == ("cell_respelled", PROGRESS.sheet, address)
    after = rows(ledger, PROGRESS)
    assert len(after) == len(before)
    assert after[0] == before[0] | {
        name: after[0][name]
        for name in (PROGRESS.text, PROGRESS.source_file, PROGRESS.received)
        if name in after[0]
    }


def test_validate_writes_the_one_form_and_undo_what_stood_there(office: Path) -> None:
    ledger = office / "督查台账.xlsm"
    typed(office, PROGRESS.month, "2021年5月")
    typed(office, TASKS.number, "第1项", TASKS.sheet)
    typed(office, PROGRESS.received, "2021-06-09 10:30")
    typed(office, PROGRESS.percent, "60%")
    with FileStore.open(ledger) as store:
        assert store.read(PROGRESS).row(2)[PROGRESS.received] == datetime(2021, 6, 9, 10, 30)
        report = validate(store, ValidateRequest())
    said = [finding for finding in report.findings if finding.code == "cell_respelled"]
    assert sorted(finding.value for finding in said) == ["2021-06-09 10:30", "2021年5月", "60%", "第1项"]
    with FileStore.open(ledger) as store:
        for table in (TASKS, PROGRESS):
            assert store.read(table).respelled == {}
        assert store.read(PROGRESS).row(2)[PROGRESS.percent] == 0.6
        store.undo()
        assert set(store.read(PROGRESS).respelled.values()) == {"2021-06-09 10:30", "2021年5月", "60%"}


def test_a_receipt_with_its_moment_as_text_keeps_its_rank(office: Path) -> None:
    typed(office, RECEIPTS.received, "2021年6月9日 0:00", RECEIPTS.sheet)
    assert [file.verdict.value for file in merged(office, 11, "回收").files] == ["duplicate"]


def test_what_has_two_readings_stays_as_it_is(office: Path) -> None:
    typed(office, PROGRESS.percent, "60")
    typed(office, PROGRESS.month, "5月")
    with FileStore.open(office / "督查台账.xlsm", writing=False) as store:
        assert store.read(PROGRESS).respelled == {}
        codes = {finding.code for finding in validate(store, ValidateRequest(write=False)).findings}
    assert {"cell_percent", "cell_month"} <= codes
    assert Month.parse("5月") is None
