"""Write a block of values to Calc in a handful of calls, with the formats that Excel would give."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.excel_typing import Typed, as_excel_takes, as_text_cell_holds
from xlsheet.engines.cells.formulas import link_in_calcs_words
from xlsheet.engines.cells.number_formats import DATE, DATETIME, DURATION, GENERAL, Shows
from xlsheet.engines.cells.reading import NOTE_FLAG, formatted_parts, places
from xlsheet.engines.cells.values import rows_of

if TYPE_CHECKING:
    from xlsheet.engines.documents import Document

_BOOLEAN = "boolean"


class _Cell(NamedTuple):
    """What goes into one cell: Calc's content, or a formula; and the format it asks for."""

    content: float | str
    formula: str = ""
    code: str | None = None


def write_values(document: Document, cells: Any, rows: Sequence[Sequence[Any]], *, strict: bool) -> None:
    """Put rows of exactly the range's shape into a UNO cell range.

    Text that begins with `=` is a formula unless its cell is formatted as text. `strict` treats
    text as Excel does; ValueError where Excel would not take it, before anything is written (a
    formula's spelling shows only once it is in its cell).

    Of text with several lines Calc breaks any line of more than 16,379 characters in two.
    """
    box = Box.of(cells.RangeAddress)
    shows = _formats(document, cells, box)
    writer = _Writer(document, strict)
    plan = [
        writer.row(row, kinds, box.cell(n, 1))
        for n, (row, kinds) in enumerate(zip(rows, shows, strict=True), 1)
    ]
    # Calc drops the notes of cells whose data it takes in; Excel keeps them.
    notes = _notes(cells)
    cells.setDataArray(tuple(tuple(cell.content for cell in row) for row in plan))
    _format(document, cells, box, _asked_formats(plan, shows))
    _put_formulas(document, cells, plan, strict)
    for position, text in notes:
        cells.Spreadsheet.Annotations.insertNew(position, text)


class _Writer:
    def __init__(self, document: Document, strict: bool) -> None:
        self._calendar = document.calendar
        self._strict = strict
        self._today = dt.date.today()

    def row(self, values: Sequence[Any], shows: Sequence[Shows], first: Box) -> list[_Cell]:
        """The plan of one row; a ValueError names the cell at fault."""
        planned: list[_Cell] = []
        for value, kind in zip(values, shows, strict=True):
            try:
                planned.append(self._cell(value, kind))
            except ValueError as error:
                raise ValueError(
                    f"{first.cell(1, len(planned) + 1).address(False, False)}：{error}"
                ) from error
        return planned

    def _cell(self, value: Any, shows: Shows) -> _Cell:
        if value is None:
            return _Cell("")
        if isinstance(value, str):
            return self._text(value, shows)
        if self._strict and shows is Shows.TEXT:
            return self._into_text_cell(value)
        return self._value(value, None)

    def _text(self, text: str, shows: Shows) -> _Cell:
        if shows is Shows.TEXT:
            return _Cell(text)
        if text.startswith("=") and len(text) > 1:
            return _Cell("", formula=text)
        if not self._strict:
            return _Cell(text)
        typed: Typed = as_excel_takes(text, self._today)
        if typed.value is None or isinstance(typed.value, str):
            return _Cell(typed.value or "")
        return self._value(typed.value, typed.code)

    def _into_text_cell(self, value: Any) -> _Cell:
        if isinstance(value, (bool, dt.datetime, dt.timedelta)):
            raise ValueError(f"单元格格式是文本（@），Excel 会把 {value} 存成文字。请先改单元格格式。")
        return _Cell(as_text_cell_holds(value))

    def _value(self, value: Any, code: str | None) -> _Cell:
        if isinstance(value, bool):
            return _Cell(float(value), code=_BOOLEAN)
        if isinstance(value, dt.datetime):
            midnight = value.time() == dt.time()
            return _Cell(self._calendar.number(value), code=code or (DATE if midnight else DATETIME))
        if isinstance(value, dt.timedelta):
            return _Cell(value / dt.timedelta(days=1), code=DURATION)
        return _Cell(float(value), code=code)


