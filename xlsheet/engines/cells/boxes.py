"""Where cells are: boxes of rows and columns, and their A1 addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Self

from xlsheet.dictionary.addresses import column_letter, column_place
from xlsheet.engines.uno import bridge

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384

_CORNER: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_ROWS: Final = re.compile(r"\$?([1-9]\d{0,6}):\$?([1-9]\d{0,6})")
_COLUMNS: Final = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells: 1-based first row and column, and how many of each."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def __post_init__(self) -> None:
        if self.row < 1 or self.column < 1:
            raise IndexError(f"没有第 {self.row} 行第 {self.column} 列的单元格：行和列都从 1 数起。")
        if self.last_row > MAX_ROWS or self.last_column > MAX_COLUMNS:
            raise IndexError(f"单元格超出工作表的范围（{MAX_ROWS} 行、{MAX_COLUMNS} 列）。")

    @property
    def last_row(self) -> int:
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        return self.column + self.columns - 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    @property
    def is_empty(self) -> bool:
        """Whether it holds no cell at all, as slices such as `[0:0, :]` do."""
        return not (self.rows and self.columns)

    @property
    def whole_rows(self) -> bool:
        return self.columns == MAX_COLUMNS

    @property
    def whole_columns(self) -> bool:
        return self.rows == MAX_ROWS

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The box of `A1`, `$A$1:C3`, `C3:A1`, `A:C` or `1:3`; None where the text is no address."""
        if found := _ROWS.fullmatch(text):
            first, last = sorted(map(int, found.groups()))
            return cls(first, 1, last - first + 1, MAX_COLUMNS)
        if found := _COLUMNS.fullmatch(text):
            first, last = sorted(map(column_number, found.groups()))
            return cls(1, first, MAX_ROWS, last - first + 1)
        corners = [_CORNER.fullmatch(part) for part in text.split(":")]
        if len(corners) > 2 or not all(corners):
            return None
        cells = [cls(int(corner[2]), column_number(corner[1])) for corner in corners if corner]
        return cells[0].around(cells[-1])

    @classmethod
    def of(cls, address: Any) -> Self:
        """The box of a UNO CellRangeAddress."""
        return cls(
            address.StartRow + 1,
            address.StartColumn + 1,
            address.EndRow - address.StartRow + 1,
            address.EndColumn - address.StartColumn + 1,
        )

    def around(self, other: Box) -> Self:
        """The smallest box that holds both, whichever corner comes first."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        last_row = max(self.last_row, other.last_row)
        last_column = max(self.last_column, other.last_column)
        return type(self)(row, column, last_row - row + 1, last_column - column + 1)

    def common(self, other: Box) -> Box | None:
        """The cells that both hold; None where they don't meet."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        rows = min(self.last_row, other.last_row) - row + 1
        columns = min(self.last_column, other.last_column) - column + 1
        return Box(row, column, rows, columns) if rows > 0 and columns > 0 else None

    def holds(self, other: Box) -> bool:
        return self.common(other) == other

    def cell(self, row: int, column: int) -> Box:
        """The cell at a 1-based place counted from the top left; it may lie outside."""
        return Box(self.row + row - 1, self.column + column - 1)

    def uno_range(self, sheet: int) -> Any:
        """The UNO CellRangeAddress on the sheet with that 0-based number."""
        return bridge.struct(
            "table.CellRangeAddress",
            Sheet=sheet,
            StartRow=self.row - 1,
            StartColumn=self.column - 1,
            EndRow=self.last_row - 1,
            EndColumn=self.last_column - 1,
        )

    def uno_cell(self, sheet: int) -> Any:
        """The UNO CellAddress of the top left cell."""
        return bridge.struct("table.CellAddress", Sheet=sheet, Row=self.row - 1, Column=self.column - 1)

    def address(self, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """The A1 address as Excel writes it: `$A$1:$B$2`, `$A:$C` or `$1:$3`."""
        r, c = "$" * row_absolute, "$" * column_absolute
        first, last = column_letters(self.column), column_letters(self.last_column)
        if self.whole_rows:
            return f"{r}{self.row}:{r}{self.last_row}"
        if self.whole_columns:
            return f"{c}{first}:{c}{last}"
        start = f"{c}{first}{r}{self.row}"
        return start if self.rows == self.columns == 1 else f"{start}:{c}{last}{r}{self.last_row}"


def column_letters(number: int) -> str:
    """`A` for 1, `XFD` for 16384."""
    return column_letter(number - 1)


def column_number(letters: str) -> int:
    """1 for `A`; IndexError beyond XFD."""
    number = column_place(letters) + 1
    if number > MAX_COLUMNS:
        raise IndexError(f"没有 {letters} 列：最后一列是 {column_letters(MAX_COLUMNS)}。")
    return number
