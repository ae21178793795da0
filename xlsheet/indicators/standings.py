"""How far each indicator is: what its units counted by the end of a month against its target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from xlsheet.cells.moments import day_in
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import exact, half_up
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import INDICATORS, MEASURED
from xlsheet.indicators.words import CAP, DONE, FALL, GROW, KIND_TARGET, RANK, RATES, REACH
from xlsheet.ledger.measuring import SUM_UP, MeasuringRules
from xlsheet.ledger.table import TableData

_LEVELS: Final = ("率", "占比", "比重", "比例", "指数", "满意度", "浓度", "排名", "均")
_ABOUT: Final = Fraction(5, 100)
"""左右 is reached with so much less."""
MOST_BEHIND: Final = 10
"""How many of those behind a list of the furthest names."""
_FAR: Final = 3
"""A total so many times the target is out of proportion."""
_PACE: Final = 3
"""Months whose pace a forecast takes."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of 量化指标; `row` is its worksheet row."""

    task_no: int
    place: int
    label: str
    direction: str
    target: float
    measure: str
    qualifier: str
    kind: str
    row: int = 0
    wording: str = ""

    @property
    def key(self) -> tuple[int, int]:
        return self.task_no, self.place

    @property
    def adds_up(self) -> bool:
        """Whether it grows from month to month towards its target, and may be held against the year gone;
        a rate, a rank or an upper limit does not."""
        return (
            self.direction in (REACH, FALL)
            and self.measure not in (*RATES, RANK, "")
            and "/" not in self.measure
            and not self.label.endswith(_LEVELS)
            and not any(word in self.measure for word in ("天", "日", "小时", "分钟"))
        )

    def share(self, total: float) -> Fraction:
        """实际比例: what part of the target is done, by what its direction says."""
        target, count = exact(self.target), exact(total)
        if self.direction == DONE:
            return Fraction(int(count >= 1))
        if self.direction == CAP:
            return Fraction(1) if count <= target else target / count if count > 0 else Fraction(0)
        return count / target if target > 0 else Fraction(int(count >= target))

    def is_reached(self, total: float) -> bool:
        """Whether the target is met; one of 左右 is from 95 % on."""
        least = 1 - _ABOUT if "左右" in self.qualifier else Fraction(1)
        return self.share(total) >= least

    @property
    def target_text(self) -> str:
        """The target in words: ≥, ≤ by its qualifier, number and measure."""
        if self.direction == DONE:
            return "完成"
        way = {GROW: GROW, FALL: FALL, CAP: "≤"}.get(self.direction, "")
        said = "" if self.direction == CAP else self.qualifier
        return f"{way}{number_text(self.target)}{self.measure}" + (f"（{said}）" if said else "")


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of 指标进展."""

    key: tuple[int, int]
    unit: str
    month: Month
    total: float
    row: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an indicator stands by the end of a month: the total, the month that it tells of, and the total
    of the months before (oldest first, by month)."""

    indicator: Indicator
    total: float
    month: Month
    past: Mapping[Month, float] = field(default_factory=dict)
    disputed: tuple[float, float] | None = None

    @property
    def share(self) -> Fraction:
        """实际比例."""
        return self.indicator.share(self.total)

    def behind(self, year: int) -> Fraction | None:
        """序时进度差: how much less is done than the year is gone; None for what no year measures."""
        return self.month.share_of_year(year) - self.share if self.indicator.adds_up else None

    @property
    def before(self) -> float | None:
        """The total a month earlier, where it is known."""
        return self.past.get(self.month.plus(-1))

    def forecast(self, last: Month) -> float | None:
        """The total at the year's end at the pace of the last three months; None where there are no two
        months to take a pace from."""
        known = sorted(month for month in self.past if month < self.month)
        if not self.indicator.adds_up or not known:
            return None
        old = [month for month in known if month <= self.month.plus(-_PACE)]
        base = old[-1] if old else known[0]
        pace = (self.total - self.past[base]) / _months_from(base, self.month)
        return round(self.total + pace * _months_from(self.month, last), 6)


def _months_from(first: Month, last: Month) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def number_text(value: float) -> str:
    """A number as people read it: 1.2, 7,000, 0.35."""
    rounded = half_up(value, 4)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,.4f}".rstrip("0")


def read_indicators(data: TableData) -> list[Indicator]:
    """The targets that units have to reach, in the order of the sheet; what cannot be read is left out, and
    the rules about 量化指标 say so."""
    found: dict[tuple[int, int], Indicator] = {}
    for row, values in data.rows():
        number, place, target = (
            values[column] for column in (INDICATORS.task_no, INDICATORS.place, INDICATORS.target)
        )
        if not all(isinstance(v, int | float) and v == v for v in (number, place, target)):
            continue
        indicator = Indicator(
            int(number),  # type: ignore[call-overload]
            int(place),  # type: ignore[call-overload]
            show(values[INDICATORS.label]).strip(),
            show(values[INDICATORS.direction]).strip() or REACH,
            float(target),  # type: ignore[arg-type]
            show(values[INDICATORS.measure]).strip(),
            show(values[INDICATORS.qualifier]).strip(),
            show(values[INDICATORS.kind]).strip() or KIND_TARGET,
            row,
            show(values[INDICATORS.wording]).strip(),
        )
        if indicator.kind == KIND_TARGET:
            found.setdefault(indicator.key, indicator)
    return list(found.values())


