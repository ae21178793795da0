"""A ledger in memory, behind the interface of the real stores: the model that jobs are tested on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsheet.dictionary.tables import PARAMETERS, TABLES, Table
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.settings import default_parameters
from xlsheet.ledger.table import TableData, table_data


class MemoryStore:
    """Rows by table; `applied` lists what jobs changed."""

    label = "台账.xlsm"

    def __init__(self, rows: Mapping[Table, Sequence[Row]] | None = None) -> None:
        self.rows: dict[Table, list[dict[str, object]]] = {table: [] for table in TABLES}
        self.columns: dict[Table, list[str]] = {table: [str(c) for c in table.columns] for table in TABLES}
        self.rows[PARAMETERS] = [dict(row) for row in default_parameters(ledger_id="test0001")]
        for table, content in (rows or {}).items():
            self.rows[table] = [dict(row) for row in content]
        self.applied: list[Changes] = []

    def read(self, table: Table) -> TableData:
        header = self.columns[table]
        rows = [[row.get(name) for name in header] for row in self.rows[table]]
        return table_data(table, header, rows, range(2, len(rows) + 2))

    def apply(self, changes: Changes) -> None:
        for step in changes.steps:
            if isinstance(step, Edit):
                rows = self.rows[step.table]
                for number, values in step.updates.items():
                    rows[number - 2].update(values)
                kept = [row for i, row in enumerate(rows) if i + 2 not in step.removed]
                self.rows[step.table] = kept + [dict(row) for row in step.appended]
            else:
                self.rows[step.table] = [dict(row) for row in step.rows]
                if step.columns is not None:
                    self.columns[step.table] = list(step.columns)
        if changes.steps:
            self.applied.append(changes)
