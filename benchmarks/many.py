"""Ledgers of many cities, each with the rows of one that was made: what `collect` is measured on.

Usage: python -m benchmarks.many FOLDER COUNT [ROWS]. Only what makes a ledger its own differs between them
(its number, its office), so that two hundred are made in a minute; each has ROWS progress rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.generate import fill_ledger, new_ledger
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.files import disk
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.settings import Names
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.package import Package

_UNITS_A_ROW = 120
"""Three months of forty tasks."""
_ID, _CITY = "bench-000", "甲乙市"
_DIGITS = "零一二三四五六七八九"


def make(folder: Path, count: int, rows: int) -> None:
    """So many ledgers, in a folder each; what stands there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    first = folder / "样.xlsm"
    if not first.exists():
        _first(first, rows)
    package = Package(first.read_bytes())
    place = package.place(PARAMETERS)
    assert place is not None
    part = package.part(place.sheet_part)
    for number in range(count):
        target = folder / f"{count}本" / f"{number:03d}" / "督查台账.xlsm"
        if not target.exists():
            target.parent.mkdir(parents=True)
            city = "".join(_DIGITS[int(digit)] for digit in f"{number:03d}") + "市"
            own = part.replace(_ID.encode(), f"bench-{number:03d}".encode())
            disk.put(
                target, package.with_parts({place.sheet_part: own.replace(_CITY.encode(), city.encode())})
            )


def _first(path: Path, rows: int) -> None:
    """The ledger whose rows the others have, looked at on a day after its last month."""
    from datetime import date

    from xlsheet.jobs.missing import MissingRequest, missing

    draft = path.with_name("draft.xlsm")
    draft.unlink(missing_ok=True)
    new_ledger(draft, units=rows // _UNITS_A_ROW + 1, seed=1)
    fill_ledger(draft, rows, 1)
    with FileStore.open(draft) as store:
        found = {row[PARAMETERS.parameter]: number for number, row in store.read(PARAMETERS).rows()}
        values = {found[Names.office]: f"{_CITY}政府督查室", found[Names.ledger_id]: _ID}
        edit = Edit(PARAMETERS, {number: {PARAMETERS.value: value} for number, value in values.items()})
        store.apply(Changes("bench", "", [edit]))
    with FileStore.open(draft) as store:
        missing(store, MissingRequest(None, date(2020, 7, 15)))
    draft.rename(path)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 20_000)
