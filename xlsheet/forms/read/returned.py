"""A file that came back, as read: what it is, the tables found in it, and what its rows hold.

The reader makes these values and the merge judges them; both sides know no more of each other.
All of it is plain data, so that it can cross from a worker process.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import Table
from xlsheet.forms.layout import Stamp
from xlsheet.grids.grid import Cell


class Reading(StrEnum):
    """How reading a file ended."""

    READ = "read"
    REJECTED = "rejected"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of progress or plan rows found on a sheet.

    `cells` has one list a column that a unit fills in or that names task, unit and month, by its
    canonical name (forms/layout.py), all as long as `rows`, the worksheet row numbers (1-based) of the
    rows that count. `letters` maps all recognised columns, `headings` the labelled cells above the
    table (填报单位, 填报月份, 填报人 …: value and address).
    `skipped` are worksheet rows under the header that hold something but no entry, with the reason.
    `variants` are the columns whose header was written otherwise, `merged` the areas (`C6:C8`) whose
    value holds for several rows, `percent_rows` the rows whose 完成比例 is a 1 formatted as a percentage.
    """

    table: Table
    sheet: str
    header_row: int
    rows: Sequence[int]
    cells: Mapping[str, Sequence[Cell]]
    letters: Mapping[str, str]
    headings: Mapping[str, tuple[Cell, str]] = field(default_factory=dict)
    missing: Sequence[str] = ()
    extra: Sequence[str] = ()
    skipped: Sequence[tuple[int, str]] = ()
    variants: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[str] = ()
    percent_rows: Collection[int] = ()

    def address(self, row: int, column: str) -> str:
        """The address of a cell of worksheet row `row`: `H12`; the row alone where there is no column."""
        letter = self.letters.get(column)
        return f"{letter}{row}" if letter else f"A{row}"


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file handed to merge. `path` is as given (`a.zip/inner.xlsx` inside a zip).

    `findings` are the reader's own: what the file is, why it was refused, what was normalised while
    reading. `marks` are the form's hidden marks by sheet, empty where the file has none. `source` is the
    path of the file that this is one unit's part of, empty for a whole file.
    """

    path: str
    sha256: str
    reading: Reading
    findings: tuple[Finding, ...] = ()
    marks: tuple[Stamp, ...] = ()
    tables: tuple[FoundTable, ...] = ()
    source: str = ""
