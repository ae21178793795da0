"""The rows of a returned table, cell by cell made into the ledger's values, with what had to be changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlsheet.forms.layout import (
    CONTENT,
    FILLED_LABEL,
    PHONE_LABEL,
    PLAN_INPUTS,
    PROGRESS_INPUTS,
    PROGRESS_REQUIRED,
    REPORTER_LABEL,
)
from xlsheet.forms.returned import Cell, FoundTable
from xlsheet.ledger import codes
from xlsheet.ledger.changes import Value
from xlsheet.ledger.dates import read_date
from xlsheet.ledger.findings import Finding, Severity, show
from xlsheet.ledger.percent import read_percent
from xlsheet.ledger.periods import Month
from xlsheet.ledger.statuses import read_status
from xlsheet.ledger.tables import NAME_SEPARATOR, PLANS, PROGRESS, STATUS_DONE, Table
from xlsheet.ledger.task_numbers import read_task_number
from xlsheet.ledger.texts import clean, fold, is_hollow

_LONGEST_CELL: Final = 32_767
_ERRORS: Final = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
_ERROR = Severity.ERROR


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a row is judged by: the ledger's tasks and their texts, and those of the unit."""

    unit: str
    month: Month
    texts: Mapping[int, str]
    assigned: Collection[tuple[int, str]]
    text_limit: int
    ours: bool


