"""Years by seed against the oracle: `python -m tests.oracle.run --seeds 10 --seed 1`, from the root."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from .book import Book, last_day
from .compare import Comparison
from .counting import CountsCompared, by_lot
from .office import by_hand
from .year import play


@dataclass(frozen=True)
class Checked:
    """A seed's year: what was done in it, how many numbers were compared, and where they differ."""

    log: list[str]
    numbers: int
    differences: list[str]


def days_to_look_at(book: Book, months: list[str]) -> list[date]:
    """Days before, on and after the due moments, and the days about the end of a month."""
    first, last = months[0], months[-1]
    days = [last_day(last) + timedelta(days=1), book.due(first) + timedelta(days=1)]
    for month in months:
        days += [book.due(month) - timedelta(days=1), book.due(month), book.due(month) + timedelta(days=2)]
    return sorted(set(days))


def check(
    seed: int,
    folder: Path,
    months: int | None = None,
    days: int | None = None,
    *,
    half_renamed: bool = False,
) -> Checked:
    """Play a seed's year, or its first months, and compare on all days, or on the last few."""
    year = play(seed, folder / f"seed{seed}", months, half_renamed=half_renamed)
    by_hand(year.ledger, by_lot(seed, year.months))
    chosen = days_to_look_at(Book(year.ledger), year.months)
    numbers, differences = 0, []
    for day in chosen[-days:] if days else chosen:
        comparison = Comparison(year.ledger, day, folder / f"seed{seed}" / "compared")
        differences += comparison.differences()
        counts = CountsCompared(comparison.ledger, day, comparison.folder)
        differences += counts.differences()
        numbers += comparison.checked + counts.checked
    return Checked(year.log, numbers, differences)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="how many years")
    parser.add_argument("--seed", type=int, default=1, help="the first one's seed")
    parser.add_argument("--months", type=int, help="only the first months of each year")
    parser.add_argument("--keep", type=Path, help="a folder for the years' files")
    parser.add_argument("--half-renamed", action="store_true", help="new names in 单位名录 alone")
    asked = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.seed, asked.seed + asked.seeds):
            found = check(seed, asked.keep or Path(folder), asked.months, half_renamed=asked.half_renamed)
            wrong += len(found.differences)
            print(f"seed {seed}: {found.numbers} compared, {len(found.differences)} differ", flush=True)  # noqa: T201
            for line in [*found.log, *found.differences] if found.differences else []:
                print(f"  {line}")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
