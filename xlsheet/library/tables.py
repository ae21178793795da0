"""The ledger's tables, as a DataFrame or row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, overload

from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import Table
from xlsheet.ledger.table import TableData
from xlsheet.library.holder import LedgerHolder

if TYPE_CHECKING:
    import pandas as pd

    from xlsheet.rules.fields import TypedTable


@dataclass(frozen=True, eq=False)
class LedgerTable:
    """A table of the ledger as it was when it was asked for; changing a frame changes no ledger."""

    data: TableData

    @property
    def sheet(self) -> str:
        """The sheet's name, 月度进展."""
        return self.data.table.sheet

    @property
    def columns(self) -> Sequence[str]:
        """The columns' names in the sheet's order, those that users added included."""
        return self.data.header

    @property
    def frame(self) -> pd.DataFrame:
        """The table with typed columns; the index holds the rows' numbers on the sheet.

        任务编号 and counts are Int64, percentages float64 from 0 to 1, dates datetime64[us], months string
        (2020-06), all other text string. What cannot be read as its column's type is missing, and stands
        in `findings`. Imports pandas.
        """
        return self._typed.frame.copy()

    @property
    def findings(self) -> Sequence[Finding]:
        """The cells that are missing in `frame` though they are filled on the sheet."""
        return self._typed.findings

    @cached_property
    def _typed(self) -> TypedTable:
        from xlsheet.rules.frames import typed_frame

        return typed_frame(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Each row's cells by column name as they stand on the sheet, None for an empty one. No pandas."""
        return (row for _, row in self.data.rows())

    def __repr__(self) -> str:
        return f"<LedgerTable {self.sheet}: {len(self)} rows>"


class TableAttribute:
    """An attribute of a ledger that reads one of its tables."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.__doc__ = f"The sheet {table.sheet}. LedgerError where it or a column of it is gone."

    @overload
    def __get__(self, ledger: None, owner: type) -> Self: ...
    @overload
    def __get__(self, ledger: LedgerHolder, owner: type) -> LedgerTable: ...
    def __get__(self, ledger: LedgerHolder | None, owner: type) -> Self | LedgerTable:
        return self if ledger is None else LedgerTable(ledger.store.read(self.table))
