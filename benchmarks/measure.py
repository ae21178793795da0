"""What a command costs: CPU of it and all its children, wall time, the largest process."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU and wall time; `memory` is the peak of the largest process in MiB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True, slots=True)
class Task:
    """A command to be measured. `before` puts its files in place and is not measured."""

    name: str
    command: Sequence[str]
    before: Callable[[], None] = lambda: None
    allowed: Sequence[int] = (0,)


def module(name: str, *arguments: object) -> list[str]:
    """The command that runs a module in this Python."""
    return [sys.executable, "-m", name, *map(str, arguments)]


def run(task: Task) -> Cost:
    """Run it once. RuntimeError with what it said where it ends in a status that isn't allowed."""
    task.before()
    start = time.perf_counter()
    with subprocess.Popen(task.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in task.allowed:
        raise RuntimeError(f"{task.name}: exit status {process.returncode}\n{said.decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def side_by_side(tasks: Sequence[Task], times: int) -> list[Cost]:
    """The median cost of each, run in turn `times` times after one run that warms the caches."""
    for task in tasks:
        run(task)
    runs = [[run(task) for task in tasks] for _ in range(times)]
    return [
        Cost(
            *(
                statistics.median(getattr(cost[i], field) for cost in runs)
                for field in ("cpu", "wall", "memory")
            )
        )
        for i in range(len(tasks))
    ]


def fresh_copy(source: Path, target: Path) -> Callable[[], None]:
    """What puts a ledger in place as if no command had touched it."""

    def put() -> None:
        shutil.rmtree(target.parent, ignore_errors=True)
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)

    return put
