"""Whatever command is killed whenever: what it makes is there whole or not at all, once the next has run."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import click
import openpyxl
import pytest

from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.cli.main import cli
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.stores import lock
from xlsheet.stores.file import FileStore

if sys.platform != "linux":
    pytest.skip("a warm process is forked and killed, on Linux only", allow_module_level=True)

from support.killing import calls_of, kill_at, tell

LEDGER = "督查台账.xlsm"
COMMANDS = {
    "split": ["split", LEDGER, "--month", "2021-05", "--out", "出", "--unit", "市教育局"],
    "remind": ["remind", LEDGER, "--month", "2021-05", "--out", "出", "--as-of", "2021-06-12"],
    "report": ["report", LEDGER, "--month", "2021-05", "--out", "出/通报.docx", "--leaders", "专报"],
    "validate": ["validate", LEDGER, "--html", "出/校验.html"],
    "missing": ["missing", LEDGER, "--as-of", "2021-08-11", "--html", "出/缺报.html"],
    "merge": ["merge", LEDGER, "回收2", "--replies", "出", "--received", "2021-06-10"],
    "export": ["export", LEDGER, "--out", "出"],
}
OUTPUTS = "出", "专报"
KILLS = 12
"""Of each command, spread over its calls; the calls of publishing are tried one by one in tests/files."""


def command(name: str) -> None:
    """A command of the command line, in the present folder."""
    with contextlib.suppress(click.exceptions.Exit):
        cli.main([*COMMANDS[name], "--json"], standalone_mode=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with merged rows, returns of which one goes back in part, and folders with files in them."""
    folder = tmp_path_factory.mktemp("prepared")
    ledger = sample_ledger(folder)
    forms = forms_of(ledger, folder / "下发", MAY)
    for i, form in enumerate(forms[:3]):
        returned(form.path, folder / f"回收{1 + i // 2}" / f"{i}.xlsx")
    book = openpyxl.load_workbook(folder / "回收2" / "2.xlsx")
    sheet = book[PROGRESS.sheet]
    sheet.cell(6, next(c.column for c in sheet[5] if c.value == PROGRESS.percent)).value = "过半"
    book.save(folder / "回收2" / "2.xlsx")
    with FileStore.open(ledger) as store:
        merge(store, MergeRequest((folder / "回收1",), received=datetime(2021, 6, 9)))
    for name in OUTPUTS:
        (folder / name).mkdir()
        (folder / name / "别的.txt").write_text("别人的", encoding="utf-8")
    return folder


def outputs(office: Path) -> dict[str, int]:
    """What stands in the folders of outputs: names and sizes, hidden files too."""
    files = (path for name in OUTPUTS for path in (office / name).rglob("*") if path.is_file())
    return {str(path.relative_to(office)): path.stat().st_size for path in files}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_leaves_all_or_nothing_to_the_next(
    name: str, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_PAUSE", 0.02)
    office = tmp_path / "office"

    def renew() -> None:
        shutil.rmtree(office, ignore_errors=True)
        shutil.copytree(prepared, office)
        monkeypatch.chdir(office)

    renew()
    before = outputs(office)
    count = calls_of(lambda: command(name), office)
    after = outputs(office)
    assert len(after) > len(before)
    outcomes: Counter[str] = Counter()
    for call in sorted({1 + count * i // KILLS for i in range(KILLS)} | {count}):
        renew()
        kill_at(call, lambda: command(name), office)
        shown = {path for path in outputs(office) if "/." not in path}
        assert shown <= set(after)
        assert all(outputs(office)[path] == after[path] for path in shown), "no file is ever seen in part"
        outcomes["all" if shown == set(after) else "none" if shown == set(before) else "some"] += 1
        command(name)
        assert set(outputs(office)) == set(after), f"after call {call}"
    tell(name, count, outcomes)
