"""Tables (ListObjects) of a sheet, as xlwings' Tables and Table: Calc's database ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.ranges import Range
from xlsheet.engines.owners import OwningSheet
from xlsheet.engines.sheets.filters import AutoFilter
from xlsheet.engines.uno.edge import at_the_edge

# The range that Calc keeps for a filter on plain cells is no table.
_ANONYMOUS: Final = "__Anonymous"


@at_the_edge
class Tables(base_classes.Collection, base_classes.Tables):
    """The tables of one sheet."""

    def __init__(self, sheet: OwningSheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.book.document.tables

    @property
    def parent(self) -> OwningSheet:
        return self._sheet

    def __iter__(self) -> Iterator[CalcTable]:
        here = self._sheet.position
        found = [self.api.getByName(name) for name in self.api.ElementNames if _is_table(name)]
        tables = [table for table in found if table.DataArea.Sheet == here]
        tables.sort(key=lambda table: (table.DataArea.StartRow, table.DataArea.StartColumn))
        return iter([CalcTable(self._sheet, table) for table in tables])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: int | str) -> CalcTable:
        if isinstance(key, int):
            tables = list(iter(self))
            if not 1 <= key <= len(tables):
                raise IndexError(f"工作表“{self._sheet.name}”没有第 {key} 个表格。")
            return tables[key - 1]
        if (named := self._named(key)) is not None:
            return named
        raise KeyError(key)

    def _named(self, key: str) -> CalcTable | None:
        """The table of that name, found without looking at the others."""
        for name in self.api.ElementNames:
            if name.lower() == key.lower() and _is_table(name):
                table = self.api.getByName(name)
                return CalcTable(self._sheet, table) if table.DataArea.Sheet == self._sheet.position else None
        return None

    def __contains__(self, key: str) -> bool:
        return self._named(key) is not None

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: Any = None,
        name: str | None = None,
    ) -> CalcTable:
        """Make a table of a range with its header in the first row; Calc has no table styles."""
        if not has_headers:
            raise NotImplementedError("LibreOffice Calc 引擎没有 Tables.add(has_headers=False)。")
        name = name or self._free_name()
        if any(name.lower() == taken.lower() for taken in self.api.ElementNames):
            raise ValueError(f"已经有名为“{name}”的表格。")
        self.api.addNewByName(name, source.impl.box.uno_range(self._sheet.position))
        table = CalcTable(self._sheet, self.api.getByName(name))
        table.show_headers = True
        table.show_autofilter = True
        return table

    def _free_name(self) -> str:
        taken = {name.lower() for name in self.api.ElementNames}
        return next(name for n in range(1, len(taken) + 2) if (name := f"Table{n}").lower() not in taken)


@at_the_edge
class CalcTable(base_classes.Table):
    """One table."""

    def __init__(self, sheet: OwningSheet, api: Any) -> None:
        self._sheet = sheet
        self._api = api

    @property
    def api(self) -> Any:
        return self._api

    @property
    def parent(self) -> OwningSheet:
        return self._sheet

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def display_name(self) -> str:
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.api.Name = value

    @property
    def box(self) -> Box:
        return Box.of(self.api.DataArea)

    @property
    def range(self) -> Range:
        return Range(self._sheet, self.box)

    @property
    def header_row_range(self) -> Range | None:
        box = self.box
        return self._part(box.row, 1) if self.show_headers else None

    @property
    def data_body_range(self) -> Range | None:
        box = self.box
        rows = box.rows - self.show_headers - self.show_totals
        return self._part(box.row + self.show_headers, rows) if rows > 0 else None

    @property
    def totals_row_range(self) -> Range | None:
        return self._part(self.box.last_row, 1) if self.show_totals else None

    @property
    def insert_row_range(self) -> None:
        """Excel's empty first row of a table without data; Calc has none."""
        return None

    def _part(self, row: int, rows: int) -> Range:
        return Range(self._sheet, Box(row, self.box.column, rows, self.box.columns))

    @property
    def show_headers(self) -> bool:
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.api.ContainsHeader = value

    @property
    def show_totals(self) -> bool:
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        # Excel would move the cells below and write a formula; a bare flag would lie.
        raise NotImplementedError("LibreOffice Calc 引擎没有 Table.show_totals = …。")

    @property
    def show_autofilter(self) -> bool:
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        if not value and self.show_autofilter:
            self.autofilter.clear(None)  # Calc would leave the rows hidden
        self.api.AutoFilter = value

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self)

    def resize(self, range: Any) -> None:
        """Give the table other bounds: same header row, some cells in common, as Excel demands."""
        new, old = range.impl.box, self.box
        if range.impl.sheet.position != self._sheet.position or new.row != old.row or not old.common(new):
            raise ValueError(f"表格“{self.name}”的标题行必须留在第 {old.row} 行，新旧区域要有重叠。")
        if new.rows < 1 + self.show_headers:
            raise ValueError(f"表格“{self.name}”除标题外至少要有一行。")
        filtered = self.show_autofilter
        self.show_autofilter = False
        self.api.setDataArea(new.uno_range(self._sheet.position))
        # Set anew, so that columns that came in get their filter button too.
        self.show_autofilter = filtered

    @property
    def rows(self) -> TableRows:
        return TableRows(self)

    @property
    def columns(self) -> TableColumns:
        return TableColumns(self)


