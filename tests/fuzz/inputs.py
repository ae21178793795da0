"""Damages every kind of input of every command by seed, and remembers what failed.

    python -m tests.fuzz.inputs --count 20000 --seed 1

A command that shows a traceback, works for more than 15 seconds, takes more than 1 GB, ends in another status
than it may, leaves something half done or changes a ledger that it says it hasn't is kept as a small file in
found/, which `make test` runs ever after.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from python_calamine import CalamineWorkbook

from support.everything import warm_up
from tests.fuzz import samples
from tests.fuzz.mutate import mutated
from tests.fuzz.samples import LEDGER
from tests.fuzz.warm import SECONDS, Run, run

FOUND: Final = Path(__file__).parent / "found"
_MONTH: Final = ["--month", "2021-05"]
_CAME: Final = ["--received", "2021-06-10"]
_ASKED: Final = ["--as-of", "2021-08-11"]


@dataclass(frozen=True)
class Case:
    """A command, and the input of it that is damaged: where its sound one is, and where it is read from."""

    sample: str
    target: str
    arguments: list[str]
    ledger: str = LEDGER


_ON_LEDGERS: Final = {
    "merge": ["merge", LEDGER, "样本/表.xlsx", *_CAME],
    "try": ["merge", LEDGER, "样本/表.xlsx", *_CAME, "--dry-run"],
    "validate": ["validate", LEDGER],
    "look": ["validate", LEDGER, "--no-write"],
    "missing": ["missing", LEDGER, *_ASKED],
    "page": ["missing", LEDGER, *_ASKED, "--no-write", "--html", "缺报.html"],
    "remind": ["remind", LEDGER, *_MONTH, "--out", "出", *_ASKED],
    "report": ["report", LEDGER, *_MONTH, "--out", "通报.docx", *_ASKED],
    "leaders": ["report", LEDGER, *_MONTH, "--out", "通报.docx", *_ASKED, "--leaders", "专报"],
    "split": ["split", LEDGER, *_MONTH, "--out", "出"],
    "sheets": ["split", LEDGER, *_MONTH, "--out", "出", "--as", "sheets"],
    "import": ["import", LEDGER, "样本/通知.csv", "--append"],
    "undo": ["undo", LEDGER],
    "status": ["status", LEDGER],
    "indicators": ["indicators", LEDGER, "--read"],
    "export": ["export", LEDGER, "--out", "出"],
    "sqlite": ["export", LEDGER, "--out", "出", "--format", "sqlite"],
    "redate": ["redate", LEDGER, "0.xlsx", "2021-06-08"],
    "collect": ["collect", LEDGER, "--out", "汇总"],
    "doctor": ["doctor", LEDGER],
    "restore": ["doctor", LEDGER, "--restore"],
}
_ON_RETURNS: Final = {
    "merge": ["merge", LEDGER, "来", *_CAME],
    "replies": ["merge", LEDGER, "来", *_CAME, "--replies", "出"],
}
_ON_NOTICES: Final = {"import": ["import", LEDGER], "new": ["new", "新.xlsm", "--notice"]}
_ON_HISTORIES: Final = {
    "merge": ["merge", LEDGER, "样本/表.xlsx", *_CAME],
    "undo": ["undo", LEDGER],
    "status": ["status", LEDGER],
    "doctor": ["doctor", LEDGER],
}


def _of_ledgers() -> Iterator[tuple[str, Case]]:
    for program, sample in samples.LEDGERS.items():
        for name, arguments in _ON_LEDGERS.items():
            yield f"ledger-{program}-{name}", Case(sample, LEDGER, arguments)
    old, undone = samples.LEDGERS["ours"], samples.UNDONE
    yield "ledger-from", Case(old, "旧.xlsm", ["new", "新.xlsm", "--from", "旧.xlsm", "--carry-unfinished"])
    yield "ledger-redo", Case(undone, undone, ["undo", undone, "--redo"], undone)


def _of_returns() -> Iterator[tuple[str, Case]]:
    for kind, sample in samples.RETURNS.items():
        target = f"来/{Path(sample).name}"
        for name, arguments in _ON_RETURNS.items():
            yield f"return-{kind}-{name}", Case(sample, target, arguments)
        yield f"return-{kind}-validate", Case(sample, target, ["validate", target])


def _of_notices() -> Iterator[tuple[str, Case]]:
    for kind, sample in samples.NOTICES.items():
        for name, arguments in _ON_NOTICES.items():
            yield f"notice-{kind}-{name}", Case(sample, sample, [*arguments, sample])
        asked = ["import", LEDGER, sample, "--review", "核对.xlsx"]
        yield f"notice-{kind}-review", Case(sample, sample, asked)
    for kind, sample in samples.UNITS.items():
        for name, arguments in _ON_NOTICES.items():
            asked = [*arguments, "样本/通知.txt", "--units", sample]
            yield f"units-{kind}-{name}", Case(sample, sample, asked)


def _of_others() -> Iterator[tuple[str, Case]]:
    for rules in samples.RULE_FILES:
        for name in ("merge", "validate", "split"):
            path, asked = f"规则/{rules}", [*_ON_LEDGERS[name], "--schemas", samples.RULES]
            yield f"rules-{rules.split('.')[0]}-{name}", Case(path, path, asked)
    asked = [*_ON_LEDGERS["remind"], "--template", samples.TEMPLATE]
    yield "template-remind", Case(samples.TEMPLATE, samples.TEMPLATE, asked)
    for kind in ("HISTORY", "ANNOUNCED", "CLICKS"):
        path = getattr(samples, kind)
        for name, arguments in _ON_HISTORIES.items():
            yield f"{kind.lower()}-{name}", Case(path, path, arguments)
    asked, path = ["undo", samples.UNDONE, "--redo"], samples.UNDONE_HISTORY
    yield "history-redo", Case(path, path, asked, samples.UNDONE)


CASES: Final = dict(chain(_of_ledgers(), _of_returns(), _of_notices(), _of_others()))


def prepare(folder: Path) -> None:
    """A sound input of every kind in an empty folder, and this process warm for all commands."""
    warm_up()
    samples.prepare(folder, run)
    for path in (samples.ANNOUNCED, samples.CLICKS):
        (folder / path).rename(folder / "样本" / Path(path).name)


def renew(folder: Path, prepared: Path) -> None:
    """The folder as it was prepared."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared, folder)


