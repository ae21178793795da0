"""What a job wants changed in the ledger, as data: stores carry it out, tests compare it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import overload

from xlsheet.dictionary.tables import Table


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another cell of the workbook and shows that cell's address, with its sheet where
    it is `whole`."""

    sheet: str
    cell: str
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.whole else self.cell


Value = str | int | float | bool | date | datetime | Link | None
"""What may stand in a cell that xlsheet writes. Text is always text, never a formula."""

Row = Mapping[str, Value]
"""Column name -> value; a column that is not named is left empty (new row) or as it is (update)."""


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Row]):
    """Rows of the same columns, for where there are very many: `cells` has each one's values in the
    order of `header`."""

    header: Sequence[str]
    cells: Sequence[Sequence[Value]]

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self.header, cells, strict=True)) for cells in self.cells)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Rows: ...
    def __getitem__(self, place: int | slice) -> Row | Rows:
        if isinstance(place, slice):
            return Rows(self.header, self.cells[place])
        return dict(zip(self.header, self.cells[place], strict=True))


def names_in(rows: Sequence[Row]) -> set[str]:
    """The columns that rows name."""
    return {*rows.header} if isinstance(rows, Rows) else {name for row in rows for name in row}


def cells_of(rows: Sequence[Row], header: Sequence[str]) -> Sequence[Sequence[Value]]:
    """Each row's values in the order of `header`, None where it names none."""
    if isinstance(rows, Rows) and list(rows.header) == list(header):
        return rows.cells
    return [[row.get(name) for name in header] for row in rows]


@dataclass(frozen=True, slots=True)
class Edit:
    """Change, add and remove single rows; every other row stays as it is, byte for byte.

    `updates` and `removed` name worksheet rows (1-based, as in `TableData.frame.index`).
    """

    table: Table
    updates: Mapping[int, Row] = field(default_factory=dict)
    appended: Sequence[Row] = ()
    removed: Collection[int] = ()

    def __bool__(self) -> bool:
        return bool(self.updates or self.appended or self.removed)


@dataclass(frozen=True, slots=True)
class Replace:
    """Make `rows` the table's whole content.

    What users wrote in columns of their own follows its row by the table's key. `columns` is given
    where the table's columns change too (the months of 缺报矩阵).
    """

    table: Table
    rows: Sequence[Row]
    columns: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one command changes, carried out whole or not at all.

    `command` is its name for people (合并回收), `summary` one line of what it did; both go into
    the history. One that `goes_on` with the last one of its command is undone together with it.
    """

    command: str
    summary: str
    steps: Sequence[Edit | Replace]
    goes_on: bool = False
