"""Save in Calc, close, open from the icon, click, undo: the buttons are there, and undo undoes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.ledger_on_disk import sample_ledger
from support.window import calc_window, desktop_of, needs_a_screen, screen
from xlsheet.dictionary.tables import HOME_SHEET, MATRIX
from xlsheet.jobs.setup.plan import Machine
from xlsheet.warm.client import end_all

pytestmark = pytest.mark.libreoffice
OK = "OK", "确定"
LOOK = Path(__file__).parents[2] / "build" / "window"
LINE = 0xC9CFD6
"""The colour of the template's lines."""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    needs_a_screen()
    machine = desktop_of(tmp_path / "home")
    machine.ledger.unlink()
    yield machine
    end_all()


def test_what_the_window_saved_opens_with_its_buttons_and_can_be_undone(machine: Machine) -> None:
    ledger = sample_ledger(machine.folder)
    with screen() as display:
        with calc_window(machine, display, ledger) as window:
            before = window.values(MATRIX.sheet)
            window.document.store()
            window.click_button("缺报检查")
            window.accept_choices()
            assert "首页的按钮会不见" in window.answer(*OK)
            found = window.values(MATRIX.sheet)
            window.document.store()
        ledger.with_name(f".~lock.{ledger.name}#").unlink(missing_ok=True)  # what a killed Calc leaves
        subprocess.run([sys.executable, "-m", "xlsheet.addin.opening", str(ledger)], check=True)
        with calc_window(machine, display, ledger) as window:
            assert window.values(MATRIX.sheet) == found != before
            window.show(HOME_SHEET)
            window.click_button("撤销")
            said = window.answer(*OK)
            assert "已撤销" in said
            assert "查缺报" in said
            assert "首页的按钮会不见" not in said
            assert window.values(MATRIX.sheet) == before
            window.show(HOME_SHEET)
            window.click_button("缺报检查")
            window.accept_choices()
            window.answer(*OK)
            assert window.values(MATRIX.sheet) == found
            window.show(MATRIX.sheet)
            window.picture(LOOK / "matrix-after-repair.png")
            styles = window.document.StyleFamilies.getByName("CellStyles")
            drawn = [styles.getByName(name) for name in styles.ElementNames if "Conditional" in name]
            assert {s.BottomBorder.Color for s in drawn if s.BottomBorder.OuterLineWidth} == {LINE}
            cells = window.document.Sheets.getByName(MATRIX.sheet)
            formats = cells.ConditionalFormats.getConditionalFormats()
            covered = [a for f in formats for a in f.Range.RangeAddresses]
            assert {(a.StartColumn, a.StartRow) for a in covered} == {(0, 1), (1, 1)}
            assert all(a.EndRow > 1000 and a.EndColumn > 10 for a in covered)
            aligned = {cells.getCellByPosition(2, row).HoriJustify.value for row in range(1, len(found))}
            assert aligned == {"CENTER"}
