"""Words that a unit struck through are not what it reports: they are told, and the others are taken."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from support import sent
from support.sent import Worksheet, form, read
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.read.returned import ReturnedFile

STRUCK = "“1.8亿元”"


def texts(found: ReturnedFile) -> list[object]:
    return list(next(t for t in found.tables if t.table is PROGRESS).cells[PROGRESS.text])


def by_openpyxl() -> bytes:
    """Words in the cell itself, one of them struck through."""

    def strike(sheet: Worksheet) -> None:
        words = [
            "投资",
            TextBlock(InlineFont(strike=True), "1.8亿元"),
            TextBlock(InlineFont(b=True), "2.3亿元"),
        ]
        sheet["F6"] = CellRichText(*words)

    return form(strike)


def by_xlsxwriter() -> bytes:
    """Words in the list that all cells share."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, struck = book.add_worksheet("进展"), book.add_format({"font_strikeout": True})
        for i, row in enumerate(sent.own_table()):
            sheet.write_row(i, 0, row)
        place = sent.COLUMNS.index(PROGRESS.text)
        sheet.write_rich_string(
            3, place, "投资", struck, "1.8亿元", book.add_format({"bold": True}), "2.3亿元"
        )
    return stream.getvalue()


@pytest.mark.parametrize("content", [by_openpyxl(), by_xlsxwriter()], ids=["openpyxl", "XlsxWriter"])
def test_struck_words_are_told_and_the_others_taken(content: bytes) -> None:
    found = read(content)
    (said,) = [finding for finding in found.findings if finding.code == "text_struck"]
    assert STRUCK in said.message
    assert "投资2.3亿元" in said.message
    assert texts(found)[0] == "投资2.3亿元"
    assert texts(found)[1] == sent.ROWS[1][2]


def test_a_cell_that_is_struck_through_as_a_whole_is_taken_with_a_word() -> None:
    def strike(sheet: Worksheet) -> None:
        sheet["F7"].font = Font(strike=True)
        sheet["C6"].font = Font(strike=True)

    found = read(form(strike))
    (said,) = [finding for finding in found.findings if finding.code == "text_struck"]
    assert (said.cell, texts(found)[1]) == ("F7", sent.ROWS[1][2])
    assert "整格" in said.message


def test_a_font_that_says_it_is_not_struck_is_none() -> None:
    def plain(sheet: Worksheet) -> None:
        sheet["F7"].font = Font(strike=False)

    assert openpyxl.load_workbook(io.BytesIO(form(plain)))[PROGRESS.sheet]["F7"].font.strike is False
    assert "text_struck" not in {finding.code for finding in read(form(plain)).findings}
