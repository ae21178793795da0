"""What a click costs: 校验 on an open ledger of 5,000 progress rows, from process start to its end.

`python benchmarks/click.py [ROUNDS]` opens the ledger in a Calc without a window and starts Python as the
launcher does: cold, where nothing is there yet, and warm, where the first click has left a helper, which then
has the marks and findings of the first to look through. Prints seconds until the status line is shown and
until all is done, and how a click in a single process divides. Needs LibreOffice and python3-uno; Linux only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory as TemporaryFolder
from typing import Any, Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    LEAD,
    PROGRESS,
    SOURCE_NAMED,
    STATUS_RUNNING,
    TASKS,
    UNITS,
    YES,
)
from xlsheet.engines import PIPE_VARIABLE
from xlsheet.engines.uno.office import Office
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.settings import default_parameters
from xlsheet.stores.file import FileStore
from xlsheet.warm.place import SECONDS_VARIABLE

TASK_COUNT, MONTH_COUNT, ROWS = 125, 8, 5000
UNITS_PER_TASK: Final = ROWS // (TASK_COUNT * MONTH_COUNT)
ONE_WRONG_IN: Final = 100
PAUSE: Final = 0.5
SHARES: Final = ("imports", "reading", "checking", "writing", "marking", "the rest")


def main(rounds: int) -> None:
    """Print the medians of some rounds."""
    with tempfile.TemporaryDirectory(prefix="xlsheet-click-") as folder:
        ledger = Path(folder) / "台账.xlsm"
        make_ledger(ledger)
        fresh = ledger.read_bytes()
        runs, clicks = [], []
        for _ in range(rounds):
            runs.append(first_click(ledger, Path(folder)))
            ledger.write_bytes(fresh)
            clicks.append(two_clicks(ledger, Path(folder)))
            ledger.write_bytes(fresh)
    (found,) = {run["findings"] for run in runs}
    cold, warm = ([pair[i] for pair in clicks] for i in (0, 1))
    load, cores = os.getloadavg()[0], os.cpu_count()
    lines = [
        f"validate, {ROWS:,} progress rows, {found} findings, median of {rounds}",
        f"{'':<18}{'cold':>8}{'warm':>8}{'ratio':>8}",
        _compared("status line", [c.shown for c in cold], [c.shown for c in warm]),
        _compared("done", [c.done for c in cold], [c.done for c in warm]),
        "a click in one process, without a helper:",
        *(f"{name:<18}{median(run[name] for run in runs):8.2f} s" for name in (*SHARES, "total")),
        f"{cores} cores, load {load:.1f}",
    ]
    sys.stdout.write("\n".join([*lines, ""]))


def _compared(name: str, cold: list[float], warm: list[float]) -> str:
    return f"{name:<18}{median(cold):8.2f}{median(warm):8.2f}{median(warm) / median(cold):8.2f}"


@dataclass(frozen=True, slots=True)
class Seconds:
    """From the start of a click's process until the status line was shown, and until it ended."""

    shown: float
    done: float


def two_clicks(ledger: Path, folder: Path) -> tuple[Seconds, Seconds]:
    """The first click on a ledger, and the next one."""
    with calc(folder / "profile", ledger) as pipe, TemporaryFolder(prefix="click-", dir="/tmp") as session:
        environment = _environment(pipe, folder) | {"XDG_RUNTIME_DIR": session, SECONDS_VARIABLE: "60"}
        try:
            first = _watched(ledger, folder, environment)
            time.sleep(3 * PAUSE)  # nobody clicks again at once
            return first, _watched(ledger, folder, environment)
        finally:
            ending = "from xlsheet.warm.client import end_all; end_all()"
            subprocess.run([sys.executable, "-c", ending], env=environment, check=True)


