"""A table as read from a store: raw cell values with the place each came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from xlsheet.ledger.addresses import column_letter
from xlsheet.ledger.changes import Row
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import Table


@dataclass(frozen=True)
class TableData:
    """The rows of one table.

    `frame` has dtype object, `None` for an empty cell, one column per sheet column (the user's own
    included, in the sheet's order) and as index the worksheet row number (1-based). Wholly blank
    rows are left out. `letters` maps a column's name to its letter on the sheet.
    """

    table: Table
    frame: pd.DataFrame
    letters: Mapping[str, str]

    def cell(self, row: int, column: str) -> str:
        """The address of a cell: `H12`."""
        return f"{self.letters[column]}{row}"

    def __len__(self) -> int:
        return len(self.frame)

    def shows(self, columns: Sequence[str], rows: Sequence[Row]) -> bool:
        """Whether the table reads the same in these columns as `rows` would, in this order."""
        if not set(columns) <= set(self.frame.columns):
            return False
        here = [[show(row[name]) for name in columns] for _, row in self.rows()]
        return here == [[show(row.get(name)) for name in columns] for row in rows]

    def rows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Each worksheet row number with its values by column name."""
        names = [str(name) for name in self.frame.columns]
        for values in self.frame.itertuples(name=None):
            yield values[0], dict(zip(names, values[1:], strict=True))


def table_data(
    table: Table,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    numbers: Sequence[int],
    left: int = 0,
) -> TableData:
    """`TableData` from a header and rows that stand in the worksheet rows `numbers`, from the 0-based
    column `left` on."""
    frame = pd.DataFrame(list(rows), columns=list(header), index=list(numbers), dtype=object)
    frame = frame.where(frame.notna(), None)
    return TableData(table, frame, {name: column_letter(left + i) for i, name in enumerate(header)})