@dataclass(slots=True)
class Entry:
    """One row that was filled in. `values` are the ledger's; `raw` what stood there, for 退回清单."""

    table: Table
    place: str
    task_text: str
    task_no: int | None
    values: dict[str, Value]
    raw: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.severity is _ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The rows of a table: those filled in, and how many were left blank or held no entry."""

    entries: list[Entry]
    skipped: int


def read_rows(found: FoundTable, context: RowContext) -> ReadRows:
    """Read every row; of rows on the same task equal ones are one, different ones are refused."""
    reader = _Reader(found, context)
    entries: list[Entry] = []
    skipped = len(found.skipped)
    for i, row in enumerate(found.rows):
        if reader.is_blank(i):
            skipped += 1
        else:
            entries.append(reader.entry(i, row))
    return _without_doubles(entries, skipped)


def _without_doubles(entries: Sequence[Entry], skipped: int) -> ReadRows:
    by_task: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.task_no is not None and not entry.refused:
            by_task.setdefault(entry.task_no, []).append(entry)
    dropped: set[int] = set()
    for group in by_task.values():
        if len(group) > 1 and all(other.values == group[0].values for other in group):
            dropped.update(id(other) for other in group[1:])
        elif len(group) > 1:
            places = NAME_SEPARATOR.join(entry.place for entry in group)
            for entry in group:
                sheet, _, cell = entry.place.rpartition("!")
                entry.findings.append(codes.TASK_TWICE.at(sheet, cell, entry.task_no, places=places))
    kept = [entry for entry in entries if id(entry) not in dropped]
    return ReadRows(kept, skipped + len(dropped))


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, found: FoundTable, context: RowContext) -> None:
        self.found, self.context = found, context
        self.inputs = PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS
        numbers = [c for c in found.cells.get(PROGRESS.percent, ()) if isinstance(c, int | float)]
        self.one_is_all = (context.ours and all(n <= 1 for n in numbers)) or any(0 < n < 1 for n in numbers)
        self.headings: dict[str, Cell] = {
            str(label): found.headings[label][0]
            for label in (REPORTER_LABEL, PHONE_LABEL, FILLED_LABEL)
            if label in found.headings
        }

    def is_blank(self, i: int) -> bool:
        return not any(show(self._raw(i, name)).strip() for name in self.inputs)

    def entry(self, i: int, row: int) -> Entry:
        """One row, typed, with all that is to be said about it."""
        address = self.found.address(row, PROGRESS.task_no)
        number = self._raw(i, PROGRESS.task_no)
        shown = "；".join(
            f"{name}={show(self._raw(i, name))}"
            for name in (PROGRESS.task_no, *self.inputs)
            if show(self._raw(i, name)).strip()
        )
        place = f"{self.found.sheet}!{address}" if self.found.sheet else address
        entry = Entry(self.found.table, place, show(number), read_task_number(number), {}, shown)
        self._look_at_task(entry, i, row)
        read = self._plan if self.found.table is PLANS else self._progress
        read(entry, i, row)
        return entry

    def _look_at_task(self, entry: Entry, i: int, row: int) -> None:
        context, sheet = self.context, self.found.sheet
        address = self.found.address(row, PROGRESS.task_no)
        number = entry.task_no
        if number is None or number not in context.texts:
            entry.findings.append(codes.TASK_UNKNOWN.at(sheet, address, entry.task_text))
        elif (number, context.unit) not in context.assigned:
            entry.findings.append(codes.TASK_NOT_YOURS.at(sheet, address, number, unit=context.unit))
        else:
            content = show(self._raw(i, CONTENT))
            if content.strip() and fold(content) != fold(context.texts[number]):
                cell = self.found.address(row, CONTENT)
                expected = _short(context.texts[number])
                entry.findings.append(codes.FORM_EDITED.at(sheet, cell, _short(content), expected=expected))

    def _progress(self, entry: Entry, i: int, row: int) -> None:
        entry.values = {
            PROGRESS.text: self._text(entry, i, row, PROGRESS.text),
            PROGRESS.percent: self._read(
                entry,
                i,
                row,
                PROGRESS.percent,
                lambda v, s, c: read_percent(v, one_is_all=self.one_is_all, sheet=s, cell=c),
            ),
            PROGRESS.status: self._read(
                entry, i, row, PROGRESS.status, lambda v, s, c: read_status(v, sheet=s, cell=c)
            ),
            PROGRESS.problems: self._text(entry, i, row, PROGRESS.problems),
            PROGRESS.next_steps: self._text(entry, i, row, PROGRESS.next_steps),
            PROGRESS.reporter: self._text(entry, i, row, PROGRESS.reporter),
            PROGRESS.phone: self._text(entry, i, row, PROGRESS.phone),
            PROGRESS.filled_on: self._day(entry, i, row, PROGRESS.filled_on, deadline=False),
        }
        entry.findings.extend(self._agreement(entry, row))

    def _plan(self, entry: Entry, i: int, row: int) -> None:
        entry.values = {
            PLANS.work: self._text(entry, i, row, PLANS.work),
            PLANS.goal: self._text(entry, i, row, PLANS.goal),
            PLANS.stages: self._text(entry, i, row, PLANS.stages),
            PLANS.deadline: self._day(entry, i, row, PLANS.deadline, deadline=True),
            PLANS.leader: self._text(entry, i, row, PLANS.leader),
        }

    def _agreement(self, entry: Entry, row: int) -> Iterator[Finding]:
        """What a row's cells say together: blanks, empty words, a state that doesn't fit."""
        sheet, values = self.found.sheet, entry.values
        percent, status = values[PROGRESS.percent], values[PROGRESS.status]
        broken = {finding.cell for finding in entry.findings if finding.severity is _ERROR}
        if is_hollow(show(values[PROGRESS.text])):
            cell = self.found.address(row, PROGRESS.text)
            yield codes.TEXT_EMPTY.at(sheet, cell, values[PROGRESS.text])
        blank = [
            name
            for name in PROGRESS_REQUIRED[1:]
            if values[name] is None and self.found.address(row, name) not in broken
        ]
        if blank:
            cell = self.found.address(row, blank[0])
            yield codes.ROW_INCOMPLETE.at(sheet, cell, entry.task_no, columns=NAME_SEPARATOR.join(blank))
        if isinstance(percent, float) and status is not None and (status == STATUS_DONE) != (percent == 1):
            cell = self.found.address(row, PROGRESS.status)
            shown = f"{round(percent * 100, 4):g}%"
            yield codes.STATUS_PERCENT.at(sheet, cell, status, status=status, percent=shown)

    def _text(self, entry: Entry, i: int, row: int, column: str) -> str | None:
        value = self._raw(i, column)
        if value is None:
            value = self.headings.get(str(column))
        text = clean(_plain(value))
        cell = self.found.address(row, column)
        if text in _ERRORS:
            entry.findings.append(codes.FORMULA_ERROR.at(self.found.sheet, cell, text, column=column))
        elif len(text) > _LONGEST_CELL:
            entry.findings.append(self._too_long(cell, column, text, _LONGEST_CELL).with_severity(_ERROR))
        elif len(text) > self.context.text_limit:
            entry.findings.append(self._too_long(cell, column, text, self.context.text_limit))
        return text or None

    def _too_long(self, cell: str, column: str, text: str, limit: int) -> Finding:
        return codes.TEXT_LONG.at(
            self.found.sheet, cell, _short(text), column=column, length=len(text), limit=limit
        )

    def _day(self, entry: Entry, i: int, row: int, column: str, *, deadline: bool) -> date | None:
        def read(value: Cell, sheet: str, cell: str) -> tuple[date | None, Finding | None]:
            return read_date(value, self.context.month, deadline=deadline, sheet=sheet, cell=cell)

        found = self._read(entry, i, row, column, read)
        return found if isinstance(found, date) else None

    def _read(
        self,
        entry: Entry,
        i: int,
        row: int,
        column: str,
        read: Callable[[Cell, str, str], tuple[Value, Finding | None]],
    ) -> Value:
        value = self._raw(i, column)
        if value is None or not show(value).strip():
            value = self.headings.get(str(column))
        result, finding = read(value, self.found.sheet, self.found.address(row, column))
        if finding is not None:
            entry.findings.append(finding)
        return result

    def _raw(self, i: int, column: str) -> Cell:
        cells = self.found.cells.get(column)
        return cells[i] if cells is not None else None


def _plain(value: Cell) -> str:
    """A cell as text: a telephone number typed as a number keeps its digits."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return show(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
