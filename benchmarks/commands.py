"""Every command on two ledgers, a whole year of a real notice and 100,000 rows, each beside its floor."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Task, fresh_copy, module, run, side_by_side
from benchmarks.scenarios import Measured, Setting

_PEERS = "benchmarks.peers"
_LOOK = (0, 1)
_STARTED = (0, 1, -15)
_LETTERS, _SHEETS = 80, 10


@dataclass(frozen=True, slots=True)
class _Ledger:
    """A ledger to measure on: what its commands are asked for, and their goals in seconds of CPU, or as a
    ratio to the floor where they begin with `×`."""

    ledger: Path
    returned: Path
    received: str
    month: str
    as_of: str
    goals: Mapping[str, str]


def year(setting: Setting) -> list[Measured]:
    """The real notice's full year: 65 units, eight months, about 2,000 rows."""
    folder = setting.work / "year"
    run(Task("generate", module("benchmarks.year", folder, setting.notice)))
    goals = {"import": "CPU ≤ 1 s", "missing": "CPU ≤ 0.8 s", "remind": "CPU ≤ 2 s", "report": "CPU ≤ 3 s"}
    goals |= {"validate": "CPU ≤ 1.5 s", "merge of one file": "CPU ≤ 0.8 s"}
    asked = _Ledger(
        folder / "ledger.xlsm", folder / "returned.xlsx", "2021-01-11", "2020-12", "2021-01-15", goals
    )
    floor = Task("floor", module(f"{_PEERS}.read_all", folder / "empty.xlsm"))
    at = setting.work / "run" / "ledger.xlsm"
    ours = Task(
        "import", _xlsheet("import", at, setting.notice), fresh_copy(folder / "empty.xlsm", at), _LOOK
    )
    return [*_measured("import", floor, ours, goals["import"], setting), *_all_of(asked, setting)]


def large(setting: Setting) -> list[Measured]:
    """100,000 rows of progress."""
    case = setting.case(10, rows_before=100_000)
    goals = dict.fromkeys(
        ("status", "missing", "remind", "report", "validate", "merge of one file", "undo", "doctor"),
        "CPU ≤ 4 × floor",
    )
    first = sorted(case.returns.iterdir())[0]
    asked = _Ledger(case.ledger, first, "2020-07-08", "2020-06", "2020-07-15", goals)
    return _all_of(asked, setting)


def _all_of(asked: _Ledger, setting: Setting) -> list[Measured]:
    """What every ledger is asked, one command after the other, each on a ledger that no command touched."""
    at, out = setting.work / "run" / "ledger.xlsm", setting.work / "run" / "out"
    put = fresh_copy(asked.ledger, at)
    read = Task("floor", module(f"{_PEERS}.read_all", asked.ledger))
    copying = [sys.executable, "-c", "import shutil, sys; shutil.copy(*sys.argv[1:])"]
    copied = Task("floor", [*copying, str(asked.ledger), str(at)], put)
    letters = Task("floor", module(f"{_PEERS}.documents_only", asked.ledger, out, _LETTERS), put)
    sheets = Task("floor", module(f"{_PEERS}.documents_only", asked.ledger, out, _SHEETS), put)
    when, of = ("--as-of", asked.as_of), ("--month", asked.month)
    commands: dict[str, tuple[Task, Sequence[str], Callable[[], None]]] = {
        "validate": (read, _xlsheet("validate", at), put),
        "missing": (read, _xlsheet("missing", at, *when), put),
        "merge of one file": (read, _xlsheet("merge", at, asked.returned, "--received", asked.received), put),
        "remind": (letters, _xlsheet("remind", at, *of, *when, "--out", out), put),
        "report": (
            sheets,
            _xlsheet("report", at, *of, *when, "--out", out / "通报.docx", "--leaders", out / "领导"),
            put,
        ),
        "undo": (copied, _xlsheet("undo", at), _changed_once(put, at, asked.as_of)),
        "status": (read, _xlsheet("status", at), put),
        "doctor": (read, _xlsheet("doctor", at, "--no-write"), put),
        "the desk's first page": (read, module(f"{_PEERS}.first_page", at), put),
    }
    found: list[Measured] = []
    for name, (floor, command, before) in commands.items():
        ours = Task(name, command, before, _STARTED)
        found += _measured(name, floor, ours, asked.goals.get(name, ""), setting)
    return found


def _measured(name: str, floor: Task, ours: Task, goal: str, setting: Setting) -> list[Measured]:
    low, cost = side_by_side([floor, ours], setting.times)
    return [Measured(f"floor of {name}", low), Measured(f"xlsheet {name}", cost, low, goal)]


def _changed_once(put: Callable[[], None], at: Path, day: str) -> Callable[[], None]:
    """A ledger with a change to take back; it is made once and then copied with its backups."""
    model = at.parent.with_name("changed")

    def ready() -> None:
        if not model.exists():
            put()
            run(Task("change", _xlsheet("missing", at, "--as-of", day), allowed=_LOOK))
            shutil.copytree(at.parent, model)
        shutil.rmtree(at.parent, ignore_errors=True)
        shutil.copytree(model, at.parent)

    shutil.rmtree(model, ignore_errors=True)
    return ready


def _xlsheet(*arguments: object) -> list[str]:
    return module("xlsheet", *arguments)
