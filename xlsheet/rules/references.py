"""What rules need to know beyond their own table: the other tables, the calendar, who reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from xlsheet.analysis.assignments import Duties, read_assignments
from xlsheet.dictionary.tables import ASSIGNMENTS, UNITS, Table
from xlsheet.ledger.settings import Names, Settings
from xlsheet.ledger.table import TableData
from xlsheet.rules.fields import TEXT, WHOLE, cell_type
from xlsheet.units.registry import Registry

WORDS: Final = (
    Names.year,
    Names.first_month,
    Names.last_month,
    Names.text_limit,
)
"""Parameters that a rule's message may name in braces."""


@dataclass(frozen=True)
class Facts:
    """A ledger as its rules see it: `tables` holds the raw tables, by their sheets' names."""

    settings: Settings
    tables: Mapping[str, TableData]

    @classmethod
    def of(cls, settings: Settings, tables: Mapping[Table, TableData]) -> Facts:
        """The facts of a ledger whose tables have been read."""
        return cls(settings, {table.sheet: data for table, data in tables.items()})

    def values(self, sheet: str, column: str) -> pd.Series:
        """The filled cells of a column, typed; `KeyError` where there is no such sheet or column."""
        data = self.tables[sheet]
        read = cell_type(data.table, column, None)
        raw = data.frame[column]
        return (raw if read is None else read.read(raw)).dropna()

    @cached_property
    def registry(self) -> Registry:
        """The unit registry."""
        return Registry.from_table(self.tables[UNITS.sheet])

    @cached_property
    def assigned(self) -> frozenset[tuple[int, str]]:
        """Task number and unit of every assignment, whether it reports or not."""
        frame = self.tables[ASSIGNMENTS.sheet].frame
        numbers, units = WHOLE.read(frame[ASSIGNMENTS.task_no]), TEXT.read(frame[ASSIGNMENTS.unit])
        named = numbers.notna() & units.notna()
        return frozenset(zip(numbers[named], units[named], strict=True))

    @cached_property
    def reporting_tasks(self) -> frozenset[int]:
        """The numbers of the tasks on which somebody has to report."""
        duties = Duties(read_assignments(self.tables[ASSIGNMENTS.sheet]), self.settings.scope, {})
        return frozenset(duty.task_no for duty in duties.ever())

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The values of `WORDS`."""
        settings, calendar = self.settings, self.settings.calendar
        values = (settings.year, calendar.first_month, calendar.last_month, settings.text_limit)
        return dict(zip(WORDS, map(str, values), strict=True))

    def like_unit(self, name: str) -> str:
        """A hint at the registered units that a name may mean, as a sentence; empty where there is none."""
        canonical = self.registry.canonical(name)
        if canonical is not None:
            return f"名录里的名称是“{canonical}”。"
        near = self.registry.nearest(name)
        return f"相近的有{'、'.join(f'“{unit}”' for unit in near)}。" if near else ""
