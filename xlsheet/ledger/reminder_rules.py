"""An office's rules for reminders: its three steps, the numbers of its letters, days for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlsheet.ledger.workdays import Workdays

_SIGN, _YEAR, _NUMBER = "{字}", "{年}", "{号}"


class ReminderStep(StrEnum):
    """How an office asks, the gravest last: a unit's first letter, its second, the one that names it."""

    ASSIGN = "assign"
    URGE = "urge"
    SUPERVISE = "supervise"

    @property
    def word(self) -> str:
        """What users read: 交办单, 催办单, 督办通知单."""
        return ("交办单", "催办单", "督办通知单")[self.rank]

    @property
    def sign(self) -> str:
        """The step's character in the number of a letter: 督查催〔2020〕6号."""
        return self.word[0]

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return list(ReminderStep).index(self)


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """The number of a letter (发文字号) with `{字}` for its step, `{年}` and `{号}`."""

    text: str

    @classmethod
    def parse(cls, text: str) -> NumberPattern:
        """Raises ValueError where `{号}` is missing or another word stands in braces."""
        rest = text.replace(_SIGN, "").replace(_YEAR, "").replace(_NUMBER, "")
        if _NUMBER not in text or "{" in rest or "}" in rest:
            raise ValueError(text)
        return cls(text)

    def index(self, number: str, step: ReminderStep, year: int) -> int | None:
        """Which of its sequence a letter is that has such a number; None where it is of another one."""
        before, after = self.text.replace(_SIGN, step.sign).replace(_YEAR, str(year)).split(_NUMBER, 1)
        inner = number.removeprefix(before).removesuffix(after)
        fits = number == f"{before}{inner}{after}" and inner.isascii() and inner.isdigit()
        return int(inner) if fits else None

    def number(self, step: ReminderStep, year: int, index: int) -> str:
        """`督查催〔2020〕6号`."""
        filled = self.text.replace(_SIGN, step.sign).replace(_YEAR, str(year))
        return filled.replace(_NUMBER, str(index))


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """The office's rules: from how many months missing in a row each step is taken, how many working
    days a unit has for its answer, and how letters are numbered."""

    urge_from: int
    supervise_from: int
    workdays: int
    number: NumberPattern
    first_number: int

    def step(self, months_missing: int) -> ReminderStep:
        """The step for an entry that is missing for so many months in a row."""
        if months_missing >= self.supervise_from:
            return ReminderStep.SUPERVISE
        return ReminderStep.URGE if months_missing >= self.urge_from else ReminderStep.ASSIGN

    def answer_by(self, day: date, workdays: Workdays) -> date:
        """The last day for an answer to a letter of `day`."""
        return workdays.after(day, self.workdays)
