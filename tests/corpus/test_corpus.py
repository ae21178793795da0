"""The whole corpus in one merge on the real notice's ledger: every case gets its answer."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from corpus.case import Case
from corpus.cells import CASES as CELLS
from corpus.desk import Desk, Form, answers
from corpus.files import CASES as FILES
from corpus.files import CONVERSIONS
from corpus.places import CASES as PLACES
from corpus.rows import CASES as ROWS
from corpus.table import answers_table
from support.terminal import Outcome, xlsheet
from support.validator import problems
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS, Table

TABLE = Path(__file__).parents[2] / "docs" / "回收情况对照.md"
CODES_OF_THE_TABLE = set(
    """
    file_renamed file_not_table file_old_format file_csv file_disguised file_zip file_encrypted file_corrupt
    file_bomb file_temp file_duplicate file_superseded file_wrong_month file_wrong_ledger file_old_form
    file_unknown_unit file_locked file_link sheet_renamed sheet_many header_moved header_variant column_moved
    column_missing rows_around rows_hidden cells_merged form_edited task_text task_unknown task_not_yours
    task_twice task_dropped unit_alias percent_forms percent_vague percent_range text_struck date_forms
    date_vague date_wrong status_words status_unknown status_percent progress_back text_empty text_copied
    text_dirty text_long formula formula_like number_text cell_elsewhere cell_picture table_second file_tie
    office_row file_month_doubt file_month_by_receipt task_closed duty_outside
    """.split()
)
ELSEWHERE = {"file_locked"}
"""A file that cannot be opened: not to be had where tests run as root (tests/reading)."""

CASES: list[Case] = [*FILES, *ROWS, *PLACES, *CELLS]
NAMES = [f"{i:03d} {case.code}" for i, case in enumerate(CASES)]


@dataclass
class Merged:
    """What one merge of all cases left."""

    folder: Path
    ledger: Path
    forms: dict[str, Form | None]
    merge: Outcome
    validate: Outcome
    again: Outcome
    tables: dict[Table, list[dict[str, Any]]]

    def files(self, name: str) -> list[dict[str, Any]]:
        """The report on a case's files."""
        start = f"{(self.folder / name).as_posix()}/"
        return [file for file in self.merge.json["files"] if file["path"].startswith(start)]


def rows_of(ledger: Path, table: Table) -> list[dict[str, Any]]:
    """The rows of one of the ledger's tables, as openpyxl reads them."""
    book = openpyxl.load_workbook(ledger, read_only=True)
    header, *rows = book[table.sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows if any(row)]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory, real_notice: Path) -> Merged:
    base = tmp_path_factory.mktemp("corpus")
    desk, folder = Desk(base, real_notice), base / "回收"
    forms = {name: case.build(desk, folder / name) for name, case in zip(NAMES, CASES, strict=True)}
    convert_all(folder)
    merge = xlsheet("merge", desk.ledger, folder, "--received", "2020-10-09", "--insist", "--json")
    before = desk.ledger.read_bytes()
    again = xlsheet("merge", desk.ledger, folder, "--received", "2020-10-20", "--insist", "--json")
    assert desk.ledger.read_bytes() == before, "the same files again must change nothing"
    validate = xlsheet("validate", desk.ledger, "--no-write", "--json")
    tables = {table: rows_of(desk.ledger, table) for table in (PROGRESS, PLANS, RECEIPTS, REJECTIONS)}
    return Merged(folder, desk.ledger, forms, merge, validate, again, tables)


