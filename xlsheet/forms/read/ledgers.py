"""A ledger that was handed in as a return: an old copy, a backup, one in a zip, under whatever name.

Its rows look like returned ones and would undo what was corrected since. It is known by what stands in it:
tables that no form has, or the columns in which the office notes where a row came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    MISSING,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    TASKS,
    Table,
)
from xlsheet.grids.grid import Grid

_HEADER_WITHIN: Final = 30
_OFFICES_OWN: Final[tuple[Table, ...]] = (TASKS, ASSIGNMENTS, RECEIPTS, REJECTIONS, MISSING)
_ENOUGH: Final = 0.7
"""The share of a table's columns by which it is known: earlier versions had fewer, users rename some."""

_NOTED: Final = ((PROGRESS, PROGRESS.source_place), (PLANS, PLANS.source_place))
_TABLES_OF_A_LEDGER: Final = 2


def is_ledger(grids: Iterable[Grid]) -> bool:
    """Whether the sheets of a workbook are a ledger's, or one of them is a table of returns as a ledger has
    it."""
    offices = 0
    for grid in grids:
        headers = [{show(cell).strip() for cell in row} for row in islice(grid.rows, _HEADER_WITHIN)]
        if any(_is_noted(header) for header in headers):
            return True
        offices += any(_has(header, table) for table in _OFFICES_OWN for header in headers)
    return offices >= _TABLES_OF_A_LEDGER


def _is_noted(header: Collection[str]) -> bool:
    """Whether a header has what the office notes of each row, beside most of what units fill in."""
    return any(
        {table.received, table.source_file, place} <= {*header} and _has(header, table)
        for table, place in _NOTED
    )


def _has(header: Collection[str], table: Table) -> bool:
    return sum(column in header for column in table.columns) >= _ENOUGH * len(table.columns)
