"""What stands below a table on an open sheet: whether it can go down to make room."""

from __future__ import annotations

from xlsheet.stores.live.table import OpenTable
from xlsheet.xlsx.relocation import immovable


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
