"""Areas of a sheet: merged ones, where one is copied or moved to, and what refers to one."""

from __future__ import annotations

from typing import Any

from xlsheet.engines.cells.boxes import Box


def merged_around(sheet: Any, cell: Box) -> Box:
    """The merged area that a cell belongs to; the cell itself where it is none."""
    position = (cell.column - 1, cell.row - 1)
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(*position))
    cursor.collapseToMergedArea()
    return Box.of(cursor.RangeAddress)


def all_merged(sheet: Any, box: Box) -> bool | None:
    """Whether the cells are merged; None where only some are."""
    if box.rows > 1 and not _may_be_merged(sheet, box):
        return False
    cells = (box.cell(r, c) for r in range(1, box.rows + 1) for c in range(1, box.columns + 1))
    found = {merged_around(sheet, cell) != cell for cell in cells}
    return found.pop() if len(found) == 1 else None


def _may_be_merged(sheet: Any, box: Box) -> bool:
    """Whether merged cells begin among the cells, or reach in over the edge; to ask each one is slow."""
    corners = box.column - 1, box.row - 1, box.last_column - 1, box.last_row - 1
    if sheet.getCellRangeByPosition(*corners).getIsMerged():
        return True
    top = [box.cell(1, column) for column in range(1, box.columns + 1)]
    left = [box.cell(row, 1) for row in range(2, box.rows + 1)] if box.column > 1 else []
    return any(merged_around(sheet, cell) != cell for cell in top + left)


def destination_of(source: Any, destination: Any, verb: str) -> Any:
    """The first cell, as Calc addresses it, that xlwings' range `destination` begins at. NotImplementedError
    where there is none, or where it lies in another workbook than the range `source`."""
    if destination is None:
        raise NotImplementedError(f"LibreOffice Calc 引擎没有不带目标的 Range.{verb}。")
    target = destination.impl
    if target.sheet.book.fullname != source.sheet.book.fullname:
        raise NotImplementedError(f"LibreOffice Calc 引擎没有跨工作簿的 Range.{verb}。")
    return target.box.uno_cell(target.sheet.position)


def refers_to(name: Any, cells: Any) -> bool:
    """Whether a defined name stands for exactly these cells."""
    found = name.getReferredCells()
    return found is not None and found.AbsoluteName == cells.AbsoluteName
