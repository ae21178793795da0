"""A form whose plans are filled and whose month is blank is not taken in silence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from support.ledger_file import rows
from support.ledger_on_disk import forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.merge.report import MergeReport
from xlsheet.stores.file import FileStore


def blank(form: Path) -> None:
    """Take out what was filled in for the month, as a unit that only plans leaves it."""
    book = openpyxl.load_workbook(form)
    sheet = book[PROGRESS.sheet]
    asked = (PROGRESS.text, PROGRESS.percent, PROGRESS.status, PROGRESS.problems, PROGRESS.next_steps)
    columns = [cell.column for cell in sheet[5] if cell.value in asked]
    for row in sheet.iter_rows(min_row=6):
        for cell in row:
            if cell.column in columns:
                cell.value = None
    book.save(form)


def merged(ledger: Path, folder: Path) -> MergeReport:
    with FileStore.open(ledger) as store:
        return merge(store, MergeRequest((folder,), received=datetime(2021, 6, 9)))


def test_a_blank_month_beside_filled_plans_is_a_reminder(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    whole, planned = forms_of(ledger, tmp_path / "下发")[:2]
    returned(whole.path, tmp_path / "回收" / "全.xlsx")
    returned(planned.path, tmp_path / "回收" / "只有计划.xlsx")
    blank(tmp_path / "回收" / "只有计划.xlsx")
    full, half = merged(ledger, tmp_path / "回收").files
    assert full.verdict.word == "已接收"
    assert half.verdict.word == "已接收（有提醒）"
    assert "month_not_filled" in {finding.code for finding in half.findings}
    receipt = next(row for row in rows(ledger, RECEIPTS) if row[RECEIPTS.file] == "只有计划.xlsx")
    assert "2021年5月的月度进展一行也没有填" in str(receipt[RECEIPTS.remark])
    assert {row[PLANS.source_file] for row in rows(ledger, PLANS)} == {"全.xlsx", "只有计划.xlsx"}
    assert {row[PROGRESS.source_file] for row in rows(ledger, PROGRESS)} == {"全.xlsx"}
