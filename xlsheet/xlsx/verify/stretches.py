"""What of a changed sheet must be read again: all but the long stretches of rows that are the old bytes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_ROWS: Final = b"<sheetData"
_END: Final = b"</sheetData>"
_NUMBERED: Final = b'<row r="'
_ROW: Final = b"<row"
_FIRST_CELL: Final = re.compile(rb'<row r="(\d+)"[^<>]*>(?:<c r="[A-Z]+(\d+)")?')
_CHUNK: Final = 1 << 22
"""Bytes of rows that are read at a time, so that many new rows don't fill the memory."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A sheet's new part and where in it the rows are that are not the old bytes.

    `kept` has the numbers of the rows that are; each stretch of them stands between rows of the same
    numbers as it did, so that they read as they did.
    """

    part: bytes
    first: int
    last: int
    kept: Sequence[range]
    stretches: Sequence[tuple[int, int]]

    def around(self) -> bytes:
        """The part without any row."""
        return self.part[: self.first] + self.part[self.last :]

    def is_in_order(self) -> bool:
        """Whether the rows that are to be read stand in order, and each one's first cell in its row. Who
        reads values goes by cells alone; a spreadsheet program refuses to open such a file."""
        last = 0
        for start, end in self.stretches:
            for row in _FIRST_CELL.finditer(self.part, start, end):
                number = int(row[1])
                if number <= last or (row[2] and int(row[2]) != number):
                    return False
                last = number
        return True

    def chunks(self) -> Iterator[bytes]:
        """The part with those rows alone that are to be read, some at a time."""
        part, rows, size = memoryview(self.part), list[memoryview](), 0
        for start, end in self._pieces():
            rows.append(part[start:end])
            size += end - start
            if size >= _CHUNK:
                yield b"".join([part[: self.first], *rows, part[self.last :]])
                rows, size = [], 0
        if rows or not self.stretches:
            yield b"".join([part[: self.first], *rows, part[self.last :]])

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """The stretches, cut where a row begins that says its number."""
        for start, end in self.stretches:
            while start < end:
                cut = self.part.find(_NUMBERED, start + _CHUNK, end)
                yield start, end if cut < 0 else cut
                start = end if cut < 0 else cut


def probe(before: bytes, after: bytes, changed: Collection[int], new: int) -> Probe:
    """Compare two states of a sheet's part, of which the rows `changed` and all from row `new` on differ.

    Only what is found to be the same bytes counts as kept: another row that differs is read again, and so
    is all that follows rows which don't say their numbers.
    """
    (there, there_end), (here, here_end) = _rows(before), _rows(after)
    first, kept, stretches = here, list[range](), list[tuple[int, int]]()
    next_row = 1
    for number in [*sorted(changed), new]:
        mark = b'%s%d"' % (_NUMBERED, number)
        here_to, there_to = after.find(mark, here, here_end), before.find(mark, there, there_end)
        if number == new:
            here_to = here_end if here_to < 0 else here_to
            there_to = there + here_to - here if there_to < 0 else there_to
        if here_to < 0 or there_to < 0:
            continue
        if _are_same_rows(before, there, there_to, memoryview(after)[here:here_to]):
            kept.append(range(next_row, number))
        else:
            stretches.append((here, here_to))
        here = here_end if number == new else _end_of_row(after, here_to, here_end)
        there = _end_of_row(before, there_to, there_end)
        stretches.append((here_to, here))
        next_row = number + 1
    return Probe(after, first, here_end, kept, [(start, end) for start, end in stretches if start < end])


def _rows(part: bytes) -> tuple[int, int]:
    """Where a part's rows begin and end; nowhere, where it is not written as Excel does."""
    start = part.find(_ROWS)
    if start < 0:
        return 0, 0
    start = part.index(b">", start) + 1
    return start, max(start, part.rfind(_END))


def _are_same_rows(before: bytes, start: int, end: int, rows: memoryview) -> bool:
    """Whether whole rows of `before` are these."""
    whole = before.startswith((_ROW, _END), end) or end == start
    return whole and end - start == len(rows) and before.startswith(rows, start)


def _end_of_row(part: bytes, start: int, end: int) -> int:
    following = part.find(_ROW, start + len(_ROW), end)
    return end if following < 0 else following
