"""What merge wrote into 月度进展 and 推进计划 last, remembered by digests in the hidden 首页数据.

A row that reads otherwise now was corrected by the office. The memory goes wherever the workbook goes,
whatever program saves it, and rows may be sorted or deleted: it knows them by table, unit, month and task.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import HOME_DATA, PROGRESS, Table
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData

WRITTEN_BLOCK: Final = "合并写入"
"""The rows of 首页数据 that remember what merge wrote."""

_IN_A_CELL: Final = 20
"""Digests that one cell holds: short texts pass through every program unharmed."""

_Place = tuple[str, str, str]
"""Sheet, unit and month ("" for plans)."""


class WrittenRows:
    """The digests of rows as merge wrote them. `named` gives a unit's present name for one that it had."""

    def __init__(self, home: TableData | None, named: Callable[[str], str | None]) -> None:
        self._known: dict[_Place, dict[int, str]] = {}
        for label in _labels(home):
            sheet, unit, month, digests = label.split("|", 3)
            pairs = (entry.partition(":")[::2] for entry in digests.split())
            known = self._known.setdefault((sheet, named(unit) or unit, month), {})
            known.update((int(number), digest) for number, digest in pairs)

    def is_edited(self, table: Table, key: tuple[int | None, str, str], row: Mapping[str, object]) -> bool:
        """Whether somebody changed a row since merge wrote it; not of a row that it knows nothing of.
        `key` is its task, unit and month."""
        number, unit, month = key
        digest = self._known.get((table.sheet, unit, month), {}).get(number or 0)
        return digest is not None and digest != _digest(table, row)

    def note(self, table: Table, key: tuple[int | None, str, str], row: Mapping[str, object]) -> None:
        """Remember a row as it is written."""
        number, unit, month = key
        self._known.setdefault((table.sheet, unit, month), {})[number or 0] = _digest(table, row)

    def rows(self) -> list[Row]:
        """The rows of 首页数据 that remember it all."""
        labels: list[str] = []
        for (sheet, unit, month), digests in sorted(self._known.items()):
            said = [f"{number}:{digests[number]}" for number in sorted(digests)]
            runs = (said[i : i + _IN_A_CELL] for i in range(0, len(said), _IN_A_CELL))
            labels += [f"{sheet}|{unit}|{month}|{' '.join(run)}" for run in runs]
        return _as_rows(labels)


def rows_that_remember(home: TableData) -> list[Row]:
    """The rows of 首页数据 that remember what merge wrote, as they stand."""
    return _as_rows(_labels(home))


def sheets_written(home: TableData | None) -> frozenset[str]:
    """The sheets into which merge wrote rows, whatever became of these."""
    return frozenset(label.partition("|")[0] for label in _labels(home))


def _as_rows(labels: Iterable[str]) -> list[Row]:
    return [
        {HOME_DATA.block: WRITTEN_BLOCK, HOME_DATA.place: place, HOME_DATA.label: label}
        for place, label in enumerate(labels, start=1)
    ]


def _labels(home: TableData | None) -> Iterator[str]:
    if home is None:
        return
    for _, (block, label) in home.cells(HOME_DATA.block, HOME_DATA.label):
        if block == WRITTEN_BLOCK and isinstance(label, str) and _is_sound(label):
            yield label


def _is_sound(label: str) -> bool:
    """Whether a label is as `rows` makes it, and nobody typed over it."""
    parts = label.split("|")
    return len(parts) == 4 and all(e.partition(":")[0].isdecimal() for e in parts[3].split())


@cache
def _answers(table: Table) -> Sequence[str]:
    """The columns of a table that a unit fills in."""
    names = [str(name) for name in table.columns if name not in table.key]
    return names[: names.index(PROGRESS.received)]


def _digest(table: Table, row: Mapping[str, object]) -> str:
    """Six letters for the cells of a row, the same for what any program may make of them: blanks and line
    ends don't count."""
    text = "|".join(cell if type(cell) is str else _plain(cell) for cell in map(row.get, _answers(table)))
    return f"{zlib.crc32(''.join(text.split()).encode('utf-8', 'replace')) & 0xFFFFFF:06x}"


def _plain(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.6g}" if isinstance(cell, int | float) else show(cell)
