"""Every button on a ledger open in Calc: what it does there, what it says, and where it leads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from python_calamine import CalamineWorkbook

from live.conftest import Opener
from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from xlsheet import addin
from xlsheet.addin.click import Given
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.tables import (
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    TASKS,
)
from xlsheet.stores.live import LiveStore

RECEIVED = datetime(2021, 6, 11)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample notice, and a few forms that came back."""
    folder = tmp_path_factory.mktemp("start")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发")[:6]):
        returned(form.path, folder / "回收" / f"收{i}.xlsx", careless if i == 1 else answers)
    return folder


def careless(task: int) -> dict[str, object]:
    return {**answers(task), PROGRESS.percent: "过半"}


@pytest.fixture
def ledger(start: Path, tmp_path: Path, opened: Opener, calc: xw.App) -> Iterator[LiveStore]:
    path = tmp_path / "督查台账.xlsm"
    shutil.copy(start / path.name, path)
    calc.impl.alerts.clear()
    yield opened(path)
    calc.impl.alerts.clear()


def said(store: LiveStore) -> str:
    """The last message that was shown."""
    return str(store.book.app.impl.alerts[-1].prompt)


def rows(store: LiveStore, table) -> int:
    return len(LiveStore(store.book).read(table))


def saved(store: LiveStore, folder: Path, sheet: str) -> list[tuple[object, ...]]:
    """A sheet's filled rows in a saved copy, by openpyxl; calamine must read the same number."""
    copy = folder / "存.xlsm"
    store.book.save(copy)
    content = openpyxl.load_workbook(copy)[sheet].iter_rows(values_only=True)
    filled = [row for row in content if any(value is not None for value in row)]
    read = CalamineWorkbook.from_path(copy).get_sheet_by_name(sheet).to_python()
    assert len([row for row in read if any(cell != "" for cell in row)]) == len(filled)
    return filled


def test_validate_lists_findings_and_goes_to_them(ledger: LiveStore, tmp_path: Path) -> None:
    ledger.apply(Changes("测试", "弄错", [Edit(TASKS, {3: {TASKS.percent: 1.5}})]))
    assert addin.validate(ledger.book.name)
    assert "校验了" in said(ledger)
    assert ledger.book.sheets.active.name == RESULTS.sheet
    places = [(row[2], str(row[3])) for row in saved(ledger, tmp_path, RESULTS.sheet)]
    assert (TASKS.sheet, f"""=HYPERLINK("#'{TASKS.sheet}'!J3","J3")""") in places


def test_merge_takes_a_folder(ledger: LiveStore, start: Path, tmp_path: Path) -> None:
    assert addin.merge(ledger.book.name, Given(folder=start / "回收", day=RECEIVED))
    assert "6 个文件" in said(ledger)
    assert ledger.book.sheets.active.name == REJECTIONS.sheet
    assert rows(ledger, RECEIPTS) == 6
    progress = saved(ledger, tmp_path, PROGRESS.sheet)
    assert len(progress) == rows(ledger, PROGRESS) + 1 > 5
    assert {row[2] for row in progress[1:]} == {"2021-05"}
