"""Notes (the old kind of comment) on cells, as xlwings' Note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlsheet.engines.boxes import Box
from xlsheet.engines.edge import at_the_edge
from xlsheet.engines.reading import NOTE_FLAG, places

if TYPE_CHECKING:
    from xlsheet.engines.ranges import Range
    from xlsheet.engines.sheets import Sheet


@at_the_edge
class Note(base_classes.Note):
    """The note of one cell; it stays the cell's while other notes come and go."""

    def __init__(self, sheet: Sheet, box: Box) -> None:
        self._sheet = sheet
        self._box = box

    @property
    def api(self) -> Any:
        return self._sheet.api.getCellByPosition(self._box.column - 1, self._box.row - 1).Annotation

    @property
    def text(self) -> str:
        return str(self.api.getString())

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    @property
    def author(self) -> str:
        return str(self.api.Author)

    @property
    def location(self) -> Range:
        return self._sheet.at(self._box)

    def delete(self) -> None:
        self._sheet.at(self._box).api.clearContents(NOTE_FLAG)


def notes_of(sheet: Sheet) -> list[Note]:
    """All notes of a sheet, in Calc's order: column by column."""
    return [Note(sheet, box) for box in _boxes(sheet)]


def note_of(sheet: Sheet, box: Box) -> Note | None:
    """The note of a cell, if it has one."""
    return Note(sheet, box) if sheet.at(box).api.queryContentCells(NOTE_FLAG).Count else None


def add_note(sheet: Sheet, box: Box, text: str) -> Note:
    """Put a note on a cell that has none."""
    sheet.annotations.insertNew(box.uno_cell(sheet.position), text)
    return Note(sheet, box)


def _boxes(sheet: Sheet) -> list[Box]:
    if not sheet.annotations.Count:
        return []
    noted = (Box.of(address) for address in sheet.api.queryContentCells(NOTE_FLAG).RangeAddresses)
    cells = (
        Box(part.row + row, part.column + column) for part in noted for row, column in places(part, part)
    )
    return sorted(cells, key=lambda cell: (cell.column, cell.row))
