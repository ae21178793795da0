"""Excel's Range, with the looks and the notes of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from support.excel.areas import LAST_COLUMN, LAST_ROW, Area
from support.excel.com import TYPE_MISMATCH, ComError, ComObject, called
from support.excel.formulas import moved
from support.excel.grid import Cell, Grid
from support.excel.type_library import type_library
from support.excel.variants import ERRORS, ErrorValue, handed_out, shown

if TYPE_CHECKING:
    from support.excel.sheets import Worksheet

_CONSTANTS: Final = type_library().constants
_NO_FILL: Final = _CONSTANTS["xlColorIndexNone"]
_SOME_FILL: Final = 40
_WHITE: Final = 0xFFFFFF
_VALUES: Final = 7  # XlAutoFilterOperator.xlFilterValues
_FAILS: Final = "应用程序定义或对象定义错误"


class Range(ComObject):
    """Cells of a sheet, in one area or several. `lines`: each row or column, where those are counted."""

    def __init__(self, sheet: Worksheet, areas: Sequence[Area], lines: Sequence[Area] = ()) -> None:
        self.sheet = sheet
        self.grid: Grid = sheet.grid
        self.areas = list(areas)
        self.lines = lines

    @property
    def first(self) -> Area:
        return self.areas[0]

    def places(self) -> Iterator[tuple[int, int]]:
        """All cells; of whole rows and columns, those that hold something."""
        for area in self.areas:
            if LAST_ROW in (len(area.rows), area.bottom) or len(area.columns) == LAST_COLUMN:
                yield from [place for place in self.grid.cells if area.holds(*place)]
            else:
                yield from area.places()

    def common(self, of_cell: Any) -> Any:
        """What all cells share; None where they differ."""
        found = {of_cell(self.grid.at(*place)) for place in self.places()}
        return found.pop() if len(found) == 1 else None

    def each(self) -> list[Cell]:
        """The cells, to be changed."""
        return [self.grid.made(*place) for place in self.places()]

    def __call__(self, *index: Any) -> Range:
        number, column = (*called(self, *index), None)[:2]
        if column is None:
            below, beside = divmod(number - 1, len(self.first.columns))
            number, column = below + 1, beside + 1
        row, column = self.first.top + number - 1, self.first.left + column - 1
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise ComError(_FAILS)
        return Range(self.sheet, [Area(row, column, row, column)])

    # Place and shape

    @property
    def Application(self) -> Any:
        return self.sheet.book.app

    @property
    def Worksheet(self) -> Worksheet:
        return self.sheet

    Parent = Worksheet

    @property
    def Row(self) -> int:
        return self.first.top

    @property
    def Column(self) -> int:
        return self.first.left

    @property
    def Rows(self) -> Range:
        return Range(self.sheet, self.areas, [self.first._replace(top=r, bottom=r) for r in self.first.rows])

    @property
    def Columns(self) -> Range:
        return Range(
            self.sheet, self.areas, [self.first._replace(left=c, right=c) for c in self.first.columns]
        )

    @property
    def EntireRow(self) -> Range:
        return Range(self.sheet, [area._replace(left=1, right=LAST_COLUMN) for area in self.areas])

    @property
    def Count(self) -> int:
        return len(self.lines) or sum(area.size for area in self.areas)

    def Item(self, RowIndex: int, ColumnIndex: int | None = None) -> Range:
        return Range(self.sheet, [self.lines[RowIndex - 1]]) if self.lines else self(RowIndex, ColumnIndex)

    def GetAddress(
        self,
        RowAbsolute: bool = True,
        ColumnAbsolute: bool = True,
        ReferenceStyle: int = 1,
        External: bool = False,
    ) -> str:
        if External or ReferenceStyle != 1:
            raise NotImplementedError("only plain addresses in A1 style")
        return ",".join(area.address(RowAbsolute, ColumnAbsolute) for area in self.areas)

    @property
    def Address(self) -> str:
        return self.GetAddress()

    @property
    def ListObject(self) -> Any:
        return self.sheet.table_of(self.grid.table_at(self.Row, self.Column))

    @property
    def MergeCells(self) -> bool | None:
        merged = [any(area.holds(*place) for area in self.grid.merged) for place in self.places()]
        return merged[0] if len({*merged}) == 1 else None

    @property
    def MergeArea(self) -> Range:
        area = next((area for area in self.grid.merged if area.holds(self.Row, self.Column)), None)
        return self if area is None else Range(self.sheet, [area])

    def UnMerge(self) -> None:
        held = {place for area in self.areas for place in area.places()}
        self.grid.merged = [area for area in self.grid.merged if not any(area.holds(*p) for p in held)]

    @property
    def HasArray(self) -> bool:
        return False

    # Values

    @property
    def Value(self) -> Any:
        area = self.first
        if area.size == 1:
            return self._value_at(area.top, area.left)
        return tuple(tuple(self._value_at(row, column) for column in area.columns) for row in area.rows)

    def _value_at(self, row: int, column: int) -> Any:
        value = handed_out(self.grid.value_at(row, column), self.grid.at(row, column).code)
        if isinstance(value, Decimal) and not self.grid.facts["currency_is_decimal"]:
            return float(value)
        return value

    @Value.setter
    def Value(self, value: Any) -> None:
        if not isinstance(value, (list, tuple)):
            for row, column in list(self.places()):
                self.grid.put(row, column, self._as_filled(value, row, column))
            return
        rows = value if value and isinstance(value[0], (list, tuple)) else [value]
        if len({len(row) for row in rows}) > 1:
            raise ComError("类型不匹配。", hresult=TYPE_MISMATCH)
        for area in self.areas:
            self._put_block(area, rows)

    def _as_filled(self, value: Any, row: int, column: int) -> Any:
        if isinstance(value, str) and value.startswith("=") and self.Count > 1:
            return moved(value, self.Row, self.Column, row - self.Row, column - self.Column)
        return value

    def _put_block(self, area: Area, rows: Sequence[Sequence[Any]]) -> None:
        """A filter's hidden rows are passed over, so that the values slide down: a known trap."""
        passed = self.grid.hidden if self.grid.facts["hidden_rows_are_passed_over"] and area.size > 1 else ()
        for values, row in zip(rows, (row for row in area.rows if row not in passed), strict=False):
            for i, column in enumerate(area.columns):
                if i < len(values):
                    self.grid.put(row, column, values[i])
                else:
                    self.grid.made(row, column).value = ErrorValue(ERRORS["#N/A"])

    @property
    def Formula(self) -> Any:
        def at(row: int, column: int) -> str:
            cell = self.grid.at(row, column)
            return cell.formula or shown(cell.value)

        area = self.first
        if area.size == 1:
            return at(area.top, area.left)
        return tuple(tuple(at(row, column) for column in area.columns) for row in area.rows)

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self.Value = value

    def ClearContents(self) -> bool:
        for place in list(self.places()):
            self.grid.clear(*place)
        return True

    def Clear(self) -> bool:
        for place in list(self.places()):
            self.grid.clear(*place)
            self.grid.cells.pop(place, None)
        return True

    # Looks

    @property
    def NumberFormat(self) -> str | None:
        found: str | None = self.common(lambda cell: cell.code)
        return found

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:
        for cell in self.each():
            cell.code = value

    @property
    def Interior(self) -> Interior:
        return Interior(self)

    @property
    def ColumnWidth(self) -> float | None:
        found = {self.grid.widths.get(column, 8.43) for column in self.first.columns}
        return found.pop() if len(found) == 1 else None

    @ColumnWidth.setter
    def ColumnWidth(self, value: float) -> None:
        if not 0 <= value <= 255:
            raise ComError("不能设置类 Range 的 ColumnWidth 属性")
        self.grid.widths |= dict.fromkeys(self.first.columns, value)

    @property
    def Hidden(self) -> bool | None:
        found = {row in self.grid.hidden for row in self.first.rows}
        return found.pop() if len(found) == 1 else None

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        self.grid.hidden = self.grid.hidden - {*self.first.rows} | ({*self.first.rows} if value else set())

    # Notes

    @property
    def Comment(self) -> Comment | None:
        cell = self.grid.at(self.Row, self.Column)
        return Comment(self) if cell.note is not None or cell.threaded else None

    def AddComment(self, Text: str = "") -> Comment:
        cell = self.grid.made(self.Row, self.Column)
        if self.Count != 1 or cell.note is not None or cell.threaded:
            raise ComError(_FAILS)
        cell.note = Text
        return Comment(self)

    # What moves cells

    def Copy(self, Destination: Range) -> bool:
        by_rows, by_columns = Destination.Row - self.Row, Destination.Column - self.Column
        taken = {place: self.grid.copied(*place) for place in self.places()}
        for (row, column), cell in taken.items():
            if cell.formula:
                cell.formula = moved(cell.formula, row, column, by_rows, by_columns)
            Destination.grid.cells[row + by_rows, column + by_columns] = cell
            table = Destination.grid.table_at(row + by_rows, column + by_columns)
            if table and row + by_rows == table.area.top:
                Destination.grid.name_column(table, column + by_columns)
        return True

    def Insert(self, Shift: int | None = None, CopyOrigin: Any = None) -> bool:
        self.grid.shift(self.first, Shift == _CONSTANTS["xlShiftDown"], insert=True)
        return True

    def Delete(self, Shift: int | None = None) -> bool:
        self.grid.shift(self.first, Shift == _CONSTANTS["xlShiftUp"], insert=False)
        return True

    def AutoFilter(
        self, Field: int | None = None, Criteria1: Any = None, Operator: int = 0, Criteria2: Any = None
    ) -> bool:
        table = self.grid.table_at(self.Row, self.Column)
        if table is None or Field is None:
            raise NotImplementedError("only a column of a table is filtered here")
        if Criteria1 is None:
            table.filters.pop(Field, None)
        else:
            table.filters[Field] = (Criteria1, Operator, Criteria2)
        self.grid.hidden = {
            row
            for row in range(table.area.top + 1, table.area.bottom + 1)
            if not all(self._passes(row, table.area.left + n - 1, f) for n, f in table.filters.items())
        }
        return True

    def _passes(self, row: int, column: int, criteria: tuple[Any, Any, Any]) -> bool:
        wanted, operator, _ = criteria
        texts = list(wanted) if operator == _VALUES else [str(wanted).removeprefix("=")]
        return shown(self.grid.value_at(row, column)) in texts


