"""A province: ledgers of several cities and layouts in a folder, and what was collected of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from support.busy_ledger import busy_ledger
from support.ledger_file import change
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.jobs.collected.collect import CollectReport, CollectRequest, collect
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.ledger.changes import Edit
from xlsheet.ledger.settings import Names
from xlsheet.stores.file import FileStore

LAYOUTS = Path(__file__).parents[1] / "layouts"
SAID = "安平市"
"""The city that only the user knows: its ledger says another."""


@dataclass(frozen=True)
class Province:
    """`folder` holds the ledgers by city; `out` is what was made of them."""

    folder: Path
    ledgers: dict[str, Path]
    out: Path
    report: CollectReport

    def request(self, out: Path, cluster: str = "") -> CollectRequest:
        return CollectRequest([self.folder], out, [(SAID, self.ledgers[SAID])], cluster)


def with_parameter(ledger: Path, name: str, value: str) -> None:
    """Let a parameter of a ledger have that value."""
    with FileStore.open(ledger, writing=False) as store:
        rows = list(store.read(PARAMETERS).rows())
    (number,) = [number for number, row in rows if row[PARAMETERS.parameter] == name]
    change(ledger, Edit(PARAMETERS, {number: {PARAMETERS.value: value}}))


def collected_province(base: Path) -> Province:
    """Two ledgers of earlier layouts, one of today's, and one that is damaged."""
    folder = base / "各市台账"
    ledgers = {name: folder / name / "督查台账.xlsm" for name in ("云川市", "江州市", SAID)}
    for path in ledgers.values():
        path.parent.mkdir(parents=True)
    shutil.copy(LAYOUTS / "layout-2.xlsm", ledgers["云川市"])
    shutil.copy(LAYOUTS / "layout-1.xlsm", ledgers[SAID])
    busy_ledger(ledgers["江州市"], 2)
    with_parameter(ledgers["江州市"], Names.office, "江州市人民政府办公室督查室")
    with FileStore.open(ledgers["江州市"]) as store:
        missing(store, MissingRequest(None, date(2021, 7, 15)))
    (folder / "坏的.xlsm").write_bytes(ledgers["云川市"].read_bytes()[:9000])
    out = base / "汇总"
    request = CollectRequest([folder], out, [(SAID, ledgers[SAID])])
    return Province(folder, ledgers, out, collect(request))


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder, with its time of change."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
