"""Defined names of a workbook or of one sheet, as xlwings' Names and Name."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.owners import OwningBook, OwningCells, OwningSheet
from xlsheet.engines.uno.edge import at_the_edge
from xlsheet.engines.uno.errors import CalcError


@at_the_edge
class CalcNames(base_classes.Names):
    """The names that a book or, given a sheet, only that sheet defines."""

    def __init__(self, book: OwningBook, api: Any, sheet: OwningSheet | None = None) -> None:
        self._book = book
        self.api = api
        self._sheet = sheet

    def __call__(self, name_or_index: int | str) -> Name:
        if isinstance(name_or_index, int):
            return Name(self._book, self.api, self.api.getByIndex(name_or_index - 1))
        for name in self.api.ElementNames:
            if name.lower() == name_or_index.lower():
                return Name(self._book, self.api, self.api.getByName(name))
        raise KeyError(name_or_index)

    def contains(self, name_or_index: int | str) -> bool:
        if isinstance(name_or_index, int):
            return 1 <= name_or_index <= len(self)
        return name_or_index.lower() in (name.lower() for name in self.api.ElementNames)

    def __len__(self) -> int:
        return int(self.api.Count)

    def snapshot(self) -> list[tuple[str, Name]]:
        return [
            (name, Name(self._book, self.api, self.api.getByName(name))) for name in self.api.ElementNames
        ]

    def add(self, name: str, refers_to: str) -> Name:
        """`refers_to` in Excel's spelling, such as `=Sheet1!$A$1:$B$2`."""
        self.api.addNewByName(name, "", Box(1, 1).uno_cell(0), 0)
        added = self(name)
        added.refers_to = refers_to
        return added


@at_the_edge
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: OwningBook, names: Any, api: Any) -> None:
        self._book = book
        self._names = names
        self.api = api

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def refers_to(self) -> str:
        return self._book.document.formulas.text(self.api.getTokens(), self.api.ReferencePosition)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setTokens(self._book.document.formulas.tokens(value, self.api.ReferencePosition))

    @property
    def refers_to_range(self) -> OwningCells:
        cells = self.api.getReferredCells()
        if cells is None:
            raise CalcError(f"名称“{self.name}”指的不是单元格区域。")
        return self._book.sheets.of(cells.Spreadsheet).at(Box.of(cells.RangeAddress))

    def delete(self) -> None:
        self._names.removeByName(self.name)
