"""What random sequences share: an office to which four forms came back, its commands, tables' content."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from support.ledger_file import filled, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import ASSIGNMENTS, MATRIX, PROGRESS, RECEIPTS, TABLES, TASKS, UNITS, Table
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore

LOOKED_AT = TASKS, ASSIGNMENTS, PROGRESS, RECEIPTS, UNITS


@dataclass(frozen=True)
class Office:
    """A sample ledger and, as read, the returns of four units, which any command may merge."""

    ledger: Path
    came: list[list[ReturnedFile]]

    def command(self, store: Store, what: str, which: int, moment: datetime) -> None:
        """Merge a unit's return, or look for what is missing in the month `which`."""
        if what == "merge":
            merge_returned(store, self.came[which], MergeRequest((), received=moment))
        else:
            missing(store, MissingRequest(None, date(2021, which, 11)))


def office_in(folder: Path) -> Office:
    """An office whose files lie in a folder."""
    ledger = sample_ledger(folder)
    targets = [folder / "回收" / f"{number}.xlsx" for number in range(4)]
    for form, target in zip(forms_of(ledger, folder / "下发", MAY), targets, strict=False):
        returned(form.path, target)
    return Office(ledger, [list(read_returns([target])) for target in targets])


def model_of(ledger: Path) -> MemoryStore:
    """The ledger in memory."""
    model = MemoryStore({table: rows(ledger, table) for table in TABLES})
    with FileStore.open(ledger, writing=False) as store:
        model.columns[MATRIX] = list(store.read(MATRIX).header)
    return model


def contents(store: Store, table: Table) -> Counter[object]:
    """A table's rows, whatever their order, in our columns."""
    return contents_of([filled(row) for _, row in store.read(table).rows()], table)


def contents_of(found: list[dict[str, object]], table: Table) -> Counter[object]:
    """Such rows, read by whomever."""
    own = {*table.columns}
    return Counter(tuple(sorted((n, str(v)) for n, v in row.items() if n in own)) for row in found if row)
