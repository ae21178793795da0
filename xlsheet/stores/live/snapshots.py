"""Tables of an open ledger as they were, for taking changes back: as text that can be kept in a file."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import Table, table_named
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Edit, Replace, Row, Value
from xlsheet.stores.live.below import first_below
from xlsheet.stores.live.table import OpenTable
from xlsheet.stores.live.writing import origins

_FAST: Final = 1
_MOMENT, _DAY = "moment", "day"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One table as it was. `own` are its columns that are ours, in their order; `rows` has each row's
    values by column, by worksheet row; `users` what stood in the user's columns of each, formulas as such.
    `below` is the first filled row below it, 0 where nothing was."""

    table: Table
    own: tuple[str, ...]
    rows: Mapping[int, Row]
    users: Mapping[int, tuple[Any, ...]]
    below: int = 0

    @classmethod
    def of(cls, found: OpenTable) -> Snapshot:
        """The table as it was just read."""
        data = found.data.as_written()
        names = data.header
        last_own = max(names.index(name) for name in found.data.table.columns)
        own = tuple(names[: last_own + 1])
        rows = {number: {n: values[n] for n in own} for number, values in data.rows()}
        for (number, name), cell in found.data.respelled.items():
            if cell is None:  # under merged cells, which are single ones when rows come back
                rows[number][name] = found.data.row(number)[name]
        users, below = _users_cells(found, len(own)), first_below(found)
        return cls(found.data.table, own, rows, users, below)  # type: ignore[arg-type]

    @property
    def fingerprint(self) -> str:
        """Equal for tables that read the same, in whatever program and however often saved."""
        rows = [[_plain(value) for value in row.values()] for row in self.rows.values()]
        return hashlib.sha256(json.dumps([self.own, rows]).encode()).hexdigest()

    def way_back(self, present: OpenTable) -> Edit | Replace | None:
        """What makes the table, as it is now, read like this again; None where it does already.

        Where rows stand where they stood, only cells that differ are written.
        """
        now = Snapshot.of(present)
        if now.fingerprint == self.fingerprint:
            return None
        if now.own == self.own and all(self._stays(number, now) for number in self.rows):
            updates = {number: _differing(row, now.rows[number]) for number, row in self.rows.items()}
            added = [number for number in now.rows if number not in self.rows]
            return Edit(self.table, {n: row for n, row in updates.items() if row}, removed=added)
        columns = None if self.own == now.own else self.own
        return Replace(self.table, list(self.rows.values()), columns)

    def _stays(self, number: int, now: Snapshot) -> bool:
        return number in now.rows and all(
            show(self.rows[number][name]) == show(now.rows[number][name]) for name in self.table.key
        )

    def lost(self, present: OpenTable) -> dict[int, tuple[Any, ...]]:
        """The user's cells of rows that the table does not have any more, by their place among the rows."""
        found = origins(present.data, list(self.rows.values()))
        cells = [self.users.get(number, ()) for number in self.rows]
        return {
            i: values
            for i, (origin, values) in enumerate(zip(found, cells, strict=True))
            if origin is None and any(value is not None for value in values)
        }


def _users_cells(found: OpenTable, own: int) -> dict[int, tuple[Any, ...]]:
    """Values in the user's columns by worksheet row; a formula instead of its value."""
    width, numbers = len(found.data.header), found.data.numbers
    if width == own or not numbers:
        return {}
    left = found.place.first_column + own
    block = found.block(numbers[0], numbers[-1], left, left + width - own - 1)
    formulas = block.formula
    texts = formulas if isinstance(formulas, list | tuple) else ((formulas,),)
    users = {}
    for number, values in zip(numbers, found.data.values, strict=True):
        pairs = zip(values[own:], texts[number - numbers[0]], strict=True)
        users[number] = tuple(text if str(text).startswith("=") else value for value, text in pairs)
    return users


def _differing(was: Row, now: Row) -> Row:
    return {name: value for name, value in was.items() if _plain(value) != _plain(now[name])}


def _plain(value: object) -> Any:
    """Programs differ in a number's last digits and in fractions of a second."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool | None):
        return value
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def packed(snapshots: Sequence[Snapshot]) -> bytes:
    """Snapshots as the content of a file."""
    tables = [
        {
            "table": s.table.name,
            "own": s.own,
            "rows": [[n, [_json(v) for v in row.values()]] for n, row in s.rows.items()],
            "users": [[n, [_json(v) for v in values]] for n, values in s.users.items()],
            "below": s.below,
        }
        for s in snapshots
    ]
    return gzip.compress(json.dumps(tables, ensure_ascii=False).encode(), _FAST)


def unpacked(content: bytes) -> list[Snapshot]:
    """The snapshots of a file; LedgerError where it holds none."""
    try:
        tables = json.loads(gzip.decompress(content))
        return [
            Snapshot(
                table_named(entry["table"]),
                tuple(entry["own"]),
                {n: dict(zip(entry["own"], map(_value, row), strict=True)) for n, row in entry["rows"]},
                {n: tuple(map(_value, row)) for n, row in entry["users"]},
                int(entry.get("below", 0)),
            )
            for entry in tables
        ]
    except (OSError, EOFError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise LedgerError("这一步改动以前的备份已经损坏，没有撤销，台账没有改动。") from error


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _value(cell: Any) -> Value:
    if isinstance(cell, dict):
        return datetime.fromisoformat(cell[_MOMENT]) if _MOMENT in cell else date.fromisoformat(cell[_DAY])
    known: Value = cell
    return known
