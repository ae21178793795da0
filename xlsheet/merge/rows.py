"""The rows of a returned table: which are entries, on which task and month, and what speaks against them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from xlsheet.cells.dates import read_month
from xlsheet.cells.months import Month
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.cells.text import ERROR_VALUES, fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, PROGRESS, Table
from xlsheet.forms.layout import CONTENT, LAST_PERCENT, LAST_TEXT
from xlsheet.forms.read.returned import FoundTable
from xlsheet.ledger.changes import Value
from xlsheet.merge.cells import CellReader, is_error, short, shown
from xlsheet.merge.tables.task_texts import COUNTING, TaskTexts
from xlsheet.units.registry import Registry

_ROW: Final = re.compile(r"[A-Z]+(\d+)")
_PRINTED: Final = (CONTENT, LAST_TEXT, LAST_PERCENT)
_ALIKE: Final = 50
"""Texts of a task less alike than this (0–100) are not the same task any more."""


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a table's rows are judged by. `month` is the table's; rows may name their own, and those
    of another one than `asked` are left. `old_form` says that the form was issued with other texts."""

    unit: str
    month: Month
    asked: Month | None
    texts: Mapping[int, str]
    assigned: Collection[tuple[int, str]]
    registry: Registry
    statuses: Collection[str]
    ours: bool
    tasks: TaskTexts
    old_form: bool = False
    as_issued: bool = False


@dataclass(slots=True)
class ReturnedRow:
    """One row that was filled in: the `index`-th of its table, in the worksheet's row `row`. `values` are
    the ledger's."""

    found: FoundTable
    index: int
    row: int
    month: str
    task_no: int | None
    values: dict[str, Value] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return self.found.table

    @property
    def task_text(self) -> str:
        """What stands where the task's number should."""
        numbers = self.found.cells.get(PROGRESS.task_no)
        return show(numbers[self.index]) if numbers else ""

    @property
    def raw(self) -> str:
        """What stood there, for 退回清单."""
        return shown(self.found, self.index, whole=self.task_no is None)

    @property
    def place(self) -> str:
        """`月度进展!A6`."""
        sheet, address = self.at(PROGRESS.task_no)
        return f"{sheet}!{address}" if sheet else address

    @property
    def refused(self) -> bool:
        return bool(self.findings) and any(map(is_error, self.findings))

    def at(self, column: str) -> tuple[str, str]:
        """Sheet and address of one of the row's cells."""
        return self.found.sheet, self.found.address(self.row, column)


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The rows of a table: those filled in, how many were left blank or held no entry, and of how many
    other months there are rows. `found` is the table as far as it is needed from now on; `left` was said of
    rows that are no entries."""

    found: FoundTable
    entries: list[ReturnedRow]
    skipped: int
    left: Sequence[Finding] = ()
    other_months: frozenset[Month] = frozenset()


def read_rows(found: FoundTable, context: RowContext, said: Sequence[Finding] = ()) -> ReadRows:
    """Read every row; `said` is what the reader of the file found in its cells."""
    cells = CellReader(found, context.month, context.statuses, ours=context.ours)
    by_row, months, blank = _by_row(found, said), _months(found, context), cells.blank_rows()
    values, of_cells = cells.rows(months)
    entries: list[ReturnedRow] = []
    others: set[Month] = set()
    left: list[Finding] = []
    for i, (row, month) in enumerate(zip(found.rows, months, strict=True)):
        noted = by_row.get(row, ())
        if blank[i] and not any(map(is_error, noted)):
            left += noted
            continue
        if context.asked is not None and month != context.asked and found.table is PROGRESS:
            others.add(month)
            continue
        findings = [*of_cells.get(i, ()), *noted]
        entries.append(_entry(found, i, row, month, values[i], findings, context))
    # of a row without a task's number only the text beside it may tell what it is about
    kept = found if any(entry.task_no is None for entry in entries) else _without_contents(found)
    for entry in entries:
        entry.found = kept
    skipped = len(found.skipped) + len(found.rows) - len(entries)
    return ReadRows(kept, entries, skipped, left, frozenset(others))


def _without_contents(found: FoundTable) -> FoundTable:
    """The table without what was printed, which nobody looks at again: the texts of thousands of files fill
    the memory."""
    return replace(found, cells={name: cells for name, cells in found.cells.items() if name not in _PRINTED})


def unread_rows(found: FoundTable) -> ReadRows:
    """The rows of a file that goes back as a whole, with what stands in them."""
    blank = CellReader(found, Month(2000, 1), (), ours=False).blank_rows()
    entries = [ReturnedRow(found, i, row, "", None) for i, row in enumerate(found.rows) if not blank[i]]
    return ReadRows(found, entries, len(found.skipped) + len(found.rows) - len(entries))


def settle_doubles(entries: Sequence[ReturnedRow]) -> list[ReturnedRow]:
    """Of several rows on one task equal ones are one, different ones are all refused; the rows left."""

    def key(entry: ReturnedRow) -> tuple[str, str, int]:
        return entry.table.sheet, entry.month, entry.task_no or 0

    if len({key(entry) for entry in entries}) == len(entries):
        return list(entries)
    dropped: set[int] = set()
    for (_, _, number), group in groupby(sorted(entries, key=key), key):
        rows = list(group)
        if number == 0 or len(rows) < 2:
            continue
        places = NAME_SEPARATOR.join(entry.place for entry in rows)
        if all(_equal(rows[0], other) for other in rows[1:]):
            dropped.update(map(id, rows[1:]))
            kept = rows[0].at(PROGRESS.task_no)
            rows[0].findings.append(catalogue.TASK_TWICE_SAME.at(*kept, number, places=places))
        else:
            for entry in rows:
                cell = entry.at(PROGRESS.task_no)
                entry.findings.append(catalogue.TASK_TWICE.at(*cell, number, places=places))
    return [entry for entry in entries if id(entry) not in dropped]


def _equal(one: ReturnedRow, other: ReturnedRow) -> bool:
    """Whether two rows say the same; of refused ones it is what stands there that counts."""
    return one.values == other.values and (one.raw == other.raw or not (one.refused or other.refused))


def findings_in_rows(found: FoundTable, said: Sequence[Finding]) -> list[Finding]:
    """Those of the reader's findings that stand in a row of this table."""
    return [finding for of_row in _by_row(found, said).values() for finding in of_row]


