"""What calamine does not tell of a sheet: its merged cells, and formulas whose results nobody stored."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from xlsheet.dictionary.addresses import column_place
from xlsheet.errors import LedgerError
from xlsheet.ledger.merged import Area, with_merged
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.package import TablePlace, cell_place

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref=["\']([A-Z]+\d+):([A-Z]+\d+)["\']')
_WITHOUT_RESULT: Final = re.compile(
    rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Z]+\d+)"([^<>]*)>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>([^<]*)</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULAS: Final = (b"<f>", b"<f ", b"<f/", b":f")
"""What a part with a formula in a cell has; those of dropdowns and colours are called otherwise."""

_TEXT_RESULT: Final = b't="str"'
"""Its result may be no text at all."""

_LINK: Final = b"HYPERLINK("
"""Of a link to a cell nobody needs the result."""


def merged_areas(part: bytes) -> Iterator[Area]:
    """The merged cells of a sheet that span several rows, as columns of rows."""
    for first, last in _MERGED.findall(part) if b"mergeCell" in part else ():
        (left, top), (right, bottom) = cell_place(first.decode()), cell_place(last.decode())
        if bottom > top:
            yield Area(top, bottom, left, right)


def first_without_result(part: bytes, rows: Container[int], columns: Container[int]) -> str:
    """The first cell in some rows and columns whose formula has no result; empty where all have theirs.

    Programs that only write files (openpyxl) leave results out until a spreadsheet program saves them.
    """
    for address, attributes, formula in (
        _WITHOUT_RESULT.findall(part) if any(start in part for start in _FORMULAS) else ()
    ):
        column, row = cell_place(address.decode())
        if (
            row in rows
            and column in columns
            and not formula.startswith(_LINK)
            and _TEXT_RESULT not in attributes
        ):
            return str(address.decode())
    return ""


def as_it_shows(label: str, part: bytes, data: TableData, place: TablePlace) -> TableData:
    """A table, read from a sheet's part, with what its merged cells say.

    Raises LedgerError, naming the ledger by `label`, where a formula in it has no result.
    """
    rows = {*data.numbers, *range(place.first_row + 1, place.last_row - place.totals_rows + 1)}
    columns = {column_place(data.letters[name]) + 1 for name in data.table.columns}
    bare = first_without_result(part, rows, columns)
    if bare:
        raise LedgerError(
            f"“{label}”的“{place.sheet}”{bare} 是公式，文件里没有结果（由不计算公式的程序保存过）。"
            "请用 Excel、WPS 或 LibreOffice 打开台账，保存一次再试。台账没有改动。"
        )
    return with_merged(data, merged_areas(part))
