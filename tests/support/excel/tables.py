"""Excel's ListObject, its filter and the collection of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from support.excel.com import NO_SUCH_INDEX, ComError, ComObject, called
from support.excel.grid import GridTable
from support.excel.ranges import Range

if TYPE_CHECKING:
    from support.excel.sheets import Worksheet


class ListObject(ComObject):
    """A table of a sheet."""

    def __init__(self, sheet: Worksheet, table: GridTable) -> None:
        self.sheet = sheet
        self.table = table

    @property
    def Name(self) -> str:
        return self.table.name

    @property
    def Parent(self) -> Worksheet:
        return self.sheet

    @property
    def Range(self) -> Range:
        return Range(self.sheet, [self.table.area])

    @property
    def HeaderRowRange(self) -> Range:
        return Range(self.sheet, [self.table.area._replace(bottom=self.table.area.top)])

    @property
    def DataBodyRange(self) -> Range | None:
        area = self.table.area
        body = area._replace(top=area.top + 1, bottom=area.bottom - self.table.totals)
        return Range(self.sheet, [body]) if body.bottom >= body.top else None

    @property
    def ShowHeaders(self) -> bool:
        return True

    @property
    def ShowTotals(self) -> bool:
        return self.table.totals

    @ShowTotals.setter
    def ShowTotals(self, value: bool) -> None:
        self.table.area = self.table.area._replace(bottom=self.table.area.bottom + value - self.table.totals)
        self.table.totals = value

    @property
    def ShowAutoFilter(self) -> bool:
        return True

    @property
    def AutoFilter(self) -> AutoFilter:
        return AutoFilter(self)

    def Resize(self, Range: Range) -> None:
        new, old = Range.first, self.table.area
        if new.top != old.top or new.bottom <= new.top or new.right < old.left or new.left > old.right:
            raise ComError("表格标题必须保留在同一行中，生成的表区域必须与原表区域重叠。")
        if self.table.totals and not self.sheet.grid.facts["resize_with_totals"]:
            raise ComError("方法“Resize”作用于对象“ListObject”时失败")
        self.table.area = new
        if not self.sheet.grid.facts["resize_narrower_leaves_cells"]:
            for row, column in product(old.rows, set(old.columns) - set(new.columns)):
                self.sheet.grid.clear(row, column)
        for column in new.columns:
            self.sheet.grid.name_column(self.table, column)


class ListObjects(ComObject):
    """The tables of a sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def __call__(self, *index: Any) -> ListObject:
        return self.Item(*called(self, *index))

    def Item(self, Index: int | str) -> ListObject:
        for number, table in enumerate(self, 1):
            if Index == number or (isinstance(Index, str) and table.Name.lower() == Index.lower()):
                return table
        raise ComError("下标越界", scode=NO_SUCH_INDEX)

    def Add(
        self, SourceType: int, Source: Range, LinkSource: Any = None, XlListObjectHasHeaders: int = 0
    ) -> ListObject:
        table = GridTable(f"表{self.Count + 1}", Source.first)
        self.sheet.grid.tables.append(table)
        return ListObject(self.sheet, table)

    def __iter__(self) -> Iterator[ListObject]:
        return (ListObject(self.sheet, table) for table in list(self.sheet.grid.tables))

    @property
    def Count(self) -> int:
        return len(self.sheet.grid.tables)


class AutoFilter(ComObject):
    """What a table is filtered by."""

    def __init__(self, table: ListObject) -> None:
        self.table = table

    @property
    def Range(self) -> Range:
        return self.table.Range

    @property
    def Filters(self) -> Filters:
        return Filters(self.table)


class Filters(ComObject):
    """One filter a column."""

    def __init__(self, table: ListObject) -> None:
        self.table = table

    def __call__(self, *index: Any) -> Filter:
        return Filter(self.table.table.filters.get(*called(self, *index)))

    @property
    def Count(self) -> int:
        return len(self.table.table.area.columns)


class Filter(ComObject):
    """What one column is filtered by; its criteria can only be asked for where there are any."""

    def __init__(self, criteria: tuple[Any, Any, Any] | None) -> None:
        self.criteria = criteria

    @property
    def On(self) -> bool:
        return self.criteria is not None

    @property
    def Operator(self) -> int:
        return self._part(1) or 0

    @property
    def Criteria1(self) -> Any:
        return self._part(0)

    @property
    def Criteria2(self) -> Any:
        return self._part(2)

    def _part(self, number: int) -> Any:
        if self.criteria is None or (number == 2 and self.criteria[2] is None):
            raise ComError("应用程序定义或对象定义错误")
        return self.criteria[number]
