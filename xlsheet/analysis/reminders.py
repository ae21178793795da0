"""Reminders: which unit still owes what, since when, and in which step it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from xlsheet.analysis.submissions import Flag, Flagged
from xlsheet.cells.months import Month, span_in_words
from xlsheet.ledger.reminder_rules import ReminderRules, ReminderStep

OWED: Final = (Flag.MISSING, Flag.EMPTY, Flag.COPIED)
"""What has to be delivered, or delivered again. What came late is there: nobody asks for it twice."""


@dataclass(frozen=True, slots=True)
class OwedTask:
    """A task that a unit owes a report on: what is wrong with it, and since which month in a row."""

    task_no: int
    role: str
    flags: tuple[Flag, ...]
    first: Month
    last: Month

    @property
    def flag_words(self) -> str:
        return "、".join(flag.word for flag in self.flags)

    @property
    def months_in_words(self) -> str:
        """`2020年5月至7月`."""
        return span_in_words(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Owed:
    """All that a unit owes for a month. `months_missing` is the longest run of missing entries, 0 for
    a unit whose entries all came but say nothing."""

    unit: str
    step: ReminderStep
    entries: tuple[Flagged, ...]
    months_missing: int

    @property
    def tasks(self) -> tuple[OwedTask, ...]:
        """One item a task, in the order of their numbers."""
        by_task: dict[int, list[Flagged]] = defaultdict(list)
        for entry in self.entries:
            by_task[entry.task_no].append(entry)
        return tuple(_task(by_task[number]) for number in sorted(by_task))

    @property
    def months_in_words(self) -> str:
        """From the earliest month that one of its tasks has been owed for without a break."""
        return span_in_words(min(task.first for task in self.tasks), self.tasks[0].last)


def _task(entries: list[Flagged]) -> OwedTask:
    one, run = entries[0], max(entry.consecutive for entry in entries)
    flags = tuple(flag for flag in Flag if flag in {entry.flag for entry in entries})
    return OwedTask(one.task_no, one.role, flags, one.month.plus(1 - run), one.month)


def owed_by_unit(entries: Iterable[Flagged], rules: ReminderRules, units: Sequence[str]) -> list[Owed]:
    """The units that owe something, from the flagged entries of one month: the gravest step first, then
    as they stand in `units`; others come last."""
    by_unit: dict[str, list[Flagged]] = defaultdict(list)
    for entry in entries:
        if entry.flag in OWED:
            by_unit[entry.unit].append(entry)
    owed = [_owed(unit, tuple(of_unit), rules) for unit, of_unit in by_unit.items()]
    order = {unit: i for i, unit in enumerate(units)}
    return sorted(owed, key=lambda each: (-each.step.rank, order.get(each.unit, len(order)), each.unit))


def _owed(unit: str, entries: tuple[Flagged, ...], rules: ReminderRules) -> Owed:
    missing = max((entry.consecutive for entry in entries if entry.flag is Flag.MISSING), default=0)
    return Owed(unit, rules.step(missing), entries, missing)
