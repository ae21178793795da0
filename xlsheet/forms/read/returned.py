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
from xlsheet.forms.layout import CHECK, Stamp
from xlsheet.forms.read.measured.found import FoundCounts
from xlsheet.grids.grid import Cell
from xlsheet.mail.letters import Envelope


class Reading(StrEnum):
    """How reading a file ended."""

    READ = "read"
    REJECTED = "rejected"
    IGNORED = "ignored"


class StrayPlace(StrEnum):
    """Where something stands that nobody asked for there; the value is how a message calls the place."""

    CHECK = f"“{CHECK}”列"
    COLUMN = "多出的列"
    NO_HEADER = "没有表头的列"
    PRINTED = "印好的列"
    ABOVE = "表格上方"
    BELOW = "表格下方"
    SHEET = "另一张工作表"
    HIDDEN = "隐藏的工作表"
    COMMENT = "批注"
    BOX = "文本框"
    PICTURE = "图片"


@dataclass(frozen=True, slots=True)
class Stray:
    """Something outside the cells where answers belong. `row` is the entry beside which it stands (a
    worksheet row), 0 for none; `column` the header above it, `cells` how many cells it is."""

    place: StrayPlace
    sheet: str
    cell: str
    words: str
    row: int = 0
    column: str = ""
    cells: int = 1


@dataclass(frozen=True, slots=True)
class CellCounts:
    """How many non-blank cells there are, and what becomes of them: answers taken, printed cells as they
    were issued, furniture (titles, headers, notes, totals, signatures), and those that a finding names."""

    found: int = 0
    taken: int = 0
    printed: int = 0
    furniture: int = 0
    reported: int = 0

    def __add__(self, other: CellCounts) -> CellCounts:
        return CellCounts(
            self.found + other.found,
            self.taken + other.taken,
            self.printed + other.printed,
            self.furniture + other.furniture,
            self.reported + other.reported,
        )


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
    `strays` stand in or around the table where nobody asked for anything. For the count of its cells
    `filled` says of each row how many hold something, `known` how many of these are the form's own beside
    `cells` (角色, 检查), `copied` which of `cells` (row and column) are a merged cell's above, and `around`
    what stands above and below, with answers beside labels as taken.
    `hidden` says that nobody sees its sheet, `later` that another table stands above it or left of it.
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
    strays: Sequence[Stray] = ()
    filled: Sequence[int] = ()
    known: Sequence[int] = ()
    copied: Collection[tuple[int, str]] = ()
    around: CellCounts = CellCounts()
    hidden: bool = False
    later: bool = False

    def address(self, row: int, column: str) -> str:
        """The address of a cell of worksheet row `row`: `H12`; the row alone where there is no column."""
        letter = self.letters.get(column)
        return f"{letter}{row}" if letter else f"A{row}"


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file handed to merge. `path` is as given (`a.zip/inner.xlsx` inside a zip).

    `findings` are the reader's own: what the file is, why it was refused, what was normalised while
    reading. `marks` are the form's hidden marks by sheet, empty where the file has none. `source` is the
    path of the file that this is one unit's part of, empty for a whole file. `strays` and `counts` are what
    stands on sheets without a table and beside the cells. `within` is the mail or archive that it came in,
    `envelope` what tells of that mail; `is_body` says that it is the mail's own text; `measured` are the
    tables of indicators.
    """

    path: str
    sha256: str
    reading: Reading
    findings: tuple[Finding, ...] = ()
    marks: tuple[Stamp, ...] = ()
    tables: tuple[FoundTable, ...] = ()
    source: str = ""
    strays: tuple[Stray, ...] = ()
    counts: CellCounts = CellCounts()
    measured: tuple[FoundCounts, ...] = ()
    within: str = ""
    envelope: Envelope | None = None
    is_body: bool = False
