"""A whole ledger as its rules see it: the other tables, the calendar, who reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from xlsheet.analysis.assignments import Duties, read_assignments
from xlsheet.dictionary.tables import ASSIGNMENTS, UNITS, Table
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.rules.fields import TEXT, WHOLE, cell_type
from xlsheet.rules.files import choices_of
from xlsheet.rules.known import parameter_words
from xlsheet.rules.rule import TableRules
from xlsheet.units.registry import Registry


@dataclass(frozen=True)
class Facts:
    """A ledger as `Known`: `tables` holds the raw tables, by their sheets' names."""

    settings: Settings
    tables: Mapping[str, TableData]
    rules: Sequence[TableRules]

    @classmethod
    def of(
        cls, settings: Settings, tables: Mapping[Table, TableData], rules: Sequence[TableRules] = ()
    ) -> Facts:
        """The facts of a ledger whose tables have been read."""
        return cls(settings, {table.sheet: data for table, data in tables.items()}, rules)

    def values(self, sheet: str, column: str) -> frozenset[object]:
        """The filled cells of a column, typed; `KeyError` where there is no such sheet or column."""
        data = self.tables[sheet]
        read = cell_type(data.table, column, None)
        raw = data.frame[column]
        cells: pd.Series = (raw if read is None else read.read(raw)).dropna()
        return frozenset(cells.to_list())

    def choices(self, sheet: str, column: str) -> Sequence[object]:
        """What the rules of another sheet's column allow."""
        return choices_of(self.rules, sheet, column)

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
        """The parameters that messages may name."""
        return parameter_words(self.settings)