class Interior(ComObject):
    """The fill of cells."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def ColorIndex(self) -> int | None:
        found = self.cells.common(lambda cell: cell.color is not None)
        return None if found is None else _SOME_FILL if found else _NO_FILL

    @ColorIndex.setter
    def ColorIndex(self, value: int) -> None:
        if value != _NO_FILL:
            raise NotImplementedError("only no colour at all is set by its index here")
        for cell in self.cells.each():
            cell.color = None

    @property
    def Color(self) -> float:
        color = self.cells.common(lambda cell: cell.color)
        return float(_WHITE if color is None else color)

    @Color.setter
    def Color(self, value: int) -> None:
        for cell in self.cells.each():
            cell.color = int(value)


class Comment(ComObject):
    """The note of a cell; Excel has one for a threaded comment too, whose text is not to be changed."""

    def __init__(self, cell: Range) -> None:
        self.cell = cell

    @property
    def content(self) -> Cell:
        return self.cell.grid.at(self.cell.Row, self.cell.Column)

    @property
    def Parent(self) -> Range:
        return self.cell

    @property
    def Author(self) -> str:
        return "作者"

    def Text(self, Text: str | None = None, Start: int | None = None, Overwrite: bool | None = None) -> str:
        if Text is not None:
            if self.content.threaded:
                raise ComError(_FAILS)
            self.content.note = Text
        return self.content.note or ""

    def Delete(self) -> None:
        self.content.note = None
        self.content.threaded = False


class Comments(ComObject):
    """All notes of a sheet, row by row."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[Comment]:
        for row, column in sorted(self.sheet.grid.cells):
            cell = self.sheet.grid.at(row, column)
            if cell.note is not None or cell.threaded:
                yield Comment(Range(self.sheet, [Area(row, column, row, column)]))

    @property
    def Count(self) -> int:
        return len(list(self))
