"""Cells that lie apart, as xlwings' Range of several areas: one call changes the looks of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlwings import base_classes

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.fonts import Rgb, common_value, rgb_of, uno_colour
from xlsheet.engines.cells.protection import let_change
from xlsheet.engines.owners import OwningSheet
from xlsheet.engines.uno.edge import at_the_edge


@at_the_edge
class Areas(base_classes.Range):
    """Several boxes of one sheet. As in Excel, its place and shape are those of the first one."""

    def __init__(self, sheet: OwningSheet, boxes: Sequence[Box]) -> None:
        self.sheet = sheet
        self.boxes = boxes

    @property
    def api(self) -> Any:
        """UNO's SheetCellRanges."""
        group = self.sheet.book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
        position = self.sheet.position
        group.addRangeAddresses(tuple(box.uno_range(position) for box in self.boxes), False)
        return group

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        first = self.boxes[0]
        return (self.sheet.name, first.row, first.column, *first.shape)

    @property
    def row(self) -> int:
        return self.boxes[0].row

    @property
    def column(self) -> int:
        return self.boxes[0].column

    @property
    def shape(self) -> tuple[int, int]:
        return self.boxes[0].shape

    def __len__(self) -> int:
        return sum(box.rows * box.columns for box in self.boxes)

    @property
    def address(self) -> str:
        return ",".join(box.address() for box in self.boxes)

    @property
    def color(self) -> Rgb | None:
        return rgb_of(common_value(self.api, "CellBackColor"))

    @color.setter
    def color(self, value: Any) -> None:
        let_change(self.sheet, self.api, self.address)
        colour = -1 if value is None else uno_colour(value)
        # Told of all at once, Calc measures every row from the first to the last anew. And a cursor that
        # goes from one to the next is one object to get to know; every range would be a new one.
        cursor, at = self.sheet.api.createCursorByRange(self.sheet.at(Box(1, 1)).api), Box(1, 1)
        for box in self.boxes:
            if at.shape != (1, 1):
                cursor.collapseToSize(1, 1)
            cursor.gotoOffset(box.column - at.column, box.row - at.row)
            if box.shape != (1, 1):
                cursor.collapseToSize(box.columns, box.rows)
            cursor.setPropertyValue("CellBackColor", colour)
            at = box
