"""Rectangles of cells and Excel's ways to name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from openpyxl.utils import get_column_letter, range_boundaries

from support.excel.com import ComError

LAST_ROW: Final = 1048576
LAST_COLUMN: Final = 16384
_LONGEST_ADDRESS: Final = 255


class Area(NamedTuple):
    """First and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)

    def places(self) -> Iterator[tuple[int, int]]:
        for row in self.rows:
            for column in self.columns:
                yield row, column

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def around(self, other: Area) -> Area:
        return Area(*map(min, self[:2], other[:2]), *map(max, self[2:], other[2:]))

    def address(self, row_absolute: bool, column_absolute: bool) -> str:
        of_row, of_column = "$" * row_absolute, "$" * column_absolute
        first = f"{of_column}{get_column_letter(self.left)}{of_row}{self.top}"
        last = f"{of_column}{get_column_letter(self.right)}{of_row}{self.bottom}"
        return first if self.size == 1 else f"{first}:{last}"


def areas_of(address: str) -> list[Area]:
    """What an address names; ComError for one that Excel refuses."""
    if len(address) > _LONGEST_ADDRESS:
        raise ComError("方法“Range”作用于对象“_Worksheet”时失败")
    try:
        found = [range_boundaries(part.strip()) for part in address.split(",")]
    except (ValueError, TypeError) as error:
        raise ComError(f"方法“Range”作用于对象“_Worksheet”时失败：{address}") from error
    return [Area(t or 1, l or 1, b or LAST_ROW, r or LAST_COLUMN) for l, t, r, b in found]  # noqa: E741
