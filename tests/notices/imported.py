"""What a ledger holds after a notice went in, with all that the import said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from notices.sample import LEAD, RESPONSIBLE, squeezed
from support.memory_store import MemoryStore
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import ASSIGNMENTS, NAME_SEPARATOR, PARAMETERS, PLANS, TASKS, UNITS, Table
from xlsheet.errors import XlsheetError
from xlsheet.jobs.importing import ImportRequest, import_notice
from xlsheet.ledger.settings import default_parameters
from xlsheet.notice import Notice, parse_notice
from xlsheet.notice.read.files import read_bytes

NAMED = "点名"
_YEAR = 2024
"""The ledger's year where the notice says none."""


@dataclass
class HeldTask:
    """A row of 任务台账 with its rows of 任务分工 and 推进计划."""

    row: Mapping[str, Any]
    shares: list[Mapping[str, Any]] = field(default_factory=list)
    plans: list[Mapping[str, Any]] = field(default_factory=list)

    def shown(self, column: str) -> str:
        return show(self.row.get(column))

    @property
    def leaders(self) -> list[str]:
        return [name for name in self.shown(TASKS.leaders).split(NAME_SEPARATOR) if name]

    @property
    def everything(self) -> str:
        """All that the ledger holds about the task, for what may stand in any of its columns."""
        rows = [self.row, *self.shares, *self.plans]
        return squeezed("".join(show(value) for row in rows for value in row.values()))


@dataclass
class Imported:
    """A ledger filled from one notice; `refused` is the message where nothing was made."""

    tasks: list[HeldTask]
    aliases: dict[str, str]
    findings: list[dict[str, Any]]
    report: dict[str, Any]
    refused: str = ""

    def unit(self, name: str) -> str:
        """The registered unit that a name stands for."""
        return self.aliases.get(name, name)

    def duties(self, task: HeldTask, *, named: bool = False) -> set[tuple[str, str]]:
        return {
            (str(share[ASSIGNMENTS.unit]), str(share[ASSIGNMENTS.role]))
            for share in task.shares
            if share[ASSIGNMENTS.role] in (LEAD, RESPONSIBLE)
            and (not named or share[ASSIGNMENTS.source] == NAMED)
        }

    @property
    def told(self) -> str:
        """All that the findings say."""
        return self.refused + "".join(f"{f['message']}{f['value'] or ''}" for f in self.findings)


def rows_of(ledger: Path, tables: Sequence[Table]) -> list[list[dict[str, Any]]]:
    """The rows of a ledger's tables, as openpyxl reads them."""
    book = openpyxl.load_workbook(ledger, read_only=True)
    found = []
    for table in tables:
        header, *rows = book[table.sheet].iter_rows(values_only=True)
        found.append([dict(zip(map(str, header), row, strict=True)) for row in rows if any(row)])
    return found


def read(path: Path) -> Notice:
    """The notice in a file, without the worker process that guards against bad ones."""
    return parse_notice(read_bytes(path.read_bytes(), path.name))


def import_file(path: Path) -> Imported:
    """Fill an empty ledger from the notice, as `xlsheet new` does."""
    try:
        return import_notice_of(read(path), path.stem)
    except XlsheetError as error:
        return Imported([], {}, [], {}, str(error))


def import_notice_of(notice: Notice, name: str) -> Imported:
    """Fill an empty ledger from a notice that was read from a file of this name."""
    try:
        store = MemoryStore({PARAMETERS: default_parameters(notice.year or _YEAR)})
        report = import_notice(store, ImportRequest(notice, source=name)).as_json()
    except XlsheetError as error:
        return Imported([], {}, [], {}, str(error))
    held = {row[TASKS.number]: HeldTask(row) for row in store.rows[TASKS]}
    shares, plans = _by_task(store, ASSIGNMENTS), _by_task(store, PLANS)
    for number, task in held.items():
        task.shares, task.plans = shares[number], plans[number]
    aliases = {
        alias: str(row[UNITS.unit])
        for row in store.rows[UNITS]
        for alias in show(row[UNITS.aliases]).split(NAME_SEPARATOR)
        if alias
    }
    return Imported(list(held.values()), aliases, report["findings"], report)


def _by_task(store: MemoryStore, table: Any) -> dict[object, list[Mapping[str, Any]]]:
    found: dict[object, list[Mapping[str, Any]]] = defaultdict(list)
    for row in store.rows[table]:
        found[row[table.task_no]].append(row)
    return found
