"""The home sheet: buttons in sight on top, one page for leaders, charts over the months."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from template.conftest import TEMPLATE
from xlsheet.analysis.home_data import Block
from xlsheet.commands import COMMANDS
from xlsheet.dictionary.tables import HOME_DATA, HOME_SHEET, Column

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FIRST_SCREEN = 960
"""Pixels of a window 1280 wide that are left for cells."""


@pytest.fixture(scope="module")
def home() -> Iterator[Worksheet]:
    book = openpyxl.load_workbook(TEMPLATE)
    sheet = book[HOME_SHEET]
    assert isinstance(sheet, Worksheet)
    yield sheet
    book.close()


def letter(column: Column) -> str:
    return openpyxl.utils.get_column_letter([str(c) for c in HOME_DATA.columns].index(column) + 1)


def months(column: Column) -> str:
    first, size = Block.MONTHS.first_row, Block.MONTHS.size
    return f"{HOME_DATA.sheet}!${letter(column)}${first}:${letter(column)}${first + size - 1}"


def test_all_buttons_stand_in_the_row_that_stays_in_sight(home: Worksheet, parts: dict[str, bytes]) -> None:
    assert home.freeze_panes == "A2"
    anchors = re.findall(r"<x:Anchor>([^<]*)</x:Anchor>", parts["xl/drawings/vmlDrawing1.vml"].decode())
    places = [[int(number) for number in anchor.split(",")] for anchor in anchors]
    assert len(places) == len(COMMANDS)
    assert all(place[2] == 0 for place in places)
    lefts = [place[0] for place in places]
    assert lefts == sorted(set(lefts))
    column = 41 * home.sheet_view.zoomScale / 100
    assert max(place[4] for place in places) * column < _FIRST_SCREEN


def test_the_page_for_leaders_prints_on_one_a4_page_without_the_buttons(home: Worksheet) -> None:
    assert home.print_area.startswith(f"'{HOME_SHEET}'!$B$2:$Y$")
    assert (home.page_setup.orientation, int(home.page_setup.paperSize)) == ("landscape", 9)
    assert (home.page_setup.fitToWidth or 1, home.page_setup.fitToHeight or 1) == (1, 1)
    assert home.sheet_properties.pageSetUpPr.fitToPage


def test_every_number_points_at_its_cell_and_has_no_stored_result(home: Worksheet) -> None:
    formulas = [str(cell.value) for row in home.iter_rows() for cell in row if cell.data_type == "f"]
    pointing = [f for f in formulas if re.fullmatch(rf"={HOME_DATA.sheet}!\$[A-Z]+\$\d+", f)]
    assert len(formulas) - len(pointing) == 2  # the title, and the office's parameters
    blocks = {block: range(block.first_row, block.first_row + block.size) for block in Block}
    aimed = [int(f.rpartition("$")[2]) for f in pointing]
    for block in (Block.CHAPTERS, Block.LEADERS, Block.UNITS, Block.TARGETS):
        assert set(blocks[block]) <= set(aimed)
    with zipfile.ZipFile(TEMPLATE) as template:
        assert b"</f><v>" not in template.read("xl/worksheets/sheet1.xml")


def test_the_charts_show_the_twelve_months(parts: dict[str, bytes]) -> None:
    shown = {}
    for name in sorted(part for part in parts if part.startswith("xl/charts/chart")):
        root = ElementTree.fromstring(parts[name])
        for series in root.iter(f"{_CHART}ser"):
            assert series.findtext(f"{_CHART}cat//{_CHART}f") == months(HOME_DATA.label)
            title = series.findtext(f"{_CHART}tx//{_CHART}v")
            shown[title] = series.findtext(f"{_CHART}val//{_CHART}f")
    columns = (HOME_DATA.percent, HOME_DATA.elapsed, HOME_DATA.on_time, HOME_DATA.late, HOME_DATA.missing)
    assert shown == {str(column): months(column) for column in columns}


def test_lights_are_coloured_where_there_are_any(home: Worksheet) -> None:
    for address in ("I25", "J30", "K37", "L25", "P25", "S37"):
        rules = [
            rule
            for range_ in home.conditional_formatting
            if address in range_.sqref
            for rule in range_.rules
            if rule.type == "cellIs"
        ]
        assert [(rule.operator, rule.formula) for rule in rules] == [("greaterThan", ["0"])]
