"""Processes of their own for tests, cheap since forked; and killed for real at their n-th file-system call.

Calls are seen by an audit hook (open, rename, remove, mkdir …) and by shims over what has no audit event
(fsync, flock). A write counts twice: before it, and when half of its bytes are in the file.
"""

from __future__ import annotations

import fcntl
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

_EVENTS: Final = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir"}
_NOT_KILLED: Final = 0


def forked(action: Callable[[], object]) -> int:
    """Start an action in a process of its own, a copy of this one; its number."""
    child = os.fork()
    if not child:
        _run(action, None, None)
    return child


def ended_well(child: int) -> bool:
    """Wait for a process; whether its action raised nothing."""
    return os.waitpid(child, 0)[1] == 0


def calls_of(action: Callable[[], object], folder: Path) -> int:
    """How many file-system calls in `folder` an action makes, in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _run(action, _Watch(folder, _NOT_KILLED), writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        count = pipe.read()
    assert os.waitpid(child, 0)[1] == 0, "the action failed; see its traceback above"
    return int(count)


def kill_at(call: int, action: Callable[[], object], folder: Path) -> None:
    """Run an action in a process of its own, and end that at its `call`-th file-system call in `folder`."""
    child = os.fork()
    if not child:
        _run(action, _Watch(folder, call), None)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def tell(name: str, count: int, outcomes: Mapping[str, int]) -> None:
    """What `pytest -rP` shows of a test that passed."""
    print(f"{name}: killed at {count} calls: {dict(outcomes)}")  # noqa: T201


def _run(action: Callable[[], object], watch: _Watch | None, writer: int | None) -> None:
    status = 1
    try:
        if watch is not None:
            watch.begin()
        action()
        if watch is not None and writer is not None:
            os.write(writer, str(watch.count).encode())
        status = 0
    except BaseException:  # noqa: BLE001  # nothing may get out of a forked test process
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(status)


class _Watch:
    """Counts the calls of this process, not those of its workers."""

    def __init__(self, folder: Path, call: int) -> None:
        self.folder = folder
        self.call = call
        self.count = 0
        self._process = 0

    def begin(self) -> None:
        self._process = os.getpid()
        sys.addaudithook(self._audit)
        os.fsync = self._before(os.fsync)
        fcntl.flock = self._before(fcntl.flock)
        self._open, io.open = io.open, self._opened  # what pathlib opens files by

    def step(self, half_done: Callable[[], object] = lambda: None) -> None:
        if os.getpid() != self._process:
            return
        self.count += 1
        if self.count == self.call:
            half_done()
            os.kill(os.getpid(), signal.SIGKILL)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and self._is_inside(arguments[0]):
            self.step()

    def _is_inside(self, argument: object) -> bool:
        return isinstance(argument, str | Path) and Path.cwd().joinpath(argument).is_relative_to(self.folder)

    def _before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            self.step()
            return call(*arguments)

        return counted

    def _opened(self, path: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        file = self._open(path, mode, *arguments, **named)
        return file if mode.startswith("r") else _Torn(file, self)


class _Torn:
    """A file being written whose writes can end half-way."""

    def __init__(self, file: Any, watch: _Watch) -> None:
        self._file = file
        self._watch = watch

    def write(self, content: Any) -> int:
        def half() -> None:
            self._file.write(content[: len(content) // 2])
            self._file.flush()

        self._watch.step()
        self._watch.step(half)
        return int(self._file.write(content))

    def __enter__(self) -> _Torn:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
