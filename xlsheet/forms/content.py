"""What a form says, apart from how it looks: plain data that may cross to another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsheet.cells.months import Month
from xlsheet.forms.layout import Stamp, form_version


@dataclass(frozen=True, slots=True)
class FormTask:
    """One task of a form, with the unit's last entry before this month (blank where there is none)."""

    number: int
    role: str
    content: str
    last_text: str = ""
    last_percent: float | None = None


@dataclass(frozen=True, slots=True)
class FormTarget:
    """An indicator of one of a form's tasks, in words, with what the unit counted last. `goal` is its number,
    `grows` says that it cannot become less from month to month."""

    task_no: int
    place: int
    label: str
    target: str
    measure: str
    wording: str
    goal: float
    grows: bool = True
    is_yes_or_no: bool = False
    last_total: float | None = None


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """What may be filled in on a sheet: Excel's own limits by column, as XlsxWriter takes them, and the
    formula of the check column, with `#` for the row's number."""

    validations: Mapping[str, Mapping[str, Any]]
    check: str


@dataclass(frozen=True, slots=True)
class FormLimits:
    """The limits of both sheets, and the states that a unit may choose."""

    progress: SheetLimits
    plan: SheetLimits
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormContent:
    """All that stands in one unit's form.

    `due_included` says whether the due day itself counts as on time, `plan_due` is None where no
    project plan is asked for.
    """

    ledger_id: str
    title: str
    office: str
    contact: str
    unit: str
    month: Month
    due: date
    due_included: bool
    plan_due: datetime | None
    limits: FormLimits
    tasks: tuple[FormTask, ...]
    targets: tuple[FormTarget, ...] = ()

    @property
    def version(self) -> str:
        return form_version((task.number, task.content) for task in self.tasks)

    def mark(self, sheet: str) -> Stamp:
        """What the form's hidden sheet says of a sheet of rows."""
        numbers = tuple(task.number for task in self.tasks)
        return Stamp(sheet, self.ledger_id, self.unit, str(self.month), self.version, numbers)
