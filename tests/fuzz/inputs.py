"""Damages every kind of input of every command by seed, and remembers what failed.

    python -m tests.fuzz.inputs --count 1000 --seed 1

runs commands of the command line, each in a process of its own that has a minute and 1 GB more than it began
with. A command that shows a traceback, hangs, swells, ends in another status than it may or changes a ledger
that it says it hasn't is kept as a small file in found/, which `make test` runs ever after.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from tests.fuzz.mutate import mutated
from xlsheet.cli.endings import status_of
from xlsheet.cli.main import cli
from xlsheet.resources import DATA, LETTER_TEMPLATE, SCHEMAS

FOUND: Final = Path(__file__).parent / "found"
LEDGER: Final = "督查台账.xlsm"
HISTORY: Final = "督查台账_备份/history.json"
SECONDS: Final = 60
"""A hang is 15 s on a computer that does nothing else."""

MEMORY: Final = 1 << 30

COMMANDS: Final[dict[str, tuple[str, list[str]]]] = {
    "ledger-merge": (LEDGER, ["merge", LEDGER, "回收", "--received", "2021-06-10"]),
    "ledger-validate": (LEDGER, ["validate", LEDGER]),
    "ledger-missing": (LEDGER, ["missing", LEDGER, "--as-of", "2021-08-11"]),
    "ledger-undo": (LEDGER, ["undo", LEDGER]),
    "ledger-status": (LEDGER, ["status", LEDGER]),
    "ledger-split": (LEDGER, ["split", LEDGER, "--month", "2021-05", "--out", "出"]),
    "ledger-doctor": (LEDGER, ["doctor", LEDGER]),
    "return-merge": ("回收/1.xlsx", ["merge", LEDGER, "回收", "--received", "2021-06-10"]),
    "return-replies": ("回收/1.xlsx", ["merge", LEDGER, "回收", "--replies", "出"]),
    "return-validate": ("回收/1.xlsx", ["validate", "回收/1.xlsx"]),
    "notice-import": ("通知.txt", ["import", LEDGER, "通知.txt"]),
    "word-import": ("通知.docx", ["import", LEDGER, "通知.docx"]),
    "units-import": ("名录.csv", ["import", LEDGER, "通知.txt", "--units", "名录.csv"]),
    "units-new": ("名录.csv", ["new", "新.xlsm", "--notice", "通知.txt", "--units", "名录.csv"]),
    "rules-validate": ("规则/progress.yaml", ["validate", LEDGER, "--schemas", "规则"]),
    "template-remind": (
        "模板.docx",
        ["remind", LEDGER, *"--month 2021-05 --out 出 --as-of 2021-06-12 --template 模板.docx".split()],
    ),
    "history-merge": (HISTORY, ["merge", LEDGER, "回收", "--received", "2021-06-10"]),
    "history-undo": (HISTORY, ["undo", LEDGER]),
    "history-redo": (HISTORY, ["undo", LEDGER, "--redo"]),
}
"""By name: the input that is damaged, and the command that reads it."""


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    status: int
    seconds: float
    memory: int
    out: str
    err: str


def prepare(folder: Path) -> None:
    """A ledger with a change behind it, and a sound input of every kind."""
    import docx

    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发", MAY)[:2]):
        returned(form.path, folder / f"回收{i or ''}" / f"{i}.xlsx")
    run(folder, ["merge", LEDGER, "回收", "--received", "2021-06-09"])
    shutil.move(folder / "回收1" / "1.xlsx", folder / "回收" / "1.xlsx")
    text = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
    (folder / "通知.txt").write_text(text.replace("建成", "全面建成"), encoding="utf-8")
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(folder / "通知.docx"))
    shutil.copy(DATA / "sample-units.csv", folder / "名录.csv")
    shutil.copytree(SCHEMAS, folder / "规则")
    shutil.copy(LETTER_TEMPLATE, folder / "模板.docx")


def run(folder: Path, arguments: list[str]) -> Run:
    """A command in a process of its own, forked from this one."""
    started = time.monotonic()
    out, err = folder.parent / "out.txt", folder.parent / "err.txt"
    child = os.fork()
    if not child:
        _be_the_command(folder, arguments, out, err)
    status, used = _waited_for(child, started + SECONDS)
    said = (path.read_text("utf-8", "replace") for path in (out, err))
    return Run(status, time.monotonic() - started, used, *said)


def _be_the_command(folder: Path, arguments: list[str], out: Path, err: Path) -> None:
    """Never comes back."""
    status = 99
    try:
        os.setsid()
        os.chdir(folder)
        before = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (before + MEMORY, before + MEMORY))
        for stream, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
        asked = [*arguments, "--json"]
        status = status_of(lambda: cli.main(asked, prog_name="xlsheet", standalone_mode=False))
        sys.stdout.flush()
    finally:
        os._exit(status)


def _waited_for(child: int, until: float) -> tuple[int, int]:
    while time.monotonic() < until:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), used.ru_maxrss
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    _, _, used = os.wait4(child, 0)
    return -int(signal.SIGALRM), used.ru_maxrss


def complaint(name: str, folder: Path, damaged: bytes) -> str:
    """What is wrong with how a command met a damaged input; nothing where all is well."""
    target, arguments = COMMANDS[name]
    (folder / target).write_bytes(damaged)
    before = (folder / LEDGER).read_bytes()
    done = run(folder, arguments)
    after = (folder / LEDGER).read_bytes() if (folder / LEDGER).exists() else b""
    if done.status not in (0, 1, 2, 3):
        return f"status {done.status} after {done.seconds:.0f} s"
    if "程序出错" in done.err or "Traceback" in done.err or "Error" in done.err:
        return f"no words for people: {done.err[:200]}"
    if done.status in (2, 3) and (after != before or done.out.strip()):
        return f"status {done.status} after a change: {done.err[:200]}"
    if done.status in (2, 3) and not any("\u4e00" <= letter <= "\u9fff" for letter in done.err):
        return f"no Chinese: {done.err[:200]}"
    if done.status in (0, 1):
        try:
            json.loads(done.out)
        except ValueError:
            # after a change the words on stderr say what was done
            return "" if "已经改好" in done.err else f"no JSON: {done.out[:100]}"
    return ""


def renew(folder: Path, prepared: Path) -> None:
    """The folder as it was prepared."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared, folder)


def remembered() -> list[Path]:
    """The inputs that failed once; each is named by its command."""
    return sorted(path for path in FOUND.glob("*") if path.name.split("__")[0] in COMMANDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="xlsheet-fuzz-") as name:
        prepared, folder = Path(name) / "prepared", Path(name) / "work"
        prepared.mkdir()
        prepare(prepared)
        for number in range(options.count):
            chance = random.Random(f"{options.seed}/{number}")
            command = chance.choice(sorted(COMMANDS))
            renew(folder, prepared)
            damaged = mutated((folder / COMMANDS[command][0]).read_bytes(), chance)
            wrong = complaint(command, folder, damaged)
            counts["wrong" if wrong else "well"] += 1
            if wrong:
                FOUND.mkdir(exist_ok=True)
                with contextlib.suppress(OSError):
                    (FOUND / f"{command}__{options.seed}_{number}").write_bytes(damaged)
                print(f"{number} {command}: {wrong}", flush=True)  # noqa: T201
    print(dict(counts))  # noqa: T201


if __name__ == "__main__":
    main()
