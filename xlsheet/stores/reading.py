"""A table's values as calamine reads them from its sheet, whatever its user did around them."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from xlsheet.errors import LedgerError
from xlsheet.ledger.addresses import column_letter
from xlsheet.ledger.data import TableData, table_data
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import Table
from xlsheet.stores.package import Package, TablePlace, cell_place

_MOST_CELLS: Final = 20_000_000
"""Calamine makes room for every cell up to the last one; a far cell would end the process."""

_FAR_COLUMN: Final = re.compile(rb'r="[A-Z]{2,}\d')
_ROW_NUMBER: Final = re.compile(rb'row [^>]*?\br="(\d+)"')
_LETTERS: Final = 26
_FILLED: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+\d+)"[^>]*>(?=<)')


class Sheets:
    """The values of a workbook's sheets."""

    def __init__(self, package: Package, content: bytes) -> None:
        """Raises CalamineError where the content is no workbook."""
        self._package = package
        with _no_panic():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))

    def table(self, label: str, table: Table, place: TablePlace) -> tuple[TableData, TablePlace]:
        """The table's rows, and its place with the columns that the user added without the table noticing.

        Raises LedgerError where a column is missing or stands twice, or the sheet cannot be read.
        """
        grid = self._grid(label, place)
        top, left = place.first_row - 1, place.first_column - 1
        cells = [show(cell).strip() for cell in (grid[top][left:] if len(grid) > top else [])]
        header = _header(cells, place.last_column - left)
        _look_at_header(label, table, place, cells[: len(header)])
        numbers, rows = _rows_under(grid, place, header.index(table.key[0]), len(header))
        return table_data(table, header, rows, numbers, left), replace(place, last_column=left + len(header))

    def _grid(self, label: str, place: TablePlace) -> list[list[Any]]:
        part = self._package.part(place.sheet_part)
        last = _ROW_NUMBER.search(part, max(part.rfind(b"row "), 0))
        if _FAR_COLUMN.search(part) or (last and int(last[1]) * _LETTERS > _MOST_CELLS):
            _look_at_extent(label, place.sheet, part)
        try:
            with _no_panic():
                return self._workbook.get_sheet_by_name(place.sheet).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise LedgerError(f"“{label}”的“{place.sheet}”已损坏，读不出来。请用备份恢复。") from error


@contextmanager
def _no_panic() -> Iterator[None]:
    """CalamineError for calamine's panics, which are no Exceptions and have no name to catch them by."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CalamineError(str(error)) from error


def _look_at_extent(label: str, sheet: str, part: bytes) -> None:
    places = [cell_place(match.decode()) for match in _FILLED.findall(part)]
    column = max((column for column, _ in places), default=1)
    row = max((row for _, row in places), default=1)
    if column * row > _MOST_CELLS:
        far = next(f"{column_letter(c - 1)}{r}" for c, r in places if c == column or r == row)
        raise LedgerError(
            f"“{label}”的“{sheet}”在很远的 {far} 一带有内容，表太大，读不了。请删除那里的内容后再试。"
        )


def _header(cells: Sequence[str], covered: int) -> list[str]:
    """The names in a header row: those that the table covers and any that follow without a gap."""
    names: list[str] = []
    for i, name in enumerate(cells):
        if not name and i >= covered:
            break
        names.append(name if name and name not in names else f"{name}列{i + 1}")
    return names


def _look_at_header(label: str, table: Table, place: TablePlace, names: Sequence[str]) -> None:
    """LedgerError where a column is missing, or stands twice so that nobody knows which one is meant; a
    column of the user's own, right of ours, may be named like one of them."""
    lacking = [f"“{column}”" for column in table.columns if column not in names]
    last = max((names.index(column) for column in table.columns if column in names), default=0)
    counts = Counter(names if lacking else names[: last + 1])
    twice = [f"“{column}”" for column in table.columns if counts[column] > 1]
    if lacking or twice:
        wrong = [f"缺少{'、'.join(lacking)}列"] if lacking else []
        wrong += [f"{'、'.join(twice)}不止一列"] if twice else []
        raise LedgerError(
            f"“{label}”的“{place.sheet}”第 {place.first_row} 行{'，'.join(wrong)}。"
            "请恢复表头；表头的文字不能改，自己的列加在最右边。"
        )


def _rows_under(
    grid: Sequence[list[Any]], place: TablePlace, key: int, width: int
) -> tuple[list[int], list[list[object]]]:
    """Row numbers and values of the rows that hold something: those of the table, and those that follow
    it without a gap and begin like its rows (LibreOffice doesn't lengthen a table that is typed on)."""
    left = place.first_column - 1
    end = place.last_row - place.totals_rows if place.part else len(grid)
    numbers, rows = [], []
    for number in range(place.first_row + 1, len(grid) + 1):
        cells = grid[number - 1][left : left + width]
        if "" in cells:
            cells = [None if cell == "" else cell for cell in cells]
        if number > end and (place.totals_rows or not cells or cells[key] is None):
            break
        if cells.count(None) < len(cells):
            numbers.append(number)
            rows.append(cells + [None] * (width - len(cells)))
    return numbers, rows
