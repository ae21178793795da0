"""Reminders: which unit still owes what, of which months, and in which step it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from xlsheet.analysis.submissions import Flag, Flagged, FlaggedPlan
from xlsheet.cells.months import Month, months_in_words
from xlsheet.dictionary.tables import PLANS
from xlsheet.ledger.reminder_rules import ReminderRules, ReminderStep

OWED: Final = (Flag.MISSING, Flag.EMPTY, Flag.COPIED)
"""What has to be delivered, or delivered again. What came late is there: nobody asks for it twice."""


@dataclass(frozen=True, slots=True)
class OwedTask:
    """A task that a unit owes reports on: what is wrong with them, and of which months, in order. Without
    months it is the task's project plan that is owed."""

    task_no: int
    role: str
    flags: tuple[Flag, ...]
    months: tuple[Month, ...]

    @property
    def flag_words(self) -> str:
        return "、".join(flag.word for flag in self.flags)

    @property
    def months_in_words(self) -> str:
        """`2020年5月、7月至8月`; `推进计划`."""
        return months_in_words(self.months) if self.months else PLANS.sheet


@dataclass(frozen=True, slots=True)
class Owed:
    """All that a unit owes up to a month, plans included. `months_missing` is the longest run of missing
    entries that lasts up to that month, 0 where none does."""

    unit: str
    month: Month
    step: ReminderStep
    entries: tuple[Flagged, ...]
    plans: tuple[FlaggedPlan, ...]
    months_missing: int

    @property
    def tasks(self) -> tuple[OwedTask, ...]:
        """In the order of their numbers: an item for the months of a task that have the same flags, then one
        for its plan."""
        flags: dict[tuple[int, str, Month], set[Flag]] = defaultdict(set)
        for entry in self.entries:
            flags[entry.task_no, entry.role, entry.month].add(entry.flag)
        months: dict[tuple[int, str, tuple[Flag, ...]], list[Month]] = defaultdict(list)
        for (number, role, month), found in sorted(flags.items()):
            months[number, role, tuple(flag for flag in Flag if flag in found)].append(month)
        reports = [OwedTask(*key, tuple(of_key)) for key, of_key in months.items()]
        plans = [OwedTask(plan.task_no, plan.role, (plan.flag,), ()) for plan in self.plans]
        return tuple(sorted([*reports, *plans], key=lambda task: (task.task_no, not task.months)))

    @property
    def numbers(self) -> list[int]:
        """The tasks, each once."""
        return sorted({task.task_no for task in self.tasks})

    @property
    def months(self) -> list[Month]:
        """The months of which something is owed."""
        return sorted({entry.month for entry in self.entries})

    @property
    def months_in_words(self) -> str:
        """`2020年5月、7月，推进计划`."""
        parts = [months_in_words(self.months)] if self.months else []
        return "，".join([*parts, *([PLANS.sheet] if self.plans else [])])

    def running(self, at_least: int) -> set[int]:
        """The tasks that have been missing for so many months in a row, up to the month."""
        last = (e for e in self.entries if e.month == self.month and e.flag is Flag.MISSING)
        return {entry.task_no for entry in last if entry.consecutive >= at_least}


def owed_by_unit(
    entries: Iterable[Flagged],
    plans: Iterable[FlaggedPlan],
    month: Month,
    rules: ReminderRules,
    units: Sequence[str],
    closed: Collection[int] = (),
) -> list[Owed]:
    """The units that owe something, from the flagged entries of the months up to `month` and the plans: the
    gravest step first, then as they stand in `units`; others come last. What is `closed` nobody owes."""
    entries_of: dict[str, list[Flagged]] = defaultdict(list)
    plans_of: dict[str, list[FlaggedPlan]] = defaultdict(list)
    for entry in entries:
        if entry.flag in OWED and entry.month <= month and entry.task_no not in closed:
            entries_of[entry.unit].append(entry)
    for plan in plans:
        if plan.flag is Flag.MISSING and plan.task_no not in closed:
            plans_of[plan.unit].append(plan)
    owing = dict.fromkeys([*entries_of, *plans_of])
    owed = [_owed(unit, entries_of[unit], plans_of[unit], month, rules) for unit in owing]
    order = {unit: i for i, unit in enumerate(units)}
    return sorted(owed, key=lambda each: (-each.step.rank, order.get(each.unit, len(order)), each.unit))


def _owed(
    unit: str, entries: Sequence[Flagged], plans: Sequence[FlaggedPlan], month: Month, rules: ReminderRules
) -> Owed:
    runs = (e.consecutive for e in entries if e.flag is Flag.MISSING and e.month == month)
    missing = max(runs, default=0)
    return Owed(unit, month, rules.step(missing), tuple(entries), tuple(plans), missing)
