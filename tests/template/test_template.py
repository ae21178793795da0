"""The committed template is what its sources build, and has every sheet, column and dropdown."""

import sys
import zipfile
from pathlib import Path

import openpyxl

from support.validator import problems
from xlsheet.ledger.tables import HOME_SHEET, TABLES
from xlsheet.resources import TEMPLATE

SOURCES = Path(__file__).parent.parent.parent / "workbook" / "src"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sources_build_the_committed_template(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(SOURCES))
    monkeypatch.delitem(sys.modules, "build", raising=False)
    import build

    build.build(tmp_path / "template.xlsm")
    assert parts(tmp_path / "template.xlsm") == parts(TEMPLATE)


def test_the_template_is_clean_for_the_open_xml_validator() -> None:
    assert problems(TEMPLATE) == []


def test_every_table_stands_on_its_sheet_with_its_columns_and_dropdowns() -> None:
    book = openpyxl.load_workbook(TEMPLATE, keep_vba=True)
    assert book.sheetnames == [HOME_SHEET, *(table.sheet for table in TABLES)]
    for table in TABLES:
        sheet = book[table.sheet]
        assert [cell.value for cell in sheet[1]] == list(table.columns)
        assert table.name in sheet.tables
        lists = [r.formula1 for r in sheet.data_validations.dataValidation]
        assert lists == [f'"{",".join(column.choices)}"' for column in table.columns if column.choices]
        assert sheet.print_title_rows == "$1:$1"
