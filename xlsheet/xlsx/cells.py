"""Values as the XML of cells: text always text, days as the numbers that a workbook counts them by."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from functools import cached_property
from typing import Final
from xml.etree import ElementTree

from xlsheet.cells.dates import MOMENT_ZERO
from xlsheet.dictionary.addresses import column_letter
from xlsheet.errors import OutputError
from xlsheet.ledger.changes import Link, Value
from xlsheet.xlsx.package import MAIN, Package

MOST_CHARACTERS: Final = 32_767
"""What a cell holds, counted as Excel does: a character beyond U+FFFF is two."""

"""Cells of a kind: units, months, moments, names of files and empty ones come again and again."""

_SURELY_FITS: Final = MOST_CHARACTERS // 2
_SPECIAL: Final = re.compile("[&<>_]")

_NOT_XML: Final = re.compile("[\x00-\x08\x0b-\x1f]")
_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_DAYS_OF_1904: Final = 1462
_STYLES: Final = "xl/styles.xml"
_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_MOMENT_FORMAT: Final = 22
_NO_DATE_LETTERS: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|;.*')


class CellWriter:
    """Writes cells for one workbook: it knows its first day, and which of its styles show days."""

    def __init__(self, package: Package) -> None:
        self._styles = package.part(_STYLES)
        self._uses_1904 = package.uses_1904()

    def cell(self, column: int, row: int, style: str, value: Value) -> str:
        """A cell's XML; nothing is an empty cell with its style. A day gets a style that shows days.

        Raises OutputError for text that no cell can hold.
        """
        return f'<c r="{address(column, row)}"{self.content(style, value)}'

    def content(self, style: str, value: Value) -> str:
        """What follows the address in the XML of a cell."""
        if isinstance(value, date):
            style = self._day_style(style, with_time=isinstance(value, datetime))
        styled = f' s="{style}"' if style else ""
        if value is None or value == "":
            return f"{styled}/>"
        if isinstance(value, str):
            return f'{styled} t="inlineStr"><is>{_inline(value)}</is></c>'
        if isinstance(value, bool):
            return f'{styled} t="b"><v>{int(value)}</v></c>'
        if isinstance(value, Link):
            formula, shown = _escaped(link_formula(value)), _escaped(str(value))
            return f'{styled} t="str"><f>{formula}</f><v>{shown}</v></c>'
        if isinstance(value, date):
            return f"{styled}><v>{self._serial(value)}</v></c>"
        if isinstance(value, int):
            return f"{styled}><v>{value}</v></c>"
        # 0.0 + -0.0 is 0.0: what is made for one must do for the other, since they are equal
        return f"{styled}><v>{0.0 + float(value)!r}</v></c>" if math.isfinite(value) else f"{styled}/>"

    def _serial(self, day: date) -> str:
        moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
        past = moment.replace(tzinfo=None) - MOMENT_ZERO
        days = past.days - (_DAYS_OF_1904 if self._uses_1904 else 0)
        seconds = past.seconds + past.microseconds / 1e6
        return str(days) if not seconds else repr(days + seconds / 86400)

    def _day_style(self, style: str, *, with_time: bool) -> str:
        """The style itself where it shows days, else the workbook's first that does (with the time)."""
        if self._shows_day.get(style, "d" not in self._shows_day.values()):
            return style
        wanted = "dh" if with_time and "dh" in self._shows_day.values() else "d"
        return next((s for s, shows in self._shows_day.items() if shows == wanted), style)

    @cached_property
    def _shows_day(self) -> dict[str, str]:
        """Style id -> "d" where it shows a day, "dh" a day with its time, "" neither."""
        root = ElementTree.fromstring(self._styles)
        codes = {e.get("numFmtId"): e.get("formatCode", "") for e in root.iter(f"{MAIN}numFmt")}
        styles = root.find(f"{MAIN}cellXfs")
        formats = [xf.get("numFmtId", "0") for xf in styles] if styles is not None else []
        return {str(i): _shown_by(number, codes.get(number)) for i, number in enumerate(formats)}


def storable(text: str) -> str:
    """Text as a workbook can hold it: without lone surrogates and what Unicode says is no character."""
    return _NO_CHARACTER.sub("\ufffd", text)


def address(column: int, row: int) -> str:
    """The address of a cell, column and row 1-based."""
    return f"{column_letter(column - 1)}{row}"


def _shown_by(number: str, code: str | None) -> str:
    if code is None:
        return "dh" if int(number) == _MOMENT_FORMAT else "d" if int(number) in _BUILT_IN_DATES else ""
    letters = _NO_DATE_LETTERS.sub("", code).lower()
    if not {"y", "d"} & set(letters):
        return ""
    return "dh" if "h" in letters else "d"


def link_formula(link: Link) -> str:
    """The formula, without its equals sign, of a cell that leads to another one."""
    sheet = link.sheet.replace("'", "''").replace('"', '""')
    shown = str(link).replace('"', '""')
    return f'HYPERLINK("#\'{sheet}\'!{link.cell}","{shown}")'


def length_in_cell(text: str) -> int:
    """How many characters Excel counts in a text; some, such as 😀, are two."""
    return len(storable(text).encode("utf-16-le")) // 2


def beginning(text: str, most: int) -> str:
    """As much of a text as a cell may hold of it, by Excel's count."""
    if 2 * len(text) <= most:
        return text
    return storable(text).encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def fitting(text: str) -> str:
    """Text as a cell can hold it; OutputError where it is too long for any."""
    text = storable(text)
    length = length_in_cell(text)
    if length > MOST_CHARACTERS:
        raise OutputError(
            f"有一格文字长 {length} 字（开头是“{text[:20]}”），Excel 一格最多 {MOST_CHARACTERS} 字，"
            "台账没有改动。请把它缩短后再试。"
        )
    return text


def _inline(text: str) -> str:
    """Text as a cell's own string. Nearly all is the same in XML, and to know that is quicker than to
    escape it."""
    if (
        len(text) <= _SURELY_FITS
        and text.isprintable()
        and not _SPECIAL.search(text)
        and text[0] != " " != text[-1]
    ):
        return f"<t>{text}</t>"
    return f'<t xml:space="preserve">{_escaped(text)}</t>'


def _escaped(text: str) -> str:
    """XML text; what XML forbids or reads as something else, in Excel's own spelling (_x000B_)."""
    text = fitting(text)
    text = _ESCAPE_LIKE.sub("_x005F_", text)
    text = _NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
