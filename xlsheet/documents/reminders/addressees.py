"""Whom a letter goes to: contact, telephone and mail addresses from 单位名录, and what is missing there."""

from __future__ import annotations

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import UNITS
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

    def findings(self, name: str) -> list[Finding]:
        """Why a draft lacks an address."""
        unit = self.unit(name)
        if unit.name not in self._registry:
            return [catalogue.MAIL_UNIT_UNKNOWN.at(UNITS.sheet, value=name, sheet_name=UNITS.sheet)]
        cell = self._cells[unit.name]
        good, bad = split_addresses(unit.email)
        found = [catalogue.MAIL_WRONG.at(UNITS.sheet, cell, text, unit=unit.name) for text in bad]
        blank = not good and not bad
        return [catalogue.MAIL_BLANK.at(UNITS.sheet, cell, unit=unit.name)] if blank else found
