"""Read a block of cells from Calc in a handful of calls, whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.excel_typing import as_text_cell_holds
from xlsheet.engines.cells.fonts import common_value
from xlsheet.engines.cells.formulas import ERRORS
from xlsheet.engines.cells.number_formats import Shows
from xlsheet.engines.cells.values import CellError, Grid

if TYPE_CHECKING:
    from xlsheet.engines.documents import Document

# com.sun.star.sheet.FormulaResult.ERROR, CellFlags.FORMULA and CellFlags.ANNOTATION
_ERROR_RESULT: Final = 4
_FORMULA_FLAG: Final = 16
NOTE_FLAG: Final = 8
_BOOLEAN_WORDS: Final = {"0": "FALSE", "1": "TRUE"}


def read_values(document: Document, cells: Any) -> Grid:
    """The values of a UNO cell range, row by row; dates and booleans told by their formats."""
    rows: Grid = [list(row) for row in cells.getDataArray()]
    box = Box.of(cells.RangeAddress)
    _mark_empty_and_errors(rows, cells, box)
    for number, column in enumerate(zip(*rows, strict=True)):
        if float in map(type, column):
            below = cells.getCellRangeByPosition(number, 0, number, box.rows - 1)
            _tell_apart(document, rows, box, below)
    return rows


def _tell_apart(document: Document, rows: Grid, box: Box, below: Any) -> None:
    """Make dates and booleans of the numbers in a part of the rows that shows them so."""
    for shows, part in formatted_parts(document, below):
        if shows is Shows.DATE:
            _change_numbers(rows, box, part, document.calendar.moment)
        elif shows is Shows.BOOLEAN:
            _change_numbers(rows, box, part, bool)


def formatted_parts(document: Document, cells: Any) -> Iterator[tuple[Shows, Box]]:
    """What the parts of a range show; cells with a formula count with the format of its result."""
    key = common_value(cells, "NumberFormat")
    if key is not None and document.formats.shows(key) is not Shows.GENERAL:
        yield document.formats.shows(key), Box.of(cells.RangeAddress)
        return
    groups = cells.getUniqueCellFormatRanges()
    for number in range(groups.Count):
        group = groups.getByIndex(number)
        shows = document.formats.shows(group.NumberFormat)
        for address in group.RangeAddresses:
            yield shows, Box.of(address)


def read_formulas(document: Document, cells: Any) -> list[list[str]]:
    """What Excel's formula bar would show for every cell: formulas in Excel's spelling, else values."""
    box = Box.of(cells.RangeAddress)
    rows = [[_constant(value) for value in row] for row in cells.getDataArray()]
    for shows, part in formatted_parts(document, cells):
        if shows is Shows.BOOLEAN:
            for row, column in places(box, part):
                rows[row][column] = _BOOLEAN_WORDS.get(rows[row][column], rows[row][column])
    for part in boxes_of(cells.queryContentCells(_FORMULA_FLAG)):
        for row, column in places(box, part):
            rows[row][column] = document.formulas.of(cells.getCellByPosition(column, row))
    return rows


def boxes_of(ranges: Any) -> list[Box]:
    """The boxes of UNO's SheetCellRanges."""
    return [Box.of(address) for address in ranges.RangeAddresses]


def places(box: Box, part: Box) -> Iterator[tuple[int, int]]:
    """Row and column, 0-based in `box`, of every cell of `part`."""
    for row in range(part.row - box.row, part.last_row - box.row + 1):
        for column in range(part.column - box.column, part.last_column - box.column + 1):
            yield row, column


def _constant(value: Any) -> str:
    return as_text_cell_holds(value) if isinstance(value, float) else str(value or "")


def _mark_empty_and_errors(rows: Grid, cells: Any, box: Box) -> None:
    # UNO gives '' for an empty cell and None for an error.
    failed = any(None in row for row in rows)
    for row in rows:
        row[:] = map(_filled, row)
    if failed:
        for part in boxes_of(cells.queryFormulaCells(_ERROR_RESULT)):
            for row_no, column_no in places(box, part):
                code = cells.getCellByPosition(column_no, row_no).getError()
                rows[row_no][column_no] = CellError(ERRORS.get(code, "#VALUE!"))


def _filled(value: Any) -> Any:
    if value is None:
        return CellError("#N/A")
    if isinstance(value, str):
        # In text of several lines Calc shows a tab as this mark of its editor.
        return value.replace("\x01", "\t") or None
    return value


def _change_numbers(rows: Grid, box: Box, part: Box, change: Any) -> None:
    for row, column in places(box, part):
        value = rows[row][column]
        if isinstance(value, float):
            rows[row][column] = change(value)
