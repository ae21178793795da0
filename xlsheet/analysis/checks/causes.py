"""Causes before what follows from them: of a mistake that shows in many places one finding is kept.

A task's number mistyped in 任务台账 makes every row that speaks of the task look wrong, a unit struck from
单位名录 every row of the unit; a duty mistyped makes the reports of its unit strange and past months missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, show_name
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    NAME_SEPARATOR,
    PARAMETERS,
    PLANS,
    PROGRESS,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.ledger.settings import Names
from xlsheet.ledger.table import TableData

_OF_EMPTY: Final[Mapping[Table, tuple[str, ...]]] = {
    TASKS: ("task_unknown", "task_not_yours", "task_without_reporter", "past_changed"),
    ASSIGNMENTS: ("task_not_yours", "task_without_reporter", "past_changed"),
    UNITS: ("unit_unknown", "lead_unknown"),
    PROGRESS: ("past_changed", "state_typed"),
    PARAMETERS: (
        *("month_year", "month_outside", "deadline_year", "date_wrong"),
        *("past_changed", "task_without_reporter"),
    ),
}
"""What a table without rows makes of the others, and a parameter on which months and duties rest."""

_OF_MONTHS: Final = (
    *(Names.year, Names.first_month, Names.last_month, Names.scope),
    *(Names.due_day, Names.due_day_on_time, Names.plan_due),
)

_NAMED: Final = (ASSIGNMENTS, PLANS, PROGRESS)
"""The tables whose rows name a task and a unit, in the order in which a mistake goes on through them."""

_GROUPED: Final = ("task_unknown", "unit_unknown", "task_not_yours", "lead_unknown")
_MOST_PLACES: Final = 5


@dataclass(frozen=True, slots=True)
class Affected:
    """Units and tasks about which there is a finding already."""

    units: frozenset[str]
    tasks: frozenset[int]

    def has(self, unit: str, tasks: Collection[int]) -> bool:
        """Whether something said of a unit and these tasks follows from what is known."""
        return unit in self.units or not self.tasks.isdisjoint(tasks)


class Causes:
    """The findings about a ledger's tables, each with its row looked at."""

    def __init__(self, tables: Mapping[Table, TableData], findings: Sequence[Finding]) -> None:
        self._tables = tables
        self._sheets = {table.sheet: table for table in tables}
        self._findings = list(findings)
        self._strange: set[int] = set()

    def kept(self) -> list[Finding]:
        """The findings without those that only follow from others."""
        self._errors_before_blanks()
        self._one_a_blank_row()
        self._of_empty_tables()
        self._of_mistyped_numbers()
        self._of_broken_duties()
        self._of_broken_rows()
        self._one_a_name()
        return self._findings

    def of_keys(self) -> list[Finding]:
        """The findings about whom or what a row is, in the tables that say who reports on what."""
        named = (f for f in self._findings if self._sheets.get(f.sheet) in (TASKS, *_NAMED))
        return [finding for finding in named if self._of_key(finding)]

    def affected(self) -> Affected:
        """Whom and what these are about."""
        units, tasks = set(), {*self._strange}
        for finding in self.of_keys():
            unit, number = self._named(finding)
            units.add(unit)
            tasks |= {number} if number is not None else set()
        return Affected(frozenset(units - {""}), frozenset(tasks))

    def spoil_all(self) -> bool:
        """Whether a table without rows or a wrong parameter makes every month's numbers doubtful."""
        return any(True for _ in self._without_use())

    def _without_use(self) -> Iterator[Table]:
        """The tables that say nothing, and 参数 where it says nothing of months."""
        for finding in self._coded(catalogue.TABLE_EMPTY.name, catalogue.SHEET_LOST.name):
            if finding.sheet in self._sheets:
                yield self._sheets[finding.sheet]
        for finding in self._coded(catalogue.PARAMETER_WRONG.name):
            if self._tables[PARAMETERS].row(self._row(finding))[PARAMETERS.parameter] in _OF_MONTHS:
                yield PARAMETERS

    def _drop(self, which: Iterable[Finding]) -> None:
        gone = {id(finding) for finding in which}
        self._findings = [finding for finding in self._findings if id(finding) not in gone]

    def _coded(self, *codes: str) -> Iterator[Finding]:
        return (finding for finding in self._findings if finding.code in codes)

    def _row(self, finding: Finding) -> int:
        return int("".join(c for c in finding.cell if c.isdigit()) or 0)

    def _column(self, finding: Finding) -> str:
        data = self._tables[self._sheets[finding.sheet]]
        letters = finding.cell.rstrip("0123456789")
        return next((name for name, letter in data.letters.items() if letter == letters), "")

    def _of_key(self, finding: Finding) -> bool:
        """Whether a finding is about what its row speaks of."""
        if finding.sheet not in self._sheets or not finding.cell or finding.severity is Severity.INFO:
            return False
        return self._column(finding) in self._sheets[finding.sheet].key

    def _broken_keys(self, table: Table) -> int:
        """How many findings say that a key of a table cannot be right."""
        errors = (f for f in self._findings if f.sheet == table.sheet and f.severity is Severity.ERROR)
        return sum(map(self._of_key, errors))

    def _named(self, finding: Finding) -> tuple[str, int | None]:
        """The unit and the task that a finding's row names."""
        table = self._sheets[finding.sheet]
        try:
            cells = self._tables[table].row(self._row(finding))
        except KeyError:  # a finding about the whole table
            return "", None
        number = cells.get(TASKS.number if table is TASKS else ASSIGNMENTS.task_no)
        return show_name(cells.get(ASSIGNMENTS.unit)), whole_number(number)

    def _errors_before_blanks(self) -> None:
        """A cell that shows an error value has that one finding."""
        new = [
            catalogue.CELL_FORMULA.at(data.table.sheet, data.cell(row, column), value)
            for data in self._tables.values()
            for (row, column), value in data.errors.items()
        ]
        places = {finding.place() for finding in new}
        self._drop(finding for finding in self._findings if finding.place() in places)
        self._findings += new

    def _one_a_blank_row(self) -> None:
        """A row without its key is one finding; what else it lacks is not asked for."""
        blank: dict[tuple[str, int], list[Finding]] = defaultdict(list)
        for finding in self._coded(catalogue.CELL_BLANK.name):
            blank[finding.sheet, self._row(finding)].append(finding)
        blank = {place: found for place, found in blank.items() if any(map(self._of_key, found))}
        warned = [f for f in self._findings if f.severity is Severity.WARNING and f.cell]
        self._drop([f for f in warned if (f.sheet, self._row(f)) in blank])
        several = {place: found for place, found in blank.items() if len(found) > 1}
        self._drop(finding for found in several.values() for finding in found)
        for (sheet, _), found in several.items():
            columns = NAME_SEPARATOR.join(f"“{self._column(finding)}”" for finding in found)
            self._findings.append(catalogue.KEY_BLANK.at(sheet, found[0].cell, columns=columns))

    def _of_empty_tables(self) -> None:
        lost = {finding.sheet for finding in self._coded(catalogue.SHEET_LOST.name)}
        self._drop([f for f in self._coded(catalogue.TABLE_EMPTY.name) if f.sheet in lost])
        self._drop(self._coded(*(code for table in self._without_use() for code in _OF_EMPTY.get(table, ()))))

    def _of_mistyped_numbers(self) -> None:
        """Numbers that 任务台账 lacks, where as many of its rows have a number that is wrong or that stands
        nowhere else: those are the mistakes."""
        unknown: dict[int, list[Finding]] = defaultdict(list)
        for finding in self._coded("task_unknown"):
            number = self._named(finding)[1]
            if number is not None:
                unknown[number].append(finding)
        known_wrong = self._broken_keys(TASKS)
        lonely = self._lonely_tasks()
        if unknown and len(unknown) <= known_wrong:
            self._drop(finding for found in unknown.values() for finding in found)
        elif unknown and not known_wrong and len(lonely) == len(unknown):
            for row, (number, found) in zip(lonely, sorted(unknown.items()), strict=True):
                self._mistyped(row, number, found)

    def _lonely_tasks(self) -> list[int]:
        """Rows of 任务台账 whose task stands in no row of another table."""
        said = {
            whole_number(value)
            for table in _NAMED
            for value in self._tables[table].column(ASSIGNMENTS.task_no)
        }
        tasks = self._tables[TASKS]
        return [row for row, (number,) in tasks.cells(TASKS.number) if whole_number(number) not in said]

    def _mistyped(self, row: int, number: int, found: Sequence[Finding]) -> None:
        tasks = self._tables[TASKS]
        cell = tasks.cell(row, TASKS.number)
        self._drop([*found, *(f for f in self._coded("task_without_reporter") if f.cell == cell)])
        code = catalogue.NUMBER_MISTYPED
        value = tasks.row(row)[TASKS.number]
        sheets = NAME_SEPARATOR.join(dict.fromkeys(finding.sheet for finding in found))
        self._findings.append(
            code.at(TASKS.sheet, cell, value, rows=len(found), number=number, places=sheets)
        )

    def _of_broken_duties(self) -> None:
        """Where a duty names no unit or no task that there is, a report that nobody was asked for is no
        wonder: of its unit, or on its task."""
        units: set[str] = set()
        tasks: set[int | None] = set()
        for finding in self._findings:
            if finding.sheet == ASSIGNMENTS.sheet and finding.severity is Severity.ERROR:
                unit, number = self._named(finding)
                if finding.code == "unit_unknown":
                    tasks.add(number)
                elif self._of_key(finding):
                    units.add(unit)
        strange = [(finding, *self._named(finding)) for finding in self._coded("task_not_yours")]
        unreported = list(self._coded("task_without_reporter"))
        told = {number for _, _, number in strange}
        few = len(unreported) <= self._broken_keys(ASSIGNMENTS)
        self._drop(finding for finding in unreported if few or self._named(finding)[1] in told)
        follow = [(finding, number) for finding, unit, number in strange if unit in units or number in tasks]
        self._strange |= {number for _, number in follow if number is not None}
        self._drop(finding for finding, _ in follow)

    def _of_broken_rows(self) -> None:
        """A percent that falls back where a row of the unit and task is wrong itself; that somebody changed
        that row and no other."""
        wrong = {
            self._named(finding)
            for finding in self._findings
            if finding.sheet == PROGRESS.sheet and self._of_key(finding)
        }
        self._drop(finding for finding in self._coded("progress_back") if self._named(finding) in wrong)
        rows = {(finding.sheet, self._row(finding)) for finding in self._findings if self._of_key(finding)}
        alone = (f for f in self._coded(catalogue.OFFICE_ROWS.name) if NAME_SEPARATOR not in f.value)
        self._drop([finding for finding in alone if (finding.sheet, self._row(finding)) in rows])

    def _one_a_name(self) -> None:
        """Of a name or number that is unknown in several rows, the first row's finding, with the others'
        places."""
        unknown = {show_name(finding.value) for finding in self._coded("unit_unknown")}
        if len(unknown) <= self._broken_keys(UNITS):
            self._drop(self._coded("unit_unknown"))
        self._drop(f for f in self._coded(catalogue.LEAD_UNKNOWN.name) if show_name(f.value) in unknown)
        groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
        order = {table.sheet: place for place, table in enumerate(_NAMED)}
        for finding in self._coded(*_GROUPED):
            whom = self._named(finding) if finding.code == "task_not_yours" else (show_name(finding.value),)
            groups[finding.code, *whom].append(finding)
        for found in groups.values():
            if len(found) > 1:
                first, *others = sorted(found, key=lambda f: (order.get(f.sheet, 0), self._row(f)))
                self._drop(found)
                places = NAME_SEPARATOR.join(other.place() for other in others[:_MOST_PLACES])
                more = "等" if len(others) > _MOST_PLACES else ""
                message = f"{first.message}另有 {len(others)} 处也是：{places}{more}。"
                self._findings.append(replace(first, message=message))
