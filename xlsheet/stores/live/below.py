"""What stands below a table on an open sheet: where, whether it can go down to make room, and up again."""

from __future__ import annotations

from typing import Final

from xlsheet.stores.live.table import OpenTable
from xlsheet.xlsx.relocation import immovable

_MOST_ROWS: Final = 1000
"""So far below a table is looked; what stands further away was not moved for it."""


def first_below(found: OpenTable) -> int:
    """The first filled row below a table, in its columns; 0 where there is none, or where it goes up and down
    by itself since the table has totals."""
    last = found.sheet.used_range.last_cell.row
    first = _end(found) + 1
    if found.place.totals_rows or last < first:
        return 0
    columns = _columns(found)
    block = found.block(first, min(last, first + _MOST_ROWS), columns[0], columns[-1])
    rows = block.options(ndim=2).value
    return next((n for n, row in enumerate(rows, start=first) if any(v is not None for v in row)), 0)


def pull_up(found: OpenTable, row: int) -> None:
    """Let what stands below a table begin in `row` again, where it went further down."""
    now = first_below(found)
    if _end(found) < row < now:
        columns = _columns(found)
        found.block(row, now - 1, columns[0], columns[-1]).delete("up")


def _end(found: OpenTable) -> int:
    return max([found.place.last_row, *found.data.numbers])


def _columns(found: OpenTable) -> range:
    return range(found.place.first_column, found.place.first_column + len(found.data.header))


def look_at_immovable(found: OpenTable, below: int, columns: range) -> None:
    """LedgerError where, from row `below` on, another table, a formula of several cells or merged cells that
    reach out of the columns stand in the way: programs tear them apart or refuse."""
    last = max(found.sheet.used_range.last_cell.row, below)
    for table in found.sheet.tables:
        area = table.range
        here = range(area.column, area.column + area.shape[1])
        if (
            table.name != found.place.part
            and area.row + area.shape[0] > below
            and {*here}.intersection(columns)
        ):
            raise immovable(found.place.sheet, area.row)
    block = found.block(below, last, columns[0], columns[-1])
    if block.has_array is not False:
        raise immovable(found.place.sheet, below)
    if block.merge_cells is not False:
        for row in range(below, last + 1):
            for edge in (columns[0], columns[-1]):
                area = found.block(row, row, edge, edge).merge_area
                if area.column < columns[0] or area.column + area.shape[1] - 1 > columns[-1]:
                    raise immovable(found.place.sheet, area.row)
