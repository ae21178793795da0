"""The XML of a workbook's sheets, and what only it tells: what is hidden, formulas, errors, formats.

openpyxl could give the closer look too. Reading the one sheet in question takes 1 ms where openpyxl
takes 12, and 12 more for the stored values; and openpyxl gives up on damaged styles.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from xlsheet.dictionary.addresses import column_letter, column_place
from xlsheet.grids.beside.look import Look
from xlsheet.grids.packages import UntrustedPackage, damaged

_WORKBOOK: Final = "xl/workbook.xml"
_RELATION_ID: Final = re.compile(r"\{.*\}id$")
_TRUE: Final = ("1", "true")
_HIDDEN: Final = re.compile(rb"""hidden=["'](?:1|true)["']""")
_ERROR: Final = re.compile(rb"""t=["']e["']""")
_NAMELESS: Final = re.compile(rb"<(?:c|row)(?! r=)[ >]")
"""A cell or row whose first attribute is no address: it has another place, or there is none."""

_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_BUILT_IN_PERCENT: Final = frozenset({"9", "10"})
_LAST_COLUMN: Final = 16384


def sheet_parts(package: UntrustedPackage) -> dict[str, bytes]:
    """Sheet name -> its XML, in the workbook's order. Raises Refused."""
    parts = ((sheet, package.part(path)) for sheet, path in sheet_paths(package).items())
    return {sheet: part for sheet, part in parts if part}


def sheet_paths(package: UntrustedPackage) -> dict[str, str]:
    """Sheet name -> the name of its part, in the workbook's order. Raises Refused."""
    relations = _relations_of(_WORKBOOK)
    return dict(
        _paths(package.part(_WORKBOOK), package.part(relations) if relations in package.names else b"")
    )


@lru_cache(64)
def _paths(workbook: bytes, relations: bytes) -> tuple[tuple[str, str], ...]:
    """The sheets' names with their parts: those of one folder that one program saved are all alike."""
    targets = {
        relation.get("Id"): target
        for relation, target in _led_to(_WORKBOOK, _root(relations) if relations else ())
    }
    found = {}
    for sheet in _root(workbook).iterfind("{*}sheets/{*}sheet"):
        identifier = next((value for key, value in sheet.attrib.items() if _RELATION_ID.match(key)), None)
        found[sheet.get("name", "")] = targets.get(identifier, "")
    return tuple(found.items())


def related(package: UntrustedPackage, part: str) -> Iterator[tuple[ElementTree.Element, str]]:
    """What a part is related to: each relation, and the part that it leads to. Raises Refused."""
    relations = _relations_of(part)
    return _led_to(part, root_of(package, relations) if relations in package.names else ())


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _led_to(part: str, relations: Iterable[ElementTree.Element]) -> Iterator[tuple[ElementTree.Element, str]]:
    folder = part.rpartition("/")[0]
    for relation in relations:
        target = relation.get("Target", "").replace("\\", "/")
        way = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        yield relation, way


def root_of(package: UntrustedPackage, name: str) -> ElementTree.Element:
    """A part's XML. Raises Refused."""
    return _root(package.part(name))


def _root(part: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise damaged() from None


def deserves_a_look(part: bytes, letters: Iterable[str], header_row: int) -> bool:
    """Whether something is hidden on a sheet, or a formula stands in one of these columns below the
    header; also where its cells don't say which they are."""
    if b"hidden" in part and _HIDDEN.search(part):
        return True
    columns = "|".join(letters).encode()
    pattern = rb"""c r=["'](?:%b)[0-9]+["'][^<>]*>\s*<(?:\w+:)?f[\s/>]""" % columns
    start = max(part.find(b'row r="%d"' % header_row), 0)
    found = bool(columns) and re.compile(pattern).search(part, start) is not None
    return found or (_has_nameless(part) and _FORMULA.search(part) is not None)


def _has_nameless(part: bytes) -> bool:
    """Whether some cells or rows have no address; they are counted only where an address isn't what comes
    first in each, as all programs that we know have it."""
    if _NAMELESS.search(part) is None:
        return False
    elements = sum(map(part.count, (b"<c ", b"<c>", b"<row ", b"<row>")))
    return part.count(b' r="') < elements


def look_closer(
    part: bytes, letters: Collection[str], rows: Collection[int], percent: Collection[str] = ()
) -> Look:
    """A look at the cells in these columns and rows of a sheet, given by its XML; `percent` are the formats
    of percentages. Raises Refused."""
    look = Look()
    for tag, element, number in rows_of(part):
        if tag == "col":
            first, last = int(element.get("min", 1)), int(element.get("max", 0))
            if element.get("hidden") in _TRUE:
                look.hidden_columns.update(range(first - 1, min(last, _LAST_COLUMN)))
            continue
        if element.get("hidden") in _TRUE:
            look.hidden_rows.add(number)
        for place, cell in cells_of(element) if number in rows else ():
            letter = column_letter(place)
            if letter in letters:
                address = f"{letter}{number}"
                if cell.get("s", "0") in percent:
                    look.percent.add(address)
                _look_at_value(cell, address, look)
    return look


def errors_in(part: bytes) -> Iterator[tuple[int, int, str]]:
    """The 0-based row, column and text of each error value on a sheet; readers give none. Raises Refused."""
    if _ERROR.search(part) is None:
        return
    for tag, element, number in rows_of(part):
        for place, cell in cells_of(element) if tag == "row" else ():
            if cell.get("t") == "e":
                yield number - 1, place, cell.findtext("{*}v", "").strip()


def rows_of(part: bytes) -> Iterator[tuple[str, ElementTree.Element, int]]:
    """The columns and rows of a sheet's XML, with the rows' numbers: those that have none follow on."""
    number = 0
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(part)):
            tag = element.tag.rpartition("}")[2]
            if tag == "row":
                number = int(element.get("r") or number + 1)
                yield tag, element, number
                element.clear()
            elif tag == "col":
                yield tag, element, 0
    except (ElementTree.ParseError, ValueError, LookupError):
        raise damaged() from None


def cells_of(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    """The cells of a row with their 0-based columns: those without an address follow on."""
    place = -1
    for cell in row:
        letters = cell.get("r", "").rstrip("0123456789")
        place = column_place(letters) if letters else place + 1
        yield place, cell


def _look_at_value(cell: ElementTree.Element, address: str, look: Look) -> None:
    said = {element.tag.rpartition("}")[2]: element.text or "" for element in cell}
    kind, value = cell.get("t"), said.get("v", "")
    if "f" in said and kind != "e":
        stored = look.formulas if value or kind == "str" else look.unstored
        stored[address] = f"={said['f']}"


def percent_styles(package: UntrustedPackage) -> frozenset[str]:
    """The cell formats, by their number, that show a number as a percentage. Raises Refused."""
    root = root_of(package, "xl/styles.xml")
    percent = _BUILT_IN_PERCENT | {
        code.get("numFmtId", "")
        for code in root.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _QUOTED.sub("", code.get("formatCode", ""))
    }
    formats = root.iterfind("{*}cellXfs/{*}xf")
    return frozenset(str(i) for i, style in enumerate(formats) if style.get("numFmtId") in percent)
