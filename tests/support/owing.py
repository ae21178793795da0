"""A ledger in which three units owe entries: one for a month, one for two, one for three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from support.memory_store import MemoryStore
from support.small_ledger import ECOLOGY, EDUCATION, FINANCE, assignment, plan, progress, small_ledger, unit
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, PLANS, PROGRESS, UNITS
from xlsheet.jobs.remind import RemindReport
from xlsheet.ledger.settings import Names

JULY, AFTER_JULY = Month(2020, 7), date(2020, 8, 12)

Run = Callable[..., RemindReport]
"""`remind` for July, with what a test asks for besides."""


def set_parameter(store: MemoryStore, name: str, value: object) -> None:
    row = next(row for row in store.rows[PARAMETERS] if row[PARAMETERS.parameter] == name)
    row[PARAMETERS.value] = value


def owing_ledger() -> MemoryStore:
    """July: 市财政局 has been silent for three months, 市生态环境局 for two, 市教育局 for one."""
    store = small_ledger()
    store.rows[ASSIGNMENTS].append(assignment(3.0, FINANCE))
    store.rows[PLANS].append(plan(3.0, FINANCE))
    store.rows[PROGRESS] = [
        row
        for row in store.rows[PROGRESS]
        if not (row[PROGRESS.unit] == ECOLOGY and row[PROGRESS.month] == "2020-06")
    ]
    store.rows[PROGRESS].append(progress(3.0, EDUCATION, "2020-07"))
    store.rows[UNITS] = [
        unit(EDUCATION, "教育局", "jiaoyu@example.com"),
        unit(ECOLOGY, "市环保局", "huanjing@example.com"),
        unit(FINANCE, None, "caizheng@example.com"),
    ]
    set_parameter(store, Names.office_contact, "督查一科，0000-6000000")
    return store
