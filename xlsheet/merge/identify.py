"""Whose a returned file is and for which month: by its hidden mark, by its cells, by its tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from xlsheet.analysis.assignments import Assignment, reporting_duties, whole_number
from xlsheet.cells.dates import read_month
from xlsheet.cells.months import Month
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, PLANS, PROGRESS, TASKS
from xlsheet.forms.layout import MONTH_LABEL, UNIT_LABEL, Stamp
from xlsheet.forms.read.returned import FoundTable, ReturnedFile
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.merge.measured.judge import TargetFacts
from xlsheet.merge.tables.coverage import Earlier
from xlsheet.merge.tables.owners import mark_of
from xlsheet.merge.tables.task_texts import TaskTexts
from xlsheet.rules.files import choices_of
from xlsheet.rules.intake import IntakeRules
from xlsheet.rules.rule import TableRules
from xlsheet.units.mentions import split_names
from xlsheet.units.registry import Registry

_FAR: Final = 30
"""Names at least so alike (0–100) are shown where none is nearer."""


@dataclass(frozen=True)
class LedgerFacts:
    """What files are judged by: `texts` are the tasks' by their numbers, `assigned` the (task number, unit)
    pairs of the assignments, `spans` their first and last months where they have any, `closed` the months
    with which tasks were closed, `received` the day of the merge. `columns` reads other
    columns that rules refer to, where there is a ledger."""

    settings: Settings
    registry: Registry
    texts: Mapping[int, str]
    assigned: Collection[tuple[int, str]]
    rules: Sequence[TableRules]
    assignments: Sequence[Assignment] = ()
    columns: Callable[[str, str], Container[object]] | None = None
    progress: TableData | None = None
    received: date | None = None
    closed: Mapping[int, Month] = field(default_factory=dict)
    targets: TargetFacts = field(default_factory=TargetFacts)
    spans: Mapping[tuple[int, str], tuple[Month | None, Month | None]] = field(default_factory=dict)

    @cached_property
    def tasks(self) -> TaskTexts:
        """The tasks by their texts."""
        return TaskTexts(self.texts)

    @cached_property
    def earlier(self) -> Earlier | None:
        """What units said in other months; few files print it, and fewer than all need it."""
        if self.progress is None:
            return None
        columns = (PROGRESS.unit, PROGRESS.task_no, PROGRESS.month, PROGRESS.text, PROGRESS.percent)
        said: dict[tuple[str, int], list[tuple[str, str, object]]] = defaultdict(list)
        for _, (unit, number, month, text, percent) in self.progress.cells(*columns):
            task_no = whole_number(number)
            if task_no is not None:
                said[show(unit).strip(), task_no].append((show(month), show(text), percent))
        return said

    @cached_property
    def duties(self) -> Collection[tuple[int, str]]:
        """The pairs that have to be reported; few files need them."""
        return {(d.task_no, d.unit) for d in reporting_duties(self.assignments, self.settings.scope)}

    @cached_property
    def intake(self) -> IntakeRules:
        """The rules, ready to be asked."""
        return IntakeRules(self.rules, self)

    def values(self, sheet: str, column: str) -> Container[object]:
        """What stands in a column of another sheet; without a ledger, all that anybody may ask for."""
        if (sheet, column) == (TASKS.sheet, TASKS.number):
            return self.texts
        return self.columns(sheet, column) if self.columns else _Anything()

    def choices(self, sheet: str, column: str) -> Sequence[object]:
        """What the rules of another sheet's column allow."""
        return choices_of(self.rules, sheet, column)


class _Anything(Container[object]):
    def __contains__(self, _value: object) -> bool:
        return True


@dataclass(slots=True)
class Origin:
    """A unit or a month as told from a file: what is to be said about it, and the refusal where it
    cannot be told or is another than asked for."""

    unit: str = ""
    findings: list[Finding] = field(default_factory=list)
    refusal: Finding | None = None


def tell_unit(returned: ReturnedFile, facts: LedgerFacts) -> Origin:
    """The file's unit."""
    registry, tables = facts.registry, returned.tables
    written = [
        (found, show(value), address)
        for found in tables
        for value, address in (found.headings.get(UNIT_LABEL, ("", "")),)
        if show(value).strip()
    ]
    for mark in returned.marks:
        unit = registry.canonical(mark.unit)
        if unit is not None:
            return _against_headings(unit, written, registry)
    for found, name, address in written:
        unit = registry.canonical(name)
        if unit is not None:
            alias = catalogue.RETURN_ALIAS.at(found.sheet, address, name, unit=unit)
            return Origin(unit, [alias] if name.strip() != unit else [])
    column = [show(cell).strip() for found in tables for cell in found.cells.get(PROGRESS.unit, ())]
    meant = {unit for name in set(column) if (unit := registry.canonical(name)) is not None}
    if len(meant) == 1:
        return Origin(meant.pop())
    said = next((name for _, name, _ in written), "") or next((mark.unit for mark in returned.marks), "")
    if not said:
        by_tasks = _unit_by_tasks(tables, facts)
        if by_tasks:
            return Origin(by_tasks, [catalogue.FILE_UNIT_BY_TASKS.at(value=by_tasks)])
    place = (written[0][0].sheet, written[0][2]) if written else ("", "")
    return Origin(refusal=_unknown_unit(said or next(filter(None, column), ""), place, registry))


