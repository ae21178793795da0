"""Whom a letter goes to: contact, telephone and mail addresses from 单位名录, and what is missing there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Code, Finding, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, UNITS
from xlsheet.documents.mail import split_addresses
from xlsheet.ledger.table import TableData
from xlsheet.units.registry import Registry, Unit


class Addressees:
    """The registry's people, found by a unit's name or any other that the registry knows."""

    def __init__(self, data: TableData) -> None:
        self._registry = Registry.from_table(data)
        self._cells = {
            show(row[UNITS.unit]).strip(): data.cell(number, UNITS.email) for number, row in data.rows()
        }

    @property
    def units(self) -> list[str]:
        """The registered units, in the registry's order."""
        return self._registry.names

    def unit(self, name: str) -> Unit:
        """The registered unit, or one of whom nothing but the name is known."""
        canonical = name if name in self._registry else self._registry.canonical(name)
        return (canonical and self._registry.get(canonical)) or Unit(name)

    def addresses(self, name: str) -> list[str]:
        """The mail addresses that can be written to."""
        return split_addresses(self.unit(name).email)[0]

    def findings(self, names: Iterable[str]) -> list[Finding]:
        """Why the drafts to these units lack an address: one finding for all that have none."""
        units = {name: self.unit(name) for name in names}
        unknown = [name for name, unit in units.items() if unit.name not in self._registry]
        known = [unit for name, unit in units.items() if name not in unknown]
        blank = [unit.name for unit in known if not any(split_addresses(unit.email))]
        found = [
            catalogue.MAIL_WRONG.at(UNITS.sheet, self._cells[unit.name], text, unit=unit.name)
            for unit in known
            for text in split_addresses(unit.email)[1]
        ]
        if blank:
            found.append(_of_all(catalogue.MAIL_BLANK, blank, self._cells[blank[0]]))
        if unknown:
            found.append(_of_all(catalogue.MAIL_UNIT_UNKNOWN, unknown, ""))
        return found


def _of_all(code: Code, units: Sequence[str], cell: str) -> Finding:
    listed = NAME_SEPARATOR.join(units)
    return code.at(UNITS.sheet, cell, listed, count=len(units), sheet_name=UNITS.sheet)
