"""`python -m xlsheet.addin`, as a workbook's macro starts it: a process of its own, on a Calc that runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings as xw

from live.conftest import Opener
from support.ledger_file import new_ledger
from xlsheet.commands import COMMANDS
from xlsheet.dictionary.tables import MISSING, RESULTS, TASKS
from xlsheet.engines import PIPE_VARIABLE, STRICT_VARIABLE

only_calc = pytest.mark.parametrize("program", ["calc"], indirect=True)
"""A process of its own comes to a program that runs, which the model of Excel, being in this one, is not."""


@pytest.fixture
def pipe(calc: xw.App) -> str:
    """The pipe that the tests' Calc listens on."""
    words = Path(f"/proc/{calc.pid}/cmdline").read_text(encoding="utf-8")
    found = re.search(r"pipe,name=([^;]+)", words)
    assert found
    return found[1]


def press(pipe: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "xlsheet.addin", *map(str, arguments)]
    environment = {**os.environ, PIPE_VARIABLE: pipe, STRICT_VARIABLE: "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


@only_calc
def test_a_macro_s_call_works_on_the_workbook_that_it_names(
    pipe: str, tmp_path: Path, opened: Opener
) -> None:
    ledger = opened(new_ledger(tmp_path, "郑州 台账.xlsm"))
    other = opened(new_ledger(tmp_path, "另一本.xlsm"))
    ledger.book.sheets[TASKS.sheet]["A2"].value = [[1, None, None, None]]  # not saved
    done = press(pipe, "validate", "--book", "郑州 台账.xlsm")
    assert (done.returncode, done.stdout) == (0, "")
    assert "校验了" in done.stderr
    assert len(ledger.read(RESULTS)) > 0
    assert len(other.read(RESULTS)) == 0


@only_calc
def test_what_cannot_be_done_ends_in_chinese_and_a_status(pipe: str, tmp_path: Path, opened: Opener) -> None:
    opened(new_ledger(tmp_path))
    for arguments, words in (
        (["validate", "--book", "没有.xlsm"], "没有找到打开着的“没有.xlsm”"),
        (["missing", "--book", "台账.xlsm", "--month", "某月"], "“某月”不是月份"),
        (["merge", "--book", "台账.xlsm"], "--folder"),
    ):
        done = press(pipe, *arguments)
        assert done.returncode == 3
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert MISSING.sheet


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.function)
def test_every_button_has_its_function(command) -> None:
    from xlsheet import addin
    from xlsheet.addin.buttons import BUTTONS

    assert callable(getattr(addin, command.function))
    assert command.function in BUTTONS


def test_a_click_does_not_load_what_draws() -> None:
    loads = "import sys; from xlsheet.addin.program import load_xlwings; load_xlwings(); import xlwings;"
    for code in ("assert 'matplotlib' not in sys.modules", "import matplotlib"):
        assert subprocess.run([sys.executable, "-c", loads + code], check=False).returncode == 0
