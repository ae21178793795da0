"""How much one returned file may cost: every limit of reading, and how a worker keeps to them."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Final

SECONDS: Final = 10.0
"""How long reading one file may take."""

MEMORY: Final = 1 << 30
"""Bytes of memory that a worker may take while reading."""

MOST_BYTES: Final = 64 << 20
"""Bytes of one file as sent; a form with photographs in it stays far below."""

MOST_UNPACKED: Final = 256 << 20
"""Bytes of all parts of one workbook, unpacked."""

MOST_PARTS: Final = 5000
MOST_CELLS: Final = 5_000_000
"""Cells of a sheet's used area, blank ones included: calamine takes 32 bytes for each."""

MOST_PACKED_FILES: Final = 5000
MOST_PACKED_BYTES: Final = 512 << 20
"""Files in one zip of returns, and their bytes together."""

OUT_OF_TIME: Final = 1
OUT_OF_MEMORY: Final = 3
CRASHED: Final = 4
"""Exit statuses of a worker that ended itself; the first is the one that faulthandler gives."""

_LOOK_EVERY: Final = 0.1


@contextmanager
def time_limit(seconds: float, log: IO[str]) -> Iterator[Callable[[], None]]:
    """End this process with OUT_OF_TIME if the block takes longer, whatever native code is running; what
    is given begins the time anew, for the next of several things.

    The clock is faulthandler's own thread, which needs no GIL and works on Windows; `log` is a file
    with a descriptor, which gets the stack. Since every start is a new thread, things that follow each
    other quickly share one, so that one of them may have a tenth less.
    """
    started = -seconds

    def begin() -> None:
        nonlocal started
        if time.monotonic() - started > seconds / 10:
            started = time.monotonic()
            faulthandler.dump_traceback_later(seconds, exit=True, file=log)

    try:
        begin()
        yield begin
    finally:
        faulthandler.cancel_dump_traceback_later()


def limit_memory(most: int = MEMORY) -> None:
    """End this process, or fail its next allocation, when it takes more than `most` bytes."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    else:
        watch_memory(most)


def watch_memory(most: int) -> None:
    """Look at this process's memory all the time, and end it with OUT_OF_MEMORY above `most` bytes.

    For systems that cannot limit a process. calamine lets go of the GIL while it reads, so that the
    thread gets its turn.
    """
    import psutil

    own = psutil.Process()

    def watch() -> None:
        while own.memory_info().rss <= most:
            time.sleep(_LOOK_EVERY)
        os._exit(OUT_OF_MEMORY)

    threading.Thread(target=watch, daemon=True).start()
