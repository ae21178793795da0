"""Where the cells of a table go when its rows move, and what is tied to cells and so goes with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xlsheet.errors import LedgerError
from xlsheet.xlsx.cells import address
from xlsheet.xlsx.package import Package, cell_place
from xlsheet.xlsx.sheet import RULED

_COMMENT: Final = re.compile(
    r'(<(?P<tag>(?:\w+:)?(?:comment|threadedComment))\s[^<>]*?\bref=")([A-Z]+\d+)("(?:[^<>]*/>|.*?</(?P=tag)>))',
    re.DOTALL,
)
_SHAPE: Final = re.compile(r"<(?P<tag>(?:\w+:)?shape)\s.*?</(?P=tag)>", re.DOTALL)
_SHAPE_ROW: Final = re.compile(r"(<(?:\w+:)?Row>)(\d+)(</(?:\w+:)?Row>)")
_SHAPE_COLUMN: Final = re.compile(r"(<(?:\w+:)?Column>)(\d+)(</(?:\w+:)?Column>)")
_SHAPE_ANCHOR: Final = re.compile(r"(<(?:\w+:)?Anchor>)([^<]*)(</(?:\w+:)?Anchor>)")
_HYPERLINK: Final = re.compile(
    r'(<hyperlink\s[^<>]*?\bref=")([A-Z]+\d+)("[^<>]*?(?:/>|>.*?</hyperlink>))', re.DOTALL
)
_MERGED: Final = re.compile(r'(<(?:\w+:)?mergeCell\s+ref=")([^"]+)(")')
_NO_HYPERLINKS: Final = re.compile(r"<hyperlinks[^<>]*>\s*</hyperlinks>")


@dataclass(frozen=True, slots=True)
class Relocation:
    """`rows` maps the table's rows that move to where they go (None: they are gone), in the columns
    `inside`; what stands right of column `after` in the rows `first` to `last` goes `shift` columns on;
    what stands in row `below` or further down goes `down` rows on, in the columns `inside`.

    Where the rows keep their order, spans of several rows move too, and with them what looks at them.
    """

    rows: Mapping[int, int | None]
    inside: range
    first: int
    last: int
    after: int = 0
    shift: int = 0
    below: int = 0
    down: int = 0
    in_order: bool = False

    def __bool__(self) -> bool:
        return bool(self.shift or self.down) or any(old != new for old, new in self.rows.items())

    def _row(self, row: int) -> int | None:
        return row + self.down if self.down and row >= self.below else self.rows.get(row, row)

    def span(self, first: tuple[int, int], last: tuple[int, int]) -> tuple[int, int] | None:
        """The first and last row that a span of cells, given by its corners, has after the move; None
        where it is gone. One that reaches beyond the moving columns stays."""
        (left, top), (right, bottom) = first, last
        if left not in self.inside or right not in self.inside:
            return top, bottom
        start = next((new for row in range(top, bottom + 1) if (new := self._row(row)) is not None), None)
        end = next((new for row in range(bottom, top - 1, -1) if (new := self._row(row)) is not None), None)
        return None if start is None or end is None else (start, end)

    def to(self, column: int, row: int) -> tuple[int, int] | None:
        """Where a cell goes, None where it is gone."""
        target = self._row(row) if column in self.inside else row
        if self.after + self.shift < column <= self.after:
            target = None if self.first <= row <= self.last else row
        aside = self.shift if column > self.after and self.first <= row <= self.last else 0
        return None if target is None else (column + aside, target)

    def tied(self, tail: str) -> str:
        """What follows the rows in a sheet's part, with hyperlinks and the rules of single cells moved."""
        tail = _HYPERLINK.sub(self._moved, tail)
        tail = _NO_HYPERLINKS.sub("", tail)
        tail = _MERGED.sub(lambda match: f"{match[1]}{self._ruled(match[2]) or match[2]}{match[3]}", tail)
        return RULED.sub(self._rules, tail)

    def _moved(self, match: re.Match[str]) -> str:
        to = self.to(*cell_place(match[2]))
        return "" if to is None else f"{match[1]}{address(*to)}{match[3]}"

    def _rules(self, match: re.Match[str]) -> str:
        places = [self._ruled(place) for place in match[2].split(" ")]
        kept = " ".join(place for place in places if place)
        return f"{match[1]}{kept or match[2]}{match[3]}"

    def _ruled(self, place: str) -> str:
        """A place of one row, moved, and one of several rows where they keep their order; any other stays."""
        match = re.fullmatch(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?", place)
        if match is None:
            return place
        if (match[4] or match[2]) != match[2]:
            return self._spanned(place) if self.in_order else place
        row = int(match[2])
        ends = [self.to(cell_place(f"{letters}1")[0], row) for letters in (match[1], match[3]) if letters]
        corners = [address(*end) for end in ends if end is not None]
        return ":".join(corners) if len(corners) == len(ends) else ""

    def _spanned(self, place: str) -> str:
        first, last = map(cell_place, place.split(":"))
        rows = self.span(first, last)
        return "" if rows is None else f"{address(first[0], rows[0])}:{address(last[0], rows[1])}"


def immovable(sheet: str, row: int) -> LedgerError:
    """The error for what stands below a table, in row `row`, and can't go down to make room."""
    return LedgerError(
        f"“{sheet}”第 {row} 行（表格下方）有别的表格、数组公式或跨出表格的合并单元格，"
        "不能下移，新的行没有地方写。请把它移到别处后再试。"
    )


def notes_moved(package: Package, sheet_part: str, travels: Relocation) -> dict[str, bytes]:
    """A sheet's comments and their boxes, moved: the parts that change, by name."""
    moved: dict[str, bytes] = {}
    for kind, mover in _MOVERS.items():
        for part in package.related(sheet_part, kind):
            before = package.part(part).decode("utf-8")
            after = mover(before, travels)
            if after != before:
                moved[part] = after.encode()
    return moved


def _comments(text: str, travels: Relocation) -> str:
    def moved(match: re.Match[str]) -> str:
        to = travels.to(*cell_place(match[3]))
        return "" if to is None else f"{match[1]}{address(*to)}{match[4]}"

    return _COMMENT.sub(moved, text)


def _boxes(text: str, travels: Relocation) -> str:
    def moved(match: re.Match[str]) -> str:
        shape = match[0]
        row, column = _SHAPE_ROW.search(shape), _SHAPE_COLUMN.search(shape)
        if row is None or column is None:
            return shape
        to = travels.to(int(column[2]) + 1, int(row[2]) + 1)
        if to is None:
            return ""
        by_columns, by_rows = to[0] - 1 - int(column[2]), to[1] - 1 - int(row[2])
        if not by_columns and not by_rows:
            return shape  # as it is, also where another program counts differently
        shape = _SHAPE_ROW.sub(rf"\g<1>{to[1] - 1}\g<3>", shape)
        shape = _SHAPE_COLUMN.sub(rf"\g<1>{to[0] - 1}\g<3>", shape)
        return _SHAPE_ANCHOR.sub(lambda anchor: _anchor(anchor, by_columns, by_rows), shape)

    return _SHAPE.sub(moved, text)


def _anchor(match: re.Match[str], by_columns: int, by_rows: int) -> str:
    """Column, offset, row, offset of both corners."""
    numbers = [int(number) for number in match[2].split(",")]
    by = (by_columns, 0, by_rows, 0) * 2
    moved = ", ".join(str(max(n + step, 0) if step else n) for n, step in zip(numbers, by, strict=True))
    return f"{match[1]}{moved}{match[3]}"


_MOVERS: Final = {"/comments": _comments, "/threadedComment": _comments, "/vmlDrawing": _boxes}
