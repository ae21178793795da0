"""Bytes to grids of raw cells, whatever program wrote them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from xlsheet.forms import limits
from xlsheet.forms.areas import look_at_area
from xlsheet.forms.kinds import Kind, kind_of
from xlsheet.forms.layout import GUIDE_SHEET
from xlsheet.forms.packages import Package, damaged
from xlsheet.forms.refused import Refused
from xlsheet.forms.returned import Cell
from xlsheet.forms.sheet_parts import sheet_parts
from xlsheet.forms.textgrids import text_rows
from xlsheet.ledger import codes

_BESIDE_SHEETS: Final = (
    *("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"),
    *("content.xml", "styles.xml"),
)
"""Parts with XML that a reader reads besides the sheets'."""


Area = tuple[int, int, int, int]
"""0-based top, left, bottom, right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's cells from A1 on, row by row, and its merged areas."""

    sheet: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Area] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A file's sheets, but for the guide in our forms. Of an .xlsx also the package and the XML of each
    sheet, by its name."""

    kind: Kind
    grids: list[Grid]
    package: Package | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)


def read_book(raw: bytes) -> Book:
    """The sheets of a file. Raises Refused where there are none that can be read."""
    kind, package = kind_of(raw)
    if kind is Kind.TEXT:
        return Book(kind, [Grid("", text_rows(raw))])
    if kind in (Kind.HTML, Kind.XML):
        # lxml takes longer to import than most files to read
        from xlsheet.forms.webgrids import html_grids, xml_grids

        return Book(kind, html_grids(raw) if kind is Kind.HTML else xml_grids(raw))
    if package is None:
        return Book(kind, _workbook(raw))
    for name in _BESIDE_SHEETS:
        package.look_at_start(name)
    parts = sheet_parts(package) if kind is Kind.XLSX else {}
    for sheet, part in parts.items():
        look_at_area(sheet, part)
    return Book(kind, _workbook(raw), package, parts)


def _workbook(raw: bytes) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        grids = []
        for name in book.sheet_names:
            if name == GUIDE_SHEET:
                continue  # our own words, of which nobody reads anything
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > limits.MOST_CELLS:
                raise Refused(codes.FILE_BOMB.at(why=f"工作表“{name}”的已用区域太大"))
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
            grids.append(Grid(name, rows, [(*start, *end) for start, end in merged]))
    except PasswordError:
        raise Refused(codes.FILE_ENCRYPTED.at()) from None
    except (CalamineError, XmlError, ZipError, ValueError, OSError):
        raise damaged() from None
    except BaseException as error:
        # a reader that panics raises what is no Exception; whatever else is not ours to keep
        if type(error).__name__ != "PanicException":
            raise
        raise damaged() from None
    return grids
