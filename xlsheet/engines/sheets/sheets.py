"""The sheets of one workbook, as xlwings' Sheets and Sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.cells.areas import Areas
from xlsheet.engines.cells.boxes import MAX_COLUMNS, MAX_ROWS, Box
from xlsheet.engines.cells.notes import Note, notes_of
from xlsheet.engines.cells.ranges import Range
from xlsheet.engines.owners import OwningBook
from xlsheet.engines.sheets.freezing import FreezePanes
from xlsheet.engines.sheets.names import CalcNames
from xlsheet.engines.sheets.tables import Tables
from xlsheet.engines.uno.edge import at_the_edge

_LONGEST_ADDRESS: Final = 255
"""Excel takes no longer one for a range."""


@at_the_edge
class CalcSheets(base_classes.Sheets):
    """All sheets in the order of their tabs, hidden ones too."""

    def __init__(self, book: OwningBook) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.document.sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.api.CurrentController.ActiveSheet)

    def __call__(self, name_or_index: int | str) -> Sheet:
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(self):
                raise IndexError(f"“{self.book.name}”没有第 {name_or_index} 张工作表。")
            return Sheet(self.book, self.api.getByIndex(name_or_index - 1))
        for name in self.api.ElementNames:
            if name.lower() == name_or_index.lower():
                return Sheet(self.book, self.api.getByName(name))
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, self.api.getByIndex(number)) for number in range(len(self))])

    def of(self, api: Any) -> Sheet:
        """The sheet that a UNO spreadsheet of this book is."""
        return Sheet(self.book, api)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, before the active one unless told otherwise; it becomes the active one."""
        place = before.index - 1 if before else after.index if after else self.active.index - 1
        name = name or self._free_name()
        self.api.insertNewByName(name, place)
        sheet = Sheet(self.book, self.api.getByName(name))
        sheet.activate()
        return sheet

    def _free_name(self) -> str:
        taken = {name.lower() for name in self.api.ElementNames}
        return next(name for n in range(1, len(taken) + 2) if (name := f"Sheet{n}").lower() not in taken)


@at_the_edge
class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: OwningBook, api: Any) -> None:
        self._book = book
        self._api = api
        self._annotations: Any = None

    @property
    def book(self) -> OwningBook:
        return self._book

    @property
    def api(self) -> Any:
        """UNO's Spreadsheet, found anew where deleting cells has damaged the one we had.

        When cells are deleted and others move up, Calc lets a sheet object shrink or begin lower.
        """
        if Box.of(self._api.RangeAddress).rows < MAX_ROWS:
            self._api = self.book.document.sheets.getByName(self._api.Name)
            self._annotations = None
        return self._api

    @property
    def annotations(self) -> Any:
        """UNO's collection of the sheet's notes."""
        sheet = self.api
        if self._annotations is None:
            self._annotations = sheet.Annotations
        return self._annotations

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def names(self) -> CalcNames:
        return CalcNames(self.book, self.api.NamedRanges, self)

    @property
    def index(self) -> int:
        return self.position + 1

    @property
    def position(self) -> int:
        """The sheet's 0-based number, as UNO's addresses count."""
        return int(self.api.RangeAddress.Sheet)

    @property
    def visible(self) -> bool:
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = value

    @property
    def is_protected(self) -> bool:
        return bool(self.api.isProtected())

    def range(self, arg1: Any, arg2: Any = None) -> Range | Areas:
        """Cells by `A1`, `A1:B2`, a name or a table's name, or several of these with commas between; by
        (row, column), two corners in any order, or (row, column, rows, columns)."""
        if isinstance(arg1, str) and "," in arg1 and arg2 is None:
            return Areas(self, self._boxes(arg1))
        first = self.box_of(arg1)
        return Range(self, first if arg2 is None else first.around(self.box_of(arg2)), str(arg1))

    def _boxes(self, address: str) -> list[Box]:
        if len(address) > _LONGEST_ADDRESS:
            raise ValueError(f"区域的地址最长 {_LONGEST_ADDRESS} 个字符，这个有 {len(address)} 个。")
        return [self.box_of(part) for part in address.split(",")]

    def at(self, box: Box) -> Range:
        """The cells of a box."""
        return Range(self, box)

    def box_of(self, argument: Any) -> Box:
        """The cells that `range` was asked for by one argument."""
        if isinstance(argument, Range):
            return argument.box
        if isinstance(argument, tuple):
            if 0 in argument[:2]:
                raise IndexError("行和列都从 1 数起，没有第 0 行或第 0 列。")
            return Box(*argument)
        box = Box.parse(argument) or self._named_box(argument)
        if box is None:
            raise ValueError(f"工作表“{self.name}”里没有区域“{argument}”。")
        return box

    def _named_box(self, name: str) -> Box | None:
        for names in (self.names, self.book.names):
            if names.contains(name):
                found: Any = names(name).refers_to_range
                return found.box if found.sheet.name == self.name else None
        tables = Tables(self)
        if name in tables and (body := tables(name).data_body_range):
            return body.box
        return None

    @property
    def cells(self) -> Range:
        return Range(self, Box(1, 1, MAX_ROWS, MAX_COLUMNS))

    @property
    def used_range(self) -> Range:
        return Range(self, self.used_box())

    def used_box(self) -> Box:
        """From the first to the last cell that holds or shows anything; A1 on an empty sheet."""
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Box.of(cursor.RangeAddress)

    def activate(self) -> None:
        self.book.api.CurrentController.setActiveSheet(self.api)

    def select(self) -> None:
        self.activate()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def clear(self) -> None:
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self.book.document.sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        target, place = _target(before, after)
        if target.book.api == self.book.api:
            self.book.document.sheets.copyByName(self.name, self._copy_name(), place)
        else:
            target.book.api.Sheets.importSheet(self.book.api, self.name, place)

    def _copy_name(self) -> str:
        taken, number = self.book.document.sheets.ElementNames, 2
        while f"{self.name} ({number})" in taken:
            number += 1
        return f"{self.name} ({number})"

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self.book.document.sheets.moveByName(self.name, _target(before, after)[1])

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        return notes_of(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)


def _target(before: Sheet | None, after: Sheet | None) -> tuple[Sheet, int]:
    """A sheet of the book to go to, and the 0-based place there."""
    if before is not None:
        return before, before.position
    if after is None:
        raise ValueError("before 和 after 要给一个。")
    return after, after.position + 1
