"""Months checked before in which more is missing now: somebody changed the past by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

from xlsheet.analysis.missing_sheets import marks_of
from xlsheet.analysis.submissions import Flag, Reporting
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show, show_name
from xlsheet.dictionary.tables import ASSIGNMENTS, MATRIX, NAME_SEPARATOR
from xlsheet.ledger.table import TableData

PastChanges = Mapping[str, Mapping[Month, set[int]]]
"""Unit -> month -> tasks."""

_MOST = 5
"""Units named one by one; a change of 报送口径 concerns nearly all."""


def newly_missing(matrix: TableData, reporting: Reporting, checked: date | None, as_of: date) -> PastChanges:
    """Unit -> month -> the tasks missing in it, where these are more than 缺报矩阵 says, which was written on
    the day `checked`: as time goes by, less is missing in a month and never more."""
    if checked is None or as_of < checked:
        return {}
    months = [month for name in matrix.header if (month := Month.parse(name)) is not None]
    known: dict[tuple[str, Month], int] = {}
    for _, row in matrix.rows():
        for month in months:
            known[show_name(row[MATRIX.unit]), month] = dict(marks_of(show(row[str(month)]))).get(
                Flag.MISSING, 0
            )
    found: dict[str, dict[Month, set[int]]] = defaultdict(dict)
    for month in months:
        tasks: dict[str, set[int]] = defaultdict(set)
        for unit, number in reporting.turnout(month).missing:
            tasks[unit].add(number)
        for unit, numbers in tasks.items():
            if len(numbers) > known.get((unit, month), 0):
                found[unit][month] = numbers
    return dict(found)


def apart_from(found: PastChanges, known: Callable[[str, Collection[int]], bool]) -> PastChanges:
    """Those changes that don't follow from what is `known` already of a unit or of tasks."""
    return {
        unit: months
        for unit, months in found.items()
        if not known(unit, {number for numbers in months.values() for number in numbers})
    }


def past_findings(found: PastChanges) -> Iterator[Finding]:
    """One for each unit, and one for the rest where there are many."""
    for unit, months in sorted(found.items())[:_MOST]:
        words = "；".join(
            f"{month.chinese}{NAME_SEPARATOR.join(f'第{number}项' for number in sorted(numbers))}"
            for month, numbers in sorted(months.items())
        )
        yield catalogue.PAST_CHANGED.at(
            ASSIGNMENTS.sheet, value=unit, words=words, column=ASSIGNMENTS.from_month
        )
    if len(found) > _MOST:
        yield catalogue.PAST_CHANGED_MORE.at(ASSIGNMENTS.sheet, count=len(found) - _MOST)
