"""A registry of units from a file: .csv or .xlsx with the columns of 单位名录."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from xlsheet.cells.encoding import text_of
from xlsheet.cells.text import clean, fold
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import UNITS, Column
from xlsheet.errors import SourceError
from xlsheet.grids.guarded import content_of, guarded
from xlsheet.ledger.changes import Row

_HEADER_WITHIN: Final = 10
_MOST_ROWS: Final = 10_000
_MOST_UNITS: Final = 5_000
_OLE: Final = b"\xd0\xcf\x11\xe0"
_COLUMNS: Final = "、".join(UNITS.columns)


def read_registry(path: Path) -> list[Row]:
    """The rows of a registry file, one a unit, all columns of 单位名录 present, blank ones None.

    Only the column 单位 must be there. A .csv may be in UTF-8 or GBK; in an .xlsx the table may be on
    any sheet. Raises SourceError for a file without such a table.
    """
    rows: list[Row] = guarded("xlsheet.notice.registry_file:rows_of", path, content_of(path), label=path)
    return rows


def rows_of(path: Path, content: bytes) -> list[Row]:
    """In a worker: the rows of a registry file."""
    if content[:4] == b"PK\x03\x04":
        sheets = _sheets(path, content)
    elif content[:4] == _OLE:
        raise SourceError(f"“{path}”是旧版或加密的 Excel 文件。请另存为 .xlsx 或 .csv。")
    else:
        sheets = [_csv_rows(path, content)]
    for rows in sheets:
        found = _units(rows)
        if len(found) > _MOST_UNITS:
            raise SourceError(f"“{path}”里有 {len(found)} 个单位，不像单位名录。请核对是不是这个文件。")
        if found:
            return found
    raise SourceError(f"“{path}”里没有单位：应有表头“{UNITS.unit}”，其他可有的列是{_COLUMNS}。")


def _csv_rows(path: Path, content: bytes) -> list[Sequence[object]]:
    text = text_of(content)
    if text is not None:
        delimiter = max(",\t;", key=text.split("\n", 1)[0].count)
        with suppress(csv.Error):
            return [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    raise SourceError(f"“{path}”不是能读的表格。请提供 .csv（UTF-8 或 GBK 编码）或 .xlsx。")


def _sheets(path: Path, content: bytes) -> list[list[Sequence[object]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [list(islice(sheet.iter_rows(values_only=True), _MOST_ROWS)) for sheet in book.worksheets]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError):
        # SyntaxError covers what the XML parser raises (ElementTree.ParseError).
        raise SourceError(f"“{path}”打不开，可能已损坏。请用 Excel 打开后另存为 .xlsx。") from None


def _units(rows: Iterable[Sequence[object]]) -> list[Row]:
    """The rows under the header; none where no row near the top has a column 单位."""
    lines = [[clean(show(cell)) for cell in row] for row in rows]
    for i, line in enumerate(lines[:_HEADER_WITHIN]):
        header = [fold(cell) for cell in line]
        if fold(UNITS.unit) in header:
            places = {column: header.index(column) for column in UNITS.columns if column in header}
            return [_row(line, places) for line in lines[i + 1 :] if _cell(line, places[UNITS.unit])]
    return []


def _row(line: Sequence[str], places: Mapping[Column, int]) -> Row:
    return {c: _cell(line, places[c]) if c in places else None for c in UNITS.columns}


def _cell(line: Sequence[str], place: int) -> str | None:
    return (line[place] or None) if place < len(line) else None
