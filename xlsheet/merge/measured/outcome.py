"""Counts that came in against those that the ledger has: a later receipt wins, a row typed by hand stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import MEASURED
from xlsheet.ledger.changes import Edit, Row
from xlsheet.ledger.table import TableData
from xlsheet.merge.candidates import file_name
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.measured.judge import MeasuredEntry
from xlsheet.merge.receipts import moment

_Key = tuple[int, int, str, str]


@dataclass(slots=True)
class MeasuredOutcome:
    """The rows of 指标进展 to change, to add, and (`gone`) to take out."""

    updates: dict[int, Row] = field(default_factory=dict)
    added: dict[_Key, Row] = field(default_factory=dict)
    unchanged: int = 0
    gone: Collection[int] = ()

    @property
    def edit(self) -> Edit:
        return Edit(MEASURED, self.updates, list(self.added.values()), self.gone)

    def words(self) -> str:
        """What there is to say of it; nothing where no count came."""
        counts = len(self.added), len(self.updates), self.unchanged
        return "指标进展：新增 {} 行，更新 {} 行，没有变化 {} 行。".format(*counts) if any(counts) else ""

    def as_json(self) -> dict[str, int]:
        """The same in numbers."""
        return {
            "inserted": len(self.added),
            "updated": len(self.updates),
            "unchanged": self.unchanged,
        }


def take_counts(
    data: TableData, files: Iterable[tuple[JudgedFile, datetime]], gone: Collection[int] = ()
) -> MeasuredOutcome:
    """Take the counts of files, each with when it was received, in the order of their coming. The worksheet
    rows `gone` go, and nothing is held against them."""
    outcome = MeasuredOutcome(gone=gone)
    standing = {key: known for key, known in _standing(data).items() if known[0] not in gone}
    came: dict[_Key, datetime] = {}
    for file, received in files:
        for entry in file.measured:
            key = (*entry.key, entry.unit, entry.month)
            row = _row(entry, received, file_name(file.path))
            known = standing.get(key)
            if known is None:
                if key not in came or came[key] <= received:
                    outcome.added[key], came[key] = row, received
            else:
                _compete(outcome, file, row, known, came, key)
    return outcome


def _compete(
    outcome: MeasuredOutcome,
    file: JudgedFile,
    row: Row,
    known: tuple[int, Row],
    came: dict[_Key, datetime],
    key: _Key,
) -> None:
    number, before = known
    same = before[MEASURED.total] == row[MEASURED.total]
    if not show(before[MEASURED.source_file]).strip():
        if not same:
            place = str(row[MEASURED.source_place])
            sheet, _, cell = place.rpartition("!")
            value = show(row[MEASURED.total])
            standing = show(before[MEASURED.total])
            file.findings.append(catalogue.MEASURE_TYPED.at(sheet, cell, value, standing=standing))
        return
    received = row[MEASURED.received]
    assert isinstance(received, datetime)
    last = came.get(key) or moment(before[MEASURED.received])
    if received < last:
        return
    if same and key not in came:
        outcome.unchanged += 1
        return
    outcome.updates[number], came[key] = row, received


def _standing(data: TableData) -> dict[_Key, tuple[int, Row]]:
    found: dict[_Key, tuple[int, Row]] = {}
    for number, values in data.rows(*map(str, MEASURED.columns)):
        month = Month.parse(show(values[MEASURED.month]).strip())
        task, place = whole_number(values[MEASURED.task_no]), whole_number(values[MEASURED.place])
        if month is not None and task is not None and place is not None:
            key = (task, place, show_name(values[MEASURED.unit]), str(month))
            found.setdefault(key, (number, values))  # type: ignore[arg-type]
    return found


def _row(entry: MeasuredEntry, received: datetime, file: str) -> Row:
    total = int(entry.total) if float(entry.total).is_integer() else entry.total
    return {
        MEASURED.task_no: entry.key[0],
        MEASURED.place: entry.key[1],
        MEASURED.unit: entry.unit,
        MEASURED.month: entry.month,
        MEASURED.total: total,
        MEASURED.received: received,
        MEASURED.source_file: file,
        MEASURED.source_place: entry.place,
    }
