"""Rows that a file brought and the office corrected: no merge lays a unit's words over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show, show_name
from xlsheet.dictionary.tables import NAME_SEPARATOR, PLANS, PROGRESS
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import WrittenRows

_LISTED: Final = 10


def office_rows(data: TableData, written: WrittenRows) -> Iterator[Finding]:
    """One finding for all rows that were corrected since a merge wrote them."""
    edited = [
        row
        for row, cells in data.rows(*data.table.columns)
        if show_name(cells[PROGRESS.source_file]) and written.is_edited(data.table, _key(data, cells), cells)
    ]
    if edited:
        more = f"等 {len(edited)} 行" if len(edited) > _LISTED else ""
        places = f"第 {NAME_SEPARATOR.join(map(str, edited[:_LISTED]))} 行{more}"
        yield catalogue.OFFICE_ROWS.at(data.table.sheet, data.cell(edited[0], PROGRESS.task_no), places)


def _key(data: TableData, cells: Mapping[str, object]) -> tuple[int | None, str, str]:
    month = "" if data.table is PLANS else show(cells[PROGRESS.month])
    return whole_number(cells[PROGRESS.task_no]), show_name(cells[PROGRESS.unit]), month
