"""A table as read from a store: raw cell values with the place each came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xlsheet.ledger.addresses import column_letter
from xlsheet.ledger.changes import Edit, Replace, Row
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import Table


@dataclass(frozen=True, eq=False)
class TableData:
    """The rows of one table. Compare frames, not tables: one is equal to itself only.

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

    def after(self, step: Edit | Replace) -> TableData:
        """The table as it will read once a step is carried out; new rows count on from the last one."""
        header = [str(name) for name in self.frame.columns]
        if isinstance(step, Replace):
            header = [*step.columns] if step.columns is not None else header
            return _from_rows(self.table, header, step.rows, 2)
        frame = self.frame.drop(index=list(step.removed))
        updates: Mapping[int, Mapping[str, Any]] = step.updates
        for number, row in updates.items():
            for name, value in row.items():
                frame.at[number, name] = value
        if step.appended:
            end = max(map(int, self.frame.index), default=1) + 1
            frame = pd.concat([frame, _from_rows(self.table, header, step.appended, end).frame])
        return TableData(self.table, frame, self.letters)

    def rows(self, *columns: str) -> Iterator[tuple[int, dict[str, object]]]:
        """Each worksheet row number with its values by column name; of these columns, or of all."""
        names = [str(name) for name in columns or self.frame.columns]
        for number, values in self.cells(*names):
            yield number, dict(zip(names, values, strict=True))

    def cells(self, *columns: str) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Each worksheet row number with its values in these columns, in their order."""
        values = (self.frame[name].tolist() for name in columns)
        return zip(self.frame.index.tolist(), zip(*values, strict=True), strict=True)


def _from_rows(table: Table, header: Sequence[str], rows: Sequence[Row], first: int) -> TableData:
    cells = [[row.get(name) for name in header] for row in rows]
    return table_data(table, header, cells, range(first, first + len(rows)))


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
