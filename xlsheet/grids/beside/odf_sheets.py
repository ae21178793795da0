"""What an .ods tells besides its values: errors, tabs, what is merged or hidden, percents, comments."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

from xlsheet.cells.text import ERROR_VALUES
from xlsheet.dictionary.addresses import column_letter
from xlsheet.grids.beside.look import Attachment, AttachmentKind, Look
from xlsheet.grids.grid import Area, Cell
from xlsheet.grids.packages import UntrustedPackage, damaged

_HIDDEN: Final = ("collapse", "filter")
_MOST: Final = 1 << 20
"""Rows that one element may stand for; more are the empty rest of a sheet."""


@dataclass(slots=True)
class OdfSheet:
    """A sheet: what it tells, and the cells (0-based row and column) that calamine reads otherwise."""

    name: str
    look: Look = field(default_factory=Look)
    cells: list[tuple[int, int, Cell]] = field(default_factory=list)
    comments: list[Attachment] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)


def odf_sheets(package: UntrustedPackage) -> Iterator[OdfSheet]:
    """The sheets of an .ods. Raises Refused."""
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(package.part("content.xml"))):
            if _tag(element) == "table":
                yield _sheet(element)
                element.clear()
    except (ElementTree.ParseError, ValueError, LookupError):
        raise damaged() from None


def _sheet(table: ElementTree.Element) -> OdfSheet:
    sheet = OdfSheet(_get(table, "name"))
    column = row = 0
    for element in table.iter():
        tag = _tag(element)
        if tag == "table-column":
            times = min(_times(element, "number-columns-repeated"), _MOST)
            if _get(element, "visibility") in _HIDDEN:
                sheet.look.hidden_columns.update(range(column, column + times))
            column += times
        elif tag == "table-row":
            times = _times(element, "number-rows-repeated")
            if _get(element, "visibility") in _HIDDEN and times < _MOST // 16:
                sheet.look.hidden_rows.update(range(row + 1, row + times + 1))
            _row(sheet, element, row)
            row += times
    return sheet


def _row(sheet: OdfSheet, element: ElementTree.Element, row: int) -> None:
    place = 0
    for cell in element:
        if _tag(cell) not in ("table-cell", "covered-table-cell"):
            continue
        down, across = (_times(cell, f"number-{what}-spanned") for what in ("rows", "columns"))
        if (down, across) != (1, 1) and max(down, across) < _MOST:
            sheet.merged.append((row, place, row + down - 1, place + across - 1))
        for note in cell.iter():
            words = "\n".join(map(_words, _paragraphs(note))) if _tag(note) == "annotation" else ""
            if words.strip():
                sheet.comments.append(
                    Attachment(AttachmentKind.COMMENT, sheet.name, row, place, words.strip())
                )
        if _get(cell, "value-type") == "percentage":
            sheet.look.percent.add(f"{column_letter(place)}{row + 1}")
        else:
            text = "\n".join(map(_words, _paragraphs(cell)))
            if _get(cell, "formula") and (text in ERROR_VALUES or text.startswith("Err:")):
                sheet.cells.append((row, place, text if text in ERROR_VALUES else "#VALUE!"))
            elif "\t" in text:
                sheet.cells.append((row, place, text))
        place += _times(cell, "number-columns-repeated")


def _paragraphs(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    return (child for child in element if _tag(child) == "p")


def _words(paragraph: ElementTree.Element) -> str:
    """A paragraph's text with its tabs, blanks and line breaks."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        tag = _tag(child)
        if tag == "tab":
            pieces.append("\t")
        elif tag == "s":
            pieces.append(" " * min(_times(child, "c"), 1000))
        elif tag == "line-break":
            pieces.append("\n")
        else:
            pieces.append(_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _get(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _times(element: ElementTree.Element, name: str) -> int:
    said = _get(element, name)
    return int(said) if said.isdecimal() and len(said) < 9 else 1
