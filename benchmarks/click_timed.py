"""The process that a click starts, with a watch: `click_timed.py STARTED BOOK`, as `click.py` calls it.

STARTED is the moment, in seconds since 1970, at which the process was begun. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

MODULES: Final = (
    "xlsheet.addin.buttons",
    "xlsheet.addin.highlights",
    "xlsheet.jobs.validate",
    "xlsheet.rules.files",
    "xlsheet.rules.engine",
    "xlsheet.stores.live.store",
)
"""What 校验 imports, directly or not."""


class Watch:
    """Seconds by share; time in a function called from another counts for the inner one alone."""

    def __init__(self, started: float) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._moment = started
        self._running = ["imports"]

    def turn(self) -> None:
        """Charge what has passed to what is running."""
        now = time.time()
        self.seconds[self._running[-1]] += now - self._moment
        self._moment = now

    def over_to(self, share: str) -> None:
        """From now on it is this share that runs."""
        self.turn()
        self._running = [share]

    def follow(self, owner: Any, name: str, share: str, results: list[Any]) -> None:
        """Charge a function's time to a share, and note what it returns."""
        work: Callable[..., Any] = getattr(owner, name)

        def followed(*arguments: Any) -> Any:
            self.turn()
            self._running.append(share)
            results.append(work(*arguments))
            self.turn()
            self._running.pop()
            return results[-1]

        setattr(owner, name, followed)


def main(started: float, book: str) -> None:
    """Press 校验 on an open workbook, and say where the time went."""
    watch, results = Watch(started), list[Any]()
    import_module("xlsheet.addin.program").load_xlwings()
    _, marks, validate, *_, live = map(import_module, MODULES)
    watch.follow(live.LiveStore, "read", "reading", results)
    watch.follow(live.LiveStore, "apply", "writing", results)
    watch.follow(marks, "put", "marking", results)
    watch.follow(marks, "remove", "marking", results)
    watch.follow(validate, "validate", "checking", results)
    watch.over_to("the rest")
    if not import_module("xlsheet.addin").validate(book):
        raise SystemExit("the ledger could not be validated")
    watch.turn()
    (report,) = (result for result in results if isinstance(result, validate.ValidateReport))
    content = {**watch.seconds, "total": time.time() - started, "findings": len(report.findings)}
    sys.stdout.write(json.dumps(content))
    sys.stdout.flush()
    os._exit(0)  # as the add-in's own process ends


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
