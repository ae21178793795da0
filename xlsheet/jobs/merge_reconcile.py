"""Rows that came in against rows that the ledger has: which one counts, in whatever order files come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from xlsheet.jobs.merge_files import JudgedFile
from xlsheet.jobs.merge_receipts import LONG_AGO, LONGEST, Receipt, Receipts, day, moment
from xlsheet.jobs.merge_rows import Entry
from xlsheet.ledger import codes
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import whole_number
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import PLANS, PROGRESS, REJECTIONS, Table
from xlsheet.ledger.texts import is_hollow
from xlsheet.ledger.verdicts import Verdict

Key = tuple[object, ...]
Rank = tuple[datetime, date, str, str]
"""When a row was received, when it was filled in, its file's name and fingerprint: the greater one counts."""

_CONTAINERS: Final = (".zip", ".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".csv", ".et")


@dataclass(slots=True)
class Standing:
    """A row as it stands after what has been merged so far. `row` is None for one that is new;
    `revised` says that it reads differently now, `changed` that any cell of it does.

    `entry` is the returned row that it came with now, `holders` are all that say this, `receipt` is that of
    the file it came with before.
    """

    row: int | None
    values: dict[str, Value]
    rank: Rank
    place: str
    entry: Entry | None = None
    holders: list[tuple[JudgedFile, Entry]] = field(default_factory=list)
    receipt: Receipt | None = None
    changed: bool = False
    revised: bool = False


@dataclass(slots=True)
class Outcome:
    """What becomes of one table's rows."""

    table: Table
    rows: dict[Key, Standing]
    unchanged: int = 0
    lost: list[tuple[list[tuple[JudgedFile, Entry]], Row]] = field(default_factory=list)
    """Rows that were overtaken, as lines of 退回清单, with the returned rows that said so."""

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
        return {s.row: s.values for s in self.rows.values() if s.changed and s.row is not None}

    def added(self) -> list[Row]:
        """New rows, by unit, month and task."""
        new = [standing for standing in self.rows.values() if standing.row is None]
        return [s.values for s in sorted(new, key=lambda s: _order(s.values))]


def _order(values: Mapping[str, Value]) -> tuple[str, str, int]:
    number = values[PROGRESS.task_no]
    return show(values.get(PROGRESS.month)), show(values[PROGRESS.unit]), int(show(number))


def standing_rows(table: Table, data: TableData, units: Collection[str], receipts: Receipts) -> Outcome:
    """The ledger's rows of these units by their key, ranked by the file that each came from."""
    names = [str(column) for column in table.columns]
    place = names.index(PROGRESS.unit)
    rows: dict[Key, Standing] = {}
    for number, cells in data.cells(*names):
        unit = show(cells[place]).strip()
        if unit not in units:
            continue
        values = dict(zip(names, map(_value, cells), strict=True))
        task_no = whole_number(values[PROGRESS.task_no])
        month = "" if table is PLANS else show(values[PROGRESS.month])
        source = show(values[PROGRESS.source_file])
        receipt = receipts.source(source, unit, month) if source else None
        received = receipt.received if receipt else moment(values[PROGRESS.received])
        rank = (received, day(values.get(PROGRESS.filled_on)), source, receipt.fingerprint if receipt else "")
        stood_at = show(values[PROGRESS.source_place])
        standing = Standing(number, values, rank, stood_at, receipt=receipt)
        rows.setdefault(_key(table, task_no, unit, month), standing)
    return Outcome(table, rows)


def _value(cell: object) -> Value:
    return cell if isinstance(cell, str | int | float | date) or cell is None else show(cell)


def _key(table: Table, task_no: int | None, unit: str, month: str) -> Key:
    return (task_no, unit) if table is PLANS else (task_no, unit, month)


def take(outcome: Outcome, file: JudgedFile, entry: Entry, received: datetime) -> None:
    """Let a sound row compete with what stands there; the loser stays findable in 退回清单."""
    key = _key(outcome.table, entry.task_no, file.unit, entry.month)
    name = file_name(file.path)
    values: dict[str, Value] = {
        PROGRESS.task_no: entry.task_no,
        PROGRESS.unit: file.unit,
        **({} if outcome.table is PLANS else {PROGRESS.month: entry.month}),
        **entry.values,
        PROGRESS.received: received,
        PROGRESS.source_file: name,
        PROGRESS.source_place: entry.place,
    }
    rank = (received, day(entry.values.get(PROGRESS.filled_on)), name, file.sha256)
    new = Standing(None, values, rank, entry.place, entry, [(file, entry)], changed=True, revised=True)
    old = outcome.rows.get(key)
    if old is None:
        outcome.rows[key] = new
        return
    same = _says_the_same(old.values, entry.values)
    stood = moment(old.values[PROGRESS.received])
    winner, loser = (new, old) if new.rank > old.rank else (old, new)
    winner.values[PROGRESS.received] = first = _first_received(outcome.table, old, new, winner)
    if same:
        outcome.unchanged += 1
        winner.holders = [*old.holders, *new.holders]
    else:
        _lose(outcome, loser, winner, file.unit, entry)
    if winner is new:
        new.changed = old.changed or not _says_the_same(old.values, new.values)
        new.row, new.revised = old.row, old.revised or not same
        outcome.rows[key] = new
    elif first != stood:
        old.changed = True


def _first_received(table: Table, old: Standing, new: Standing, winner: Standing) -> datetime:
    """When the unit first said something on the entry, else when what counts was received: who reported
    on time and was asked to correct the words is not late."""
    words = PLANS.work if table is PLANS else PROGRESS.text
    stood = moment(old.values[PROGRESS.received])
    times = [winner.rank[0]]
    if stood < old.rank[0] or not is_hollow(show(old.values.get(words))):
        times.append(stood)
    if not is_hollow(show(new.values.get(words))):
        times.append(new.rank[0])
    return min(times)


def _lose(outcome: Outcome, loser: Standing, winner: Standing, unit: str, entry: Entry) -> None:
    """The loser's row goes to 退回清单, and its file is told by whom it was overtaken."""
    finding = codes.FILE_SUPERSEDED.at(other=winner.rank[2])
    for file, lost in loser.holders:
        file.superseded.append(lost)
        if finding not in file.findings:
            file.findings.append(finding)
    if loser.receipt is not None:
        loser.receipt.overtaken += 1
        loser.receipt.by.add(winner.rank[2])
    line: Row = {
        REJECTIONS.received: loser.rank[0] if loser.rank[0] > LONG_AGO else None,
        REJECTIONS.source_file: loser.rank[2],
        REJECTIONS.source_place: loser.place,
        REJECTIONS.unit: unit,
        REJECTIONS.month: entry.month,
        REJECTIONS.task_no: show(entry.task_no),
        REJECTIONS.code: finding.code,
        REJECTIONS.reason: finding.message,
        REJECTIONS.values: (loser.entry.raw if loser.entry else _as_words(loser.values))[:LONGEST],
    }
    outcome.lost.append((loser.holders, line))


def _as_words(values: Mapping[str, Value]) -> str:
    return "；".join(f"{name}={show(value)}" for name, value in values.items() if value is not None)


def _says_the_same(standing: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    return all(_same(standing.get(name), value) for name, value in values.items())


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return moment(one) == moment(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return show(one) == show(other)


@lru_cache(maxsize=1024)
def file_name(path: str) -> str:
    """How a file is called in the ledger: its name, inside a zip or a common workbook with that one's."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    inside = [i for i, part in enumerate(parts[:-1]) if part.lower().endswith(_CONTAINERS)]
    return "/".join(parts[inside[0] :]) if inside else parts[-1]


def in_order(files: Sequence[JudgedFile]) -> list[JudgedFile]:
    """The order in which files are taken; the result is the same in any."""
    return sorted(files, key=lambda file: (file_name(file.path), file.sha256))
