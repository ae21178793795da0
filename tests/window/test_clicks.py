"""A click in Calc's real window goes all the way: macro, launcher, Python, xlwings, and back to the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.ledger_file import book
from support.ledger_on_disk import sample_ledger
from support.window import Window, calc_window, desktop_of, needs_a_screen, screen, until
from xlsheet.jobs.install import State, carry_out, plan
from xlsheet.jobs.install_plan import Machine
from xlsheet.ledger.tables import PROGRESS
from xlsheet.stores.file import FileStore

pytestmark = pytest.mark.libreoffice
ARTEFACTS = Path(__file__).parents[2] / "build" / "window"


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
    words = desk.window.answer("OK", "确定")
    away.rename(desk.machine.launcher)
    assert "xlsheet doctor" in words
    assert "xlsheet validate 台账.xlsm" in words


def test_a_click_starts_the_launcher_that_install_put_there(desk: Desk) -> None:
    desk.window.click_button("合并回收")
    said = until(lambda: desk.told.exists() and desk.told.read_text(encoding="utf-8"), "the launcher")
    assert said == f"-m|xlsheet.addin|merge|--book|{desk.ledger.name}|"


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
