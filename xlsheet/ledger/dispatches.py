"""发文登记: the letters that went out, and the numbers of those that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import DISPATCHES, NAME_SEPARATOR
from xlsheet.ledger.changes import Edit, Row
from xlsheet.ledger.reminder_rules import ReminderRules, ReminderStep
from xlsheet.ledger.table import TableData

MADE = "已生成"
"""What stands under 结果 of a letter that has been written and not sent by xlsheet."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A letter to register: what it is, to whom, about which tasks."""

    unit: str
    step: ReminderStep
    month: Month
    tasks: Sequence[int]
    recipients: Sequence[str]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two letters the same: asked for again, it keeps its number."""
        return self.unit, self.step.word, str(self.month)


class DispatchRegister:
    """The letters registered so far; each sequence (机关代字) is numbered on from its greatest number."""

    def __init__(self, data: TableData, rules: ReminderRules) -> None:
        self._rules = rules
        self._rows: dict[tuple[str, str, str], tuple[int, dict[str, object]]] = {}
        self._numbers: list[str] = []
        for row, cells in data.rows():
            month = Month.parse(cells[DISPATCHES.month])
            key = show_name(cells[DISPATCHES.unit]), show_name(cells[DISPATCHES.kind]), str(month)
            self._rows[key] = row, cells
            self._numbers.append(show_name(cells[DISPATCHES.number]))

    def numbers(self, letters: Sequence[Dispatch], day: date) -> list[str]:
        """The number of each letter of that day: its own where it is registered, else the next one."""
        last: dict[str, int] = {}
        found = []
        for letter in letters:
            if letter.key in self._rows:
                found.append(show_name(self._rows[letter.key][1][DISPATCHES.number]))
                continue
            sequence = self._rules.number.number(letter.step, day.year, 0)
            last[sequence] = 1 + (last[sequence] if sequence in last else self._last(letter.step, day.year))
            found.append(self._rules.number.number(letter.step, day.year, last[sequence]))
        return found

    def _last(self, step: ReminderStep, year: int) -> int:
        """The greatest number of a sequence so far."""
        known = (self._rules.number.index(number, step, year) for number in self._numbers)
        return max((index for index in known if index), default=self._rules.first_number - 1)

    def edit(self, letters: Sequence[Dispatch], numbers: Sequence[str], day: date) -> Edit:
        """The rows that register the letters: new ones, and those that say something else now."""
        updates: dict[int, Row] = {}
        appended: list[Row] = []
        for letter, number in zip(letters, numbers, strict=True):
            row = _row(letter, number, day)
            if letter.key not in self._rows:
                appended.append(row)
                continue
            at, cells = self._rows[letter.key]
            changed = {name: value for name, value in row.items() if show(cells[name]) != show(value)}
            changed.pop(DISPATCHES.result, None)  # what became of it is the office's to say
            if changed:
                updates[at] = changed
        return Edit(DISPATCHES, updates, appended)


def _row(letter: Dispatch, number: str, day: date) -> Mapping[str, str | date | None]:
    return {
        DISPATCHES.day: day,
        DISPATCHES.number: number,
        DISPATCHES.unit: letter.unit,
        DISPATCHES.kind: letter.step.word,
        DISPATCHES.month: str(letter.month),
        DISPATCHES.task_nos: NAME_SEPARATOR.join(map(str, letter.tasks)),
        DISPATCHES.recipient: NAME_SEPARATOR.join(letter.recipients) or None,
        DISPATCHES.result: MADE,
    }