def read_counts(data: TableData, day: date | None = None) -> list[Counted]:
    """The rows of 指标进展 that had come by the end of a day."""
    found: list[Counted] = []
    for row, values in data.rows():
        number, place, total = (
            values[column] for column in (MEASURED.task_no, MEASURED.place, MEASURED.total)
        )
        month = Month.parse(show(values[MEASURED.month]).strip())
        received = day_in(values[MEASURED.received])
        if month is None or not all(isinstance(v, int | float) and v == v for v in (number, place, total)):
            continue
        if day is not None and received is not None and received > day:
            continue
        key = int(number), int(place)  # type: ignore[call-overload]
        found.append(Counted(key, show_name(values[MEASURED.unit]), month, float(total), row))  # type: ignore[arg-type]
    return found


def standings(
    indicators: Sequence[Indicator],
    counts: Sequence[Counted],
    leads: Mapping[int, Collection[str]],
    rules: MeasuringRules,
    until: Month | None = None,
) -> dict[tuple[int, int], Standing]:
    """Where each indicator stands of which anybody has reported; `leads` are the lead units of a task."""
    by_key: dict[tuple[int, int], list[Counted]] = defaultdict(list)
    for count in counts:
        if until is None or count.month <= until:
            by_key[count.key].append(count)
    found: dict[tuple[int, int], Standing] = {}
    for indicator in indicators:
        own = by_key.get(indicator.key)
        if own:
            found[indicator.key] = _standing(
                indicator, own, frozenset(leads.get(indicator.task_no, ())), rules
            )
    return found


def _standing(
    indicator: Indicator, counts: Sequence[Counted], leads: Collection[str], rules: MeasuringRules
) -> Standing:
    months = sorted({count.month for count in counts})
    past = {month: _joint(indicator, _newest(counts, month), leads, rules)[0] for month in months}
    last = months[-1]
    total, disputed = _joint(indicator, _newest(counts, last), leads, rules)
    return Standing(indicator, total, last, past, disputed)


def _newest(counts: Sequence[Counted], until: Month) -> dict[str, float]:
    """What each unit counted last, by a month."""
    found: dict[str, tuple[Month, float]] = {}
    for count in counts:
        if count.month <= until and (count.unit not in found or found[count.unit][0] <= count.month):
            found[count.unit] = (count.month, count.total)
    return {unit: total for unit, (_, total) in found.items()}


def _joint(
    indicator: Indicator, by_unit: Mapping[str, float], leads: Collection[str], rules: MeasuringRules
) -> tuple[float, tuple[float, float] | None]:
    """The total of all units, and the leads' and the others' where these differ by much."""
    said = [total for unit, total in by_unit.items() if unit in leads]
    others = [total for unit, total in by_unit.items() if unit not in leads]
    if not indicator.adds_up:
        chosen = said or others
        return (max(chosen) if indicator.direction == CAP else min(chosen)), None
    lead, rest = max(said, default=0.0), sum(others)
    disputed = None
    if said and others and abs(lead - rest) > rules.gap * max(abs(lead), abs(rest), 1e-9):
        disputed = (lead, round(rest, 6))
    if rules.summing == SUM_UP or not said:
        return round(sum(said) + rest, 6), disputed
    return lead, disputed


def out_of_proportion(indicator: Indicator, total: float) -> bool:
    """Whether a total is so far beyond its target that it was hardly meant."""
    return indicator.adds_up and total > _FAR * indicator.target > 0


def furthest_behind(found: Iterable[Standing], year: int) -> list[Standing]:
    """Those that are behind the year gone, the furthest first, `MOST_BEHIND` at most."""
    behind = [(gap, each) for each in found if (gap := each.behind(year)) is not None and gap > 0]
    behind.sort(key=lambda pair: (-pair[0], pair[1].indicator.key))
    return [each for _, each in behind[:MOST_BEHIND]]


def actual_shares(found: Mapping[tuple[int, int], Standing]) -> dict[int, Fraction]:
    """Task number -> 实际比例: the mean over its indicators that grow towards a target, each at most 1."""
    by_task: dict[int, list[Fraction]] = defaultdict(list)
    for standing in found.values():
        if standing.indicator.adds_up:
            by_task[standing.indicator.task_no].append(max(Fraction(0), min(Fraction(1), standing.share)))
    return {number: sum(shares, Fraction()) / len(shares) for number, shares in by_task.items()}
