"""Findings marked at their cells, and the cells as they were once the marks are gone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from live.conftest import Opener
from support.ledger_file import change, new_ledger
from support.small_ledger import task
from xlsheet import addin
from xlsheet.addin import highlights
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.dictionary.tables import TASKS
from xlsheet.ledger.changes import Edit

RED, YELLOW = (248, 203, 173), (255, 242, 179)


@pytest.fixture
def tasks(tmp_path: Path, opened: Opener) -> xw.Sheet:
    path = new_ledger(tmp_path)
    change(path, Edit(TASKS, appended=[task(n) for n in range(1, 5)]))
    return opened(path).book.sheets[TASKS.sheet]


def finding(cell: str, severity: Severity = Severity.ERROR, message: str = "不对") -> Finding:
    return Finding("code", severity, TASKS.sheet, cell, message, "")


def test_a_cell_shows_its_findings_and_then_looks_as_before(tasks: xw.Sheet) -> None:
    tasks["I3"].color = "#00ff00"
    found = [finding("I3"), finding("I3", Severity.WARNING, "可疑"), finding("J3", Severity.WARNING)]
    assert highlights.put(tasks.book, [*found, finding("K3", Severity.INFO)]) == highlights.Marked(2, 0)
    assert (tasks["I3"].color, tasks["J3"].color, tasks["K3"].color) == (RED, YELLOW, None)
    assert tasks["I3"].note.text == (
        "【校验】\n不对\n可疑\n（改好后再点“校验”，标记自动清除，底色恢复为 #00ff00）"
    )
    assert "底色" not in tasks["J3"].note.text, "a cell without a colour has none to tell of"
    assert tasks["K3"].note is None
    assert highlights.remove(tasks.book) == 2
    assert (tasks["I3"].color, tasks["J3"].color) == ((0, 255, 0), None)
    assert (tasks["I3"].note, tasks["J3"].note) == (None, None)


@pytest.mark.parametrize(("was", "color"), [("无", None), ("#00ff00", (0, 255, 0))])
def test_marks_of_earlier_versions_go_too(
    tasks: xw.Sheet, was: str, color: tuple[int, int, int] | None
) -> None:
    tasks["I3"].color = RED
    tasks["I3"].add_note(f"【校验】\n不对\n（原底色：{was}）")
    assert highlights.remove(tasks.book) == 1
    assert tasks["I3"].color == color
    assert tasks["I3"].note is None


def test_the_user_s_own_note_stays(tasks: xw.Sheet) -> None:
    tasks["I3"].add_note("我的话\n第二行")
    highlights.put(tasks.book, [finding("I3")])
    assert tasks["I3"].note.text.startswith("我的话\n第二行\n【校验】\n不对")
    highlights.remove(tasks.book)
    assert tasks["I3"].note.text == "我的话\n第二行"


def test_headers_keep_their_notes(tasks: xw.Sheet) -> None:
    before = [note.text for note in tasks.notes]
    highlights.put(tasks.book, [finding("I3")])
    highlights.remove(tasks.book)
    assert [note.text for note in tasks.notes] == before != []


def test_marks_travel_with_the_file_and_with_their_rows(
    tasks: xw.Sheet, opened: Opener, tmp_path: Path
) -> None:
    tasks["I3"].color = "#00ff00"
    highlights.put(tasks.book, [finding("I3")])
    tasks["3:3"].insert("down")
    copy = tmp_path / "存.xlsm"
    tasks.book.save(copy)
    assert "不对" in openpyxl.load_workbook(copy)[TASKS.sheet]["I4"].comment.text
    tasks.book.close()
    reopened = opened(copy).book
    assert highlights.remove(reopened) == 1
    assert reopened.sheets[TASKS.sheet]["I4"].color == (0, 255, 0)


def test_so_many_are_marked_and_no_more(tasks: xw.Sheet) -> None:
    found = [finding(f"N{row}") for row in range(2, highlights.MOST + 12)]
    assert highlights.put(tasks.book, found) == highlights.Marked(highlights.MOST, 10)
    assert highlights.remove(tasks.book) == highlights.MOST


def test_validating_again_marks_only_what_is_still_wrong(tasks: xw.Sheet) -> None:
    tasks["H2:H3"].value = [["年底前后"], ["待定"]]
    assert addin.validate(tasks.book.name)
    assert (tasks["H2"].color, tasks["H3"].color) == (RED, RED)
    tasks["H2"].value = "2020-12-31"
    assert addin.validate(tasks.book.name)
    assert (tasks["H2"].color, tasks["H3"].color) == (None, RED)
    assert addin.unmark(tasks.book.name)
    assert tasks["H3"].color is None


def test_many_cells_get_their_own_colours_back(tasks: xw.Sheet) -> None:
    """More cells than one address of Excel's can name, of different colours, some with notes."""
    before = {f"N{row}": (0, 255, 0) if row % 3 == 0 else None for row in range(2, 150)}
    for cell, color in before.items():
        tasks[cell].color = color
    tasks["R6"].add_note("我的话")
    found = [finding(cell, Severity.WARNING if i % 2 else Severity.ERROR) for i, cell in enumerate(before)]
    assert highlights.put(tasks.book, found) == highlights.Marked(len(before), 0)
    assert [tasks[cell].color for cell in before] == [(RED, YELLOW)[i % 2] for i in range(len(before))]
    assert highlights.remove(tasks.book) == len(before)
    assert {cell: tasks[cell].color for cell in before} == before
    assert [note.text for note in tasks.notes if note.location.column == 18] == ["我的话"]
    assert highlights.remove(tasks.book) == 0
    assert tasks.book.app.screen_updating
