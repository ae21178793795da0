"""What a new ledger cannot know and every form and letter needs: its year, the office, whom to call, the day
reports are due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PARAMETERS, TASKS
from xlsheet.errors import RequestError
from xlsheet.jobs.home import kept_current
from xlsheet.ledger.changes import Changes, Edit, Row, Value
from xlsheet.ledger.settings import Names, check_year, default_parameters, read_settings
from xlsheet.stores import Store

COMMAND: Final = "填写参数"


@dataclass(frozen=True, slots=True)
class Basics:
    """Blank texts, and a day or year of None, leave what is there."""

    year: int | None = None
    office: str = ""
    contact: str = ""
    due_day: int | None = None

    def values(self) -> dict[str, Value]:
        """By the parameters' names; RequestError for a year or a day that is none."""
        if self.year is not None:
            check_year(self.year)
        if self.due_day is not None and not 1 <= self.due_day <= 31:
            raise RequestError(f"每月截止日写的是“{self.due_day}”，应是 1 到 31 的数。")
        given: dict[str, Value] = {
            Names.year: self.year,
            Names.office: self.office.strip() or None,
            Names.office_contact: self.contact.strip() or None,
            Names.due_day: self.due_day,
        }
        return {name: value for name, value in given.items() if value is not None}


def with_basics(parameters: list[Row], basics: Basics) -> list[Row]:
    """The rows of a new 参数 sheet with these values."""
    values = basics.values()
    return [
        {**row, PARAMETERS.value: values.get(str(row[PARAMETERS.parameter]), row[PARAMETERS.value])}
        for row in parameters
    ]


def _defaults(year: int) -> dict[str, Value]:
    return {str(row[PARAMETERS.parameter]): row[PARAMETERS.value] for row in default_parameters(year)}


def not_begun(store: Store) -> bool:
    """Whether the ledger has no task yet: then its year may still be another."""
    return not len(store.read(TASKS))


def set_basics(store: Store, basics: Basics) -> None:
    """Write them into 参数; with another year, all that nobody has changed since (months, days, the title)
    moves to that year too. Raises RequestError as `Basics.values` does."""
    values, data = basics.values(), store.read(PARAMETERS)
    old = read_settings(data).year
    before, after = _defaults(old), _defaults(basics.year or old)
    updates: dict[int, Row] = {}
    for number, row in data.rows():
        name = show(row[PARAMETERS.parameter]).strip()
        untouched = name in before and show(row[PARAMETERS.value]) == show(before[name])
        new = values.get(name, after[name] if untouched and name != Names.ledger_id else None)
        if new is not None and show(new) != show(row[PARAMETERS.value]):
            updates[number] = {PARAMETERS.value: new}
    words = "、".join(f"{name} {show(value)}" for name, value in values.items())
    store.apply(kept_current(store, Changes(COMMAND, f"填写参数：{words}。", [Edit(PARAMETERS, updates)])))
