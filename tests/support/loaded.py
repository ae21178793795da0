"""Commands and readers in processes of their own that need not import anything: they are forked from one that
has, which saves a third of the suite's work. XLSHEET_TESTS_COLD=1 starts each anew, as users do."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO, Final

COLD: Final = bool(os.environ.get("XLSHEET_TESTS_COLD")) or not sys.platform.startswith("linux")
_MEMORY: Final = 1 << 30
_MOST_FILES: Final = 1024


@cache
def _from_one_that_has() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["support.everything_loaded"])
    return context


def command(arguments: Sequence[str], cwd: Path | None) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `xlsheet` with these arguments."""
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / name for name in ("out", "err")]
        started = str(cwd or Path.cwd()), dict(os.environ), [str(path) for path in said]
        process = _from_one_that_has().Process(target=_be_the_command, args=(list(arguments), *started))
        process.start()
        process.join()
        # as subprocess does it, lines end in \n
        out, err = (io.TextIOWrapper(io.BytesIO(path.read_bytes()), "utf-8").read() for path in said)
        return process.exitcode, out, err


def _be_the_command(arguments: list[str], cwd: str, environment: dict[str, str], said: list[str]) -> None:
    _be_at(cwd, environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = ["xlsheet", *arguments]
    from xlsheet.cli.main import main
    from xlsheet.grids import pool

    pool._start = ForkedReader  # type: ignore[assignment]
    main()


def _be_at(cwd: str, environment: dict[str, str]) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None


class Reader:
    """What the pool asks of a worker's process; this one is forked by the one that has everything loaded."""

    def __init__(self, task: str) -> None:
        context = _from_one_that_has()
        there, to = context.Pipe(duplex=False)
        answers, back = context.Pipe(duplex=False)
        started = there, back, str(Path.cwd()), dict(os.environ), list(sys.path)
        self._process = context.Process(target=_be_a_started_reader, args=started, daemon=True)
        self._process.start()
        there.close()
        back.close()
        self.stdin, self.stdout = _stream(to, "wb"), _stream(answers, "rb")
        _give(self, task)

    @property
    def pid(self) -> int:
        pid = self._process.pid
        assert isinstance(pid, int)
        return pid

    @property
    def returncode(self) -> int | None:
        code: int | None = self._process.exitcode
        return code

    def wait(self, seconds: float | None = None) -> None:
        self._process.join(seconds)
        if seconds is not None and self._process.exitcode is None:
            raise subprocess.TimeoutExpired("reader", seconds)

    def kill(self) -> None:
        self._process.kill()

    def communicate(self) -> None:
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        self.wait()


class ForkedReader:
    """The same, forked by the process that asks for it, which has everything loaded itself."""

    def __init__(self, task: str) -> None:
        there, to = os.pipe()
        answers, back = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            try:
                _be_a_reader(there, back)
            finally:
                os._exit(1)
        os.close(there)
        os.close(back)
        self.stdin, self.stdout = os.fdopen(to, "wb"), os.fdopen(answers, "rb")
        _give(self, task)

    def wait(self, _seconds: float | None = None) -> None:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def kill(self) -> None:
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self) -> None:
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        self.wait()


def _give(reader: Reader | ForkedReader, task: str) -> None:
    """Tell a reader its task, and wait until it is ready."""
    pickle.dump(task, reader.stdin)
    reader.stdin.flush()
    pickle.load(reader.stdout)


def _stream(end: Connection, mode: str) -> BinaryIO:
    stream: Any = os.fdopen(os.dup(end.fileno()), mode)
    end.close()
    return stream


def _be_a_started_reader(
    there: Connection, back: Connection, cwd: str, environment: dict[str, str], paths: list[str]
) -> None:
    _be_at(cwd, environment)
    sys.path[:] = paths
    _be_a_reader(there.fileno(), back.fileno())


def _be_a_reader(there: int, back: int) -> None:
    from xlsheet.grids import limits, pool

    os.dup2(there, 0)
    os.dup2(back, 1)
    os.closerange(3, _MOST_FILES)  # ends of other readers' pipes, whose death would not be seen
    sys.stdin = os.fdopen(0)
    limits.limit_memory = limit_memory  # type: ignore[assignment]
    pool.serve()


def limit_memory() -> None:
    """As much as a reader may take, above what it has of its parent."""
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
