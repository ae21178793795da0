"""A table's rows as they stand after what has been merged so far: the ledger's own and returned ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PLANS, PROGRESS, Table
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.ledger.changes import Row, Rows, Value
from xlsheet.ledger.written_rows import WrittenRows
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.receipts import LONG_AGO, STANDING, Arrival, Receipt, day
from xlsheet.merge.rows import ReturnedRow

Key = tuple[int | None, str, str]
"""Task, unit and month of a row; a plan has no month."""

Rank = tuple[date, time, int, date]
"""Day and time at which a row was received, whether a later merge brought it, the day it was filled in: the
greater one counts. Names and fingerprints of files decide nothing."""

_MAILS: Final = (".eml", ".msg", ".mbox")
_CONTAINERS: Final = (
    *_MAILS,
    ".zip",
    ".7z",
    ".rar",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".xlsb",
    ".csv",
    ".et",
)


@dataclass(slots=True)
class Candidate:
    """One row. `said` has what its unit filled in, or all that stands in the ledger; `came` and `source`
    tell when and with which file it came, `first` when the unit first said something on it.

    A row of the ledger has its worksheet row and the receipt of its file, a returned one its file and
    entry, and in `others` those that say the same. `revised` says that a row of the ledger reads
    differently now, `changed` that any cell of it does. `edited` says that the office corrected it since a
    merge wrote it.
    """

    said: Mapping[str, Value]
    came: datetime
    first: datetime
    source: str
    fingerprint: str
    row: int | None = None
    file: JudgedFile | None = None
    entry: ReturnedRow | None = None
    receipt: Receipt | None = None
    age: int = STANDING
    others: tuple[tuple[JudgedFile, ReturnedRow], ...] = ()
    changed: bool = False
    revised: bool = False
    edited: bool = False

    @classmethod
    def returned(cls, file: JudgedFile, entry: ReturnedRow, came: Arrival) -> Candidate:
        """A row that came in now, or came before and was looked at again."""
        name, (received, age) = file_name(file.path), came
        return cls(entry.values, received, received, name, file.sha256, file=file, entry=entry, age=age)

    @property
    def is_the_offices(self) -> bool:
        """Whether the office put it into the ledger by hand, or corrected what a file had brought."""
        return self.edited or (self.row is not None and (not self.source or self.first <= LONG_AGO))

    @property
    def rank(self) -> Rank:
        # who gives a day of receipt and no time means some time of that day
        moment = self.came.time() if self.came.time() > time.min else time.max
        return self.came.date(), moment, self.age, day(self.said.get(PROGRESS.filled_on))

    @property
    def place(self) -> str:
        """Where it stood in its file."""
        return self.entry.place if self.entry else show(self.said[PROGRESS.source_place])

    @property
    def holders(self) -> tuple[tuple[JudgedFile, ReturnedRow], ...]:
        """The returned rows that say this."""
        own = ((self.file, self.entry),) if self.file and self.entry else ()
        return (*self.others, *own)

    def values(self, key: Key) -> Row:
        """All its cells in the ledger."""
        if self.entry is None:
            return {**self.said, PROGRESS.received: self.first}
        task_no, unit, month = key
        return {
            PROGRESS.task_no: task_no,
            PROGRESS.unit: unit,
            **({PROGRESS.month: month} if self.entry.table is PROGRESS else {}),
            **self.said,
            PROGRESS.received: self.first,
            PROGRESS.source_file: self.source,
            PROGRESS.source_place: self.entry.place,
        }


@dataclass(slots=True)
class TableOutcome:
    """What becomes of one table's rows."""

    table: Table
    rows: dict[Key, Candidate]
    unchanged: int = 0
    lost: list[tuple[tuple[tuple[JudgedFile, ReturnedRow], ...], Row]] = field(default_factory=list)
    """Rows that were overtaken, as lines of 退回清单, with the returned rows that said so."""
    written: WrittenRows | None = None
    """What merge wrote into the ledger's rows before."""
    gone: Collection[int] = ()
    """Worksheet rows that go."""

    def is_edited(self, key: Key, standing: Candidate) -> bool:
        """Whether the office corrected a row of the ledger since merge wrote it."""
        if self.written is None or standing.row is None:
            return False
        return self.written.is_edited(self.table, key, standing.said)

    def remember(self, written: WrittenRows) -> None:
        """Note the rows that files bring now."""
        for key, standing in self.rows.items():
            if standing.entry is not None:
                written.note(self.table, key, standing.said)

    @property
    def inserted(self) -> int:
        """How many rows are new."""
        return sum(1 for standing in self.rows.values() if standing.row is None)

    @property
    def updated(self) -> int:
        """How many of the ledger's rows read differently now."""
        return sum(1 for s in self.rows.values() if s.revised and s.row is not None)

    def overtaken(self) -> list[Row]:
        """The lines of 退回清单 for rows that were overtaken; a file that came before and fares the same
        has its lines already."""
        return [
            row
            for holders, row in self.lost
            if not holders or any(file.verdict is not Verdict.DUPLICATE for file, _ in holders)
        ]

    def updates(self) -> dict[int, Row]:
        """The ledger's rows of which a cell changes, by worksheet row."""
        return {s.row: s.values(key) for key, s in self.rows.items() if s.changed and s.row is not None}

    def added(self) -> Rows:
        """New rows, by month, unit and task."""
        header = tuple(map(str, self.table.columns))
        in_order = itemgetter(*header)
        new = [key for key, standing in self.rows.items() if standing.row is None]
        new.sort(key=lambda key: (key[2], key[1], key[0] or 0))
        return Rows(header, [in_order(self.rows[key].values(key)) for key in new])


def key_of(table: Table, task_no: int | None, unit: str, month: str) -> Key:
    """By what a row is known among its table's."""
    return task_no, unit, "" if table is PLANS else month


@lru_cache(maxsize=1024)
def file_name(path: str) -> str:
    """How a file is called in the ledger: its name, inside a zip or a common workbook with that one's."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    inside = [i for i, part in enumerate(parts[:-1]) if part.lower().endswith(_CONTAINERS)]
    return "/".join(parts[inside[0] :]) if inside else parts[-1]