def _against_headings(
    unit: str, written: Sequence[tuple[FoundTable, str, str]], registry: Registry
) -> Origin:
    """The unit of a form's mark, unless another one of the registry stands in its cell 填报单位."""
    origin = Origin(unit)
    for found, name, address in written:
        meant = registry.canonical(name)
        if meant is None:
            origin.findings.append(catalogue.FORM_EDITED.at(found.sheet, address, name, expected=unit))
        elif meant != unit:
            said = catalogue.FILE_TWO_UNITS.at(found.sheet, address, meant, expected=unit)
            origin.refusal = origin.refusal or said
    return origin


def _unknown_unit(said: str, place: tuple[str, str], registry: Registry) -> Finding:
    if not said:
        return catalogue.FILE_NO_UNIT.at(*place)
    several = [unit for name in split_names(said) if (unit := registry.canonical(name)) is not None]
    near = several or registry.nearest(said) or registry.nearest(said, at_least=_FAR)
    names = NAME_SEPARATOR.join(f"“{unit}”" for unit in near)
    hint = f"一份填报表只能填一个单位，这里有{names}。" if len(several) > 1 else f"相近的有{names}。"
    return catalogue.FILE_UNKNOWN_UNIT.at(*place, said, hint=hint if near else "")


def _unit_by_tasks(tables: Sequence[FoundTable], facts: LedgerFacts) -> str:
    """The only unit that has all these tasks: to report on, else at all; nothing where there are
    several or none."""
    numbers = {read_task_number(c) for found in tables for c in found.cells.get(PROGRESS.task_no, ())}
    for pairs in (facts.duties, facts.assigned):
        have: dict[str, set[int]] = defaultdict(set)
        for number, unit in pairs:
            have[unit].add(number)
        owners = [unit for unit, tasks in have.items() if numbers and numbers <= tasks]
        exact = [unit for unit in owners if have[unit] == numbers]
        for found in (exact, owners):
            if len(found) == 1:
                return found[0]
    return ""


@dataclass(frozen=True, slots=True)
class TableMonth:
    """The month of a table, and the mark it carries; `month` is None where nobody can tell."""

    found: FoundTable
    mark: Stamp | None
    month: Month | None


def tell_months(
    returned: ReturnedFile, settings: Settings, asked: Month | None, received: date | None = None
) -> tuple[list[TableMonth], Origin]:
    """Each table's month: by the cell 填报月份, by the mark, by the rows, by the sheet's name, else the
    one asked for; a project plan needs none and has that of the calendar's beginning."""
    origin, told = Origin(), []
    for found in returned.tables:
        mark = mark_of(found, returned)
        month = _written_month(found, settings.year, origin)
        if mark is not None:
            month = _against_mark(found, month, mark, asked, origin)
            if _is_unclear(found, settings.year) and month is not None:
                value, address = found.headings[MONTH_LABEL]
                meant = month.chinese
                origin.findings.append(
                    catalogue.MONTH_EDITED.at(found.sheet, address, value, issued=meant, taken=meant)
                )
        month = month or _first_month(found, settings.year) or read_month(found.sheet or None, settings.year)
        if month is None and returned.marks:
            month = Month.parse(returned.marks[0].month)
        month = month or asked
        if found.table is PLANS:
            month = month or settings.calendar.first_month
        if month is None:
            month = _month_open(settings.calendar, received)
            if month is not None:
                said = catalogue.MONTH_BY_RECEIPT.at(found.sheet, month=month.chinese)
                origin.findings += [said] if said not in origin.findings else []
        if month is None and origin.refusal is None:
            origin.refusal = catalogue.FILE_NO_MONTH.at()
        told.append(TableMonth(found, mark, month))
    return told, origin


def _month_open(calendar: Calendar, received: date | None) -> Month | None:
    """The month whose reports are coming in on a day: the one before, until it is due."""
    month = Month.of(received).plus(-1) if received is not None else None
    if month is None or received is None or month not in calendar.months():
        return None
    return month if received <= calendar.due(month) else None


def _written_month(found: FoundTable, year: int, origin: Origin) -> Month | None:
    """The month in the cell 填报月份."""
    if MONTH_LABEL not in found.headings:
        return None
    value, address = found.headings[MONTH_LABEL]
    month = read_month(value, year)
    if month is not None and Month.parse(value) is None:
        said = catalogue.MONTH_NORMALISED.at(found.sheet, address, value, taken=month.chinese)
        origin.findings += [said] if said not in origin.findings else []
    return month


def _is_unclear(found: FoundTable, year: int) -> bool:
    """Whether something stands in the cell 填报月份 that is no month."""
    value = found.headings.get(MONTH_LABEL, ("", ""))[0]
    return bool(show(value).strip()) and read_month(value, year) is None


def _against_mark(
    found: FoundTable, written: Month | None, mark: Stamp, asked: Month | None, origin: Origin
) -> Month | None:
    """The mark's month, unless somebody wrote another one into the form and that one is asked for."""
    marked = Month.parse(mark.month)
    if written is None or marked is None or written == marked:
        return marked or written
    address = found.headings[MONTH_LABEL][1]
    if asked == written:
        origin.findings.append(
            catalogue.MONTH_EDITED.at(
                found.sheet, address, written.chinese, issued=marked.chinese, taken=written.chinese
            )
        )
    elif origin.refusal is None:
        origin.refusal = catalogue.FILE_TWO_MONTHS.at(
            found.sheet, address, written.chinese, issued=marked.chinese
        )
    return written


def _first_month(found: FoundTable, year: int) -> Month | None:
    """The month that the rows themselves name first."""
    months = (read_month(cell, year) for cell in found.cells.get(PROGRESS.month, ()))
    return next(filter(None, months), None)
