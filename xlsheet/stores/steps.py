"""The steps of a change, looked at before a store carries them out."""

from __future__ import annotations

from xlsheet.ledger.changes import Changes, Edit, Replace, names_in
from xlsheet.ledger.table import TableData


def steps_of(changes: Changes) -> list[Edit | Replace]:
    """The steps that do something; to replace a table's rows by none does."""
    return [step for step in changes.steps if isinstance(step, Replace) or step]


def rows_of(step: Edit | Replace) -> int:
    """How many rows a step writes or takes out."""
    if isinstance(step, Replace):
        return len(step.rows)
    return len(step.updates) + len(step.appended) + len(step.removed)


def look_at_names(step: Edit | Replace, data: TableData) -> None:
    """KeyError, a slip of the program's, where a step names a column or row that the table lacks."""
    if isinstance(step, Replace):
        named, names = names_in(step.rows), {*data.header, *(step.columns or ())}
    else:
        named, names = names_in(step.appended) | names_in([*step.updates.values()]), {*data.header}
        unknown_rows = {*step.updates, *step.removed} - {*data.numbers}
        if unknown_rows:
            raise KeyError(f"{step.table.sheet}: {sorted(unknown_rows)}")
    if not named <= names:
        raise KeyError(f"{step.table.sheet}: {sorted(named - names)}")
