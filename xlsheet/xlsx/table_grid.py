"""A table's rows in a grid of cells, whatever its user did around them: typed on, added columns, renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import Kind, Table
from xlsheet.errors import LackingError, LedgerError
from xlsheet.ledger.spelling import respell
from xlsheet.ledger.table import TableData, table_data
from xlsheet.xlsx.package import TablePlace

Grid = Sequence[list[Any]]
"""Rows of cells from a table's header row and first column on, as far as its sheet is filled."""


_REPEATED: Final = (Kind.TEXT, Kind.MONTH)


Errors = Mapping[tuple[int, int], str]
"""The error values that cells show, by worksheet row and column, both 1-based."""


def table_in_grid(
    label: str, table: Table, place: TablePlace, grid: Grid, errors: Errors | None = None
) -> tuple[TableData, TablePlace]:
    """The table's rows, and its place with the columns that the user added without the table noticing.

    A cell that shows an error value is blank in `grid`. Raises LedgerError where a column is missing or
    stands twice.
    """
    left = place.first_column - 1
    cells = [show(cell).strip() for cell in (grid[0] if grid else [])]
    header = _header(cells, place.last_column - left)
    _look_at_header(label, table, place, cells[: len(header)])
    numbers, rows, apart = _rows_under(grid, place, header.index(table.key[0]), len(header))
    respelled = respell(table, header, numbers, rows)
    _share(rows, [header.index(column) for column in table.columns if column.kind in _REPEATED])
    data = table_data(table, header, rows, numbers, left, respelled)
    if errors or apart:
        data = replace(data, errors=_named(errors or {}, header, place, {*numbers}), apart=apart)
    if place.sheet != table.sheet:
        data = replace(data, renamed=place.sheet)
    return data, replace(place, last_column=left + len(header))


def _named(
    errors: Errors, header: Sequence[str], place: TablePlace, rows: Container[int]
) -> dict[tuple[int, str], str]:
    """The errors of a table's own cells, by row and column name."""
    found = {}
    for (row, column), value in sorted(errors.items()):
        inside = row in rows or place.first_row < row <= place.last_row
        if inside and 0 <= column - place.first_column < len(header):
            found[row, header[column - place.first_column]] = value
    return found


def _share(rows: Iterable[list[object]], places: Sequence[int]) -> None:
    """Let equal texts in these columns be one object: units and months stand in thousands of rows, and
    would take half of a table's memory."""
    known: dict[str, str] = {}
    for cells in rows:
        for place in places:
            cell = cells[place]
            if type(cell) is str:
                cells[place] = known.setdefault(cell, cell)


def _header(cells: Sequence[str], covered: int) -> list[str]:
    """The names in a header row: those that the table covers and any that follow without a gap."""
    names: list[str] = []
    for i, name in enumerate(cells):
        if not name and i >= covered:
            break
        names.append(name if name and name not in names else f"{name}列{i + 1}")
    return names


def _look_at_header(label: str, table: Table, place: TablePlace, names: Sequence[str]) -> None:
    """LedgerError where a column is missing, or stands twice so that nobody knows which one is meant; a
    column of the user's own, right of ours, may be named like one of them."""
    absent = [column for column in table.columns if column not in names]
    if absent and all(column.since > table.since for column in absent):
        raise LedgerError(older_layout(label, f"“{place.sheet}”的{'、'.join(f'“{c}”' for c in absent)}列"))
    lacking = [f"“{column}”" for column in absent]
    last = max((names.index(column) for column in table.columns if column in names), default=0)
    counts = Counter(names if lacking else names[: last + 1])
    twice = [f"“{column}”" for column in table.columns if counts[column] > 1]
    if lacking or twice:
        wrong = [f"缺少{'、'.join(lacking)}列"] if lacking else []
        wrong += [f"{'、'.join(twice)}不止一列"] if twice else []
        raise LackingError(
            f"“{label}”的“{place.sheet}”第 {place.first_row} 行{'，'.join(wrong)}。"
            "请恢复表头；表头的文字不能改，自己的列加在最右边。"
        )


def older_layout(label: str, lacking: str) -> str:
    """What to say of an open ledger of an earlier layout; one on disk is brought up to date as it is read."""
    return (
        f"“{label}”是早先的版本做的，还没有{lacking}。请保存并关闭它，运行 xlsheet doctor 加上它的文件名"
        "补齐，再打开。"
    )


def _rows_under(
    grid: Grid, place: TablePlace, key: int, width: int
) -> tuple[list[int], list[list[object]], list[int]]:
    """Row numbers and values of the rows that hold something: those of the table, and those that follow
    it without a gap and begin like its rows (LibreOffice doesn't lengthen a table that is typed on).
    Then the numbers of the rows that stand further below."""
    last = place.first_row + len(grid) - 1
    end = place.last_row - place.totals_rows if place.part else last
    numbers: list[int] = []
    rows: list[list[object]] = []
    for number, row in enumerate(grid[1:], start=place.first_row + 1):
        cells = row if len(row) == width else row[:width]
        for _ in range(cells.count("")):
            cells[cells.index("")] = None
        if number > end and (place.totals_rows or not cells or cells[key] is None):
            return numbers, rows, list(_rows_apart(grid, number - place.first_row, place, key, width))
        if cells.count(None) < len(cells) and not _is_blank(cells, key):
            numbers.append(number)
            rows.append(cells if len(cells) == width else cells + [None] * (width - len(cells)))
    return numbers, rows, []


def _is_blank(cells: Sequence[object], key: int) -> bool:
    """Whether nothing but blanks stands in a row."""
    first = cells[key] if key < len(cells) else None
    if first is not None and not (isinstance(first, str) and not first.strip()):
        return False
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _rows_apart(grid: Grid, start: int, place: TablePlace, key: int, width: int) -> Iterator[int]:
    """The rows from a place on that are filled like a table's: its first column and another one. A single
    cell is a remark."""
    for number, row in enumerate(grid[start:], start=place.first_row + start):
        filled = [i for i, cell in enumerate(row[:width]) if show(cell).strip()]
        if key in filled and len(filled) > 1:
            yield number
