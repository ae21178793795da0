"""A store's ledger as it stood at the end of a day, with what the office typed over it taken as decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.typed_states import remembered_states, typed_rulings
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOME_DATA,
    INDICATORS,
    MEASURED,
    PLANS,
    PROGRESS,
    RESULTS,
    TASKS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Edit, Replace, Row
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.stores import Store

LOOKED_AT: Final[tuple[Table, ...]] = (
    *(TASKS, ASSIGNMENTS, PLANS, PROGRESS),
    *(INDICATORS, MEASURED, RESULTS),
)

Steps = Mapping[Table, Edit | Replace]
Viewed = tuple[LedgerView, Mapping[int, Row]]


def view_of(store: Store, settings: Settings, day: date | None, steps: Steps | None = None) -> Viewed:
    """The view, once `steps` are carried out; and what to write into 督查认定, by row of 任务台账, for the
    states that were typed by hand."""
    steps = steps or {}
    ledger = {table: store.read(table) for table in LOOKED_AT}
    ledger |= {table: data.after(steps[table]) for table, data in ledger.items() if table in steps}
    view = LedgerView.of(ledger, settings, day)
    home = home_data(store)
    typed = typed_rulings(view, remembered_states(home) if home is not None else {})
    if typed:
        ledger[TASKS] = ledger[TASKS].after(Edit(TASKS, typed))
        view = LedgerView.of(ledger, settings, day)
    return view, typed


def home_data(store: Store) -> TableData | None:
    """首页数据; None in a ledger of an older make, which has no such sheet."""
    try:
        return store.read(HOME_DATA)
    except LedgerError:
        return None
