"""Notes (the old kind of comment) on cells, as xlwings' Note."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.reading import NOTE_FLAG
from xlsheet.engines.owners import OwningCells, OwningSheet
from xlsheet.engines.uno.edge import at_the_edge


@at_the_edge
class Note(base_classes.Note):
    """The note of one cell; it stays the cell's while other notes come and go. `api` is UNO's, where it
    is known already."""

    def __init__(self, sheet: OwningSheet, box: Box, api: Any = None) -> None:
        self._sheet = sheet
        self._box = box
        self._api = api

    @property
    def api(self) -> Any:
        if self._api is None:
            self._api = self._sheet.api.getCellByPosition(self._box.column - 1, self._box.row - 1).Annotation
        return self._api

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
    def location(self) -> OwningCells:
        return self._sheet.at(self._box)

    def delete(self) -> None:
        self.location.api.clearContents(NOTE_FLAG)


def notes_of(sheet: OwningSheet) -> list[Note]:
    """All notes of a sheet, in Calc's order: column by column."""
    found = [sheet.annotations.getByIndex(number) for number in range(sheet.annotations.Count)]
    places = [note.getPosition() for note in found]
    return [
        Note(sheet, Box(place.Row + 1, place.Column + 1), note)
        for place, note in zip(places, found, strict=True)
    ]


def note_of(sheet: OwningSheet, box: Box) -> Note | None:
    """The note of a cell, if it has one."""
    return Note(sheet, box) if sheet.at(box).api.queryContentCells(NOTE_FLAG).Count else None


def add_note(sheet: OwningSheet, box: Box, text: str) -> Note:
    """Put a note on a cell that has none."""
    sheet.annotations.insertNew(box.uno_cell(sheet.position), text)
    return Note(sheet, box)
