"""What has to be said about the reporting calendar: dues that fall on days off."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.settings import Names


def due_findings(calendar: Calendar, months: Collection[Month]) -> Iterator[Finding]:
    """One for each of these months whose reports would be due on a day off."""
    for month, day in calendar.dues_on_days_off():
        if month in months:
            code = catalogue.DUE_MOVED if calendar.moves else catalogue.DUE_ON_DAY_OFF
            moved = calendar.workdays.from_day(day)
            yield code.at(PARAMETERS.sheet, month=month.chinese, day=day, moved=moved, name=Names.dues_move)