def _by_row(found: FoundTable, said: Sequence[Finding]) -> dict[int, list[Finding]]:
    rows: dict[int, list[Finding]] = {}
    for finding in said:
        match = _ROW.fullmatch(finding.cell) if finding.sheet == found.sheet else None
        if match and int(match[1]) in found.rows:
            rows.setdefault(int(match[1]), []).append(finding)
    return rows


def _months(found: FoundTable, context: RowContext) -> Sequence[Month]:
    """Each row's own month where it has one, else the table's."""
    column = found.cells.get(PROGRESS.month)
    if column is None:
        return [context.month] * len(found.rows)
    return [read_month(cell, context.month.year) or context.month for cell in column]


def _entry(
    found: FoundTable,
    i: int,
    row: int,
    month: Month,
    values: dict[str, Value],
    findings: list[Finding],
    context: RowContext,
) -> ReturnedRow:
    """One row, typed, with all that is to be said about it."""
    numbers = found.cells.get(PROGRESS.task_no)
    written = numbers[i] if numbers else None
    entry = ReturnedRow(found, i, row, _as_text(month), read_task_number(written), values, findings)
    _number_by_text(entry, written, i, context)
    if not _is_as_issued(entry, written, i, context):
        findings.extend(_about_task(entry, written, i, context))
    return entry


def _number_by_text(entry: ReturnedRow, written: object, i: int, context: RowContext) -> None:
    """Give a row its task by the task's text, where its number is blank or only counts the lines."""
    found = entry.found
    contents = found.cells.get(CONTENT)
    header = found.variants.get(PROGRESS.task_no)
    counts_lines = header is not None and fold(header) in COUNTING
    if contents is None or (written is not None and not counts_lines):
        return
    meant = context.tasks.with_text(contents[i])
    if meant is not None and meant != entry.task_no and (meant, context.unit) in context.assigned:
        entry.task_no = meant
        text = short(show(contents[i]))
        entry.findings.append(catalogue.TASK_BY_TEXT.at(*entry.at(CONTENT), text, task=meant))


@lru_cache(maxsize=64)
def _as_text(month: Month) -> str:
    """One text for all rows of a month."""
    return str(month)


def _is_as_issued(entry: ReturnedRow, written: object, i: int, context: RowContext) -> bool:
    """Whether a row names a task of the unit's as our forms do: nothing is to be said about it then."""
    number, contents = entry.task_no, entry.found.cells.get(CONTENT)
    return (
        number is not None
        and not isinstance(written, str)
        and (number, context.unit) in context.assigned
        and contents is not None
        and contents[i] == context.texts.get(number)
        and PROGRESS.unit not in entry.found.cells
    )


def _about_task(entry: ReturnedRow, written: object, i: int, context: RowContext) -> Iterator[Finding]:
    cell, number = entry.at(PROGRESS.task_no), entry.task_no
    if number is None and not show(written).strip():
        contents = entry.found.cells.get(CONTENT)
        words = [contents[i] if contents else None, *entry.values.values()]
        said = "、".join(f"“{short(show(value))}”" for value in words if value is not None)
        yield catalogue.TASK_BLANK.at(*cell, said)
    elif number is None:
        code = catalogue.FORMULA_ERROR if written in ERROR_VALUES else catalogue.TASK_UNCLEAR
        yield code.at(*cell, written, column=PROGRESS.task_no)
    elif number in context.texts and (number, context.unit) in context.assigned:
        if isinstance(written, str) and read_task_number(written) == number and written != str(number):
            yield catalogue.TASK_TEXT.at(*cell, written, taken=number)
        yield from _about_reference(entry, number, i, context)


def _about_reference(entry: ReturnedRow, number: int, i: int, context: RowContext) -> Iterator[Finding]:
    """The locked part: task content and unit are the ledger's, whatever stands in the form."""
    contents, units = entry.found.cells.get(CONTENT), entry.found.cells.get(PROGRESS.unit)
    content, expected = show(contents[i]).strip() if contents else "", context.texts[number]
    if content and content != expected and fold(content) != fold(expected):
        fields = {"expected": short(expected)}
        other = context.tasks.with_text(content)
        if context.old_form and not _alike(content, expected):
            yield catalogue.FORM_OUTDATED.at(*entry.at(CONTENT), short(content), task=number, **fields)
        elif other is not None and other != number and not _alike(content, expected):
            said = short(content)
            yield catalogue.TASK_OTHER_TEXT.at(*entry.at(CONTENT), said, task=number, other=other)
        elif not context.as_issued:
            yield catalogue.FORM_EDITED.at(*entry.at(CONTENT), short(content), **fields)
    unit = show(units[i]).strip() if units else ""
    if unit and unit != context.unit:
        meant = context.registry.canonical(unit)
        if meant == context.unit:
            yield catalogue.RETURN_ALIAS.at(*entry.at(PROGRESS.unit), unit, unit=meant)
        else:
            code = catalogue.ROW_OTHER_UNIT if meant is not None else catalogue.ROW_UNIT_EDITED
            yield code.at(*entry.at(PROGRESS.unit), meant or unit, expected=context.unit)


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(fold(one), fold(other)) >= _ALIKE
