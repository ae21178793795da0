"""Whether the ledger itself shows that something on 待办 has been mended since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.todos.keeping import Gone
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    NAME_SEPARATOR,
    SOURCE_MANUAL,
    TASKS,
    TODOS,
    UNITS,
    Table,
)
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData
from xlsheet.units.registry import Registry


@dataclass(frozen=True)
class Mended:
    """Looks at the ledger's tables as they stand; `tables` gives each of them."""

    tables: Callable[[Table], TableData]

    def __call__(self, row: Row) -> bool:
        look = _LOOKS.get(show(row[TODOS.code]))
        return bool(look and look(self, row))

    @cached_property
    def registry(self) -> Registry:
        return Registry.from_table(self.tables(UNITS))

    @cached_property
    def shares(self) -> Mapping[int, set[str]]:
        """Task -> where its rows of 任务分工 are from (来源)."""
        found: dict[int, set[str]] = {}
        for _, (task, source) in self.tables(ASSIGNMENTS).cells(ASSIGNMENTS.task_no, ASSIGNMENTS.source):
            if (number := whole_number(task)) is not None:
                found.setdefault(number, set()).add(show(source).strip())
        return found

    @cached_property
    def leaders(self) -> Mapping[int, str]:
        """Task -> 责任领导."""
        pairs = self.tables(TASKS).cells(TASKS.number, TASKS.leaders)
        return {n: show(names) for _, (task, names) in pairs if (n := whole_number(task)) is not None}

    @cached_property
    def without_mail(self) -> frozenset[str]:
        data = self.tables(UNITS)
        pairs = zip(data.parsed(UNITS.unit, show_name), data.parsed(UNITS.email, show_name), strict=True)
        return frozenset(unit for unit, mail in pairs if not mail)


def _is_an_alias(ledger: Mended, row: Row) -> bool:
    """The name was entered as another unit's alias."""
    name = show(row[TODOS.value]).strip()
    return ledger.registry.canonical(name) not in (None, name)


def _is_decided(ledger: Mended, row: Row) -> bool:
    """The office has entered units by hand where the notice named none."""
    return any(SOURCE_MANUAL in ledger.shares.get(number, ()) for number in _tasks(row))


def _has_units(ledger: Mended, row: Row) -> bool:
    return all(ledger.shares.get(number) for number in _tasks(row))


def _names_others(ledger: Mended, row: Row) -> bool:
    names = [ledger.leaders.get(number, "") for number in _tasks(row)]
    return all(show(row[TODOS.value]).strip() not in name.split(NAME_SEPARATOR) for name in names)


def _have_mail(ledger: Mended, row: Row) -> bool:
    return ledger.without_mail.isdisjoint(show(row[TODOS.value]).split(NAME_SEPARATOR))


def _tasks(row: Row) -> list[int]:
    found = (whole_number(number) for number in show(row[TODOS.task_nos]).split(NAME_SEPARATOR))
    return [number for number in found if number is not None]


_LOOKS: Final[Mapping[str, Callable[[Mended, Row], bool]]] = {
    catalogue.UNIT_UNKNOWN.name: _is_an_alias,
    catalogue.UNIT_UNCLEAR.name: _is_an_alias,
    catalogue.UNIT_MAYBE_SAME.name: _is_an_alias,
    catalogue.UNIT_INDEFINITE.name: _is_decided,
    catalogue.UNIT_NO_NAME.name: _is_decided,
    catalogue.TASK_WITHOUT_UNITS.name: _has_units,
    catalogue.LEADER_UNCLEAR.name: _names_others,
    catalogue.MAIL_BLANK.name: _have_mail,
}
"""By the code of what was found. What is not here goes when its command no longer finds it."""


def mended_in(tables: Callable[[Table], TableData]) -> Gone:
    """Whether a row of 待办 is mended, by the ledger's tables as they stand."""
    return Mended(tables)
