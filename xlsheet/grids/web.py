"""Tables in web pages and in Excel's XML of 2003 to grids: what some programs save as .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from lxml import etree, html

from xlsheet.cells.encoding import page_text_of
from xlsheet.dictionary import catalogue
from xlsheet.grids import limits
from xlsheet.grids.delimited import known
from xlsheet.grids.grid import Area, Cell, Grid
from xlsheet.grids.refused import Refused

_SHEET_NAME: Final = re.compile(r"<x:Name>([^<]*)</x:Name>", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_BREAKS: Final = ("br", "p", "div", "li")
_SPREADSHEET: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"


class _Sheet:
    """Rows being filled from left to right, with cells that span several."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.merged: list[Area] = []
        self._taken: set[tuple[int, int]] = set()
        self._cells = 0

    def start_row(self, number: int | None = None) -> None:
        """Begin the next row, or row `number` (1-based) further down."""
        more = max((number or 0) - len(self.rows), 1)
        self._count(more)
        self.rows.extend([] for _ in range(more))

    def put(self, value: Cell, down: int, right: int, column: int | None = None) -> None:
        """Put a value into the next free cell, or into `column` (1-based), spanning so many more rows
        and columns."""
        top, row = len(self.rows) - 1, self.rows[-1]
        place = max((column or 0) - 1, len(row))
        while (top, place) in self._taken:
            place += 1
        self._count(place + right - len(row) + 1 + down * (right + 1))
        row.extend([""] * (place - len(row)))
        row.append(value)
        row.extend([""] * right)
        if down or right:
            self.merged.append((top, place, top + down, place + right))
            self._taken.update((top + i, place + j) for i in range(1, down + 1) for j in range(right + 1))

    def _count(self, more: int) -> None:
        self._cells += more
        if self._cells > limits.MOST_CELLS:
            raise Refused(catalogue.FILE_BOMB.at(why="表格太大"))


def html_grids(raw: bytes) -> list[Grid]:
    """The tables of a web page, one sheet each, all values as text. Raises Refused where there is none."""
    text = known(page_text_of(raw))
    # handed over as UTF-8 since lxml refuses text that declares an encoding
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="网页")) from None
    sheets = [_html_sheet(table) for table in page.iter("table") if _inner(table) is None]
    if not sheets:
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="网页"))
    names = _SHEET_NAME.findall(text)
    if len(names) != len(sheets):
        names = [""] * len(sheets)
    return [Grid(name, sheet.rows, sheet.merged) for name, sheet in zip(names, sheets, strict=True)]


def table_grid(table: html.HtmlElement) -> Grid:
    """One table of a page."""
    sheet = _html_sheet(table)
    return Grid("", sheet.rows, sheet.merged)


def _inner(table: html.HtmlElement) -> html.HtmlElement | None:
    """The first table within this one: pages are laid out by tables around the one that counts."""
    return next((inner for inner in table.iterdescendants("table")), None)


def _html_sheet(table: html.HtmlElement) -> _Sheet:
    sheet = _Sheet()
    for row in table.iter("tr"):
        sheet.start_row()
        for cell in row.iterchildren("td", "th"):
            sheet.put(_text(cell), _more(cell.get("rowspan")), _more(cell.get("colspan")))
    return sheet


def _text(cell: html.HtmlElement) -> str:
    """A cell's words, with line breaks where the page has them and no others."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if not isinstance(element.tag, str):
            words = element.tail if event == "end" else ""
        elif event == "start":
            pieces.append("\n" if element.tag in _BREAKS and element is not cell else "")
            words = element.text
        else:
            words = element.tail if element is not cell else ""
        pieces.append(_BLANKS.sub(" ", words or ""))
    return "".join(pieces).strip(" \n")


def _more(said: str | None) -> int:
    """How many cells more than one a span takes."""
    return max(int(said) - 1, 0) if said and said.isdecimal() and len(said) < 6 else 0


def xml_grids(raw: bytes) -> list[Grid]:
    """The sheets of Excel's XML of 2003. Raises Refused for any other XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(catalogue.FILE_CORRUPT.at(why="XML 不完整")) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(catalogue.FILE_BOMB.at(why="文件里有可疑的内容（XML 实体）"))
    if root.tag != f"{_SPREADSHEET}Workbook":
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="XML 文件"))
    return list(_xml_sheets(root))


def _xml_sheets(root: etree._Element) -> Iterator[Grid]:
    for element in root.iterfind(f"{_SPREADSHEET}Worksheet"):
        sheet = _Sheet()
        for row in element.iterfind(f"{_SPREADSHEET}Table/{_SPREADSHEET}Row"):
            sheet.start_row(_whole(row, "Index"))
            for cell in row.iterfind(f"{_SPREADSHEET}Cell"):
                down, right = _whole(cell, "MergeDown") or 0, _whole(cell, "MergeAcross") or 0
                sheet.put(_value(cell), down, right, _whole(cell, "Index"))
        yield Grid(element.get(f"{_SPREADSHEET}Name", ""), sheet.rows, sheet.merged)


def _whole(element: etree._Element, name: str) -> int | None:
    said = element.get(_SPREADSHEET + name, "")
    return int(said) if said.isdecimal() and len(said) < 8 else None


def _value(cell: etree._Element) -> Cell:
    data = cell.find(f"{_SPREADSHEET}Data")
    if data is None:
        return ""
    text = "".join(map(str, data.itertext()))
    kind = data.get(f"{_SPREADSHEET}Type", "String")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" else text
