"""The quick card for units: one page, in the form's own words, with the ledger's own dates and contact."""

import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from support.ledger_on_disk import forms_of, sample_ledger
from support.office import convert
from support.validator import problems
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.settings import Names
from xlsheet.stores.file import FileStore

ROOT = Path(__file__).parent.parent.parent
CONTACT = "督查一科，0000-6000000"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A ledger whose office gave its contact, and the card of that ledger."""
    folder = tmp_path_factory.mktemp("card")
    ledger, card = sample_ledger(folder), folder / "速查卡.docx"
    with FileStore.open(ledger) as store:
        frame = store.read(PARAMETERS).frame
        row = frame.index[frame[PARAMETERS.parameter] == Names.office_contact][0]
        store.apply(Changes("测试", "", [Edit(PARAMETERS, {row: {PARAMETERS.value: CONTACT}})]))
    script = ROOT / "docs" / "make_card.py"
    subprocess.run([sys.executable, "-X", "utf8", script, ledger, card], check=True)
    return ledger, card


def text_of(card: Path) -> str:
    document = docx.Document(str(card))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_it_says_what_the_forms_own_guide_says(made: tuple[Path, Path], tmp_path: Path) -> None:
    ledger, card = made
    form = openpyxl.load_workbook(forms_of(ledger, tmp_path)[0].path)
    guide = [str(row[1].value) for row in form["填报说明"].iter_rows(min_row=2) if row[1].value]
    assert len(guide) > 8
    assert [line for line in guide if line not in text_of(card)] == []


def test_it_has_the_ledgers_deadlines_and_contact(made: tuple[Path, Path]) -> None:
    text = text_of(made[1])
    assert CONTACT in text
    assert all(f"{month}月10日" in text for month in (6, 7, 8, 9, 10, 11, 12, 1))


def test_what_it_promises_of_ways_of_writing_is_what_merging_does(made: tuple[Path, Path]) -> None:
    ways = docx.Document(str(made[1])).tables[0]
    cells = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in ways.rows[1:]}
    assert cells["完成比例"] == ["60%、60、百分之六十", "约60%", "过半、120%"]
    assert "差不多了" in cells["状态"][2]
    assert "无、同上" in cells["进展情况"][1]


def test_it_is_one_sound_page_with_a_picture(made: tuple[Path, Path], tmp_path: Path) -> None:
    card = made[1]
    assert problems(card) == []
    assert len(docx.Document(str(card)).inline_shapes) == 1
    assert len(pypdf.PdfReader(convert(card, "pdf", tmp_path)).pages) == 1
