"""What Excel alone does, and what a click makes of it: clerks' workbooks, which Calc cannot show us."""

from __future__ import annotations

import gc
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from support.excel.com import ComObject
from support.ledger_file import change, new_ledger
from support.programs import alerts
from support.small_ledger import task
from xlsheet import addin
from xlsheet.addin import helper
from xlsheet.addin.click import Given
from xlsheet.addin.dialogs import dialogs_of
from xlsheet.addin.program import find_book
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PARAMETERS, RESULTS, TASKS
from xlsheet.errors import RequestError
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.stores.live.store import LiveStore

RED = (248, 203, 173)
FREE = len(TASKS.columns)
"""Columns that are ours; the next one is its user's."""


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    return tmp_path / "user"


@pytest.fixture
def book(excel: xw.App, tmp_path: Path) -> xw.Book:
    """A ledger of four tasks, two of them with a deadline that is no day."""
    path = new_ledger(tmp_path)
    change(path, Edit(TASKS, appended=[task(n) for n in range(1, 5)]))
    opened = excel.books.open(path)
    opened.sheets[TASKS.sheet]["H2:H3"].value = [["年底前后"], ["待定"]]
    return opened


def model(book: xw.Book) -> Any:
    """The model's own workbook."""
    return book.app.api._oleobj_.owner.books[-1]


def grid(book: xw.Book, sheet: str) -> Any:
    return next(found.grid for found in model(book).sheets if found.name == sheet)


def said(book: xw.Book) -> str:
    return str(alerts(book.app)[-1].prompt)


def apply(book: xw.Book, *steps: Edit) -> LiveStore:
    store = LiveStore(book)
    store.apply(Changes("测试", "测试", steps))
    return store


def test_a_cell_with_a_threaded_comment_is_listed_but_not_marked(book: xw.Book) -> None:
    cell = grid(book, TASKS.sheet).made(2, 8)
    cell.threaded, cell.note = True, "[线程批注]\n请核实"
    assert addin.validate(book.name)
    assert "还有 1 个单元格带着会话式批注" in said(book)
    sheet = book.sheets[TASKS.sheet]
    assert (sheet["H2"].color, sheet["H3"].color) == (None, RED)
    assert cell.note == "[线程批注]\n请核实"
    assert addin.unmark(book.name)
    assert sheet["H3"].color is None


def test_amounts_of_money_stay_numbers_through_undo(book: xw.Book) -> None:
    sheet = book.sheets[TASKS.sheet]
    sheet[0, FREE].options(transpose=True).value = ["经费", 1234.5, 100]
    sheet[1:5, FREE].number_format = "¥#,##0.00"
    store = apply(book, Edit(TASKS, removed=[2]))
    store.undo()
    held = grid(book, TASKS.sheet)
    assert [held.value_at(row, FREE + 1) for row in (2, 3)] == [1234.5, 100.0]


@pytest.mark.parametrize("stays", [True, False])
def test_a_text_keeps_its_leading_apostrophe(book: xw.Book, stays: bool) -> None:
    model(book).app.facts["apostrophe_stays_text"] = stays
    apply(book, Edit(TASKS, {2: {TASKS.remark: "'引号'开头", TASKS.status: "推进中"}}))
    assert next(row[TASKS.remark] for _, row in LiveStore(book).read(TASKS).rows()) == "'引号'开头"


def test_two_columns_of_one_name_become_two_names_and_both_stay(book: xw.Book) -> None:
    users = book.sheets[TASKS.sheet][0:2, FREE : FREE + 2]
    users.value = [["备忘", "备忘"], ["甲", "乙"]]
    store = apply(book, Edit(TASKS, {3: {TASKS.remark: "改"}}))
    row = next(dict(row) for _, row in LiveStore(book).read(TASKS).rows())
    assert (row["备忘"], row["备忘2"]) == ("甲", "乙")
    store.undo()
    assert users.value == [["备忘", "备忘2"], ["甲", "乙"]]