@at_the_edge
class TableRows(base_classes.TableRows):
    """The data rows of a table."""

    def __init__(self, table: CalcTable) -> None:
        self._table = table

    @property
    def column_count(self) -> int:
        return self._table.box.columns

    def __len__(self) -> int:
        body = self._table.data_body_range
        return body.shape[0] if body else 0

    def __call__(self, key: int) -> TableRow:
        if not 1 <= key <= len(self):
            raise IndexError(f"表格“{self._table.name}”没有第 {key} 行数据。")
        return TableRow(self._table, key)

    def __iter__(self) -> Iterator[TableRow]:
        return iter([TableRow(self._table, number) for number in range(1, len(self) + 1)])


@at_the_edge
class TableRow(base_classes.TableRow):
    """One data row, by its 1-based place."""

    def __init__(self, table: CalcTable, index: int) -> None:
        self._table = table
        self._index = index

    @property
    def index(self) -> int:
        return self._index

    @property
    def range(self) -> Range:
        box = self._table.box
        row = box.row + self._table.show_headers + self._index - 1
        return Range(self._table.parent, Box(row, box.column, 1, box.columns))


@at_the_edge
class TableColumns(base_classes.Collection, base_classes.TableColumns):
    """The columns of a table, by the text in their header or their 1-based place."""

    def __init__(self, table: CalcTable) -> None:
        self._table = table

    @property
    def parent(self) -> CalcTable:
        return self._table

    def __len__(self) -> int:
        return self._table.box.columns

    def __iter__(self) -> Iterator[TableColumn]:
        return iter([TableColumn(self._table, number) for number in range(1, len(self) + 1)])

    def __call__(self, key: int | str) -> TableColumn:
        for column in self:
            if key == column.index or (isinstance(key, str) and key.lower() == column.name.lower()):
                return column
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return any(column.name.lower() == key.lower() for column in self)


@at_the_edge
class TableColumn(base_classes.TableColumn):
    """One column, by its 1-based place."""

    def __init__(self, table: CalcTable, index: int) -> None:
        self._table = table
        self._index = index

    @property
    def index(self) -> int:
        return self._index

    @property
    def name(self) -> str:
        header = self._table.header_row_range
        if header is None:
            return f"Column{self._index}"
        return str(header(1, self._index).api.getCellByPosition(0, 0).getString())

    @property
    def range(self) -> Range:
        box = self._table.box
        return Range(self._table.parent, Box(box.row, box.column + self._index - 1, box.rows, 1))

    @property
    def data_body_range(self) -> Range | None:
        body = self._table.data_body_range
        if body is None:
            return None
        box = Box(body.box.row, body.box.column + self._index - 1, body.box.rows, 1)
        return Range(self._table.parent, box)


def _is_table(name: str) -> bool:
    return not name.startswith(_ANONYMOUS)
