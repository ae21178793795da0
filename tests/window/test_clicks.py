"""A click in Calc's real window goes all the way: macro, launcher, Python, xlwings, and back to the sheet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.ledger_file import book
from support.ledger_on_disk import answers, returned, sample_ledger
from support.window import Window, calc_window, desktop_of, needs_a_screen, screen, until
from xlsheet.dictionary.tables import HOME_SHEET, PARAMETERS, PROGRESS, RECEIPTS, RESULTS, TASKS
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.setup.install import State, carry_out, plan
from xlsheet.jobs.setup.plan import Machine
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.ledger.settings import read_settings
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore
from xlsheet.warm.client import alive, end_all

pytestmark = pytest.mark.libreoffice
ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "build" / "window"
OK = "OK", "确定"
UNITS = "市教育局", "市财政局"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    needs_a_screen()
    with screen() as name:
        yield name


@dataclass(frozen=True)
class Desk:
    """A ledger in a window, on a desktop whose Python only notes what it was called with."""

    machine: Machine
    ledger: Path
    window: Window
    told: Path


@pytest.fixture(scope="module")
def desk(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    told, python = folder / "told.txt", folder / "a python"
    python.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >> "{told}"\n', encoding="utf-8")
    python.chmod(0o755)
    machine = desktop_of(folder / "home", python)
    machine.ledger.unlink()
    ledger = sample_ledger(machine.folder)
    with calc_window(machine, display, ledger) as window:
        yield Desk(machine, ledger, window, told)


def test_without_a_launcher_a_click_says_what_to_type(desk: Desk) -> None:
    away = desk.machine.launcher.rename(desk.machine.launcher.with_name("away"))
    desk.window.click_button("校验")
    words = desk.window.answer(*OK)
    away.rename(desk.machine.launcher)
    assert "xlsheet doctor" in words
    assert "xlsheet validate 台账.xlsm" in words


def test_a_click_starts_the_launcher_that_install_put_there(desk: Desk) -> None:
    desk.window.click_button("合并回收")
    said = until(lambda: desk.told.exists() and desk.told.read_text(encoding="utf-8"), "the launcher")
    assert said == f"-m|xlsheet.addin|merge|--book|{desk.ledger.name}|--at|{desk.ledger}|"


def test_settings_are_not_changed_under_a_running_calc(desk: Desk) -> None:
    outcomes = carry_out(plan(desk.machine, remove=True)).outcomes
    refused = [outcome.message for outcome in outcomes if outcome.state is State.FAILED]
    carry_out(plan(desk.machine))
    assert len(refused) == 2
    assert all("LibreOffice 正开着" in message for message in refused)


def test_what_a_window_saves_keeps_its_looks_and_is_mended(desk: Desk) -> None:
    desk.window.document.store()
    desk.window.document.setModified(False)
    copy = Path(desk.ledger.with_name("存过.xlsm"))
    copy.write_bytes(desk.ledger.read_bytes())
    with FileStore.open(copy) as store:
        assert store.lost() == ["宏", "代码名", "首页按钮"]
        store.mend("检查", "补回")
        assert store.lost() == []
    assert book(copy)[PROGRESS.sheet].freeze_panes == book(desk.ledger)[PROGRESS.sheet].freeze_panes
    assert book(copy)[PROGRESS.sheet].freeze_panes


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A desktop whose launcher starts the real add-in."""
    machine = desktop_of(tmp_path_factory.mktemp("real") / "home")
    machine.ledger.unlink()
    return machine


@pytest.fixture(scope="module")
def window(machine: Machine, display: str) -> Iterator[Window]:
    """The ledger of the real notice, where that is on the machine, else of the sample; forms of two
    units have come back."""
    notice = next(iter(sorted((ROOT.parent / "shared" / "notice").glob("*.txt"))), DATA / "sample-notice.txt")
    registry = "sample-units.csv" if notice.parent == DATA else "units-zhengzhou-2020.csv"
    create(CreateRequest(machine.ledger, notice, DATA / registry))
    with FileStore.open(machine.ledger, writing=False) as store:
        month = read_settings(store.read(PARAMETERS)).calendar.first_month
        forms = split(store, SplitRequest(month, machine.home / "下发", UNITS)).files
    for form in forms:
        returned(form.path, machine.home / "回收" / Path(form.path).name)
    with calc_window(machine, display, machine.ledger) as window:
        yield window
    assert alive() <= 1  # never two helpers, however slow the machine
    end_all()


def test_a_click_on_validate_checks_what_the_window_shows_and_marks_it(window: Window) -> None:
    tasks = window.document.Sheets.getByName(TASKS.sheet)
    status = list(TASKS.columns).index(TASKS.status)
    cell = tasks.getCellByPosition(status, 1)
    cell.setString("快好了")  # typed, and saved nowhere
    window.click_button("校验")
    assert "校验了" in window.answer(*OK)
    window.picture(ARTEFACTS / "validated.png")
    assert window.active_sheet == RESULTS.sheet
    header, *found = window.values(RESULTS.sheet)
    (finding,) = [row for row in found if row[header.index(RESULTS.value)] == "快好了"]
    assert finding[header.index(RESULTS.sheet_name)] == TASKS.sheet
    assert "快好了" in cell.Annotation.String


def test_a_double_click_opens_one_dialog_that_keeps_clicks_from_the_window(window: Window) -> None:
    window.show(HOME_SHEET)
    window.double_click_button("导入通知")
    until(window.dialogs, "the file dialog")
    window.click_button("合并回收")
    time.sleep(4)  # for as long as a click takes and its word stays
    assert window.dialogs() == 1
    window.picture(ARTEFACTS / "picker.png")
    window.cancel_dialog()
    until(lambda: window.dialogs() == 0, "no dialog to come after it")


def test_a_click_on_merge_takes_the_returns_of_a_folder(window: Window, machine: Machine) -> None:
    window.show(HOME_SHEET)
    before = machine.ledger.read_bytes()
    window.click_button("合并回收")
    window.choose_folder(machine.home / "回收")
    until(lambda: window.message("确定"), "what the terminal's options ask")
    window.picture(ARTEFACTS / "choices.png")
    assert "收件日期" in window.accept_choices()
    assert "2 个文件：已接收" in window.answer(*OK)
    window.picture(ARTEFACTS / "merged.png")
    header, *receipts = window.values(RECEIPTS.sheet)
    assert {row[header.index(RECEIPTS.unit)] for row in receipts} == {*UNITS}
    accepted = sum(row[header.index(RECEIPTS.accepted)] for row in receipts)
    header, *progress = window.values(PROGRESS.sheet)
    texts = [row[header.index(PROGRESS.text)] for row in progress]
    assert 2 * len(texts) == accepted  # a plan and a report for each task
    tasks = [int(row[header.index(PROGRESS.task_no)]) for row in progress]
    assert texts == [answers(task)[PROGRESS.text] for task in tasks]
    months = {row[header.index(PROGRESS.month)] for row in progress}
    assert all(isinstance(month, str) for month in months)  # and no date
    assert machine.ledger.read_bytes() == before  # nothing was saved that the user did not save
