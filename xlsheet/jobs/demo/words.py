"""What the demo's units have to say: on each task and month in their own words, what they count, and how they
plan a task."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import MEASURED, PLANS, PROGRESS, UNITS
from xlsheet.forms.layout import THIS_TOTAL
from xlsheet.resources import DATA

SAMPLE_NOTICE: Final = DATA / "sample-notice.txt"
SAMPLE_UNITS: Final = DATA / "sample-units.csv"
_SAMPLE_PROGRESS: Final = DATA / "sample-progress.csv"
_SAMPLE_COUNTS: Final = DATA / "sample-counts.csv"
_SAMPLE_PLANS: Final = DATA / "sample-plans.csv"

Words = dict[str, str]
"""Column -> what stands there."""


def progress_of(unit: str, task: int, month: Month) -> Words:
    """What the unit reports on the task for the month, or for the last one before that has words."""
    months = _progress()[unit, task]
    return months[max(each for each in months if each <= str(month))]


def count_of(unit: str, task: int, place: int, month: Month) -> float | str | None:
    """What the unit types for an indicator by its place among the task's; None for a blank."""
    typed = _counts().get((unit, task, place, str(month)), "")
    try:
        return float(typed)
    except ValueError:
        return typed or None


def plan_of(task: int) -> Words:
    """How the task is to be done."""
    return _plans()[task]


def contact_of(unit: str) -> Words:
    """The unit's row of the registry: who fills in its forms, and the telephone."""
    return _contacts()[unit]


@cache
def _progress() -> dict[tuple[str, int], dict[str, Words]]:
    words: dict[tuple[str, int], dict[str, Words]] = {}
    for row in _rows(_SAMPLE_PROGRESS):
        months = words.setdefault((row[PROGRESS.unit], int(row[PROGRESS.task_no])), {})
        months[row[PROGRESS.month]] = row
    return words


@cache
def _counts() -> dict[tuple[str, int, int, str], str]:
    return {
        (
            row[MEASURED.unit],
            int(row[MEASURED.task_no]),
            int(row[MEASURED.place]),
            row[MEASURED.month],
        ): row[THIS_TOTAL]
        for row in _rows(_SAMPLE_COUNTS)
    }


@cache
def _plans() -> dict[int, Words]:
    return {int(row[PLANS.task_no]): row for row in _rows(_SAMPLE_PLANS)}


@cache
def _contacts() -> dict[str, Words]:
    return {row[UNITS.unit]: row for row in _rows(SAMPLE_UNITS)}


def _rows(path: Path) -> Iterator[Words]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
