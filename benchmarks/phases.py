"""Where the time of a merge goes: CPU of this process and of its readers after each phase.

Usage: python -m benchmarks.phases CASE, a folder that `benchmarks.generate` made. The case stays as it is.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

_ends = [(0.0, 0.0, time.perf_counter())]


def main(case: Path) -> None:
    from xlsheet.jobs import merge as job
    from xlsheet.stores.file import FileStore
    from xlsheet.tune_gc import tune_gc

    tune_gc()
    _tell("imports")
    for name, says in _PHASES.items():
        _wrap(job, name, says)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(shutil.copy(case / "ledger.xlsm", folder))
        with FileStore.open(ledger) as store:
            report = job.merge(store, job.MergeRequest([case / "returns"], None, datetime(2020, 7, 8)))
    _tell("writing")
    sys.stdout.write(f"{report.summary()}\n")


_PHASES = {
    "ledger_facts": "the ledger's facts",
    "_mark_duplicates": "reading, judging",
    "compare_entries": "comparing",
    "kept_current": "where tasks stand, 预警, 首页",
}


def _wrap(module: ModuleType, name: str, says: str) -> None:
    function: Callable[..., Any] = getattr(module, name)

    def told(*arguments: object, **options: object) -> object:
        result = function(*arguments, **options)
        _tell(says)
        return result

    setattr(module, name, told)


def _tell(phase: str) -> None:
    """What this phase took: the difference to the last one's end."""
    own, readers = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    now = (own.ru_utime + own.ru_stime, readers.ru_utime + readers.ru_stime, time.perf_counter())
    took = (end - start for start, end in zip(_ends[-1], now, strict=True))
    _ends.append(now)
    sys.stdout.write("own {:.2f}  readers {:.2f}  wall {:.2f}  {}\n".format(*took, phase))
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
