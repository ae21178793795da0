"""The whole corpus in one merge on the real notice's ledger: every case gets its answer."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from corpus.case import Case
from corpus.cells import CASES as CELLS
from corpus.desk import Desk, Form, answers
from corpus.files import CASES as FILES
from corpus.files import CONVERSIONS
from corpus.rows import CASES as ROWS
from support.terminal import Outcome, xlsheet
from xlsheet.ledger.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS, Table

CASES: list[Case] = [*FILES, *ROWS, *CELLS]
NAMES = [f"{i:03d} {case.code}" for i, case in enumerate(CASES)]


@dataclass
class Merged:
    """What one merge of all cases left."""

    folder: Path
    ledger: Path
    forms: dict[str, Form | None]
    merge: Outcome
    validate: Outcome
    again: Outcome

    def files(self, name: str) -> list[dict[str, Any]]:
        """The report on a case's files."""
        start = f"{(self.folder / name).as_posix()}/"
        return [file for file in self.merge.json["files"] if file["path"].startswith(start)]

    def rows(self, table: Table) -> list[dict[str, Any]]:
        book = openpyxl.load_workbook(self.ledger, read_only=True)
        header, *rows = book[table.sheet].iter_rows(values_only=True)
        return [dict(zip(map(str, header), row, strict=True)) for row in rows if any(row)]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory, real_notice: Path) -> Merged:
    base = tmp_path_factory.mktemp("corpus")
    desk, folder = Desk(base, real_notice), base / "回收"
    forms = {name: case.build(desk, folder / name) for name, case in zip(NAMES, CASES, strict=True)}
    convert_all(folder)
    merge = xlsheet("merge", desk.ledger, folder, "--received", "2020-10-09", "--json")
    before = desk.ledger.read_bytes()
    again = xlsheet("merge", desk.ledger, folder, "--received", "2020-10-20", "--json")
    assert desk.ledger.read_bytes() == before, "the same files again must change nothing"
    validate = xlsheet("validate", desk.ledger, "--no-write", "--json")
    return Merged(folder, desk.ledger, forms, merge, validate, again)


def convert_all(folder: Path) -> None:
    """Make the old and other formats of the forms that wait for it, in one run of LibreOffice a format."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is missing")
    profile = folder.parent / "lo"
    for ending in CONVERSIONS:
        (waiting,) = folder.rglob(f"待转{ending}.xlsx")
        to = {"et": "xls"}.get(ending, ending)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
        command += ["--outdir", str(waiting.parent), str(waiting)]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        waiting.with_suffix(f".{to}").rename(waiting.with_suffix(f".{ending}")) if to != ending else None
        waiting.unlink()


@pytest.mark.parametrize(("name", "case"), zip(NAMES, CASES, strict=True), ids=NAMES)
def test_each_case_gets_its_answer(merged: Merged, name: str, case: Case) -> None:
    files = merged.files(name)
    said = {finding["code"] for file in files for finding in file["findings"]}
    assert [file["verdict"] for file in files] == case.verdicts, (case.title, files)
    assert case.said <= said, (case.title, said)
