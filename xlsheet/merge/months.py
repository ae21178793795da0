"""Months that don't hold: a form of one month with another one's words, closed tasks, past duties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from xlsheet.cells.months import Month
from xlsheet.cells.numerals import with_digits
from xlsheet.cells.text import fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.merge.candidates import TableOutcome, key_of
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.identify import LedgerFacts
from xlsheet.merge.reconcile import says_the_same
from xlsheet.merge.rows import ReturnedRow

_NAMED: Final = re.compile(r"(?:20\d\d年)?(1[0-2]|[1-9])月(?:份|以来|底|末|,|:)?")
_MONTH_SIGN: Final = re.compile("[月\u2f49\u328a\u32c0-\u32cb]")
"""What is read as that word: the sign itself, and its compatible forms."""

_AT_THE_START: Final = 12
"""Letters of a text in which it says of which month it is."""

_LOOKED_AT: Final = 4 * _AT_THE_START
"""Letters and blanks in which so many letters are looked for."""

_AHEAD: Final = 2
"""So many months after the form's a day is no day on which that form was due."""


def question_months(files: Sequence[JudgedFile], progress: TableOutcome, asked: Month | None) -> None:
    """Ask about forms that were filled in with a later month's progress: they are never laid over what the
    ledger has for the form's month. A month that was asked for by name is not in question."""
    for file in files:
        month, rows = Month.parse(file.month), [e for e in file.accepted if e.table is PROGRESS]
        doubt = _doubt(month, rows) if month is not None and month != asked else None
        if doubt is None or month is None:
            continue
        later, why = doubt
        said = {"month": month.chinese, "later": later.chinese, "why": why, "number": str(month)}
        if any(_differs(file, entry, progress) for entry in rows):
            file.refuse(catalogue.MONTH_IN_QUESTION.at(value=month, **said))
        else:
            file.findings.append(catalogue.MONTH_DOUBTED.at(value=month, **said))


def _doubt(month: Month, rows: Sequence[ReturnedRow]) -> tuple[Month, str] | None:
    """The later month that most rows speak of, and what speaks for it."""
    days = [_day(entry.values.get(PROGRESS.filled_on)) for entry in rows]
    late = [day for day in days if day is not None and Month.of(day) >= month.plus(_AHEAD)]
    if rows and 2 * len(late) > len(rows):
        return Month.of(max(late)).plus(-1), f"填报日期是 {max(late)}"
    named = [other for entry in rows if (other := _named(entry, month)) is not None and other > month]
    if rows and 2 * len(named) > len(rows):
        later = max(set(named), key=named.count)
        return later, f"写的是{later.chinese}的情况"
    return None


def _named(entry: ReturnedRow, month: Month) -> Month | None:
    """The month that a row's progress begins with."""
    start = show(entry.values.get(PROGRESS.text)).lstrip()[:_LOOKED_AT]
    if _MONTH_SIGN.search(start) is None:
        return None
    text = with_digits(fold(start))[:_AT_THE_START]
    match = _NAMED.match(text)
    return Month(month.year, int(match[1])) if match else None


def _day(cell: object) -> date | None:
    return cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None


def _differs(file: JudgedFile, entry: ReturnedRow, progress: TableOutcome) -> bool:
    old = progress.rows.get(key_of(PROGRESS, entry.task_no, file.unit, entry.month))
    return old is not None and not says_the_same(old.said, entry.values)


def note_duties(files: Sequence[JudgedFile], facts: LedgerFacts) -> None:
    """A word on rows of tasks that the office has closed, and of months in which nothing is due."""
    if facts.closed or facts.spans:
        for file in files:
            for entry in file.accepted:
                if entry.table is PROGRESS:
                    entry.findings.extend(_about_duty(file, entry, facts))


def _about_duty(file: JudgedFile, entry: ReturnedRow, facts: LedgerFacts) -> Iterator[Finding]:
    number, month = entry.task_no or 0, Month.parse(entry.month)
    closed = facts.closed.get(number)
    first, last = facts.spans.get((number, file.unit), (None, None))
    cell = entry.at(PROGRESS.task_no)
    if month is None:
        return
    if closed is not None and month > closed:
        yield catalogue.TASK_CLOSED.at(*cell, number, task=number, closed=closed.chinese)
    if (first is not None and month < first) or (last is not None and month > last):
        yield catalogue.DUTY_OUTSIDE.at(
            *cell,
            number,
            task=number,
            unit=file.unit,
            first=first.chinese if first else "年初",
            last=last.chinese if last else "年底",
            month=month.chinese,
        )
