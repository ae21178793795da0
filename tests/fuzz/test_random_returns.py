"""Random returns get the answer that follows from how they were made, whatever program saved them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from support.onlyoffice import saved_again
from tests.fuzz.returns import complaints, office, saved
from tests.fuzz.slips import ROW_SLIPS, TABLE_SLIPS, Return, made
from xlsheet.stores import Store

SEEDS = range(4711, 4741)
Office = tuple[Store, list[Path]]


@pytest.fixture(scope="module")
def at_the_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


def some(forms: list[Path], count: int, without: str = "-") -> list[Return]:
    """Returns in which there is no such slip."""
    every = (made(forms[seed % len(forms)], seed) for seed in range(900, 1100))
    fitting = (done for done in every if done.slips and not any(without in slip for slip in done.slips))
    return [done for done, _ in zip(fitting, range(count), strict=False)]


def by_xlsxwriter(done: Return) -> bytes:
    """The same values in a workbook made from nothing: no formats, formulas or checks."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in done.book:
            copy = book.add_worksheet(sheet.title)
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                place, value = (cell.row - 1, cell.column - 1), cell.value
                if isinstance(value, date | datetime):
                    copy.write_datetime(*place, value, day)
                elif value is not None and cell.data_type != "f":
                    copy.write(*place, value)
    return target.getvalue()


@pytest.mark.parametrize("slip", sorted({**ROW_SLIPS, **TABLE_SLIPS}))
def test_each_slip_gets_its_answer(at_the_office: Office, slip: str) -> None:
    store, forms = at_the_office
    for seed in range(2):
        done = made(forms[seed], seed, only=slip)
        assert complaints(store, done, saved(done)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_return_gets_its_answer(at_the_office: Office, seed: int) -> None:
    store, forms = at_the_office
    done = made(forms[seed % len(forms)], seed)
    assert complaints(store, done, saved(done)) == []


def test_written_anew_by_xlsxwriter_it_gets_the_same_answer(at_the_office: Office) -> None:
    store, forms = at_the_office
    for done in some(forms, 8, without="comment_on_a_cell"):
        assert complaints(store, done, by_xlsxwriter(done)) == [], done.slips


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_saved_by_libreoffice_it_gets_the_same_answer(
    at_the_office: Office, tmp_path: Path, kind: str
) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is missing")
    store, forms = at_the_office
    returns = some(forms, 5)
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(returns))]
    for path, done in zip(paths, returns, strict=True):
        path.write_bytes(saved(done))
    command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(tmp_path / "saved"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for path, done in zip(paths, returns, strict=True):
        again = tmp_path / "saved" / f"{path.stem}.{kind}"
        assert complaints(store, done, again.read_bytes(), again.name) == [], done.slips


def test_saved_by_onlyoffice_it_gets_the_same_answer(at_the_office: Office, tmp_path: Path) -> None:
    store, forms = at_the_office
    for number, done in enumerate(some(forms, 2)):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(saved(done))
        again = saved_again(path, tmp_path / "saved" / path.name)
        assert openpyxl.load_workbook(again).sheetnames[0]
        assert complaints(store, done, again.read_bytes()) == [], done.slips
