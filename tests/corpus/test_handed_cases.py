"""The small failing cases that lie beside the project: each gets what a careful clerk expects."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.ledger_file import sheet_rows
from xlsheet.dictionary.tables import PROGRESS, REJECTIONS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.stores.file import FileStore

CASES = Path(__file__).parents[3] / "shared" / "returns-cases"
TAKEN, WARNED, PARTLY, BACK = "accepted", "accepted_with_warnings", "partly_rejected", "rejected"

ONE_MERGE: dict[str, tuple[list[str], set[str]]] = {
    "annex-real": ([WARNED], {"table_second"}),
    "annex-refuse": ([WARNED], {"table_second"}),
    "cell-no-r": ([PARTLY], {"formula"}),
    "csv-comma-many-semi": ([WARNED], {"text_copied"}),
    "enc-velvet-xlsx": ([TAKEN], set()),
    "hdr-tworow": ([TAKEN], set()),
    "in-check": ([PARTLY], {"cell_elsewhere"}),
    "in-textbox": ([PARTLY], {"cell_elsewhere"}),
    "lo-err-ods": ([PARTLY], {"formula"}),
    "lo-hid-xls": ([WARNED], {"rows_hidden"}),
    "lo-one-xls": ([WARNED], {"status_percent"}),
    "wps-dispimg": ([WARNED], {"cell_picture", "text_empty"}),
    "col-unknown-unit": ([WARNED, BACK], {"file_unknown_unit"}),
    "numbers-shifted": ([BACK], {"form_edited"}),
    "paste-other-cols": ([TAKEN], set()),
    "paste-same": ([TAKEN], {"task_twice"}),
    "right-noheader-blank": ([PARTLY], {"cell_elsewhere"}),
    "tot-汇总": ([TAKEN], {"rows_around"}),
    "two-units-partial": ([TAKEN, TAKEN], set()),
    "v-pct-raw": ([WARNED], {"status_percent"}),
    "vba-merge-half": ([TAKEN, TAKEN, TAKEN], set()),
    "veryhidden-copy-draft": ([WARNED], {"rows_hidden"}),
    "wrongcol-last": ([PARTLY], {"cell_elsewhere"}),
}
"""Verdicts of the files of a case, and codes that must be said."""

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="../shared/returns-cases is not on this machine")


def merged(ledger: Path, folder: Path, day: str, *, dry_run: bool = False) -> list[dict[str, Any]]:
    """What a merge of a folder says of its files."""
    request = MergeRequest([folder], received=datetime.fromisoformat(day), dry_run=dry_run)
    with FileStore.open(ledger, writing=not dry_run) as store:
        files: list[dict[str, Any]] = merge(store, request).as_json()["files"]
    return files


def codes(files: Iterable[dict[str, Any]]) -> set[str]:
    return {finding["code"] for file in files for finding in file["findings"]}


@pytest.mark.parametrize("case", ONE_MERGE)
def test_the_answer_is_a_careful_clerks(case: str) -> None:
    files = merged(CASES / "ledger.xlsm", CASES / case / "in", "2020-06-05", dry_run=True)
    verdicts, said = ONE_MERGE[case]
    assert [file["verdict"] for file in files] == verdicts
    assert said <= codes(files)
    for file in files:
        cells = file["cells"]
        assert cells.pop("found") == sum(cells.values())


def test_another_units_name_in_a_form_overwrites_nothing(tmp_path: Path) -> None:
    ledger = Path(shutil.copyfile(CASES / "ledger.xlsm", tmp_path / "台账.xlsm"))
    case = CASES / "unit-edited-registered"
    merged(ledger, case / "in", "2020-06-05")
    before = ledger.read_bytes()
    (file,) = merged(ledger, case / "in2", "2020-06-08", dry_run=True)
    assert (file["verdict"], file["rows_accepted"]) == (BACK, 0)
    assert ledger.read_bytes() == before


def two_merges(tmp_path: Path, case: str, second_day: str, first_day: str = "2020-06-05") -> dict[str, Any]:
    """What the second merge of a case says of its file."""
    ledger = Path(shutil.copyfile(CASES / "ledger.xlsm", tmp_path / "台账.xlsm"))
    merged(ledger, CASES / case / "in", first_day)
    (file,) = merged(ledger, CASES / case / "in2", second_day)
    return file


def test_the_later_merge_of_a_day_wins(tmp_path: Path) -> None:
    file = two_merges(tmp_path, "life-samename-0", "2020-06-09", "2020-06-09")
    assert (file["verdict"], file["rows_accepted"]) == (TAKEN, 10)


def test_a_form_mended_on_the_same_day_wins(tmp_path: Path) -> None:
    file = two_merges(tmp_path, "reply-sameday", "2020-06-05")
    assert (file["verdict"], file["rows_accepted"]) == (TAKEN, 10)


def test_a_form_of_may_with_junes_words_is_asked_about(tmp_path: Path) -> None:
    file = two_merges(tmp_path, "life-oldform-newmonth", "2020-07-06")
    assert (file["verdict"], file["rows_accepted"]) == (BACK, 0)
    assert codes([file]) == {"file_month_doubt"}


def test_a_row_typed_by_hand_stops_no_merge(tmp_path: Path) -> None:
    case = CASES / "handrow-blocks-all"
    ledger = Path(shutil.copyfile(case / "台账.xlsm", tmp_path / "台账.xlsm"))
    files = merged(ledger, case / "in", "2020-06-05")
    assert [(file["verdict"], file["rows_accepted"]) for file in files] == [
        (TAKEN, 13),
        (WARNED, 9),
        (TAKEN, 10),
    ]
    assert "office_row" in codes(files)


def test_what_the_office_corrected_stands(tmp_path: Path) -> None:
    ledger = Path(shutil.copyfile(CASES / "ledger.xlsm", tmp_path / "台账.xlsm"))
    merged(ledger, CASES / "life-handedit" / "in", "2020-06-05")
    before = {row[PROGRESS.task_no]: row[PROGRESS.text] for row in sheet_rows(ledger, PROGRESS)}
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    sheet = book[PROGRESS.sheet]
    (row,) = (r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == 112)
    sheet.cell(row, 4).value = "督查室核实：实际完成三处。"
    book.save(ledger)
    (file,) = merged(ledger, CASES / "life-handedit" / "in2", "2020-06-07")
    assert "office_row" in codes([file])
    said = {row[PROGRESS.task_no]: row[PROGRESS.text] for row in sheet_rows(ledger, PROGRESS)}
    assert said[112] == "督查室核实：实际完成三处。"
    assert {number for number in said if said[number] != before[number]} == {95, 112}
    back = [row for row in sheet_rows(ledger, REJECTIONS) if row[REJECTIONS.code] == "office_row"]
    assert [row[REJECTIONS.task_no] for row in back] == ["112"]
    assert "督查室核实" not in str(back[0][REJECTIONS.values])
