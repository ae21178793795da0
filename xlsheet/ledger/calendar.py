"""The reporting calendar: which month is due when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from xlsheet.cells.months import Month, months_between
from xlsheet.ledger.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Calendar:
    """When what is due.

    A month's report is due on day `due_day` of the next month; `due_day_on_time` says whether that
    day itself still counts as on time. `moves` says that what falls due on a day off is due on the next
    working day; `plan_due` and `ledger_dues` are those days already. Source: the notice's 严格督查
    paragraph, docs/design.md §1.
    """

    first_month: Month
    last_month: Month
    due_day: int
    due_day_on_time: bool
    plan_due: datetime
    ledger_dues: tuple[date, ...]
    workdays: Workdays = field(default_factory=Workdays)
    moves: bool = False

    def months(self) -> list[Month]:
        """All months that have to be reported."""
        return list(months_between(self.first_month, self.last_month))

    def due(self, month: Month) -> date:
        """The day by which a month's report has to be in."""
        day = self._nominal_due(month)
        return self.workdays.from_day(day) if self.moves else day

    def _nominal_due(self, month: Month) -> date:
        following = month.plus(1)
        return following.first_day.replace(day=min(self.due_day, following.last_day.day))

    def last_moment(self, month: Month) -> datetime:
        """The first moment at which a report of the month is late."""
        due = self.due(month)
        return datetime.combine(due + timedelta(days=int(self.due_day_on_time)), time())

    def is_late(self, month: Month, received: datetime) -> bool:
        """Whether a report received then came too late."""
        return received >= self.last_moment(month)

    def is_due(self, month: Month, as_of: date) -> bool:
        """Whether a month's report can be called missing on that day."""
        return datetime.combine(as_of, time()) >= self.last_moment(month)

    def is_plan_late(self, received: datetime) -> bool:
        """Whether a project plan received then came after its deadline."""
        return received > self.plan_due

    def newest_period(self, as_of: date) -> Month:
        """The last month to be reported that was over before that day (最近一期); before the first one
        is over, that one."""
        over = Month.of(as_of).plus(-1)
        return min(max(over, self.first_month), self.last_month)

    def first_not_due(self, day: date) -> Month | None:
        """The first month whose reports can't be called missing on that day yet; None after the last."""
        return next((month for month in self.months() if not self.is_due(month, day)), None)

    def dues_on_days_off(self) -> Iterator[tuple[Month, date]]:
        """The months whose reports would be due on a day off, and that day."""
        for month in self.months():
            day = self._nominal_due(month)
            if not self.workdays.is_workday(day):
                yield month, day

    def months_due(self, as_of: date) -> list[Month]:
        """The months whose reports can be called missing on that day."""
        return [month for month in self.months() if self.is_due(month, as_of)]
