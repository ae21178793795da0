"""What one sheet holds: cells, tables, hidden rows, widths; and what Excel does with all that when cells
are written, moved in or taken out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from support.excel.areas import LAST_COLUMN, Area
from support.excel.com import ComError
from support.excel.formulas import worked_out
from support.excel.variants import formula_fits, shown, taken_in

_IN_THE_WAY: Final = "不允许此操作。此操作试图移动工作表上表格中的单元格。"
_PROTECTED: Final = "您试图更改的单元格或图表位于受保护的工作表中。"


@dataclass
class Cell:
    """One cell; `color` is Excel's number, blue first, and `style` what its file says of its other looks."""

    code: str = "General"
    value: Any = None
    formula: str | None = None
    color: int | None = None
    note: str | None = None
    threaded: bool = False
    style: Any = None

    def is_looked_at(self) -> bool:
        """Whether it counts for UsedRange."""
        return any(x is not None for x in (self.value, self.color, self.note)) or self.code != "General"


_PLAIN: Final = Cell()


@dataclass
class GridTable:
    """A ListObject: its cells with the header, and what its columns are filtered by."""

    name: str
    area: Area
    totals: bool = False
    filters: dict[int, tuple[Any, Any, Any]] = field(default_factory=dict)


@dataclass
class Grid:
    """One sheet. `facts` says what is only known by trying."""

    facts: dict[str, Any]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    column_looks: dict[int, Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    tables: list[GridTable] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    protected: bool = False
    changed: bool = False

    def at(self, row: int, column: int) -> Cell:
        """A cell to look at."""
        return self.cells.get((row, column)) or self.column_looks.get(column, _PLAIN)

    def made(self, row: int, column: int) -> Cell:
        """A cell to change."""
        self.must_be_open()
        self.changed = True
        if (row, column) not in self.cells:
            self.cells[row, column] = replace(self.column_looks.get(column, _PLAIN))
        return self.cells[row, column]

    def must_be_open(self) -> None:
        if self.protected:
            raise ComError(_PROTECTED)

    def table_at(self, row: int, column: int) -> GridTable | None:
        return next((table for table in self.tables if table.area.holds(row, column)), None)

    def used(self) -> Area:
        found = [Area(*place, *place) for place, cell in self.cells.items() if cell.is_looked_at()]
        whole = found[0] if found else Area(1, 1, 1, 1)
        for area in found:
            whole = whole.around(area)
        return whole

    def put(self, row: int, column: int, value: Any) -> None:
        """Write one value as Excel takes it."""
        cell, table = self.made(row, column), self.table_at(row, column)
        if value is None or value == "":
            cell.value = cell.formula = None
        elif isinstance(value, str) and value.startswith("=") and len(value) > 1 and cell.code != "@":
            formula_fits(value)
            cell.value, cell.formula = "", value
        else:
            forgets = not self.facts["text_cells_keep_text"] and str(value)[0] != "'"
            code = "General" if forgets and cell.code == "@" else cell.code
            (cell.value, cell.code), cell.formula = taken_in(value, code), None
        if isinstance(value, str) and value.startswith("'") and not self.facts["apostrophe_stays_text"]:
            cell.value = value[1:]
        if table and row == table.area.top:
            self.name_column(table, column)
        elif self.facts["table_grows_by_writing_below"] and table is None and cell.value is not None:
            self._grow(row, column)

    def clear(self, row: int, column: int) -> None:
        self.must_be_open()
        if (row, column) in self.cells:
            self.put(row, column, None)

    def name_column(self, table: GridTable, column: int) -> None:
        """A header is a text that no other column of its table has."""
        cell = self.made(table.area.top, column)
        if not self.facts["duplicate_header_is_renamed"]:
            return
        others = {shown(self.at(table.area.top, c).value).lower() for c in table.area.columns if c != column}
        base, number = shown(cell.value) or "列", 2 if cell.value is not None else 1
        name = base if cell.value is not None else f"{base}1"
        while name.lower() in others:
            name, number = f"{base}{number}", number + 1
        cell.value, cell.formula = name, None

    def _grow(self, row: int, column: int) -> None:
        for table in self.tables:
            area = table.area
            if row == area.bottom + 1 and column in area.columns and not table.totals:
                table.area = area._replace(bottom=row)
            elif column == area.right + 1 and row in area.rows:
                table.area = area._replace(right=column)
                self.name_column(table, column)

    def value_at(self, row: int, column: int) -> Any:
        """A cell's value; a formula's is worked out when somebody looks."""
        cell = self.at(row, column)
        return worked_out(cell.formula, self.value_at) if cell.formula else cell.value

    # Cells that come in or go

    def shift(self, area: Area, vertical: bool, *, insert: bool) -> None:
        """Move what stands below an area, or right of it, out of its way or into its place."""
        self.must_be_open()
        vertical = vertical or (area.left, area.right) == (1, LAST_COLUMN)
        for table in self.tables:
            self._tear_nothing(table.area, area, vertical, insert)
        by = (len(area.rows) if vertical else len(area.columns)) * (1 if insert else -1)
        looks = self._looks_before(area, vertical) if insert else {}
        self.cells = {
            place: cell
            for old, cell in self.cells.items()
            if (place := _shifted(old, area, vertical, by, insert)) is not None
        }
        self.cells |= looks
        for table in self.tables:
            table.area = _shifted_table(table.area, area, vertical, by, insert)
            if insert and not vertical and table.area.holds(table.area.top, area.left):
                for column in area.columns:
                    self.name_column(table, column)

    @staticmethod
    def _tear_nothing(table: Area, area: Area, vertical: bool, insert: bool) -> None:
        """ComError where a part of a table would move and the rest would stay."""
        if vertical:
            touched = area.top <= table.bottom and area.left <= table.right and area.right >= table.left
            whole = area.left <= table.left and area.right >= table.right
        else:
            touched = area.left <= table.right and area.top <= table.bottom and area.bottom >= table.top
            whole = area.top <= table.top and area.bottom >= table.bottom
        header_alone = (
            vertical and not insert and area.holds(table.top, table.left) < (area.bottom < table.bottom)
        )
        if touched and (not whole or (header_alone and area.top <= table.top <= area.bottom)):
            raise ComError(_IN_THE_WAY)

    def _looks_before(self, area: Area, vertical: bool) -> dict[tuple[int, int], Cell]:
        """New cells look like those above, or to their left."""
        looks = {}
        for row, column in area._replace(right=min(area.right, area.left + 200)).places():
            like = self.cells.get((area.top - 1, column) if vertical else (row, area.left - 1))
            if like is not None:
                looks[row, column] = Cell(like.code, color=like.color, style=like.style)
        return looks

    def copied(self, row: int, column: int) -> Cell:
        return replace(self.at(row, column))


def _shifted(
    place: tuple[int, int], area: Area, vertical: bool, by: int, insert: bool
) -> tuple[int, int] | None:
    """Where a cell goes; None for one that is taken out."""
    row, column = place
    beside = column in area.columns if vertical else row in area.rows
    at, first = (row, area.top) if vertical else (column, area.left)
    if not beside or at < first:
        return place
    if not insert and area.holds(row, column):
        return None
    return (row + by, column) if vertical else (row, column + by)


def _shifted_table(table: Area, area: Area, vertical: bool, by: int, insert: bool) -> Area:
    first, last, start, end = (
        (table.top, table.bottom, area.top, area.bottom)
        if vertical
        else (table.left, table.right, area.left, area.right)
    )
    whole = (
        area.left <= table.left and area.right >= table.right
        if vertical
        else area.top <= table.top and area.bottom >= table.bottom
    )
    if not whole or start > last:
        return table
    if insert:
        first, last = (first + by, last + by) if start <= first else (first, last + by)
    else:
        before = max(0, min(end, first - 1) - start + 1)
        inside = max(0, min(end, last) - max(start, first) + 1)
        first, last = first - before, last - before - inside
    return table._replace(top=first, bottom=last) if vertical else table._replace(left=first, right=last)
