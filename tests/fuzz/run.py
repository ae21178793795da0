"""Merges thousands of damaged files: `python -m tests.fuzz.run --count 5000 --seed 1`.

Holds after every batch: each file has a verdict and a receipt, no rows are lost, and the ledger opens.
A file that breaks a promise is kept, and its name says how to make it again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1]))

from support import sent
from support.ledger_on_disk import forms_of, returned, sample_ledger
from tests.fuzz.mutate import mutated
from xlsheet.dictionary.findings import Severity
from xlsheet.dictionary.tables import RECEIPTS
from xlsheet.jobs.merge import MergeReport, MergeRequest, merge
from xlsheet.stores.file import FileStore

BATCH = 250
RECEIVED = datetime(2021, 6, 9)


def seeds(folder: Path, extra: Path | None = None) -> dict[str, bytes]:
    """Sound files of every kind by their names; `extra` is a folder with more (.ods of LibreOffice …)."""
    ledger = sample_ledger(folder)
    files: dict[str, bytes] = {}
    for form in forms_of(ledger, folder / "下发")[:3]:
        target = folder / f"{form.unit}.xlsx"
        returned(form.path, target)
        files[target.name] = target.read_bytes()
    files |= {
        "自制.xlsx": sent.by_xlsxwriter(),
        "旧.xls": sent.by_xlwt(),
        "文本.csv": sent.as_csv("utf-8"),
        "文本2.csv": sent.as_csv("gbk"),
        "网页.xls": sent.as_html("gbk"),
        "旧表.xls": sent.as_xml_2003(),
    }
    for path in sorted(extra.iterdir()) if extra else ():
        files[path.name] = path.read_bytes()
    return files


def fuzz(folder: Path, files: dict[str, bytes], count: int, seed: int) -> Iterator[MergeReport]:
    """Damage, merge and check, batch by batch, into the ledger in `folder`.

    Raises AssertionError where a promise is broken.
    """
    ledger = folder / "督查台账.xlsm"
    receipts = 0
    for first in range(0, count, BATCH):
        batch = folder / f"批{first}"
        batch.mkdir()
        for number in range(first, min(first + BATCH, count)):
            chance = random.Random(f"{seed}/{number}")
            name = chance.choice(sorted(files))
            (batch / f"{number:06d}_{name}").write_bytes(mutated(files[name], chance))
        with FileStore.open(ledger) as store:
            request = MergeRequest((batch,), received=RECEIVED + timedelta(minutes=first))
            report = merge(store, request)
        check(report, {path.name for path in batch.iterdir()})
        book = openpyxl.load_workbook(ledger, read_only=True)
        rows = sum(1 for row in book[RECEIPTS.sheet].iter_rows(min_row=2, values_only=True) if any(row))
        receipts += len({(Path(file.path).name, file.sha256) for file in report.files})
        assert receipts - len(report.files) <= rows <= receipts, (receipts, rows)
        yield report


def check(report: MergeReport, names: set[str]) -> None:
    """Every file has a verdict; one that isn't taken says why, in words without a program's English."""
    assert {next(part for part in Path(file.path).parts if part in names) for file in report.files} == names
    for file in report.files:
        assert file.verdict, file.path
        for finding in file.all_findings():
            assert "Traceback" not in finding.message, (file.path, finding)
            assert "Error" not in finding.message, (file.path, finding)
        if file.verdict == "rejected":
            assert any(f.severity is Severity.ERROR for f in file.all_findings()), file.path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--extra", type=Path, help="a folder with more sound files to damage")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xlsheet-fuzz-") as name:
        folder, started = Path(name), time.monotonic()
        verdicts: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for report in fuzz(folder, seeds(folder, options.extra), options.count, options.seed):
            verdicts.update(str(file.verdict) for file in report.files)
            reasons.update(
                f.message
                for file in report.files
                for f in file.findings
                if f.code in ("file_corrupt", "file_bomb")
            )
        print(f"{sum(verdicts.values())} files in {time.monotonic() - started:.0f} s: {dict(verdicts)}")  # noqa: T201
        for message, times in reasons.most_common():
            print(f"{times:6d}  {message}")  # noqa: T201


if __name__ == "__main__":
    main()
