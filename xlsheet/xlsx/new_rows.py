"""Rows that a table gains, straight from values to XML, and the height of rows by what is wrapped in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from math import ceil
from typing import Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import Kind, Table
from xlsheet.ledger.changes import Row as Values
from xlsheet.ledger.changes import Value, cells_of
from xlsheet.xlsx.cells import CellWriter
from xlsheet.xlsx.rows import height_of

_AT_ONCE: Final = 5_000
"""Rows that are made at a time, so that many don't fill the memory."""


def new_rows(
    writer: CellWriter,
    table: Table,
    columns: Mapping[str, tuple[int, str]],
    first: int,
    rows: Sequence[Values],
) -> Iterator[str]:
    """The XML of rows that stand from row `first` on, where nothing has stood, some thousands at a time;
    `columns` has for each of the table's columns where it stands and its style, in the sheet's order.

    In a row only its number is its own: what stands between its numbers is made by the column, where the
    same values come again and again.
    """
    names = list(columns)
    opened = [f'<c r="{column_letter(at - 1)}' for at, _ in columns.values()]
    following = [*opened[1:], "</row>"]
    cells = cells_of(rows, names)
    for start in range(0, len(cells), _AT_ONCE):
        by_column = dict(zip(names, zip(*cells[start : start + _AT_ONCE], strict=True), strict=True))
        between = [[f'" ht="{height}">{opened[0]}' for height in _heights(table, by_column)]]
        for (name, (_, style)), follows in zip(columns.items(), following, strict=True):
            between.append(_cells(writer, style, by_column[name], follows))
        numbered = zip(map(str, count(first + start)), zip(*between, strict=True), strict=False)
        yield "".join([number.join(('<row r="', *pieces)) for number, pieces in numbered])


def _cells(writer: CellWriter, style: str, values: Sequence[Value], follows: str) -> list[str]:
    """What stands between a row's number in a cell's address and in what follows."""

    def cell(value: Value) -> str:
        return f'"{writer.content(style, value)}{follows}'

    if len({*map(type, values)} - {type(None)}) > 1:
        return list(map(cell, values))  # 1, 1.0 and True are equal, and yet written in three ways
    known = {value: cell(value) for value in {*values}}
    return [known[value] for value in values]


def _heights(table: Table, columns: Mapping[str, Sequence[Value]]) -> list[str]:
    """The heights of rows, given by the column."""
    tall = [1] * len(next(iter(columns.values())))
    for name, room in _wrapped(table):
        tall = [
            max(lines, _lines(cell, room)) if cell and isinstance(cell, str) else lines
            for cell, lines in zip(columns[name], tall, strict=True)
        ]
    return [_height(lines) for lines in tall]


_height = cache(height_of)


def lines(table: Table, values: Mapping[str, object]) -> int:
    """How many lines the longest wrapped text of a row takes, in columns as wide as the template's."""
    texts = ((values.get(name), room) for name, room in _wrapped(table))
    return max((_lines(text, room) for text, room in texts if isinstance(text, str)), default=1)


def _lines(text: str, room: float) -> int:
    if "\n" in text:
        return sum(_lines(line, room) for line in text.split("\n"))
    if len(text) * 2 <= room:
        return 1
    # a Chinese character is as wide as two Latin ones, and has three bytes where these have one
    return ceil((len(text) + len(text.encode("utf-8", "replace"))) / 2 / room)


@cache
def _wrapped(table: Table) -> Sequence[tuple[str, float]]:
    """The columns whose text is wrapped, and how many Latin characters fit into a line of each."""
    texts = [column for column in table.columns if column.kind in (Kind.TEXT, Kind.LONG_TEXT)]
    return [(str(column), max(column.width - 2, 4)) for column in texts]
