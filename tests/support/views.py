"""A ledger in memory as it stood at the end of a day."""

from __future__ import annotations

from datetime import date

from support.memory_store import MemoryStore
from xlsheet.analysis.as_of import LedgerView
from xlsheet.dictionary.tables import TABLES
from xlsheet.stores.settings import settings_of


def view_of(store: MemoryStore, day: date | None) -> LedgerView:
    return LedgerView.of({table: store.read(table) for table in TABLES}, settings_of(store), day)
