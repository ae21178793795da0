"""A table's values as calamine reads them from its sheet, whatever its user did around them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import Table
from xlsheet.errors import LedgerError
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.package import Package, TablePlace, cell_place
from xlsheet.xlsx.table_grid import table_in_grid

_MOST_CELLS: Final = 20_000_000
"""Calamine makes room for every cell up to the last one; a far cell would end the process."""

_TEXTS: Final = "xl/sharedStrings.xml"
_FAR_COLUMN: Final = re.compile(rb'r="[A-Z]{2,}\d')
_ROW_NUMBER: Final = re.compile(rb'row [^<>]*?\br="(\d+)"')
_LETTERS: Final = 26
_ERROR: Final = re.compile(rb'<(?:\w+:)?c(\s[^<>]*\bt="e"[^<>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_ADDRESS: Final = re.compile(rb'\br="([A-Z]+\d+)"')
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_FILLED: Final = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]+\d+)"[^<>]*>(?=<)')


class SheetValues:
    """The values of a workbook's sheets."""

    def __init__(self, package: Package, content: bytes) -> None:
        """Raises CalamineError where the content is no workbook, one of READ_ERRORS where its texts are not
        what they say they are."""
        self._package = package
        if _TEXTS in package.names():
            package.part(_TEXTS)  # calamine reads all of them at once
        with no_panic():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))

    def table(self, label: str, table: Table, place: TablePlace) -> tuple[TableData, TablePlace]:
        """The table's rows, and its place with the columns that the user added without the table noticing.

        Raises LedgerError where a column is missing or stands twice, or the sheet cannot be read.
        """
        left, grid = place.first_column - 1, self._grid(label, place)[place.first_row - 1 :]
        errors = _errors(self._package.part(place.sheet_part))
        return table_in_grid(label, table, place, [row[left:] for row in grid] if left else grid, errors)

    def _grid(self, label: str, place: TablePlace) -> list[list[Any]]:
        part = self._package.part(place.sheet_part)
        last = _ROW_NUMBER.search(part, max(part.rfind(b"row "), 0))
        if _FAR_COLUMN.search(part) or (last and int(last[1]) * _LETTERS > _MOST_CELLS):
            _look_at_extent(label, place.sheet, part)
        try:
            with no_panic():
                return self._workbook.get_sheet_by_name(place.sheet).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise LedgerError(f"“{label}”的“{place.sheet}”已损坏，读不出来。请用备份恢复。") from error


@contextmanager
def no_panic() -> Iterator[None]:
    """CalamineError for calamine's panics, which are no Exceptions and have no name to catch them by."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CalamineError(str(error)) from error


def _errors(part: bytes) -> dict[tuple[int, int], str]:
    """The error values of a sheet, of which calamine says nothing, by row and column."""
    if b't="e"' not in part:
        return {}
    found = {}
    for attributes, content in _ERROR.findall(part):
        address, value = _ADDRESS.search(attributes), _VALUE.search(content)
        if address and value:
            column, row = cell_place(address[1].decode())
            found[row, column] = value[1].decode()
    return found


def _look_at_extent(label: str, sheet: str, part: bytes) -> None:
    places = [cell_place(match.decode()) for match in _FILLED.findall(part)]
    column = max((column for column, _ in places), default=1)
    row = max((row for _, row in places), default=1)
    if column * row > _MOST_CELLS:
        far = next(f"{column_letter(c - 1)}{r}" for c, r in places if c == column or r == row)
        raise LedgerError(
            f"“{label}”的“{sheet}”在很远的 {far} 一带有内容，表太大，读不了。请删除那里的内容后再试。"
        )
