"""待办: what every command found stays until it is mended or marked as done."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import change, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.analysis.todos.entries import said_and_asked
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    PROGRESS,
    RECEIPTS,
    SOURCE_MANUAL,
    TASKS,
    TODOS,
    UNITS,
)
from xlsheet.jobs.importing import COMMAND as IMPORT
from xlsheet.jobs.merge import COMMAND as MERGE
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import COMMAND as MISSING
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.undo import UndoRequest, undo
from xlsheet.jobs.validate import COMMAND as VALIDATE
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Edit, Row
from xlsheet.stores.file import FileStore


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample notice, and what two units sent: one form sound, one with a wrong percent."""
    folder = tmp_path_factory.mktemp("todos")
    ledger = sample_ledger(folder)
    first, second = forms_of(ledger, folder / "下发", MAY)[:2]
    returned(first.path, folder / "回收" / "好.xlsx")
    returned(second.path, folder / "回收" / "半.xlsx")
    spoil(folder / "回收" / "半.xlsx", "过半")
    returned(second.path, folder / "改正" / "改.xlsx")
    return folder


@pytest.fixture
def office(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    return tmp_path


def spoil(form: Path, percent: object) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book[PROGRESS.sheet]
    cell = next(cell for cell in sheet[5] if cell.value == PROGRESS.percent)
    sheet.cell(6, cell.column).value = percent
    book.save(form)


def ledger_of(office: Path) -> Path:
    return office / "督查台账.xlsm"


def todos(office: Path, source: str = "") -> list[dict[str, object]]:
    """The rows as openpyxl reads them."""
    found = rows(ledger_of(office), TODOS)
    return [row for row in found if source in ("", row[TODOS.source])]


def mark(office: Path, message: str, word: str) -> None:
    with FileStore.open(ledger_of(office), writing=False) as store:
        found = store.read(TODOS).rows()
        updates: dict[int, Row] = {
            n: {TODOS.done: word} for n, r in found if message in str(r[TODOS.message])
        }
    change(ledger_of(office), Edit(TODOS, updates))


def check(office: Path) -> str:
    with FileStore.open(ledger_of(office)) as store:
        return validate(store, ValidateRequest()).summary()


def test_what_an_import_found_stands_in_the_ledger_with_what_to_do(office: Path) -> None:
    found = todos(office, IMPORT)
    assert found
    for row in found:
        assert row[TODOS.severity] == "提醒"
        assert row[TODOS.message]
        assert row[TODOS.remedy]
        assert row[TODOS.file]
    assert "别的命令发现的" in check(office)
    assert [row[TODOS.code] for row in todos(office, IMPORT)] == [row[TODOS.code] for row in found]


def test_its_place_leads_to_the_cell(office: Path) -> None:
    change(ledger_of(office), Edit(TASKS, {2: {TASKS.deadline: "年底前后"}}))
    check(office)
    sheet = openpyxl.load_workbook(ledger_of(office))[TODOS.sheet]
    places = [cell.value for cell in sheet[openpyxl.utils.get_column_letter(6)][1:]]
    assert f'=HYPERLINK("#\'{TASKS.sheet}\'!H2","{TASKS.sheet}!H2")' in places


def test_what_is_mended_goes_by_itself_and_undo_brings_it_back(office: Path) -> None:
    change(ledger_of(office), Edit(TASKS, {2: {TASKS.deadline: "年底前后"}}))
    check(office)
    (wrong,) = [row for row in todos(office, VALIDATE) if "年底前后" in str(row[TODOS.value])]
    assert wrong[TODOS.severity] == "必须改"
    assert todos(office)[0] == wrong, "the gravest stands first"
    change(ledger_of(office), Edit(TASKS, {2: {TASKS.deadline: date(2021, 12, 31)}}))
    check(office)
    assert wrong not in todos(office)
    with FileStore.open(ledger_of(office)) as store:
        undo(store, UndoRequest())
    assert wrong in todos(office)


def test_a_unit_decided_by_hand_settles_what_the_notice_left_open(office: Path) -> None:
    (first, *_) = [row for row in todos(office, IMPORT) if row[TODOS.code] == "unit_indefinite"]
    by_hand = {
        ASSIGNMENTS.task_no: int(str(first[TODOS.task_nos])),
        ASSIGNMENTS.unit: rows(ledger_of(office), UNITS)[0][UNITS.unit],
        ASSIGNMENTS.role: "责任",
        ASSIGNMENTS.source: SOURCE_MANUAL,
    }
    change(ledger_of(office), Edit(ASSIGNMENTS, appended=[by_hand]))
    check(office)
    assert first not in todos(office)


def test_a_person_s_mark_stays_through_every_command(office: Path) -> None:
    change(ledger_of(office), Edit(TASKS, {2: {TASKS.deadline: "年底前后"}}))
    check(office)
    before = len(todos(office))
    mark(office, "年底前后", "6月9日已问过")
    for _ in range(2):
        check(office)
    (marked,) = [row for row in todos(office) if row.get(TODOS.done)]
    assert (marked[TODOS.done], marked[TODOS.value]) == ("6月9日已问过", "年底前后")
    assert len(todos(office)) == before
    assert todos(office)[-1] == marked, "what is done stands last"


def test_what_went_back_is_done_once_the_unit_s_rows_are_taken(office: Path) -> None:
    received = MergeRequest((office / "回收",))
    with FileStore.open(ledger_of(office)) as store:
        merge(store, received)
    (back,) = [row for row in todos(office, MERGE) if row[TODOS.severity] == "必须改"]
    assert back[TODOS.file] == "半.xlsx"
    assert back[TODOS.month] == "2021-05"
    assert back[TODOS.unit]
    assert back[TODOS.task_nos]
    assert str(back[TODOS.place]).startswith(f"{RECEIPTS.sheet}!A")
    with FileStore.open(ledger_of(office)) as store:
        merge(store, received)
    assert back in todos(office), "the same files again say the same"
    with FileStore.open(ledger_of(office)) as store:
        merge(store, MergeRequest((office / "改正",)))
    assert back not in todos(office)


def test_a_reminder_leads_to_the_row_that_was_taken(office: Path) -> None:
    spoil(office / "回收" / "半.xlsx", 1.0)
    with FileStore.open(ledger_of(office)) as store:
        merge(store, MergeRequest((office / "回收" / "半.xlsx",)))
    (receipt,) = rows(ledger_of(office), RECEIPTS)
    found = [r for r in todos(office, MERGE) if str(r[TODOS.place]).startswith(f"{PROGRESS.sheet}!A")]
    assert receipt[RECEIPTS.verdict] == "已接收（有提醒）"
    assert TODOS.sheet in str(receipt[RECEIPTS.remark])
    assert len(found) == int(str(receipt[RECEIPTS.remark]).split("提醒 ")[1].split(" 条")[0]) > 0


def test_who_owes_stands_there_until_it_came(office: Path) -> None:
    with FileStore.open(ledger_of(office)) as store:
        missing(store, MissingRequest(None, date(2021, 6, 11)))
    owed = {row[TODOS.unit] for row in todos(office, MISSING) if row.get(TODOS.month) == "2021-05"}
    assert len(owed) == 17
    with FileStore.open(ledger_of(office)) as store:
        merge(store, MergeRequest((office / "回收" / "好.xlsx",), received=datetime(2021, 6, 9)))
        missing(store, MissingRequest(None, date(2021, 6, 11)))
    assert len({r[TODOS.unit] for r in todos(office, MISSING) if r.get(TODOS.month) == "2021-05"}) == 16


@pytest.mark.parametrize(
    ("message", "said", "asked"),
    [
        ("第3项没有点明单位，请在“任务分工”里补上。", "第3项没有点明单位。", "请在“任务分工”里补上。"),
        ("“申请表”写不对。请改正。", "“申请表”写不对。", "请改正。"),
        ("没有说怎么办。", "没有说怎么办。", "核对后在“办结”里写“是”。"),
        ("请只留一处。", "请只留一处。", "请只留一处。"),
    ],
)
def test_a_message_says_what_is_and_what_to_do(message: str, said: str, asked: str) -> None:
    assert said_and_asked(message) == (said, asked)
