"""One ledger read whole, in a worker: its numbers, and its rows as the parts of a dataset."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsheet.analysis.alerts import alerts
from xlsheet.analysis.cities.numbers import CityNumbers, Whose, numbers_of
from xlsheet.analysis.cities.whose import city_of
from xlsheet.analysis.dashboard import dashboard
from xlsheet.analysis.home_data import standing_day
from xlsheet.cells.moments import moment_in
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    INDICATORS,
    MEASURED,
    MISSING,
    PROGRESS,
    RECEIPTS,
    RESULTS,
    TASKS,
    UNITS,
)
from xlsheet.errors import LedgerError
from xlsheet.grids.limits import time_limit
from xlsheet.jobs.home import derived_cells
from xlsheet.jobs.measured.overview import lines_of
from xlsheet.jobs.missing import MissingRequest, report_of
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Edit, Replace
from xlsheet.ledger.settings import Names
from xlsheet.ledger.table import TableData
from xlsheet.stores.damage import blamed_on_damage
from xlsheet.stores.file import FileStore
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import home_data, view_of
from xlsheet.units.registry import Registry

if TYPE_CHECKING:
    from xlsheet.analysis.as_of import LedgerView
    from xlsheet.documents.datafiles import DataTable

SECONDS: Final = 120.0
"""How long reading one ledger may take."""

TABLES: Final = ("tasks", "assignments", "progress", "indicators", "receipts", "missing")
"""The tables of the dataset."""

_INDICATOR_COLUMNS: Final = (
    *(INDICATORS.task_no, INDICATORS.place, INDICATORS.label, INDICATORS.direction, INDICATORS.target),
    *(INDICATORS.measure, INDICATORS.qualifier, MEASURED.month, MEASURED.total, "完成率", "落后", "预计年底"),
)
_INDICATOR_TYPES: Final = f"Int64 Int64{' string' * 2} float64{' string' * 3}{' float64' * 4}"


@dataclass(frozen=True, slots=True)
class CollectedLedger:
    """A ledger's numbers; the rows of its tables as Parquet, by their names in `TABLES`; and when the last
    file came in, by which of two copies the later one is known ('' where none has)."""

    numbers: CityNumbers
    parts: Mapping[str, bytes]
    received: str


def read_ledger(path: str, content: bytes, city: str) -> CollectedLedger:
    """Read and check a ledger; nothing is written. `path` says where its own rules may lie beside it.

    Raises LedgerError for what is no whole ledger, SourceError where its rules are wrong.
    """
    with Path(os.devnull).open("w") as log, time_limit(SECONDS, log) as begin:
        begin()
        with blamed_on_damage(Path(path), content):
            return _read(FileStore(Path(path), content), city)


def _read(store: FileStore, city: str) -> CollectedLedger:
    if not any(len(store.read(table)) for table in (TASKS, ASSIGNMENTS, UNITS)):
        raise LedgerError(f"“{store.label}”还没有导入任务，“{TASKS.sheet}”一行也没有。")
    settings, home = settings_of(store), home_data(store)
    day = standing_day(home) if home is not None else None
    seen = view_of(store, settings, day)
    view, lights = seen[0], alerts(seen[0], day) if day is not None else {}
    absent = None if day is None else report_of(store, view.reporting, MissingRequest(None, day, write=False))
    checked = validate(store, ValidateRequest(write=False))
    city = city or city_of(settings, Registry.from_table(store.read(UNITS)))
    whose = Whose(city or Path(store.label).stem, bool(city), settings.ledger_id)
    tasks = store.read(TASKS).after(Edit(TASKS, derived_cells(seen, lights, home)))
    listed = store.read(MISSING).after(absent.sheets[0] if absent else Replace(MISSING, []))
    data = {
        "tasks": tasks,
        "assignments": store.read(ASSIGNMENTS),
        "progress": store.read(PROGRESS),
        "receipts": store.read(RECEIPTS),
        "missing": listed,
    }
    numbers = numbers_of(
        whose,
        view,
        dashboard(view, day, lights, store.read(RESULTS)),
        lights,
        rows={name: len(table) for name, table in data.items()} | {"indicators": len(view.indicators)},
        flags=Counter(str(each.flag) for each in (absent.entries if absent else ())),
        problems=Counter(str(finding.severity) for finding in checked.findings),
    )
    moments = (moment_in(cell) for cell in store.read(RECEIPTS).column(RECEIPTS.received))
    received = max((moment for moment in moments if moment is not None), default=None)
    return CollectedLedger(numbers, _parts(data, view, settings.ledger_id), str(received or ""))


def _parts(data: Mapping[str, TableData], view: LedgerView, ledger_id: str) -> dict[str, bytes]:
    """Every table's rows; one after the other, since each is large for a moment."""
    from xlsheet.documents.datafiles import packed_parquet

    found = {name: packed_parquet(_with_id(_own_columns(table), ledger_id)) for name, table in data.items()}
    return found | {"indicators": packed_parquet(_with_id(_indicators(view), ledger_id))}


def _own_columns(data: TableData) -> DataTable:
    """The columns that every ledger has, typed; those that users added are not the same in two cities."""
    from xlsheet.documents.datafiles import DataTable
    from xlsheet.rules.frames import typed_frame

    table = data.table
    frame = typed_frame(data).frame[[str(column) for column in table.columns]]
    if table is MISSING:  # 推进计划 stands in place of a month there
        frame = frame.assign(**{MISSING.month: data.frame[MISSING.month].astype("string")})
    return DataTable(table.sheet, frame, (), frozenset())


def _indicators(view: LedgerView) -> DataTable:
    """All indicators with where they stand, as `xlsheet indicators` tells them."""
    import pandas as pd

    from xlsheet.documents.datafiles import DataTable

    kinds = dict(zip(_INDICATOR_COLUMNS, _INDICATOR_TYPES.split(), strict=True))
    keys = ("task_no", "place", "label", "direction", "target", "measure", "qualifier", "month", "total")
    lines = [line.as_json() for line in lines_of(view)]
    rows = [[line[key] for key in (*keys, "share", "behind", "forecast")] for line in lines]
    return DataTable("指标", pd.DataFrame(rows, columns=list(kinds)).astype(kinds), (), frozenset())


def _with_id(table: DataTable, ledger_id: str) -> DataTable:
    """The table with the ledger's number in front, by which two ledgers of a city are told apart."""
    import pandas as pd

    from xlsheet.documents.datafiles import DataTable

    ids = pd.Series([ledger_id] * len(table.frame), dtype="string")
    frame = table.frame.reset_index(drop=True)
    frame.insert(0, Names.ledger_id, ids)
    return DataTable(table.name, frame, table.key, table.days)
