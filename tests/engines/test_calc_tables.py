"""Tables (ListObjects): found, read, made and resized, and still tables in the saved file."""

from __future__ import annotations

import pandas as pd
import pytest
import xlwings as xw
from openpyxl import load_workbook

from xlsheet import resources
from xlsheet.dictionary.tables import PROGRESS, TABLES


@pytest.fixture
def table(sheet: xw.Sheet) -> xw.main.Table:
    sheet["B2"].value = [["单位", "得分"], ["市教育局", 1], ["市财政局", 2]]
    return sheet.tables.add(sheet["B2:C4"], name="tblTrial")


def test_a_table_tells_its_parts(sheet: xw.Sheet, table: xw.main.Table) -> None:
    assert [found.name for found in sheet.tables] == ["tblTrial"]
    assert "tblTrial" in sheet.tables
    assert sheet.tables["tblTrial"].range.address == "$B$2:$C$4"
    assert table.header_row_range.value == ["单位", "得分"]
    assert table.data_body_range.value == [["市教育局", 1.0], ["市财政局", 2.0]]
    assert (len(table.rows), table.columns["得分"].data_body_range.value) == (2, [1.0, 2.0])
    assert sheet["C3"].table == table
    assert sheet["D3"].table is None
    assert sheet.range("tblTrial") == table.data_body_range


def test_a_table_grows_with_its_rows(sheet: xw.Sheet, table: xw.main.Table) -> None:
    sheet["B5"].value = ["市民政局", 3]
    table.resize(sheet["B2:C5"])
    assert table.data_body_range.address == "$B$3:$C$5"
    assert table.show_autofilter


@pytest.mark.parametrize("bounds", ["B3:C6", "E2:F4", "B2:C2"])
def test_bounds_that_excel_would_refuse_are_refused(
    sheet: xw.Sheet, table: xw.main.Table, bounds: str
) -> None:
    with pytest.raises(ValueError, match="tblTrial"):
        table.resize(sheet[bounds])
    assert table.range.address == "$B$2:$C$4"


@pytest.mark.parametrize(
    "formula", ["=SUM(tblTrial[得分])", '=COUNTIFS(tblTrial[单位],"甲,[乙];",tblTrial[得分],1)']
)
def test_formulas_name_columns_of_tables(sheet: xw.Sheet, table: xw.main.Table, formula: str) -> None:
    sheet["F1"].formula = formula
    assert sheet["F1"].formula == formula
    assert sheet["F1"].value == (3.0 if "SUM" in formula else 0.0)


def test_a_data_frame_updates_a_table(table: xw.main.Table) -> None:
    table.update(pd.DataFrame({"单位": ["市民政局"], "得分": [9]}), index=False)
    assert table.range.value == [["单位", "得分"], ["市民政局", 9.0]]


def test_an_unknown_table_is_a_key_error(sheet: xw.Sheet) -> None:
    with pytest.raises(KeyError):
        sheet.tables["tblNone"]


def test_a_name_is_given_once(sheet: xw.Sheet, table: xw.main.Table) -> None:
    with pytest.raises(ValueError, match="tblTrial"):
        sheet.tables.add(sheet["H1:I3"], name="tblTrial")


def test_all_tables_of_the_template_are_found(calc: xw.App, tmp_path) -> None:
    path = tmp_path / "台账.xlsm"
    path.write_bytes(resources.TEMPLATE.read_bytes())
    book = calc.books.open(path)
    found = {sheet.name: [table.name for table in sheet.tables] for sheet in book.sheets}
    for known in TABLES:
        assert found[known.sheet] == [known.name]
    book.close()


def test_a_resized_table_is_one_in_the_saved_file(calc: xw.App, tmp_path) -> None:
    path = tmp_path / "台账.xlsm"
    path.write_bytes(resources.TEMPLATE.read_bytes())
    book = calc.books.open(path)
    sheet = book.sheets[PROGRESS.sheet]
    table = sheet.tables[PROGRESS.name]
    column = list(PROGRESS.columns).index(PROGRESS.month)
    body = table.header_row_range.offset(1).resize(row_size=3)
    body[:, column].number_format = "@"
    body[:, column].options(transpose=True).value = ["2020-06", "2020-07", "2020-08"]
    table.resize(table.header_row_range.resize(row_size=4))
    target = tmp_path / "存.xlsx"
    book.save(target)
    book.close()
    seen = load_workbook(target)[PROGRESS.sheet]
    assert seen.tables[PROGRESS.name].ref.endswith("4")
    assert [row[column].value for row in seen.iter_rows(min_row=2, max_row=4)] == [
        "2020-06",
        "2020-07",
        "2020-08",
    ]
