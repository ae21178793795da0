"""A whole year of a notice: its ledger with eight months reported, and a form that came back.

Usage: python -m benchmarks.year FOLDER NOTICE. About one entry in twelve has not come, or came late.
"""

from __future__ import annotations

import random
import shutil
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.generate import answers, filled_form
from xlsheet.analysis.assignments import read_assignments, reporting_duties
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore
from xlsheet.stores.settings import settings_of

_SILENT_IN, _LATE_IN = 12, 15


def make(folder: Path, notice: Path) -> None:
    """`empty.xlsm` of the year without a task, `ledger.xlsm` with all eight months, `returned.xlsx`; what
    stands there stays."""
    if (folder / "returned.xlsx").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    units, ledger = DATA / "units-zhengzhou-2020.csv", folder / "ledger.xlsm"
    create(CreateRequest(folder / "empty.xlsm", None, units, 2020))
    create(CreateRequest(ledger, notice, units, None))
    chance = random.Random(1)
    with FileStore.open(ledger) as store:
        calendar = settings_of(store).calendar
        duties = reporting_duties(read_assignments(store.read(ASSIGNMENTS)), settings_of(store).scope)
        rows: list[Row] = []
        for month in calendar.months():
            due = datetime.combine(calendar.due(month), datetime.min.time())
            for duty in duties:
                if chance.randrange(_SILENT_IN):
                    came = due + timedelta(days=2 if not chance.randrange(_LATE_IN) else -1)
                    key: Row = {PROGRESS.task_no: duty.task_no, PROGRESS.unit: duty.unit}
                    key[PROGRESS.month] = str(month)
                    rows.append({**key, **answers(chance, duty.task_no, month), PROGRESS.received: came})
        changes = Changes("bench", "", [Edit(PROGRESS, appended=rows)])
        store.apply(kept_current(store, changes, date(calendar.due(month).year, 1, 11)))
    with FileStore.open(ledger, writing=False) as store:
        made = split(store, SplitRequest(month, folder / "forms")).files
    filled_form(Path(made[0].path), folder / "returned.xlsx", 1, month)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