@pytest.mark.parametrize("state", [0, 2])
def test_a_job_is_done_though_its_sheet_is_hidden(book: xw.Book, state: int) -> None:
    book.sheets[RESULTS.sheet].api.Visible = state
    assert addin.validate(book.name)
    assert "校验了" in said(book)
    assert f"工作表“{RESULTS.sheet}”隐藏着" in said(book)


def test_a_sheet_that_got_another_name_is_gone_to(book: xw.Book) -> None:
    book.sheets[RESULTS.sheet].name = "六月校验"
    assert addin.validate(book.name)
    assert book.sheets.active.name == "六月校验"


def test_a_workbook_in_the_cloud_is_worked_with_and_its_history_kept_for_the_user(
    book: xw.Book, user_folder: Path
) -> None:
    model(book).full_name = "https://d.docs.live.net/abc123/工作/台账.xlsm"
    assert addin.missing(book.name, Given(day=datetime(2020, 7, 11)))
    assert (user_folder / "xlsheet" / "test0001_备份").is_dir()
    assert addin.undo(book.name)
    assert "已撤销" in said(book)
    addin.split(book.name, Given(month="2020-06", folder=user_folder / "下发"))
    assert "程序出错" not in said(book)


def test_without_excel_a_click_says_so_where_it_is_seen(
    excel: xw.App, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("xlsheet.addin.messages._system_box", lambda text, title: shown.append(title + text))
    assert not addin.validate("台账.xlsm")
    assert "督查台账 · 校验" in shown[0]
    assert "没有找到打开着台账的 Excel" in shown[0]
    assert "WPS 表格里按钮不起作用" in capsys.readouterr().err
    with pytest.raises(RequestError):
        find_book(None)


def test_dialogs_are_excel_s_and_can_be_cancelled(book: xw.Book, tmp_path: Path) -> None:
    ask, answers = dialogs_of(book.app), model(book).app.answers
    june, months = Month(2020, 6), [Month(2020, 5), Month(2020, 6)]
    assert ask.folder("放哪里", tmp_path) is None
    assert ask.file("选通知", [".docx", ".txt"]) is None
    assert ask.month("哪个月", months, june) is None
    answers |= {"folder": str(tmp_path), "file": "C:/通知.docx", "month": "2020-06"}
    assert ask.folder("放哪里", tmp_path) == tmp_path
    assert ask.file("选通知", [".docx", ".txt"]) == Path("C:/通知.docx")
    assert ask.month("哪个月", months, june) == june
    answers["month"] = "某月"
    with pytest.raises(RequestError, match="某月"):
        ask.month("哪个月", months, june)


def test_settings_lead_to_a_sheet_by_its_table(book: xw.Book) -> None:
    book.sheets[PARAMETERS.sheet].name = "设置"
    assert addin.settings(book.name)
    assert book.sheets.active.name == "设置"


_ENDS = """
import atexit, sys
from support.excel import windows
windows.windows_engine()
module = sys.modules["xlwings._xlwindows"]
module.Apps.cleanup = staticmethod(lambda: print("ends every Excel that it can't see"))
atexit.register(module.cleanup)
if {ours}:
    from xlsheet.addin.program import load_xlwings
    load_xlwings()
"""


@pytest.mark.parametrize("ours", [False, True])
def test_no_other_excel_is_ended_when_python_ends(excel: xw.App, ours: bool) -> None:
    """xlwings' issue 2456: a file in Protected View, which it can't see, would be closed under its user."""
    script = _ENDS.format(ours=ours)
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = [{str(tests)!r}, {str(tests.parent)!r}]\n{script}",
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ("ends every Excel" in done.stdout) == (not ours)


def test_between_two_clicks_a_helper_holds_nothing_of_excel(book: xw.Book) -> None:
    """An Excel of which somebody holds a range or a sheet would stay in memory when its user closes it."""
    handed_out = "Range", "Comment", "ListObject", "Font", "Interior"

    def held() -> int:
        return sum(isinstance(o, ComObject) and type(o).__name__ in handed_out for o in gc.get_objects())

    helper._let_go()
    before = held()
    for _ in range(2):
        assert addin.validate(book.name)
        assert not addin.missing(book.name, Given(month="某月"))  # what fails holds nothing either
        helper._let_go()
        assert held() <= before
