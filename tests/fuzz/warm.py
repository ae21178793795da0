"""Commands in processes forked from this one, their readers too, with time and memory limited."""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import pkgutil
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsheet
from xlsheet.cli.endings import status_of
from xlsheet.cli.main import cli
from xlsheet.grids import limits, pool

SECONDS: Final = 15.0
"""Of work; a computer that has other things to do may take longer by the clock."""

BY_THE_CLOCK: Final = 90.0
MEMORY: Final = 1 << 30
KILLED: Final = -int(signal.SIGKILL)


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    status: int
    seconds: float
    out: str
    err: str


def warm_up() -> None:
    """Import whatever a command may, so that none of them has to."""
    for module in pkgutil.walk_packages(xlsheet.__path__, "xlsheet."):
        if "__main__" not in module.name and not module.name.startswith(("xlsheet.engines", "xlsheet.addin")):
            importlib.import_module(module.name)
    for name in (
        "pandas",
        "pandera.pandas",
        "openpyxl",
        "xlsxwriter",
        "docx",
        "docxtpl",
        "pdfplumber",
        "yaml",
    ):
        importlib.import_module(name)


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
        pool._MOST_WORKERS = 1  # type: ignore[misc]  # no other is forked meanwhile, which would keep its pipes open
        pool._start = _forked_worker  # type: ignore[assignment]
        _limit_memory()
        asked = list(arguments)
        status = status_of(lambda: cli.main(asked, prog_name="xlsheet", standalone_mode=False))
        sys.stdout.flush()
    finally:
        os._exit(status)


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


class _Forked:
    """What the pool asks of a worker's process."""

    def __init__(self, pid: int, to: int, answers: int) -> None:
        self.stdin, self.stdout = os.fdopen(to, "wb"), os.fdopen(answers, "rb")
        self.returncode: int | None = None
        self._pid = pid

    def wait(self, _seconds: float | None = None) -> None:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self._pid, signal.SIGKILL)

    def communicate(self) -> None:
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        self.wait()


def _forked_worker(task: str) -> Any:
    """A worker that is warm already."""
    there, to = os.pipe()
    answers, back = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(to), os.close(answers)
            os.dup2(there, 0)
            os.dup2(back, 1)
            os.close(there), os.close(back)
            sys.stdin = os.fdopen(0)
            limits.limit_memory = _limit_memory  # type: ignore[assignment]
            pool.serve()
        finally:
            os._exit(limits.CRASHED)
    os.close(there), os.close(back)
    worker = _Forked(pid, to, answers)
    pool._send(worker.stdin, task)
    pickle.load(worker.stdout)
    return worker


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
