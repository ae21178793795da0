"""A state that an office adds to its rules is one everywhere: form, merge, ledger and bulletin."""

import shutil
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

import xlsheet
from support.ledger_file import rows
from support.ledger_on_disk import MAY, answers_of, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import PARAMETERS, PROGRESS, TASKS
from xlsheet.ledger.settings import Names
from xlsheet.resources import SCHEMAS

PAUSED = "暂停"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A ledger whose office has rules of its own, said in 参数."""
    ledger = sample_ledger(tmp_path)
    folder = tmp_path / "规则"
    shutil.copytree(SCHEMAS, folder)
    file = folder / "progress.yaml"
    text = file.read_text(encoding="utf-8")
    assert "滞后]" in text
    file.write_text(text.replace("滞后]", f"滞后, {PAUSED}]"), encoding="utf-8")
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    sheet = book[PARAMETERS.sheet]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == Names.rules_folder)
    row[1].value = "规则"
    book.save(ledger)
    return ledger


def test_it_comes_back_stands_in_the_ledger_and_is_called_by_its_name(office: Path) -> None:
    folder = office.parent
    for file in forms_of(office, folder / "下发"):
        words = answers_of(Path(file.path))
        returned(
            file.path,
            folder / "回收" / Path(file.path).name,
            lambda task, words=words: {**words(task), PROGRESS.status: PAUSED},
        )
    with xlsheet.open(office) as ledger:
        report = ledger.merge(folder / "回收", received=date(2021, 6, 9))
        assert report.inserted
        assert not [f for f in report.findings if f.code == "status_unknown"]
        bulletin = ledger.report(str(MAY), folder / "通报.docx", as_of=date(2021, 6, 11))
        assert [f for f in ledger.validate().findings if f.code == "status_unknown"] == []
    assert {row[PROGRESS.status] for row in rows(office, PROGRESS)} == {PAUSED}
    stand = [row.get(TASKS.status) for row in rows(office, TASKS)]
    assert stand.count(PAUSED) == bulletin.as_json()["numbers"]["own_states"][PAUSED] > 0
    text = "\n".join(p.text for p in docx.Document(str(bulletin.files[0])).paragraphs)
    assert f"{PAUSED}{stand.count(PAUSED)}项" in text
