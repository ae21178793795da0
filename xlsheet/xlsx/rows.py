"""A sheet's rows: a long piece of XML in which only those rows are cut out that are looked at or changed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from xlsheet.xlsx.cells import address
from xlsheet.xlsx.package import cell_place

ATTRIBUTE: Final = re.compile(r'([\w:.]+)\s*=\s*"([^"]*)"')
_OPENED: Final = re.compile(rb'<row\b(?:[^<>]*?\br="(\d+)")?')
_ROW: Final = re.compile(r"<row\b([^<>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL: Final = re.compile(r"<c\b([^<>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_CELL_COLUMN: Final = re.compile(r'\br="([A-Z]+)\d+"')
_STYLE: Final = re.compile(r'\bs="(\d+)"')

_LINE: Final = 15.0
_TALLEST: Final = 405.0
"""Points; Excel allows 409."""


@dataclass(slots=True)
class Row:
    """One row: the attributes of its tag but for `r` and `spans`, and its cells by column (1-based)."""

    attributes: str
    cells: dict[int, str]

    @classmethod
    def parse(cls, text: str, number: int) -> Row:
        """A row taken apart that stands in row `number`. ValueError where it is none."""
        match = _ROW.match(text)
        if match is None:
            raise ValueError(f"row {number}")
        kept = [f' {n}="{v}"' for n, v in ATTRIBUTE.findall(match[1]) if n not in ("r", "spans")]
        cells: dict[int, str] = {}
        column = 0
        for cell in _CELL.finditer(match[2] or ""):
            given = _CELL_COLUMN.search(cell[1])
            column = cell_place(f"{given[1]}1")[0] if given else column + 1
            cells[column] = (
                cell[0] if given else cell[0].replace("<c", f'<c r="{address(column, number)}"', 1)
            )
        return cls("".join(kept), cells)

    def style(self, column: int) -> str:
        """The style id of a cell, empty where there is no cell."""
        match = _STYLE.search(self.cells[column].split(">", 1)[0]) if column in self.cells else None
        return match[1] if match else ""

    def is_blank(self, columns: range) -> bool:
        """Whether no cell of these columns holds anything."""
        return not any(_holds(self.cells[c]) for c in columns if c in self.cells)

    def fit(self, lines: int) -> None:
        """Give the row the height of so many lines, unless somebody set its height by hand."""
        if "customHeight" not in self.attributes:
            attributes = re.sub(r' ht="[^"]*"', "", self.attributes)
            self.attributes = f'{attributes} ht="{height_of(lines)}"'

    def text(self, number: int) -> str:
        """The row as XML, standing in row `number`."""
        inside = "".join(self.cells[column] for column in sorted(self.cells))
        opening = f'<row r="{number}"{self.attributes}'
        return f"{opening}>{inside}</row>" if inside else f"{opening}/>"


def height_of(lines: int) -> str:
    """The height of a row with so many lines, in points."""
    return f"{min(lines * _LINE + 2, _TALLEST):g}"


def _holds(cell: str) -> bool:
    return "<v>" in cell or "<is>" in cell or "<f" in cell or "<v " in cell


class SheetRows:
    """The rows within a part's `<sheetData>`, by number. A row that nobody changes keeps its bytes."""

    def __init__(self, part: bytes, first: int, last: int) -> None:
        """The rows' XML is `part[first:last]`."""
        self._part = part
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._changed: dict[int, Row | Iterable[str] | None] = {}
        number, in_order = 0, True
        for row in _OPENED.finditer(part, first, last):
            before, number = number, int(row[1]) if row[1] else number + 1
            in_order = in_order and before < number
            self._numbers.append(number)
            self._starts.append(row.start())
        self._starts.append(last)
        if not in_order:
            self._sort()

    def _sort(self) -> None:
        """Put rows that don't stand in order into it."""
        cut = {n: self._part[a:b] for n, (a, b) in zip(self._numbers, pairwise(self._starts), strict=True)}
        self._numbers = sorted(cut)
        self._starts = list(accumulate((len(cut[number]) for number in self._numbers), initial=0))
        self._part = b"".join(cut[number] for number in self._numbers)

    def __contains__(self, number: int) -> bool:
        if number in self._changed:
            return isinstance(self._changed[number], Row)
        at = bisect_left(self._numbers, number)
        return at < len(self._numbers) and self._numbers[at] == number

    def after(self, number: int) -> list[int]:
        """The numbers of the rows further down than row `number`, in order."""
        old = self._numbers[bisect_right(self._numbers, number) :]
        kept = (n for n in old if n not in self._changed)
        return sorted([*kept, *(n for n, row in self._changed.items() if row is not None and n > number)])

    def holding(self, mark: bytes) -> dict[int, str]:
        """The rows that nobody changed and in whose XML `mark` stands: number -> XML."""
        rows: dict[int, str] = {}
        at = self._part.find(mark, self._starts[0], self._starts[-1])
        while at >= 0:
            place = bisect_right(self._starts, at)
            number = self._numbers[place - 1]
            if number not in self._changed:
                rows[number] = self._text(place - 1)
            at = self._part.find(mark, self._starts[place], self._starts[-1])
        return rows

    def row(self, number: int) -> Row:
        """The row's cells, taken apart, to look at; a row that isn't there has none."""
        changed = self._changed.get(number)
        if isinstance(changed, Row):
            return changed
        if number not in self:
            return Row("", {})
        return Row.parse(self._text(bisect_left(self._numbers, number)), number)

    def row_to_change(self, number: int) -> Row:
        """The row as `row` gives it; what is done to it is done to the sheet."""
        row = self._changed[number] = self.row(number)
        return row

    def put(self, number: int, row: Row) -> None:
        """Let a row stand in row `number`, in place of what is there."""
        self._changed[number] = row

    def remove(self, number: int) -> None:
        """Let there be no row `number`."""
        self._changed[number] = None

    def add(self, first: int, rows: Iterable[str]) -> None:
        """Let rows, as XML, stand one below the other from row `first` on, where none is. They are made
        only when the sheet is written, for there may be very many."""
        self._changed[first] = rows

    def pieces(self) -> Iterator[bytes | memoryview]:
        """The rows' XML as it is now, piece by piece."""
        part, done = memoryview(self._part), self._starts[0]
        for number in sorted(self._changed):
            at = bisect_left(self._numbers, number)
            yield part[done : self._starts[at]]
            is_old = at < len(self._numbers) and self._numbers[at] == number
            done = self._starts[at + 1 if is_old else at]
            row = self._changed[number]
            texts = [row.text(number)] if isinstance(row, Row) else row or ()
            yield from (text.encode() for text in texts)
        yield part[done : self._starts[-1]]

    def _text(self, place: int) -> str:
        return self._part[self._starts[place] : self._starts[place + 1]].decode("utf-8")
