"""Rows that came in against rows that the ledger has: which one counts, in whatever order files come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Final

from xlsheet.jobs.merge_files import JudgedFile, Verdict
from xlsheet.jobs.merge_rows import Entry
from xlsheet.ledger import codes
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import whole_number
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS, Table
from xlsheet.ledger.texts import is_hollow

Key = tuple[object, ...]
Rank = tuple[datetime, date, str, str]
"""When a row was received, when it was filled in, its file's name and fingerprint: the greater one counts."""

_CONTAINERS: Final = (".zip", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
_LONG_AGO: Final = datetime(1900, 1, 1)


@dataclass(slots=True)
class Standing:
    """A row as it stands after what has been merged so far. `row` is None for one that is new."""

    row: int | None
    values: dict[str, Value]
    rank: Rank
    place: str
    raw: str
    changed: bool = False


@dataclass(slots=True)
class Outcome:
    """What becomes of one table's rows."""

    table: Table
    rows: dict[Key, Standing]
    unchanged: int = 0
    overwritten: list[Row] = field(default_factory=list)

    def updates(self) -> dict[int, Row]:
        """Ledger rows that now say something else, by worksheet row."""
        return {s.row: s.values for s in self.rows.values() if s.changed and s.row is not None}

    def added(self) -> list[Row]:
        """New rows, by unit, month and task."""
        new = [standing for standing in self.rows.values() if standing.row is None]
        return [s.values for s in sorted(new, key=lambda s: _order(s.values))]


def _order(values: Mapping[str, Value]) -> tuple[str, str, int]:
    number = values[PROGRESS.task_no]
    return show(values.get(PROGRESS.month)), show(values[PROGRESS.unit]), int(show(number))


def standing_rows(table: Table, data: TableData, receipts: TableData) -> Outcome:
    """The ledger's rows by their key, ranked by the file that each came from."""
    ranks = _file_ranks(receipts)
    rows: dict[Key, Standing] = {}
    for number, cells in data.rows():
        values = {str(c): _value(cells[c]) for c in table.columns}
        task_no = whole_number(values[PROGRESS.task_no])
        source = show(values[PROGRESS.source_file])
        received, fingerprint = ranks.get(source, (_moment(values[PROGRESS.received]), ""))
        rank = (received, _day(values.get(PROGRESS.filled_on)), source, fingerprint)
        key = _key(table, task_no, show(values[PROGRESS.unit]).strip(), show(values.get(PROGRESS.month)))
        raw = "；".join(f"{name}={show(value)}" for name, value in values.items() if value is not None)
        rows.setdefault(key, Standing(number, values, rank, show(values[PROGRESS.source_place]), raw))
    return Outcome(table, rows)


def _value(cell: object) -> Value:
    return cell if isinstance(cell, str | int | float | bool | date) else None


def _file_ranks(receipts: TableData) -> dict[str, tuple[datetime, str]]:
    """File name -> when it last came and its fingerprint."""
    ranks: dict[str, tuple[datetime, str]] = {}
    for _, row in receipts.rows():
        entry = (_moment(row[RECEIPTS.received]), show(row[RECEIPTS.fingerprint]))
        if row[RECEIPTS.verdict] != Verdict.REJECTED.word:
            ranks[show(row[RECEIPTS.file])] = max(entry, ranks.get(show(row[RECEIPTS.file]), entry))
    return ranks


def _moment(cell: object) -> datetime:
    if isinstance(cell, datetime):
        return cell
    return datetime.combine(cell, time()) if isinstance(cell, date) else _LONG_AGO


def _day(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else _LONG_AGO.date()


def _key(table: Table, task_no: int | None, unit: str, month: str) -> Key:
    return (task_no, unit) if table is PLANS else (task_no, unit, month)


def take(outcome: Outcome, file: JudgedFile, entry: Entry, received: datetime) -> None:
    """Let a sound row compete with what stands there; the loser stays findable in 退回清单."""
    key = _key(outcome.table, entry.task_no, file.unit, file.month)
    name = file_name(file.path)
    rank = (received, _day(entry.values.get(PROGRESS.filled_on)), name, file.sha256)
    values: dict[str, Value] = {
        PROGRESS.task_no: entry.task_no,
        PROGRESS.unit: file.unit,
        **({} if outcome.table is PLANS else {PROGRESS.month: file.month}),
        **entry.values,
        PROGRESS.received: received,
        PROGRESS.source_file: name,
        PROGRESS.source_place: entry.place,
    }
    standing = outcome.rows.get(key)
    if standing is None:
        outcome.rows[key] = Standing(None, values, rank, entry.place, entry.raw, changed=True)
    elif _says_the_same(standing.values, entry.values):
        outcome.unchanged += 1
        standing.rank = max(standing.rank, rank)
    elif standing.rank >= rank:
        file.superseded.append(entry)
        outcome.overwritten.append(_lost(rank, file, entry.place, entry.raw, entry.task_no, standing.rank))
    else:
        outcome.overwritten.append(
            _lost(standing.rank, file, standing.place, standing.raw, entry.task_no, rank)
        )
        first = _moment(standing.values[PROGRESS.received])
        if not is_hollow(show(standing.values.get(_words(outcome.table)))):
            values[PROGRESS.received] = min(first, received)
        outcome.rows[key] = Standing(standing.row, values, rank, entry.place, entry.raw, changed=True)


def _words(table: Table) -> str:
    return PLANS.work if table is PLANS else PROGRESS.text


def _says_the_same(standing: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    return all(_same(standing.get(name), value) for name, value in values.items())


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return _day(one) == _day(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return show(one) == show(other)


def _lost(rank: Rank, file: JudgedFile, place: str, raw: str, task_no: int | None, winner: Rank) -> Row:
    finding = codes.FILE_SUPERSEDED.at(other=winner[2])
    return {
        REJECTIONS.received: rank[0] if rank[0] > _LONG_AGO else None,
        REJECTIONS.source_file: rank[2],
        REJECTIONS.source_place: place,
        REJECTIONS.unit: file.unit,
        REJECTIONS.month: file.month,
        REJECTIONS.task_no: show(task_no),
        REJECTIONS.code: finding.code,
        REJECTIONS.reason: finding.message,
        REJECTIONS.values: raw[:32_000],
    }


def file_name(path: str) -> str:
    """How a file is called in the ledger: its name, inside a zip or a common workbook with that one's."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    inside = [i for i, part in enumerate(parts[:-1]) if part.lower().endswith(_CONTAINERS)]
    return "/".join(parts[inside[0] :]) if inside else parts[-1]


def in_order(files: Sequence[JudgedFile]) -> list[JudgedFile]:
    """The order in which files are taken; the result is the same in any."""
    return sorted(files, key=lambda file: (file_name(file.path), file.sha256))