def _watched(ledger: Path, folder: Path, environment: dict[str, str]) -> Seconds:
    """A click as the launcher makes it."""
    watch, notes = str(Path(__file__).with_name("watch")), folder / "shown.txt"
    notes.unlink(missing_ok=True)
    paths = os.pathsep.join(filter(None, [watch, os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", "xlsheet.addin", "validate", "--book", ledger.name, "--at", str(ledger)]
    started = time.time()
    subprocess.run(
        command,
        env={**environment, "PYTHONPATH": paths, "CLICK_SHOWN": str(notes)},
        capture_output=True,
        check=True,
    )
    ended = time.time()
    return Seconds(float(notes.read_text(encoding="ascii").split()[0]) - started, ended - started)


def make_ledger(path: Path) -> None:
    """125 tasks, 5 units a task and 8 months; one progress row in a hundred says 750 %."""
    FileStore.create(path, default_parameters(2020, ledger_id="click"))
    units = [f"第{number}局" for number in range(1, 51)]
    duties = [
        (task, units[(task + i * 7) % 50]) for task in range(1, TASK_COUNT + 1) for i in range(UNITS_PER_TASK)
    ]
    first = Month(2020, 5)
    months = [first.plus(number) for number in range(MONTH_COUNT)]
    with FileStore.open(path) as store:
        steps = [
            Edit(UNITS, appended=[{UNITS.unit: unit} for unit in units]),
            Edit(TASKS, appended=[_task(task) for task in range(1, TASK_COUNT + 1)]),
            Edit(ASSIGNMENTS, appended=[_assignment(task, unit) for task, unit in duties]),
            Edit(
                PROGRESS,
                appended=[
                    _progress(task, unit, month, number)
                    for number, (month, (task, unit)) in enumerate(
                        (month, duty) for month in months for duty in duties
                    )
                ],
            ),
        ]
        store.apply(Changes("准备", "准备", steps))


def _task(number: int) -> Row:
    return {TASKS.number: number, TASKS.content: f"完成第{number}批重点工程", TASKS.status: STATUS_RUNNING}


def _assignment(task: int, unit: str) -> Row:
    return {
        ASSIGNMENTS.task_no: task,
        ASSIGNMENTS.unit: unit,
        ASSIGNMENTS.role: LEAD,
        ASSIGNMENTS.source: SOURCE_NAMED,
        ASSIGNMENTS.reports: YES,
    }


def _words(number: int) -> str:
    """Words that no other row has, as units that don't copy would write."""
    return "".join(chr(0x4E00 + number * 7919 * place % 20_000) for place in range(1, 41))


def _progress(task: int, unit: str, month: Month, number: int) -> Row:
    return {
        PROGRESS.task_no: task,
        PROGRESS.unit: unit,
        PROGRESS.month: str(month),
        PROGRESS.text: _words(number),
        PROGRESS.percent: 7.5 if number % ONE_WRONG_IN == 0 else month.month / 20,
        PROGRESS.status: STATUS_RUNNING,
        PROGRESS.reporter: "王敏",
        PROGRESS.phone: "0000-6000000",
    }


@contextmanager
def calc(profile: Path, ledger: Path) -> Iterator[str]:
    """A Calc with the ledger open; the pipe that it listens on."""
    pipe = f"xlsheet-click-{uuid.uuid4().hex}"
    options = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation={profile.as_uri()}"]
    silent = subprocess.DEVNULL
    process = subprocess.Popen(
        ["soffice", *options, f"--accept=pipe,name={pipe};urp;", str(ledger)], stdout=silent, stderr=silent
    )
    try:
        office = _answering(pipe)
        while not _is_open(office, ledger):
            time.sleep(0.1)
        try:
            yield pipe
        finally:
            office.kill()  # soffice itself only waits for the real one
    finally:
        process.kill()
        process.wait()
        ledger.with_name(f".~lock.{ledger.name}#").unlink(missing_ok=True)  # what a killed Calc leaves


def _answering(pipe: str) -> Office:
    while (office := Office.attach(pipe)) is None:
        time.sleep(0.1)
    return office


def _is_open(office: Office, ledger: Path) -> bool:
    document = office.desktop.getCurrentComponent()
    return document is not None and document.getURL() == ledger.as_uri()


def first_click(ledger: Path, folder: Path) -> dict[str, Any]:
    """Click on a ledger as it was made, since a second click would find its findings written already."""
    with calc(folder / "profile", ledger) as pipe:
        return click(ledger.name, pipe, folder)


def click(book: str, pipe: str, folder: Path) -> dict[str, Any]:
    """Start Python as the launcher does; seconds by share, and how many findings there were."""
    timed = Path(__file__).with_name("click_timed.py")
    started = time.time()
    command = [sys.executable, str(timed), str(started), book]
    environment = _environment(pipe, folder)
    done = subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8")
    run: dict[str, Any] = json.loads(done.stdout)
    return run


def _environment(pipe: str, folder: Path) -> dict[str, str]:
    return {**os.environ, PIPE_VARIABLE: pipe, "XDG_DATA_HOME": str(folder / "user")}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
