"""Ledgers read in worker processes with limits: of this machine, or of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from xlsheet.errors import SourceError, XlsheetError
from xlsheet.grids.guarded import Call
from xlsheet.grids.pool import Death, map_in_workers
from xlsheet.jobs.collected.reading import SECONDS, CollectedLedger
from xlsheet.jobs.collected.shelf import named

_ATTEMPT: Final = "xlsheet.grids.guarded:attempt"
_READ: Final = "xlsheet.jobs.collected.reading:read_ledger"
_DEATHS: Final = {
    Death.TIME: f"{SECONDS:g} 秒内没有读完，可能已损坏，或者大得异常",
    Death.MEMORY: "读它要用的内存太多，可能已损坏，或者大得异常",
    Death.CRASH: "读到一半读取程序停了，文件可能已损坏",
}

Outcome = CollectedLedger | XlsheetError
"""What became of a ledger."""


def call_of(path: Path, content: bytes, city: str) -> Call:
    """A ledger to be read."""
    return _READ, (str(path), content, city)


def read_here(calls: Iterable[Call], processes: int | None = None) -> Iterator[Outcome]:
    """What becomes of each ledger, in order; one that kills its worker costs nothing but itself."""
    with closing(map_in_workers(_ATTEMPT, ([call] for call in calls), _died, processes)) as answers:
        yield from answers


def _died(call: Call, death: Death) -> Any:
    return SourceError(
        f"“{named(Path(call[1][0]))}”读不出来（{_DEATHS[death]}）。请打开核对，另存一份后再试。"
    )
