"""What a ledger holds after a notice went in: as openpyxl reads it, with all that the import said."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from notices.sample import LEAD, RESPONSIBLE, squeezed
from xlsheet.dictionary.tables import ASSIGNMENTS, NAME_SEPARATOR, PLANS, TASKS, UNITS, Table
from xlsheet.errors import XlsheetError
from xlsheet.jobs.create import CreateRequest, create

NAMED = "点名"


@dataclass
class HeldTask:
    """A row of 任务台账 with its rows of 任务分工 and 推进计划."""

    row: dict[str, Any]
    shares: list[dict[str, Any]] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)

    def shown(self, column: str) -> str:
        return str(self.row.get(column) or "")

    @property
    def leaders(self) -> list[str]:
        return [name for name in self.shown(TASKS.leaders).split(NAME_SEPARATOR) if name]

    @property
    def everything(self) -> str:
        """All that the ledger holds about the task, for what may stand in any of its columns."""
        rows = [self.row, *self.shares, *self.plans]
        return squeezed("".join(str(value) for row in rows for value in row.values() if value is not None))


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


def rows_of(ledger: Path, tables: list[Table]) -> list[list[dict[str, Any]]]:
    book = openpyxl.load_workbook(ledger, read_only=True)
    found = []
    for table in tables:
        header, *rows = book[table.sheet].iter_rows(values_only=True)
        found.append([dict(zip(map(str, header), row, strict=True)) for row in rows if any(row)])
    return found


def import_file(notice: Path) -> Imported:
    """Make a ledger of the notice, as `xlsheet new` does, and read it."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "台账.xlsm"
        try:
            report = create(CreateRequest(ledger, notice)).as_json()
        except XlsheetError as error:
            return Imported([], {}, [], {}, str(error))
        tasks, shares, plans, units = rows_of(ledger, [TASKS, ASSIGNMENTS, PLANS, UNITS])
    held = {row[TASKS.number]: HeldTask(row) for row in tasks}
    for rows, number, kept in (
        (shares, ASSIGNMENTS.task_no, "shares"),
        (plans, PLANS.task_no, "plans"),
    ):
        by_task = defaultdict(list)
        for row in rows:
            by_task[row[number]].append(row)
        for task_no, of_task in by_task.items():
            setattr(held[task_no], kept, of_task)
    aliases = {
        alias: row[UNITS.unit]
        for row in units
        for alias in str(row[UNITS.aliases] or "").split(NAME_SEPARATOR)
        if alias
    }
    return Imported(list(held.values()), aliases, report["findings"], report)
