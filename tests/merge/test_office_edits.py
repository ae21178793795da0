"""What the office corrects in a row that a file brought stands, whatever program saved the ledger since."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from support.filling import Answers
from support.ledger_file import change, rows, sheet_rows
from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from support.office import CALC_MACRO_WORKBOOK, convert
from support.onlyoffice import saved_again
from xlsheet.dictionary.tables import HOME_DATA, PROGRESS, REJECTIONS
from xlsheet.jobs.merge import MergeReport, MergeRequest, merge
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Edit
from xlsheet.ledger.written_rows import WRITTEN_BLOCK
from xlsheet.stores.file import FileStore

UNIT = "市教育局"
OURS = "督查室核实：实际只完成一半。"


@pytest.fixture(scope="module")
def merged_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger into which a unit's form was merged, beside that form."""
    folder = tmp_path_factory.mktemp("once")
    ledger = sample_ledger(folder)
    forms = {form.unit: form.path for form in forms_of(ledger, folder / "下发")}
    shutil.copyfile(forms[UNIT], folder / "表.xlsx")
    assert send(folder, 9).inserted > 1
    return folder


@pytest.fixture
def office(merged_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(merged_once, tmp_path, dirs_exist_ok=True)
    return tmp_path


def send(folder: Path, day: int, said: Answers = answers) -> MergeReport:
    """The unit's form, filled in so and merged on a day."""
    returned(folder / "表.xlsx", folder / f"{day}.xlsx", said)
    with FileStore.open(folder / "督查台账.xlsm") as store:
        return merge(store, MergeRequest((folder / f"{day}.xlsx",), received=datetime(2021, 6, day)))


def more(task: int) -> dict[str, object]:
    return {**answers(task), PROGRESS.text: f"第{task}项又有新进展，已完成{task + 7}处。"}


def by_openpyxl(ledger: Path) -> None:
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    book.save(ledger)


def by_calc(ledger: Path) -> None:
    shutil.copyfile(convert(ledger, CALC_MACRO_WORKBOOK, ledger.parent / "calc"), ledger)


def by_onlyoffice(ledger: Path) -> None:
    shutil.copyfile(saved_again(ledger, ledger.parent / "onlyoffice" / ledger.name), ledger)


def by_nobody(ledger: Path) -> None:
    """Only the office's edit, made by openpyxl, and a copy without backups."""
    shutil.rmtree(next(ledger.parent.glob("*备份*")))


def corrected(ledger: Path) -> int:
    """The first task, whose words the office corrects after it sorted the sheet the other way round."""
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    sheet = book[PROGRESS.sheet]
    content = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2) if row[0].value]
    task = content[0][0]
    content[0][3] = OURS
    for r, row in enumerate(reversed(content), start=2):
        for c, value in enumerate(row, start=1):
            sheet.cell(r, c).value = value
    book.save(ledger)
    assert isinstance(task, int)
    return task


def words(ledger: Path) -> dict[int, object]:
    return {
        int(float(str(row[PROGRESS.task_no]))): row[PROGRESS.text] for row in sheet_rows(ledger, PROGRESS)
    }


@pytest.mark.parametrize("saved", [by_openpyxl, by_calc, by_onlyoffice, by_nobody])
def test_a_correction_stands_and_the_units_new_words_are_listed(
    office: Path, saved: Callable[[Path], None]
) -> None:
    ledger = office / "督查台账.xlsm"
    task = corrected(ledger)
    saved(ledger)
    report = send(office, 10, more)
    said = words(ledger)
    assert said.pop(task) == OURS
    assert said == {number: more(number)[PROGRESS.text] for number in said}
    (back,) = [row for row in rows(ledger, REJECTIONS) if row[REJECTIONS.code] == "office_row"]
    assert back[REJECTIONS.task_no] == str(task)
    assert str(more(task)[PROGRESS.text]) in str(back[REJECTIONS.values])
    assert OURS not in str(back[REJECTIONS.values])
    (file,) = report.files
    assert (file.verdict, len(file.superseded)) == ("accepted_with_warnings", 1)


@pytest.mark.parametrize("saved", [by_openpyxl, by_calc, by_onlyoffice])
def test_what_nobody_corrected_gives_way_after_any_programs_save(
    office: Path, saved: Callable[[Path], None]
) -> None:
    ledger = office / "督查台账.xlsm"
    saved(ledger)
    report = send(office, 10, more)
    assert report.updated == len(words(ledger))
    assert set(words(ledger).values()) == {more(number)[PROGRESS.text] for number in words(ledger)}


def test_a_unit_that_comes_round_to_the_correction_is_taken(office: Path) -> None:
    ledger = office / "督查台账.xlsm"
    task = corrected(ledger)
    agreed = send(
        office, 10, lambda number: {**answers(number), **({PROGRESS.text: OURS} if number == task else {})}
    )
    assert [file.verdict for file in agreed.files] == ["accepted"]
    send(office, 11, more)
    assert words(ledger)[task] == more(task)[PROGRESS.text]


def test_a_ledger_without_a_memory_takes_the_later_file(office: Path) -> None:
    ledger = office / "督查台账.xlsm"
    task = corrected(ledger)
    with FileStore.open(ledger) as store:
        data = store.read(HOME_DATA)
        gone = [row for row, cells in data.rows() if cells[HOME_DATA.block] == WRITTEN_BLOCK]
    assert gone
    change(ledger, Edit(HOME_DATA, removed=gone))
    send(office, 10, more)
    assert words(ledger)[task] == more(task)[PROGRESS.text]


def test_a_deleted_row_comes_back_with_the_same_file(office: Path) -> None:
    ledger = office / "督查台账.xlsm"
    task = corrected(ledger)
    with FileStore.open(ledger) as store:
        (row,) = [row for row, cells in store.read(PROGRESS).rows() if cells[PROGRESS.task_no] == task]
    change(ledger, Edit(PROGRESS, removed=[row]))
    with FileStore.open(ledger) as store:
        merge(store, MergeRequest((office / "9.xlsx",), again=True))
    assert words(ledger)[task] == answers(task)[PROGRESS.text]


def test_validate_says_that_no_merge_will_change_it(office: Path) -> None:
    ledger = office / "督查台账.xlsm"
    corrected(ledger)
    with FileStore.open(ledger, writing=False) as store:
        found = validate(store, ValidateRequest(write=False)).findings
    last = len(words(ledger)) + 1
    said = [(f.cell, f.value) for f in found if f.code == "office_row"]
    assert said == [(f"A{last}", f"第 {last} 行")]
