"""Cells that were merged over several rows of a table: what the first one holds, all of them say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from xlsheet.dictionary.addresses import column_place
from xlsheet.ledger.table import TableData


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells by their first and last worksheet row and column, all 1-based."""

    top: int
    bottom: int
    left: int
    right: int


def with_merged(data: TableData, areas: Iterable[Area]) -> TableData:
    """The table as it reads to people. Nothing is written into cells that lie under others.

    Of cells merged over several columns too, the value is the first column's."""
    names = {column_place(letter) + 1: name for name, letter in data.letters.items()}
    places = {number: place for place, number in enumerate(data.numbers)}
    values: dict[int, list[object]] = {}
    covered: dict[tuple[int, str], object] = {}
    for area in areas:
        name = names.get(area.left)
        if name not in data.table.columns or area.top not in places:
            continue
        at = data.header.index(name)
        said = data.values[places[area.top]][at]
        for number in range(area.top + 1, area.bottom + 1):
            if said is None or number not in places:
                continue
            cells = values.setdefault(number, list(data.values[places[number]]))
            if cells[at] is None:
                cells[at] = said
                covered[number, name] = None
    if not covered:
        return data
    rows = [values.get(number, cells) for number, cells in zip(data.numbers, data.values, strict=True)]
    return replace(data, values=rows, respelled={**data.respelled, **covered})
