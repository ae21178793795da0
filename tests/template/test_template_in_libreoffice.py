"""The template in a program that isn't ours: it counts, it prints, and its buttons start Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from support.ledger_file import change, new_ledger
from support.office import convert
from template.conftest import TEMPLATE
from xlsheet.commands import COMMANDS, LAUNCHER
from xlsheet.ledger.changes import Edit, Replace
from xlsheet.ledger.tables import HOME_SHEET, MATRIX, MISSING, RECEIPTS, RESULTS, TABLES, TASKS

pytestmark = pytest.mark.libreoffice

SYSTEM_PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with something to count on every sheet that the home sheet looks at."""
    ledger = new_ledger(tmp_path_factory.mktemp("ledger"))
    statuses = "已完成", "滞后", "滞后", "推进中"
    tasks = [
        {TASKS.number: i, TASKS.status: status, TASKS.alert: alert}
        for i, (status, alert) in enumerate(zip(statuses, "蓝红红黄", strict=True), start=1)
    ]
    change(
        ledger,
        Edit(TASKS, appended=tasks),
        Edit(
            RECEIPTS, appended=[{RECEIPTS.file: f"{i}.xlsx", RECEIPTS.fingerprint: f"{i}"} for i in range(5)]
        ),
        Replace(
            MISSING, [{MISSING.month: "2020-06", MISSING.flag: flag} for flag in ("缺报", "迟报", "缺报")]
        ),
        Replace(RESULTS, [{RESULTS.severity: word, RESULTS.code: word} for word in ("必须改", "提醒")]),
        Replace(
            MATRIX,
            [{MATRIX.unit: "市教育局", "2020-05": "缺1", MATRIX.total: 1}],
            ["单位", "2020-05", "合计"],
        ),
    )
    return ledger


def test_the_home_sheet_counts_what_the_sheets_hold(filled: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(convert(filled, "xlsx", tmp_path), data_only=True)
    home = book[HOME_SHEET]
    assert home["B2"].value == "2020年重点工作任务督查台账"
    assert "报送口径：牵头" in home["B3"].value
    tiles = {home.cell(5, column).value: home.cell(6, column).value for column in range(2, 13, 2)}
    assert tiles == {"任务": 4, "已完成": 1, "滞后": 2, "收到的文件": 5, "缺报": 2, "必须改的问题": 1}
    assert [home.cell(9, column).value for column in (4, 6, 8, 10)] == ["红　2", "黄　1", "绿　0", "蓝　1"]


def test_every_sheet_prints_and_the_home_sheet_on_one_page(tmp_path: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(convert(TEMPLATE, "pdf", tmp_path)).pages]
    assert len(pages) == 1 + len(TABLES)
    for command in COMMANDS:
        assert command.label in pages[0]
    for table, page in zip(TABLES, pages[1:], strict=True):
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
    expected = ["help_|--book|郑州 台账.xlsm|", "merge|--book|郑州 台账.xlsm|"]
    assert sorted(_lines(told, len(expected))) == expected


def _lines(path: Path, count: int) -> list[str]:
    """What a program that nobody waits for has written, once it is there."""
    for _ in range(100):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if len(lines) >= count:
            return lines
        time.sleep(0.1)
    raise AssertionError("the launcher was not started")
