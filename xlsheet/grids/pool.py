"""Run a function over many things in worker processes, each of which may die of what it is given.

Workers are plain Python programs that take pickled chunks on stdin and answer on stdout. Unlike those
of multiprocessing they never run the caller's main module again, so that this works from a script,
from Excel through xlwings and on Windows alike; and the death of one is seen, and costs one item.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from itertools import islice
from pathlib import Path
from pkgutil import resolve_name
from typing import IO, Any, Final, Generic, TypeVar

from xlsheet.errors import JobError
from xlsheet.grids import limits
from xlsheet.tune_gc import tune_gc

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")

_MOST_WORKERS: Final = 4
_AHEAD: Final = 2
"""Chunks that wait for each worker, so that it need not wait for us."""

_PROGRAM: Final = "from xlsheet.grids.pool import serve; serve()"
_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_KILLED_FOR_MEMORY: Final = -9
_DYING: Final = 2.0
"""Seconds that a process may take to end once it has let go of its pipe."""


class Death(Enum):
    """What a worker died of."""

    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"


def map_in_workers(
    task: str,
    chunks: Iterable[list[_Item]],
    died: Callable[[_Item, Death], _Answer],
    processes: int | None = None,
) -> Generator[_Answer, None, None]:
    """`task` (`module:function`) of every item, in order; `died` answers for one that killed its worker.

    The first chunks are under way when this returns, so that the caller can do something else meanwhile;
    closing the iterator ends the workers. Raises JobError where none can be started.
    """
    answers = _answers(task, chunks, died, processes or min(os.cpu_count() or 1, _MOST_WORKERS))
    next(answers)
    return answers


def _answers(
    task: str, chunks: Iterable[list[_Item]], died: Callable[[_Item, Death], _Answer], count: int
) -> Generator[Any, None, None]:
    """None as soon as the workers have something to do, then the answers."""
    crew = _Crew(task, count, died)
    threads, given = ThreadPoolExecutor(count), iter(chunks)
    pending: deque[Future[list[_Answer]]] = deque()
    try:
        for chunk in islice(given, _AHEAD * count):
            pending.append(threads.submit(crew.run, chunk))
        yield None
        for chunk in given:
            pending.append(threads.submit(crew.run, chunk))
            yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
    finally:
        crew.stop()
        threads.shutdown(cancel_futures=True)
        crew.clear()


class _Crew(Generic[_Item, _Answer]):
    """Workers of which every chunk takes an idle one."""

    def __init__(self, task: str, count: int, died: Callable[[_Item, Death], _Answer]) -> None:
        self._died = died
        self._workers = [_Worker(task) for _ in range(count)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._stopped = False
        for worker in self._workers:
            self._idle.put(worker)

    def run(self, chunk: list[_Item]) -> list[_Answer]:
        """The answers for a chunk; whenever the worker dies, the next takes over behind that item."""
        worker = self._idle.get()
        try:
            answers: list[_Answer] = []
            while len(answers) < len(chunk) and not self._stopped:
                try:
                    for answer in worker.answers(chunk[len(answers) :]):
                        answers.append(answer)  # noqa: PERF402  those before a death count
                except (EOFError, OSError, pickle.UnpicklingError):
                    answers.append(self._died(chunk[len(answers)], worker.end()))
            return answers
        finally:
            self._idle.put(worker)

    def stop(self) -> None:
        """End all workers, whatever they are doing."""
        self._stopped = True
        for worker in self._workers:
            worker.kill()

    def clear(self) -> None:
        """Take away what is left of the workers, and one that was starting when they were stopped."""
        for worker in self._workers:
            worker.kill()
            worker.end()


class _Worker:
    """One process at a time; the next one takes over when it dies."""

    def __init__(self, task: str) -> None:
        self._task = task
        self._process: subprocess.Popen[bytes] | None = None

    def answers(self, items: list[Any]) -> Iterator[Any]:
        """The answer for each item. Raises EOFError, OSError or UnpicklingError when the worker dies."""
        process = self._process = self._process or _start(self._task)
        assert process.stdin is not None
        assert process.stdout is not None
        _send(process.stdin, items)
        for _ in items:
            yield pickle.load(process.stdout)

    def end(self) -> Death:
        """Clear away a process that died, and say what of."""
        process, self._process = self._process, None
        if process is None:
            return Death.CRASH
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_DYING)
        process.kill()
        with contextlib.suppress(OSError):
            process.communicate()
        return {
            limits.OUT_OF_TIME: Death.TIME,
            limits.OUT_OF_MEMORY: Death.MEMORY,
            _KILLED_FOR_MEMORY: Death.MEMORY,
        }.get(process.returncode, Death.CRASH)

    def kill(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()


def _start(task: str) -> subprocess.Popen[bytes]:
    """A worker that has said it is ready, so that its start counts for no item."""
    package = str(Path(__file__).parents[2])
    paths = [package, *filter(None, sys.path)]
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            creationflags=_NO_WINDOW,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        _send(process.stdin, task)
        pickle.load(process.stdout)
    except (OSError, EOFError, pickle.UnpicklingError) as error:
        raise JobError("读取文件的程序启动不了。请运行 xlsheet doctor 查看安装情况。") from error
    return process


def _send(stream: IO[bytes], value: object) -> None:
    stream.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    stream.flush()


def serve() -> None:
    """A worker's life: answer one chunk after the other until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tune_gc()
    answers = os.fdopen(os.dup(1), "wb")
    # whatever prints, in Python or in native code, must not get between the answers
    os.dup2(2, 1)
    task = resolve_name(pickle.load(sys.stdin.buffer))
    _send(answers, "ready")
    limits.limit_memory()
    with contextlib.suppress(EOFError, BrokenPipeError), Path(os.devnull).open("w") as log:
        while True:
            items = pickle.load(sys.stdin.buffer)
            with limits.time_limit(limits.SECONDS, log) as begin:
                for item in items:
                    begin()
                    _send(answers, _answer(task, item))


def _answer(task: Callable[[Any], Any], item: object) -> object:
    try:
        return task(item)
    except MemoryError:
        os._exit(limits.OUT_OF_MEMORY)
    except BaseException:  # noqa: BLE001  a reader's panic is no Exception, and any costs one item only
        os._exit(limits.CRASHED)
