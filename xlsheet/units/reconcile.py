"""Units from a registry file or a notice against those of 单位名录: what to add and to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, UNITS
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData
from xlsheet.units.mentions import split_names
from xlsheet.units.registry import Registry, Unit

_LISTS: Final = (UNITS.aliases, UNITS.groups)


@dataclass(slots=True)
class UnitIntake:
    """The rows of 单位名录 to add and to change, and what differs."""

    added: list[Row] = field(default_factory=list)
    updated: dict[int, Row] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def take_units(data: TableData, rows: Iterable[Mapping[str, object]], *, overwrite: bool) -> UnitIntake:
    """Add units that the ledger lacks and fill in cells it left blank.

    A cell that says something else stays as it is, with a finding, unless `overwrite`.
    """
    places = {show(values[UNITS.unit]).strip(): (row, values) for row, values in data.rows()}
    ledger = Registry.from_table(data)
    result = UnitIntake()
    for row in rows:
        unit = Unit.from_row(row)
        if unit is None:
            continue
        name = unit.name if unit.name in places else ledger.canonical(unit.name) or ""
        if name not in places:
            result.added.append(unit.as_row())
            continue
        number, values = places[name]
        update = _update(data, number, values, unit, result.findings, overwrite=overwrite)
        if update:
            result.updated[number] = update
    return result


def _update(
    data: TableData,
    number: int,
    values: Mapping[str, object],
    unit: Unit,
    findings: list[Finding],
    *,
    overwrite: bool,
) -> Row:
    update = {}
    for column, value in unit.as_row().items():
        before = show(values[column]).strip()
        if column == UNITS.unit or not value or _same(column, before, show(value)):
            continue
        if overwrite or not before:
            update[column] = value
        else:
            cell = data.cell(number, column)
            findings.append(
                catalogue.UNIT_CHANGED.at(
                    UNITS.sheet, cell, value, unit=unit.name, column=column, before=before
                )
            )
    return update


def _same(column: str, one: str, other: str) -> bool:
    """Lists of names are the same in any order."""
    if column in _LISTS:
        return set(split_names(one)) == set(split_names(other))
    return one == other


def combined_registry(data: TableData, intake: UnitIntake, city: str) -> Registry:
    """The ledger's units as they will be with what was taken in."""
    rows: list[Mapping[str, object]] = [
        {**values, **intake.updated.get(number, {})} for number, values in data.rows()
    ]
    return Registry.from_rows([*rows, *intake.added], city)


def clash_findings(registry: Registry) -> Iterator[Finding]:
    """Spellings that two units of the registry claim."""
    for spelling, names in registry.clashes.items():
        yield catalogue.UNIT_CLASH.at(UNITS.sheet, value=spelling, units=NAME_SEPARATOR.join(names))
