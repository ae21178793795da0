"""雷同: entries that repeat last month's words, or those of another task of the same unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from xlsheet.ledger.periods import Month
from xlsheet.ledger.texts import fold, is_hollow


@dataclass(frozen=True, slots=True)
class Entry:
    """What a unit wrote on a task for a month."""

    unit: str
    task_no: int
    month: Month
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry's twin and how much of the text is the same (0–1)."""

    other: Entry
    share: float


def find_copies(entries: Sequence[Entry], share: float) -> dict[int, Copy]:
    """Index of each copying entry -> what it copies.

    Compared are an entry with the unit's last earlier one on the same task, then with its entries on
    other tasks in the same month. Empty words copy nothing: they are 空报.
    """
    texts = ["" if is_hollow(entry.text) else fold(entry.text) for entry in entries]
    return {**_across_tasks(entries, texts, share), **_across_months(entries, texts, share)}


def _across_months(entries: Sequence[Entry], texts: Sequence[str], share: float) -> dict[int, Copy]:
    history: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
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


def _across_tasks(entries: Sequence[Entry], texts: Sequence[str], share: float) -> dict[int, Copy]:
    groups: dict[tuple[str, Month], list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if texts[i]:
            groups[entry.unit, entry.month].append(i)
    copies: dict[int, Copy] = {}
    for indices in groups.values():
        words = [texts[i] for i in indices]
        alike = cdist(words, words, score_cutoff=share * 100, dtype=np.float64)  # fuzz.ratio
        for row, column in np.argwhere(alike):
            i, j = indices[row], indices[column]
            if i not in copies and entries[i].task_no != entries[j].task_no:
                copies[i] = Copy(entries[j], float(alike[row, column]) / 100)
    return copies


def _same(one: str, other: str, share: float) -> float:
    """How much of two texts is the same where it is at least `share`, else 0."""
    if not one or not other:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=share * 100) / 100