def _formats(document: Document, cells: Any, box: Box) -> list[list[Shows]]:
    found = [[Shows.GENERAL] * box.columns for _ in range(box.rows)]
    for shows, part in formatted_parts(document, cells):
        if shows is not Shows.GENERAL:
            for row, column in places(box, part):
                found[row][column] = shows
    return found


def _asked_formats(plan: list[list[_Cell]], shows: list[list[Shows]]) -> dict[str, list[tuple[int, int]]]:
    """Places, 0-based (row, column), by the format they need: Excel only changes General by itself."""
    asked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row_no, (row, kinds) in enumerate(zip(plan, shows, strict=True)):
        for column_no, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
            code = _asked_format(cell, kind)
            if code is not None:
                asked[code].append((row_no, column_no))
    return asked


def _asked_format(cell: _Cell, shows: Shows) -> str | None:
    if shows is Shows.BOOLEAN and cell.code != _BOOLEAN:
        # Calc would show any number here as TRUE; in Excel the type comes with the value.
        return cell.code or GENERAL
    if shows is Shows.GENERAL or (cell.code == _BOOLEAN and shows in (Shows.DATE, Shows.OTHER)):
        return cell.code
    return None


def _format(document: Document, cells: Any, box: Box, asked: dict[str, list[tuple[int, int]]]) -> None:
    sheet = cells.RangeAddress.Sheet
    for code, where in asked.items():
        key = document.formats.boolean_key if code == _BOOLEAN else document.formats.key(code)
        group = document.api.createInstance("com.sun.star.sheet.SheetCellRanges")
        runs = tuple(run.uno_range(sheet) for run in _runs(where, box))
        group.addRangeAddresses(runs, False)
        group.NumberFormat = key


def _runs(where: Iterable[tuple[int, int]], box: Box) -> list[Box]:
    """Boxes of one column each that cover the places."""
    runs: list[Box] = []
    for column, row in sorted((column, row) for row, column in where):
        cell = box.cell(row + 1, column + 1)
        if runs and runs[-1].column == cell.column and runs[-1].last_row == cell.row - 1:
            runs[-1] = runs[-1].around(cell)
        else:
            runs.append(cell)
    return runs


def _put_formulas(document: Document, cells: Any, plan: list[list[_Cell]], strict: bool) -> None:
    """Put in the formulas: links in blocks, since there are as many as rows, others one by one."""
    box = Box.of(cells.RangeAddress)
    links: dict[tuple[int, int], str] = {}
    for row_no, row in enumerate(plan):
        for column_no, planned in enumerate(row):
            if (link := link_in_calcs_words(planned.formula)) is not None:
                links[row_no, column_no] = link
            elif planned.formula:
                cell = cells.getCellByPosition(column_no, row_no)
                document.formulas.put(cell, planned.formula, strict=strict)
    for run in _runs(links, box):
        column, top = run.column - box.column, run.row - box.row
        below = range(top, top + run.rows)
        block = cells.getCellRangeByPosition(column, below[0], column, below[-1])
        block.setFormulaArray(tuple((links[row_no, column],) for row_no in below))


def fill_formula(document: Document, cells: Any, formula: str, *, strict: bool) -> None:
    """Put one formula into every cell of a range; relative references follow, as when it is filled.

    Cells formatted as text get it as text.
    """
    if any(shows is Shows.TEXT for shows, _ in formatted_parts(document, cells)):
        rows = rows_of(formula, Box.of(cells.RangeAddress).shape)
        write_values(document, cells, rows, strict=strict)
        return
    first = cells.getCellByPosition(0, 0).CellAddress
    box = Box.of(cells.RangeAddress)
    for row, column in places(box, box):
        cell = cells.getCellByPosition(column, row)
        document.formulas.put(cell, formula, strict=strict, seen_from=first)


def _notes(cells: Any) -> list[tuple[Any, str]]:
    """Where there are notes, and their texts."""
    noted = cells.queryContentCells(NOTE_FLAG).RangeAddresses
    if not noted:
        return []
    parts = [Box.of(address) for address in noted]
    return [
        (note.Position, note.getString())
        for note in cells.Spreadsheet.Annotations
        if any(part.holds(Box(note.Position.Row + 1, note.Position.Column + 1)) for part in parts)
    ]
