"""Excel's Worksheet and the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from support.excel.areas import LAST_COLUMN, LAST_ROW, Area, areas_of
from support.excel.com import NO_SUCH_INDEX, ComError, ComObject, called
from support.excel.grid import Grid, GridTable
from support.excel.ranges import Comments, Range
from support.excel.tables import ListObject, ListObjects

if TYPE_CHECKING:
    from support.excel.books import Workbook

VISIBLE: Final = -1


class Worksheet(ComObject):
    """One sheet."""

    def __init__(self, book: Workbook, name: str, grid: Grid) -> None:
        self.book = book
        self.name = name
        self.origin: str | None = None  # its name in the file that it came from
        self.grid = grid
        self.visible = VISIBLE

    def table_of(self, table: GridTable | None) -> ListObject | None:
        return table and ListObject(self, table)

    @property
    def Name(self) -> str:
        return self.name

    @Name.setter
    def Name(self, value: str) -> None:
        self.name = value

    @property
    def Parent(self) -> Workbook:
        return self.book

    @property
    def Application(self) -> Any:
        return self.book.app

    @property
    def Index(self) -> int:
        return self.book.sheets.index(self) + 1

    @property
    def Visible(self) -> int:
        return self.visible

    @Visible.setter
    def Visible(self, value: int) -> None:
        self.visible = VISIBLE if value is True else int(value)

    @property
    def Cells(self) -> Range:
        return Range(self, [Area(1, 1, LAST_ROW, LAST_COLUMN)])

    @property
    def UsedRange(self) -> Range:
        return Range(self, [self.grid.used()])

    def Range(self, Cell1: str | Range, Cell2: str | Range | None = None) -> Range:
        first, second = (areas_of(c) if isinstance(c, str) else c.areas for c in (Cell1, Cell2 or Cell1))
        return Range(self, first if Cell2 is None else [first[0].around(second[0])])

    @property
    def ListObjects(self) -> ListObjects:
        return ListObjects(self)

    @property
    def Comments(self) -> Comments:
        return Comments(self)

    def Activate(self) -> None:
        if self.visible != VISIBLE and self.grid.facts["activating_a_hidden_sheet_fails"]:
            raise ComError("类 Worksheet 的 Activate 方法无效")
        self.book.active = self

    def Select(self) -> None:
        self.Activate()

    def Delete(self) -> None:
        self.book.sheets.remove(self)
        self.book.active = self.book.sheets[0]

    def Protect(self, Password: str | None = None) -> None:
        self.grid.protected = True

    def Unprotect(self, Password: str | None = None) -> None:
        self.grid.protected = False


class Sheets(ComObject):
    """The sheets of a workbook, hidden ones too."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def __call__(self, *index: Any) -> Worksheet:
        return self.Item(*called(self, *index))

    def Item(self, Index: int | str) -> Worksheet:
        for number, sheet in enumerate(self.book.sheets, 1):
            if Index == number or (isinstance(Index, str) and sheet.name.lower() == Index.lower()):
                return sheet
        raise ComError("无效的索引。", scode=NO_SUCH_INDEX)

    def Add(self, Before: Worksheet | None = None) -> Worksheet:
        self.book.active = added = self.book.add_sheet(f"Sheet{self.Count + 1}")
        if Before is not None:
            self.book.sheets.remove(added)
            self.book.sheets.insert(self.book.sheets.index(Before), added)
        return added

    @property
    def Count(self) -> int:
        return len(self.book.sheets)

    @property
    def Parent(self) -> Workbook:
        return self.book

    def __iter__(self) -> Iterator[Worksheet]:
        return iter(list(self.book.sheets))
