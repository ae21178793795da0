"""Formats, colours, fonts and sizes as Excel has them."""

from __future__ import annotations

import pytest
import xlwings as xw
from openpyxl import load_workbook

from xlsheet.engines.uno.errors import CalcError

CODES = [
    "General",
    "@",
    "0%",
    "0.00",
    "#,##0.00",
    "yyyy-mm-dd",
    "yyyy/m/d h:mm",
    'yyyy"年"m"月"',
    "[h]:mm",
    "[Red]0.0",
]


@pytest.mark.parametrize("code", CODES)
def test_a_number_format_comes_back_as_it_was_set(sheet: xw.Sheet, code: str) -> None:
    sheet["A1:B2"].number_format = code
    assert sheet["A1:B2"].number_format == code


def test_different_formats_have_no_common_one(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    assert sheet["A1:B1"].number_format is None


def test_a_format_that_is_nonsense_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="数字格式"):
        sheet["A1"].number_format = "[$-"


@pytest.mark.parametrize("colour", [(255, 0, 16), "#ff0010", 255 + 16 * 65536])
def test_colours_are_tuples_hex_or_excels_integers(sheet: xw.Sheet, colour: object) -> None:
    sheet["A1"].color = colour
    sheet["A1"].font.color = colour
    assert sheet["A1"].color == (255, 0, 16)
    assert sheet["A1"].font.color == (255, 0, 16)
    assert sheet["A1:B1"].color is None
    sheet["A1"].color = None
    assert sheet["A1"].color is None


def test_fonts_of_chinese_text_change_too(sheet: xw.Sheet) -> None:
    font = sheet["A1"].font
    font.bold, font.italic, font.size, font.name = True, True, 14, "宋体"
    assert (font.bold, font.italic, font.size, font.name) == (True, True, 14.0, "宋体")
    assert sheet["A1"].api.CharWeightAsian == 150.0
    assert sheet["A1:B1"].font.bold is None
    font.bold = False
    assert not font.bold


def test_sizes_are_characters_and_points(sheet: xw.Sheet) -> None:
    sheet["A:B"].column_width = 20
    sheet["1:1"].row_height = 30
    assert sheet["A1:B1"].column_width == pytest.approx(20, abs=0.1)
    assert sheet["A1:C1"].column_width is None
    assert sheet["A1"].row_height == pytest.approx(30, abs=0.1)
    assert sheet["B1"].left == pytest.approx(sheet["A1"].width, abs=0.1)
    assert sheet["A2"].top == pytest.approx(30, abs=0.1)


def test_autofit_makes_room_for_long_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "很长的任务内容" * 6
    before = sheet["A1"].column_width
    sheet["A:A"].autofit()
    assert sheet["A1"].column_width > 2 * before


def test_wrapping_and_alignment(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    cells.wrap_text = True
    cells.horizontal_alignment, cells.vertical_alignment = "center", "top"
    assert (cells.wrap_text, cells.horizontal_alignment, cells.vertical_alignment) == (True, "center", "top")
    assert sheet["C1"].vertical_alignment == "bottom"


def test_another_program_sees_the_same_in_the_saved_file(book: xw.Book, tmp_path) -> None:
    sheet = book.sheets[0]
    sheet["A1"].number_format = "@"
    sheet["A1"].value = [["2020-06", 0.5, "=1+1"]]
    sheet["B1"].number_format = "0%"
    sheet["A1"].color = (255, 255, 0)
    sheet["A1"].font.bold = True
    sheet["B1"].add_note("看这里")
    sheet.freeze_panes.freeze_at("1:1")
    book.save(tmp_path / "样子.xlsx")
    seen = load_workbook(tmp_path / "样子.xlsx").worksheets[0]
    assert (seen["A1"].value, seen["A1"].number_format, seen["A1"].data_type) == ("2020-06", "@", "s")
    assert (seen["B1"].value, seen["B1"].number_format, seen["B1"].comment.text) == (0.5, "0%", "看这里")
    assert seen["C1"].value == "=1+1"
    assert seen["A1"].fill.fgColor.rgb == "FFFFFF00"
    assert seen["A1"].font.bold
    assert seen.freeze_panes == "A2"


def test_cells_that_lie_apart_are_coloured_together(sheet: xw.Sheet) -> None:
    apart = sheet.range("B2,D4:E5,B9")
    assert (apart.address, apart.shape, len(apart.impl)) == ("$B$2,$D$4:$E$5,$B$9", (1, 1), 6)
    apart.color = "#ff0000"
    assert apart.color == sheet["E5"].color == sheet["B9"].color == (255, 0, 0)
    assert sheet["C3"].color is None
    apart.color = None
    assert sheet["D4:E5"].color is None
    sheet.range("D:D,E7,1:1,F3").color = "#0000ff"
    assert [sheet[cell].color is None for cell in ("D9", "E7", "B1", "F3", "E8", "F4")] == [False] * 4 + [
        True
    ] * 2
    with pytest.raises(NotImplementedError, match="Areas"):
        apart.number_format = "@"
    with pytest.raises(ValueError, match="255"):
        sheet.range(",".join(["A1"] * 100))
    sheet.api.protect("")
    with pytest.raises(CalcError, match="保护"):
        apart.color = "#ff0000"
    assert sheet["B9"].color is None
