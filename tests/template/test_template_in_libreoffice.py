"""The template in a program that isn't ours: it prints, and its buttons start Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from support.office import convert
from template.conftest import TEMPLATE
from xlsheet.commands import COMMANDS, LAUNCHER
from xlsheet.dictionary.tables import HIDDEN, TABLES

pytestmark = pytest.mark.libreoffice

SYSTEM_PYTHON = "/usr/bin/python3"


def test_every_sheet_prints_and_the_home_sheet_on_one_page(tmp_path: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(convert(TEMPLATE, "pdf", tmp_path)).pages]
    printed = [table for table in TABLES if table not in HIDDEN]
    assert len(pages) == 1 + len(printed)
    for word in ("全部任务", "责任领导", "各月平均完成比例与序时进度", "各月报送情况（单位数）"):
        assert word in pages[0]
    assert not [command.label for command in COMMANDS if command.supertip[:8] in pages[0]]
    for table, page in zip(printed, pages[1:], strict=True):
        assert all(str(column) in page for column in table.columns)
        assert table.sheet in page


def test_a_button_starts_the_launcher_where_the_add_in_is_missing(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is missing")
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True).returncode:
        pytest.skip("LibreOffice's Python module (python3-uno) is missing")
    ledger = shutil.copy(TEMPLATE, tmp_path / "郑州 台账.xlsm")
    told = tmp_path / "told.txt"
    launcher = tmp_path / "a launcher.sh"
    launcher.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >> "{told}"\necho >> "{told}"\n')
    launcher.chmod(0o755)
    script = Path(__file__).with_name("run_macro.py")
    macros = "Buttons.MergeReturns", "Buttons.ShowHelp"
    subprocess.run(
        [SYSTEM_PYTHON, str(script), str(tmp_path / "profile"), str(ledger), *macros],
        env={**os.environ, LAUNCHER.variable: str(launcher)},
        capture_output=True,
        check=True,
        timeout=120,
    )
    at = f"--book|郑州 台账.xlsm|--at|{ledger}|"
    expected = [f"help_|{at}", f"merge|{at}"]
    assert sorted(_lines(told, len(expected))) == expected


def _lines(path: Path, count: int) -> list[str]:
    """What a program that nobody waits for has written, once it is there."""
    for _ in range(100):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        time.sleep(0.1)
    raise AssertionError("the launcher was not started")
