"""Write the bulletin of a month, a quarter or the year, and the leaders' own sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlsheet.errors import OutputError, RequestError
from xlsheet.jobs.reports import Listing
from xlsheet.ledger.periods import Month
from xlsheet.ledger.settings import read_settings
from xlsheet.ledger.situation import Situation, situation
from xlsheet.ledger.spans import SpanKind, span_up_to
from xlsheet.ledger.tables import ASSIGNMENTS, PARAMETERS, PLANS, PROGRESS, RESULTS, TASKS
from xlsheet.outputs.bulletin import bulletin
from xlsheet.stores import Store


@dataclass(frozen=True, slots=True)
class BulletinRequest:
    """`month` is the last month that the bulletin covers; `out` is a .docx or .pdf file."""

    month: Month
    out: Path
    period: SpanKind = SpanKind.MONTH
    as_of: date | None = None
    leaders: Path | None = None
    pdf: bool = False
    overwrite: bool = False


def report(store: Store, request: BulletinRequest):
    settings = read_settings(store.read(PARAMETERS))
    span = span_up_to(request.month, request.period, settings.calendar)
    tables = (TASKS, ASSIGNMENTS, PROGRESS, PLANS, RESULTS)
    ledger = {table: store.read(table) for table in tables}
    s = situation(ledger, settings, span, request.as_of or date.today())
    request.out.write_bytes(bulletin(s))
    return s
