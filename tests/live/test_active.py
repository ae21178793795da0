"""`xlsheet.active()`: the library's verbs on the workbook that is open, as docs/库.md shows them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import xlwings as xw

import xlsheet
from live.conftest import Opener
from support.ledger_on_disk import sample_ledger
from xlsheet.dictionary.tables import TASKS

MANUAL = Path(__file__).parent.parent.parent / "docs" / "库.md"


@pytest.fixture
def ledger(tmp_path: Path, opened: Opener) -> Path:
    path = sample_ledger(tmp_path)
    opened(path).book.activate()
    return path


def test_the_verbs_work_on_the_open_workbook_and_save_nothing(ledger: Path) -> None:
    before = ledger.read_bytes()
    active = xlsheet.active()
    xw.books.active.sheets[TASKS.sheet]["D2"].value = "还没有保存的修改"
    assert active.tasks.frame[TASKS.content].iloc[0] == "还没有保存的修改"
    assert active.missing(as_of=date(2021, 6, 11)).entries
    assert len(active.missing_list) > 50
    assert active.status().changes[0].command == "查缺报"
    assert active.status().backups == 1
    active.undo()
    assert len(xlsheet.active().missing_list) == 0
    assert active.status().changes == ()
    assert ledger.read_bytes() == before


def test_the_manuals_example_runs(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (
        b
        for b in re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
        if ".active()" in b
    )
    exec(compile(block, "库.md", "exec"), {"xlsheet": xlsheet, "date": date})
    assert "截至 2021-06-11" in capsys.readouterr().out


def test_it_is_found_by_name_and_must_be_a_ledger(ledger: Path, tmp_path: Path) -> None:
    other = xw.books.active.app.books.add()
    with pytest.raises(xlsheet.LedgerError):
        xlsheet.active(other.name)
    assert len(xlsheet.active(ledger.name).tasks) == 21
    with pytest.raises(xlsheet.RequestError, match="没有找到"):
        xlsheet.active("没有.xlsm")
