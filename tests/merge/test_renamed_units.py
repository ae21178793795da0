"""A unit that is renamed in 单位名录 alone keeps its past under the new name, and no row doubles."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import sheet_rows
from support.ledger_on_disk import MAY, answers, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import ASSIGNMENTS, PLANS, PROGRESS, UNITS
from xlsheet.jobs.merge import MergeReport, MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.stores.file import FileStore

OLD, NEW = "市教育局", "市教育体育局"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger into which the unit's form of May was merged, and in which the unit was renamed since."""
    ledger = sample_ledger(tmp_path)
    forms = {form.unit: form.path for form in forms_of(ledger, tmp_path / "下发")}
    shutil.copyfile(forms[OLD], tmp_path / "表.xlsx")
    returned(forms[OLD], tmp_path / "9.xlsx")
    send(ledger, 9)
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    sheet = book[UNITS.sheet]
    (row,) = (row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == OLD)
    sheet.cell(row, 1).value = NEW
    sheet.cell(row, 2).value = "、".join(filter(None, [str(sheet.cell(row, 2).value or ""), OLD]))
    book.save(ledger)
    return ledger


def send(ledger: Path, day: int) -> MergeReport:
    with FileStore.open(ledger) as store:
        return merge(store, MergeRequest((ledger.parent / f"{day}.xlsx",), received=datetime(2021, 6, day)))


def units(ledger: Path) -> set[object]:
    return {row["单位"] for table in (PROGRESS, PLANS, ASSIGNMENTS) for row in sheet_rows(ledger, table)}


def test_what_it_reported_before_counts_for_it(ledger: Path) -> None:
    with FileStore.open(ledger, writing=False) as store:
        report = missing(store, MissingRequest(MAY, date(2021, 6, 20), write=False))
    assert OLD not in {entry.unit for entry in report.entries}
    assert not [e for e in report.entries if e.unit == NEW and str(e.flag) == "missing"]


def test_the_next_command_writes_its_new_name(ledger: Path) -> None:
    before = len(sheet_rows(ledger, PROGRESS))
    with FileStore.open(ledger) as store:
        said = {finding.code for finding in validate(store, ValidateRequest()).findings}
    assert "unit_unknown" not in said
    assert "cell_respelled" in said
    assert OLD not in units(ledger)
    assert NEW in units(ledger)
    assert len(sheet_rows(ledger, PROGRESS)) == before


def test_a_later_form_under_the_old_name_changes_its_rows_and_doubles_none(ledger: Path) -> None:
    before = len(sheet_rows(ledger, PROGRESS))
    more = {PROGRESS.text: "又有新进展，完成了九处。"}
    returned(ledger.parent / "表.xlsx", ledger.parent / "10.xlsx", lambda task: {**answers(task), **more})
    report = send(ledger, 10)
    assert [file.unit for file in report.files] == [NEW]
    assert (report.inserted, report.updated) == (
        0,
        sum(r["单位"] == NEW for r in sheet_rows(ledger, PROGRESS)),
    )
    assert len(sheet_rows(ledger, PROGRESS)) == before
    assert OLD not in units(ledger)
