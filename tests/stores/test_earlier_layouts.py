"""Ledgers of every released layout are brought up to date by the next command that changes them."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import rows
from support.office import convert
from support.terminal import xlsheet
from support.validator import problems
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, RECEIPTS, TABLES, TASKS, TODOS
from xlsheet.stores.file import FileStore

EARLIER = sorted((Path(__file__).parents[1] / "layouts").glob("*.xlsm"))

WORKED_OUT = {TASKS.alert, TASKS.status, TASKS.percent, TASKS.last_month}
"""What every command works out anew, by the rules of today."""


@pytest.fixture(params=EARLIER, ids=lambda path: path.stem)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A ledger of an earlier layout, with rows in every sheet that it has."""
    return Path(shutil.copy(request.param, tmp_path / "督查台账.xlsm"))


def headers(ledger: Path) -> dict[str, list[object]]:
    book = openpyxl.load_workbook(ledger, read_only=True)
    return {sheet.title: [cell.value for cell in next(sheet.iter_rows(max_row=1), ())] for sheet in book}


def test_the_next_change_adds_what_is_missing_and_says_so(earlier: Path) -> None:
    before = {table: rows(earlier, table) for table in (TASKS, ASSIGNMENTS, PROGRESS)}
    done = xlsheet("missing", earlier, "--as-of", "2021-07-15")
    assert "已补上" in done.err
    assert TODOS.sheet in done.err
    found = headers(earlier)
    for table in TABLES:
        assert set(table.columns) <= set(found[table.sheet]), table.sheet
    for table, old in before.items():
        now = rows(earlier, table)
        kept = set(table.columns) - WORKED_OUT
        assert [{c: row.get(c) for c in kept} for row in now] == [
            {c: row.get(c) for c in kept} for row in old
        ]
    assert problems(earlier) == []


def test_new_sheets_stand_before_the_parameters(earlier: Path) -> None:
    xlsheet("missing", earlier, "--as-of", "2021-07-15")
    names = openpyxl.load_workbook(earlier, read_only=True).sheetnames
    assert [n for n in names if n in {t.sheet for t in TABLES}] == [t.sheet for t in TABLES]


def test_it_happens_once_with_one_copy_that_brings_the_old_one_back(earlier: Path) -> None:
    old = earlier.read_bytes()
    xlsheet("missing", earlier, "--as-of", "2021-07-15")
    assert "早先的版本" not in xlsheet("missing", earlier, "--as-of", "2021-07-16").err
    assert len(list(earlier.parent.glob("*备份/*.xlsm"))) == 2
    xlsheet("undo", earlier)
    xlsheet("undo", earlier)
    assert earlier.read_bytes() == old


def test_reading_changes_nothing_on_disk(earlier: Path) -> None:
    old = earlier.read_bytes()
    assert xlsheet("status", earlier).status == 0
    xlsheet("validate", earlier, "--no-write")
    assert earlier.read_bytes() == old


def test_the_doctor_adds_it_too(earlier: Path) -> None:
    assert TODOS.sheet in xlsheet("doctor", earlier, "--no-write").out
    xlsheet("doctor", earlier)
    assert headers(earlier)[TODOS.sheet] == list(TODOS.columns)


def test_columns_of_the_users_own_keep_their_place(earlier: Path) -> None:
    book = openpyxl.load_workbook(earlier, keep_vba=True)
    sheet = book[RECEIPTS.sheet]
    if RECEIPTS.sender in [cell.value for cell in sheet[1]]:
        return  # this layout had them all
    own = sheet.max_column + 1
    sheet.cell(1, own, "我的列")
    sheet.cell(3, own, "我的话")
    book.save(earlier)
    xlsheet("missing", earlier, "--as-of", "2021-07-15")
    after = openpyxl.load_workbook(earlier, read_only=True)[RECEIPTS.sheet]
    assert [cell.value for cell in next(after.iter_rows(max_row=1))][own - 1 : own + 1] == [
        "我的列",
        RECEIPTS.sender,
    ]
    assert after.cell(3, own).value == "我的话"


def test_words_where_a_column_would_go_are_named_and_nothing_changes(earlier: Path) -> None:
    book = openpyxl.load_workbook(earlier, keep_vba=True)
    sheet = book[RECEIPTS.sheet]
    if RECEIPTS.sender in [cell.value for cell in sheet[1]]:
        return  # this layout had them all
    sheet.cell(5, sheet.max_column + 1, "旁边的话")
    book.save(earlier)
    old = earlier.read_bytes()
    done = xlsheet("missing", earlier, "--as-of", "2021-07-15")
    assert done.status == 3
    assert "第 5 行" in done.err
    assert earlier.read_bytes() == old


@pytest.mark.libreoffice
def test_one_that_calc_saved_is_brought_up_to_date_too(earlier: Path, tmp_path: Path) -> None:
    saved = convert(earlier, "xlsm:Calc MS Excel 2007 VBA XML", tmp_path / "calc")
    xlsheet("missing", saved, "--as-of", "2021-07-15")
    found = headers(saved)
    for table in TABLES:
        assert set(table.columns) <= set(found[table.sheet]), table.sheet
    with FileStore.open(saved, writing=False) as store:
        assert len(store.read(TASKS)) == len(rows(earlier, TASKS))
