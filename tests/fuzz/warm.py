"""Commands in processes forked from this one, their readers too, with time and memory limited."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.loaded import ForkedReader, limit_memory
from xlsheet.cli.endings import status_of
from xlsheet.cli.main import cli
from xlsheet.grids import pool

SECONDS: Final = 15.0
"""Of work; a computer that has other things to do may take longer by the clock."""

BY_THE_CLOCK: Final = 90.0
KILLED: Final = -int(signal.SIGKILL)


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    status: int
    seconds: float
    out: str
    err: str


def run(folder: Path, arguments: Sequence[str]) -> Run:
    """A command in that folder, as a process of its own that may take 1 GB more than it begins with."""
    out, err = folder.parent / "out.txt", folder.parent / "err.txt"
    child = os.fork()
    if not child:
        _be_the_command(folder, arguments, out, err)
    status, seconds = _waited_for(child)
    said = (path.read_text("utf-8", "replace") for path in (out, err))
    return Run(status, seconds, *said)


def _be_the_command(folder: Path, arguments: Sequence[str], out: Path, err: Path) -> None:
    """Never comes back."""
    status = 99
    try:
        os.setsid()
        os.chdir(folder)
        for stream, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
        pool._MOST_WORKERS = 1  # type: ignore[misc]  # one after the other, so that a seed's run is always the same
        pool._start = ForkedReader  # type: ignore[assignment]
        limit_memory()
        asked = list(arguments)
        status = status_of(lambda: cli.main(asked, prog_name="xlsheet", standalone_mode=False))
        sys.stdout.flush()
    finally:
        os._exit(status)


def _waited_for(child: int) -> tuple[int, float]:
    until = time.monotonic() + BY_THE_CLOCK
    pause = 0.001
    while time.monotonic() < until:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)
    os.killpg(child, signal.SIGKILL)
    os.wait4(child, 0)
    return KILLED, BY_THE_CLOCK