def convert_all(folder: Path) -> None:
    """Make the old and other formats of the forms that wait for it, in one run of LibreOffice a format."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is missing")
    profile = folder.parent / "lo"
    for to, endings in CONVERSIONS.items():
        waiting = [path for ending in endings for path in folder.rglob(f"待转{ending}.xlsx")]
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
        command += ["--outdir", str(profile / to), *map(str, waiting)]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        for path, ending in zip(waiting, endings, strict=True):
            shutil.move(profile / to / f"{path.stem}.{to}", path.with_suffix(f".{ending}"))
            path.unlink()


@pytest.mark.parametrize(("name", "case"), [*zip(NAMES, CASES, strict=True)], ids=NAMES)
def test_each_case_gets_its_answer(merged: Merged, name: str, case: Case) -> None:
    files = merged.files(name)
    said = {finding["code"] for file in files for finding in file["findings"]}
    assert [file["verdict"] for file in files] == case.verdicts, (case.title, files)
    assert case.said <= said, (case.title, said)


@pytest.mark.parametrize(("name", "case"), [pair for pair in zip(NAMES, CASES, strict=True) if pair[1].held])
def test_the_ledger_holds_what_was_meant(merged: Merged, name: str, case: Case) -> None:
    form = merged.forms[name]
    assert form is not None
    number = form.tasks[0][0] if isinstance(form.tasks[0][0], int) else None
    for column, value in case.held.items():
        expected = answers(number or 0, form.month).get(column) if value is ... else value
        if isinstance(expected, date) and not isinstance(expected, datetime):
            expected = datetime.combine(expected, time())
        found = _held(merged, form, column, number)
        assert expected in found if number is None else found == [expected], (case.title, found)


def _held(merged: Merged, form: Form, column: str, number: int | None) -> list[object]:
    """What the ledger has in a column for the form's first task, or all its tasks where that was
    written over."""
    table = PLANS if column in (PLANS.deadline,) else PROGRESS
    shown = []
    for row in merged.tables[table]:
        here = row[PROGRESS.unit] == form.unit and number in (None, row[PROGRESS.task_no])
        if here and (table is PLANS or row[PROGRESS.month] == str(form.month)):
            value = row[column]
            shown.append(round(value, 9) if isinstance(value, float) else value)
    return shown


def test_verdicts_are_exactly_those_expected(merged: Merged) -> None:
    expected = Counter(verdict for case in CASES for verdict in case.verdicts)
    assert Counter(file["verdict"] for file in merged.merge.json["files"]) == expected
    assert merged.merge.status == 1


def test_every_file_has_a_receipt_and_every_row_that_went_back_a_line(merged: Merged) -> None:
    files = merged.merge.json["files"]
    receipts = merged.tables[RECEIPTS]
    assert len(receipts) == len(files)
    assert sum(row[RECEIPTS.accepted] for row in receipts) == sum(file["rows_accepted"] for file in files)
    assert sum(row[RECEIPTS.rejected] for row in receipts) == sum(file["rows_rejected"] for file in files)
    unread = [file for file in files if file["verdict"] == "rejected" and not file["rows_rejected"]]
    back = merged.tables[REJECTIONS]
    assert len(back) == sum(file["rows_rejected"] for file in files) + len(unread)
    assert all(
        row[REJECTIONS.source_file] and row[REJECTIONS.code] and row[REJECTIONS.reason] for row in back
    )
    assert all(row[REJECTIONS.values] for row in back if row[REJECTIONS.task_no])


def test_rows_in_the_ledger_are_those_accepted(merged: Merged) -> None:
    report = merged.merge.json
    accepted = sum(file["rows_accepted"] for file in report["files"])
    assert report["ledger"] == {"inserted": accepted, "updated": 0, "unchanged": 0}
    brought = [row for table in (PROGRESS, PLANS) for row in merged.tables[table] if row[table.source_file]]
    assert len(brought) == accepted


def test_the_same_again_is_duplicate_or_goes_back_again(merged: Merged) -> None:
    again = {file["path"]: file["verdict"] for file in merged.again.json["files"]}
    for file in merged.merge.json["files"]:
        same = file["verdict"] in ("rejected", "ignored", "evidence")
        assert again[file["path"]] == (file["verdict"] if same else "duplicate"), file["path"]


def test_the_ledger_is_valid_afterwards(merged: Merged) -> None:
    assert [f for f in merged.validate.json["findings"] if f["severity"] == "error"] == []
    assert problems(merged.ledger) == []


def test_every_finding_names_its_place_and_speaks_chinese(merged: Merged) -> None:
    for file in merged.merge.json["files"]:
        for finding in file["findings"]:
            assert any("\u4e00" <= c <= "\u9fff" for c in finding["message"])
            in_cells = finding["code"].split("_")[0] in (
                "percent",
                "date",
                "status",
                "text",
                "task",
                "formula",
            )
            assert not in_cells or finding["cell"], finding


def test_a_form_of_another_month_than_asked_goes_back(merged: Merged, tmp_path: Path) -> None:
    (sound,) = (file for file in merged.files(NAMES[0]))
    run = xlsheet("merge", merged.ledger, sound["path"], "--month", "2021-01", "--dry-run", "--json")
    (file,) = run.json["files"]
    assert (file["verdict"], [f["code"] for f in file["findings"]]) == ("rejected", ["file_wrong_month"])
    assert (file["rows_accepted"], file["rows_rejected"]) == (0, sound["rows_accepted"])


def test_the_printed_table_is_what_the_merge_answers(merged: Merged) -> None:
    """Written anew by `XLSHEET_WRITE_TABLE=1 pytest tests/corpus -k printed_table`."""
    reports = {name: merged.files(name) for name in NAMES}
    table = answers_table(zip(NAMES, CASES, strict=True), reports)
    if os.environ.get("XLSHEET_WRITE_TABLE"):
        TABLE.write_text(table, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table


def test_the_corpus_has_every_code(merged: Merged) -> None:
    assert CODES_OF_THE_TABLE - {case.code for case in CASES} == ELSEWHERE
