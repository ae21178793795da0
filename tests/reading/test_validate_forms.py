"""`validate` answers for a form's file as merge does, and needs no ledger for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import sent
from xlsheet.jobs.checking import CheckRequest, check_files
from xlsheet.jobs.validate import ValidateReport


def check(folder: Path, content: bytes, name: str) -> ValidateReport:
    (folder / name).write_bytes(content)
    return check_files(CheckRequest([folder / name]))


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7", "a.pdf", "file_not_table"),
        (sent.form()[:3000], "a.xlsx", "file_corrupt"),
        (sent.form(lambda sheet: sheet.cell(1048576, 16384, "x")), "a.xlsx", "file_bomb"),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    report = check(tmp_path, content, name)
    assert [(finding.code, str(finding.severity)) for finding in report.findings] == [(code, "error")]


@pytest.mark.parametrize(("content", "name"), [(sent.as_html("gbk"), "a.xls"), (sent.by_pandas(), "a.xlsx")])
def test_a_form_without_its_mark_is_checked_as_the_unit_it_names(
    tmp_path: Path, content: bytes, name: str
) -> None:
    report = check(tmp_path, content, name)
    assert (report.rows, [f for f in report.findings if str(f.severity) != "info"]) == (3, [])


def test_a_table_without_task_numbers_is_told_what_is_missing(tmp_path: Path) -> None:
    report = check(tmp_path, sent.form(lambda sheet: sheet.delete_cols(1)), "a.xlsx")
    assert "column_missing" in {finding.code for finding in report.findings}
