"""What is measured beside what, and the goal for each: the numbers of issue 6."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import Cost, Task, fresh_copy, module, run, side_by_side

_PEERS = "benchmarks.peers"
_RECEIVED = "2020-07-08"
_MONTH = "2020-06"
_LOOK = (0, 1)
"""Exit statuses of a command that did its work."""


@dataclass(frozen=True, slots=True)
class Case:
    """A ledger and the folder of what came back to it."""

    ledger: Path
    returns: Path


@dataclass(frozen=True, slots=True)
class Setting:
    """Where cases are made, and how much is measured."""

    work: Path
    files: int
    times: int
    seed: int
    notice: Path

    def case(self, files: int, rows_before: int = 0) -> Case:
        """A case, made now or before; by another process, since a child starts with its parent's peak."""
        folder = self.work / f"{files}-{rows_before}-{self.seed}"
        run(Task("generate", module("benchmarks.generate", folder, files, self.seed, rows_before)))
        return Case(folder / "ledger.xlsm", folder / "returns")


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table; ratios are to `base`."""

    name: str
    cost: Cost
    base: Cost | None = None
    goal: str = ""

    def cells(self) -> tuple[str, ...]:
        cost, base = self.cost, self.base
        ratios = (f"{cost.cpu / base.cpu:.2f}", f"{cost.wall / base.wall:.2f}") if base else ("", "")
        numbers = (f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.memory:.0f}")
        return (self.name, *numbers, *ratios, self.goal)


def merge(setting: Setting) -> list[Measured]:
    """A whole merge, its floor, and the usual script."""
    case = setting.case(setting.files)
    floor = Task("floor", module(f"{_PEERS}.floor_merge", case.returns, setting.work / "floor.xlsx"))
    ours = _merge_task(case, setting.work / "merge")
    usual = Task("usual", module(f"{_PEERS}.usual_merge", case.returns, setting.work / "usual.xlsx"))
    low, cost, high = side_by_side([floor, ours, usual], setting.times)
    return [
        Measured("calamine reads, wolfxl writes", low),
        Measured(f"xlsheet merge, {setting.files} files", cost, low, "CPU ≤ 2.5, wall ≤ 1.6"),
        Measured("pandas and openpyxl, as usual", high),
        Measured("usual over ours", high, cost, "CPU ≥ 6"),
    ]


def growth(setting: Setting) -> list[Measured]:
    """Five times the files."""
    cases = [setting.case(files) for files in (setting.files, 5 * setting.files)]
    small, large = side_by_side(
        [_merge_task(c, setting.work / "growth") for c in cases], min(setting.times, 3)
    )
    return [
        Measured(f"xlsheet merge, {setting.files} files", small),
        Measured(f"xlsheet merge, {5 * setting.files} files", large, small, "≤ 5.2, memory < 1024"),
    ]


def few(setting: Setting) -> list[Measured]:
    """Ten files into a ledger that holds 100,000 progress rows."""
    case = setting.case(10, rows_before=100_000)
    floor = Task("floor", module(f"{_PEERS}.read_all", case.ledger))
    low, cost = side_by_side([floor, _merge_task(case, setting.work / "few")], setting.times)
    return [
        Measured("calamine reads the ledger", low),
        Measured("xlsheet merge, 10 files into 100,000 rows", cost, low, "≤ 4"),
    ]


def split(setting: Setting) -> list[Measured]:
    """The forms, beside XlsxWriter told the same calls."""
    case = setting.case(setting.files)
    calls, out = setting.work / "calls.pickle", setting.work / "split"
    run(Task("record", module(f"{_PEERS}.forms_only", "prepare", case.ledger, _MONTH, calls)))
    floor = Task("floor", module(f"{_PEERS}.forms_only", calls, setting.work / "forms_only"))
    command = _xlsheet("split", out / "ledger.xlsm", "--month", _MONTH, "--out", out / "forms")
    low, cost = side_by_side(
        [floor, Task("split", command, fresh_copy(case.ledger, out / "ledger.xlsm"))], setting.times
    )
    return [
        Measured("XlsxWriter, the same calls", low),
        Measured(f"xlsheet split, {setting.files} forms", cost, low, "CPU ≤ 1.3"),
    ]


def validate(setting: Setting) -> list[Measured]:
    """100,000 progress rows."""
    case = setting.case(10, rows_before=100_000)
    frame, ledger = setting.work / "frame.pickle", setting.work / "validate" / "ledger.xlsm"
    run(Task("prepare", module(f"{_PEERS}.pandera_only", "prepare", case.ledger, frame)))
    floor = Task("floor", module(f"{_PEERS}.pandera_only", case.ledger, frame, "schemas/progress.yaml"))
    ours = Task("validate", _xlsheet("validate", ledger), fresh_copy(case.ledger, ledger), _LOOK)
    low, cost = side_by_side([floor, ours], setting.times)
    return [
        Measured("calamine reads, pandera validates", low),
        Measured("xlsheet validate, 100,000 rows", cost, low, "≤ 1.5"),
    ]


def start(setting: Setting) -> list[Measured]:
    """How soon it answers."""
    tasks = [Task("pass", [sys.executable, "-c", "pass"]), Task("help", _xlsheet("--help"))]
    low, cost = side_by_side(tasks, max(setting.times, 9))
    return [Measured("python -c pass", low), Measured("xlsheet --help", cost, low, "≤ 8")]


def collect(setting: Setting) -> list[Measured]:
    """A tenth of the ledgers, and all of them: 20,000 rows each. One run of each, since they are long."""
    base, costs = setting.work / "many", []
    counts = (max(setting.files // 10, 1), setting.files)
    for count in counts:
        run(Task("generate", module("benchmarks.many", base, count)))
        out = setting.work / "collected"
        command = _xlsheet("collect", base / f"{count}本", "--out", out)
        costs.append(run(Task("collect", command, partial(shutil.rmtree, out, ignore_errors=True), _LOOK)))
    few_cost, all_cost = costs
    return [
        Measured(f"xlsheet collect, {counts[0]} ledgers of 20,000 rows", few_cost),
        Measured(f"xlsheet collect, {counts[1]} ledgers", all_cost, few_cost, "≤ 10.5, memory < 1024"),
    ]


def _xlsheet(*arguments: object) -> list[str]:
    return module("xlsheet", *arguments)


def _merge_task(case: Case, folder: Path) -> Task:
    ledger = folder / "ledger.xlsm"
    command = _xlsheet("merge", ledger, case.returns, "--received", _RECEIVED)
    return Task("merge", command, fresh_copy(case.ledger, ledger), _LOOK)


SCENARIOS: dict[str, Callable[[Setting], Sequence[Measured]]] = {
    "merge": merge,
    "growth": growth,
    "few": few,
    "split": split,
    "validate": validate,
    "start": start,
    "collect": collect,
}
