"""雷同: entries that repeat earlier words, those of another task of the unit, or another unit's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from xlsheet.cells.months import Month
from xlsheet.cells.text import fold, is_hollow

_A_HAIR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Wording:
    """What a unit wrote on a task for a month."""

    unit: str
    task_no: int
    month: Month
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry's twin and how much of the text is the same (0–1)."""

    other: Wording
    share: float


def find_copies(entries: Sequence[Wording], share: float, *, among_units: bool = True) -> dict[int, Copy]:
    """Index of each copying entry -> what it copies.

    Compared are an entry with the unit's last earlier one on the same task that said something, then
    with its entries on other tasks in the same month, then (`among_units`) with other units' entries on
    the same task in the same month; of the last two, both copy. Empty words copy nothing: they are 空报.
    """
    texts = ["" if is_hollow(entry.text) else fold(entry.text) for entry in entries]
    others: dict[int, Copy] = {}
    if among_units:
        others = _side_by_side(entries, texts, share, lambda e: (e.task_no, e.month), lambda e: e.unit)
    tasks = _side_by_side(entries, texts, share, lambda e: (e.unit, e.month), lambda e: e.task_no)
    return {**others, **tasks, **_across_months(entries, texts, share)}


def _across_months(entries: Sequence[Wording], texts: Sequence[str], share: float) -> dict[int, Copy]:
    history: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if texts[i]:
            history[entry.unit, entry.task_no].append(i)
    copies = {}
    for indices in history.values():
        if len(indices) > 1:
            indices.sort(key=lambda i: entries[i].month)
        for before, i in pairwise(indices):
            if entries[before].month < entries[i].month:
                same = _same(texts[before], texts[i], share)
                if same:
                    copies[i] = Copy(entries[before], same)
    return copies


def _side_by_side(
    entries: Sequence[Wording],
    texts: Sequence[str],
    share: float,
    together: Callable[[Wording], Hashable],
    apart: Callable[[Wording], object],
) -> dict[int, Copy]:
    """The copies among entries that are equal in `together` and differ in `apart`: each with the first
    one that it is like."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if texts[i]:
            groups[together(entry)].append(i)
    first: dict[int, tuple[int, float]] = {}
    for indices in groups.values():
        for one, other, same in _alike(indices, texts, share):
            if apart(entries[one]) != apart(entries[other]):
                for i, j in ((one, other), (other, one)):
                    first[i] = min(first.get(i, (j, same)), (j, same))
    return {i: Copy(entries[j], same) for i, (j, same) in first.items()}


def _alike(indices: Sequence[int], texts: Sequence[str], share: float) -> Iterator[tuple[int, int, float]]:
    """The pairs of texts of which at least `share` is the same, and how much of them is.

    Most pairs are told apart by their lengths alone: of a text, no more than the shorter one is the same.
    """
    by_length = sorted(indices, key=lambda i: len(texts[i]))
    for at, shorter in enumerate(by_length, start=1):
        length = len(texts[shorter])
        for longer in by_length[at:]:
            if 2 * length < share * (length + len(texts[longer])) - _A_HAIR:
                break
            same = _same(texts[shorter], texts[longer], share)
            if same:
                yield shorter, longer, same


def _same(one: str, other: str, share: float) -> float:
    """How much of two texts is the same where it is at least `share`, else 0."""
    if not one or not other:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=share * 100) / 100