def sound(case: Case, prepared: Path) -> bytes:
    """A case's input before it is damaged."""
    kept_apart = {samples.ANNOUNCED, samples.CLICKS}
    sample = f"样本/{Path(case.sample).name}" if case.sample in kept_apart else case.sample
    return (prepared / sample).read_bytes()


def complaint(name: str, folder: Path, damaged: bytes, *, as_json: bool = True) -> str:
    """What is wrong with how a command met a damaged input; nothing where all is well."""
    case = CASES[name]
    (folder / case.target).parent.mkdir(exist_ok=True)
    (folder / case.target).write_bytes(damaged)
    ledger = folder / case.ledger
    before = ledger.read_bytes()
    done = run(folder, [*case.arguments, *["--json"] * as_json])
    after = ledger.read_bytes() if ledger.exists() else b""
    damage = case.target == case.ledger
    return (
        _ending(done)
        or _truth(done, changed=after != before)
        or (_json(done.out, done.err) if as_json and done.status in (0, 1) else "")
        or ("" if after == before or damage else _unsound(after))
        or _left(folder)
    )


def _ending(done: Run) -> str:
    said = done.err + done.out
    if done.status not in (0, 1, 2, 3):
        return f"status {done.status} after {done.seconds:.0f} s: {done.err[-300:]}"
    if done.seconds > SECONDS:
        return f"took {done.seconds:.0f} s"
    if "程序出错" in said or "Traceback" in said or "Error" in done.err:
        return f"no words for people: {done.err[:300]}"
    if "\x1b" in said:
        return f"an escape sequence: {said[:300]!r}"
    if done.status in (2, 3) and not any("\u4e00" <= letter <= "\u9fff" for letter in done.err):
        return f"no Chinese: {done.err[:300]}"
    return ""


def _truth(done: Run, *, changed: bool) -> str:
    if done.status in (2, 3) and (changed or done.out.strip()):
        return f"status {done.status} after a change: {done.err[:300]}"
    return ""


def _json(out: str, err: str) -> str:
    try:
        json.loads(out)
    except ValueError:
        # after a change the words on stderr say what was done
        return "" if "已经改好" in err else f"no JSON: {out[:100]}"
    return ""


def _unsound(ledger: bytes) -> str:
    """Of a ledger that was sound before a damaged input met it."""
    try:
        with zipfile.ZipFile(io.BytesIO(ledger)) as archive:
            bad = archive.testzip()
        names = CalamineWorkbook.from_filelike(io.BytesIO(ledger)).sheet_names
    except Exception as error:  # noqa: BLE001  whatever it is, the ledger does not open
        return f"the ledger does not open: {error!r}"
    return f"the ledger's {bad} is damaged" if bad or not names else ""


def _left(folder: Path) -> str:
    """What a command that ended by itself has no business leaving behind."""
    left = [str(path) for path in folder.rglob(".*") if "xlsheet" in path.name]
    return f"left behind: {left}" if left else ""


def remembered() -> list[Path]:
    """The inputs that failed once; each is named by its case."""
    return sorted(path for path in FOUND.glob("*") if path.name.split("__")[0] in CASES)


def fuzz(count: int, seed: int) -> Iterator[tuple[str, str, bytes, str]]:
    """(case, name, damaged input, complaint) of each of so many commands."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="xlsheet-fuzz-", dir=shared if shared.is_dir() else None) as name:
        prepared, folder = Path(name) / "prepared", Path(name) / "work"
        prepared.mkdir()
        prepare(prepared)
        for number in range(count):
            chance = random.Random(f"{seed}/{number}")
            case = chance.choice(sorted(CASES))
            renew(folder, prepared)
            damaged = mutated(sound(CASES[case], prepared), chance)
            wrong = complaint(case, folder, damaged, as_json=chance.random() < 0.8)
            yield case, f"{case}__{seed}_{number}", damaged, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    started = time.monotonic()
    for case, name, damaged, wrong in fuzz(options.count, options.seed):
        counts[case.split("-")[0]] += 1
        counts["wrong"] += bool(wrong)
        if wrong:
            FOUND.mkdir(exist_ok=True)
            (FOUND / name).write_bytes(damaged)
            print(f"{name}: {wrong}", flush=True)  # noqa: T201
    taken = time.monotonic() - started
    print(f"{options.count} commands in {taken:.0f} s: {dict(sorted(counts.items()))}")  # noqa: T201


if __name__ == "__main__":
    main()
