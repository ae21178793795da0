"""Random returns against answers known beforehand: `python -m tests.fuzz.returns --count 500 [--seed 7]`.

Without a seed another one is drawn each time, and told. What gets another answer is told with the seed
that makes it again.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.ledger_on_disk import forms_of, sample_ledger
from tests.fuzz.slips import Expected, Return, made
from xlsheet.forms.read.files import read_source
from xlsheet.forms.read.sources import Source
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.ledger.changes import Value
from xlsheet.merge.files import JudgedFile
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore

RECEIVED = datetime(2021, 6, 9)


@contextmanager
def office(folder: Path) -> Iterator[tuple[Store, list[Path]]]:
    """A ledger, and the forms of a month that have at least three rows."""
    ledger = sample_ledger(folder)
    forms = [Path(form.path) for form in forms_of(ledger, folder / "下发") if form.rows > 2]
    with FileStore.open(ledger, writing=False) as store:
        yield store, forms


def saved(done: Return) -> bytes:
    target = BytesIO()
    done.book.save(target)
    return target.getvalue()


def complaints(store: Store, done: Return, content: bytes, name: str = "填报表.xlsx") -> list[str]:
    """What merge answers otherwise than it should."""
    request = MergeRequest((), received=RECEIVED, dry_run=True)
    report = merge_returned(store, [read_source(Source(name, content))], request)
    (file,) = report.files
    wrong = [] if file.verdict == done.verdict else [f"{file.verdict}, not {done.verdict}: {_said(file)}"]
    entries = {entry.row: entry for entry in file.entries}
    by_task = {entry.task_no: entry for entry in entries.values() if not entry.refused}
    for number, expected in done.rows.items():
        taken = by_task.get(number)
        if not expected.values and not expected.back:
            wrong += [f"{number} was left blank and taken"] if taken else []
        elif expected.back != (taken is None):
            wrong.append(f"{number} {'was taken' if taken else 'went back'}: {_said(file)}")
        elif taken is not None:
            wrong += _differences(number, expected, taken.values)
    codes = {finding.code for finding in file.all_findings()}
    missing = {row.code for row in done.rows.values() if row.code not in ("", "-")} - codes
    wrong += [f"nobody said {code}" for code in sorted(missing)]
    cells = file.cells
    if cells.found != cells.taken + cells.printed + cells.furniture + cells.reported:
        wrong.append(f"{cells} does not add up")
    return wrong


def _differences(number: int, expected: Expected, values: dict[str, Value]) -> Iterator[str]:
    for name, value in expected.values.items():
        found = values.get(name)
        found = found.date() if isinstance(found, datetime) else found
        same = abs(found - value) < 1e-9 if isinstance(value, float) and isinstance(found, float) else None
        if not (found == value if same is None else same):
            yield f"{number} {name}: {found!r}, not {value!r}"


def _said(file: JudgedFile) -> str:
    return "；".join(map(str, [f for f in file.all_findings() if str(f.severity) != "info"][:4]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--keep", type=Path, help="a folder for returns that got another answer")
    options = parser.parse_args()
    first = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {first}, {options.count} returns, {date.today()}")  # noqa: T201
    bad = 0
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as (store, forms):
        for seed in range(first, first + options.count):
            done = made(forms[seed % len(forms)], seed)
            content = saved(done)
            if wrong := complaints(store, done, content):
                bad += 1
                print(f"seed {seed} ({'; '.join(done.slips)})", *wrong, sep="\n    ")  # noqa: T201
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{seed}.xlsx").write_bytes(content)
    print(f"{options.count - bad} of {options.count} answered as a careful clerk would")  # noqa: T201
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
