"""The ranking of units by how well they report: one mark an entry, less what its flags cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsheet.analysis.submissions import Flag, Flagged, Reporting
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import exact, half_up


@dataclass(frozen=True, slots=True)
class UnitScore:
    """How a unit reported: entries expected, how many had each flag, and for how many months in a row
    up to the last one (the greatest of its tasks). `score` is 0–100 with one decimal; equal scores
    share a `rank`, and the next rank is left out."""

    unit: str
    expected: int
    flags: Mapping[Flag, int]
    in_a_row: Mapping[Flag, int]
    score: float
    rank: int

    @property
    def on_time(self) -> int:
        """Entries that came in time, whatever they say."""
        return self.expected - self.flags[Flag.MISSING] - self.flags[Flag.LATE]

    @property
    def flawless(self) -> bool:
        return not any(self.flags.values())


def unit_scores(
    reporting: Reporting, months: Sequence[Month], flagged: Sequence[Flagged], deductions: Mapping[str, float]
) -> list[UnitScore]:
    """The units of which something was expected in `months`, which are all due, best first, equals in the
    order of duties; none where there are no months.

    An entry is worth one mark, less `deductions` of each of its flags, never less than none.
    """
    expected = Counter(duty.unit for month in months for duty in reporting.expected(month))
    flags: dict[str, Counter[Flag]] = defaultdict(Counter)
    in_a_row: dict[str, Counter[Flag]] = defaultdict(Counter)
    lost: dict[tuple[str, int, Month], Fraction] = defaultdict(Fraction)
    for entry in flagged:
        if entry.month in months:
            flags[entry.unit][entry.flag] += 1
            lost[entry.unit, entry.task_no, entry.month] += exact(deductions[entry.flag.word])
            if entry.month == months[-1]:
                longest = in_a_row[entry.unit]
                longest[entry.flag] = max(longest[entry.flag], entry.consecutive)
    losses: dict[str, Fraction] = defaultdict(Fraction)
    for (unit, _, _), share in lost.items():
        losses[unit] += min(share, Fraction(1))
    scores = {unit: half_up(100 * (1 - losses[unit] / n), 1) for unit, n in expected.items()}
    ordered = sorted(scores.values(), reverse=True)
    ranked = [
        UnitScore(unit, expected[unit], flags[unit], in_a_row[unit], score, ordered.index(score) + 1)
        for unit, score in scores.items()
    ]
    return sorted(ranked, key=lambda unit: unit.rank)
