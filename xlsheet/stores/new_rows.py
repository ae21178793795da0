"""Rows that a table gains, straight from values to XML, and the height of rows by what is wrapped in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import ceil

from xlsheet.ledger.addresses import column_letter
from xlsheet.ledger.changes import Row as Values
from xlsheet.ledger.tables import Kind, Table
from xlsheet.stores.cells import CellWriter
from xlsheet.stores.rows import height_of


def new_rows(
    writer: CellWriter,
    table: Table,
    columns: Mapping[str, tuple[int, str]],
    first: int,
    rows: Sequence[Values],
) -> Iterator[str]:
    """The XML of rows that stand from row `first` on, where nothing has stood; `columns` has for each
    column's name where it stands and its style, in the sheet's order."""
    content = writer.content
    opened = [(name, f'<c r="{column_letter(at - 1)}', style) for name, (at, style) in columns.items()]
    for number, values in enumerate(rows, start=first):
        height, value = height_of(lines(table, values)), values.get
        cells = [f'{opening}{number}"{content(style, value(name))}' for name, opening, style in opened]
        yield f'<row r="{number}" ht="{height}">{"".join(cells)}</row>'


def lines(table: Table, values: Mapping[str, object]) -> int:
    """How many lines the longest wrapped text of a row takes, in columns as wide as the template's."""
    longest = 1
    for name, room in _wrapped(table):
        text = values.get(name)
        if isinstance(text, str) and (len(text) * 2 > room * longest or "\n" in text):
            longest = max(longest, _lines(text, room))
    return longest


def _lines(text: str, room: float) -> int:
    # in GBK a Chinese character has two bytes, and is as wide as two Latin ones
    if "\n" not in text:
        return ceil(len(text.encode("gbk", "replace")) / room)
    return sum(max(1, _lines(line, room)) for line in text.split("\n"))


@cache
def _wrapped(table: Table) -> Sequence[tuple[str, float]]:
    """The columns whose text is wrapped, and how many Latin characters fit into a line of each."""
    texts = [column for column in table.columns if column.kind in (Kind.TEXT, Kind.LONG_TEXT)]
    return [(str(column), max(column.width - 2, 4)) for column in texts]
