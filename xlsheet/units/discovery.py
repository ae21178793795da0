"""Units that a notice names and the registry lacks: spellings put together, kinds read off names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import NAME_SEPARATOR, UNITS
from xlsheet.units.names import (
    COUNTIES,
    ZONES,
    careful_key,
    guess_groups,
    guess_kind,
    is_complete,
    new_name_key,
)
from xlsheet.units.registry import Registry, Unit


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit's name as it stands in the notice: how often, the first task that has it, and its other names
    that stand in brackets behind it."""

    name: str
    count: int
    task_no: int
    aliases: tuple[str, ...] = ()


def complete(registry: Registry, named: Sequence[NamedUnit]) -> tuple[Registry, list[Finding]]:
    """The registry with every unit that the notice names, and what a person should check of it.

    Spellings of one unit become one unit under the one that is used most. Names that look alike but
    may differ stay apart, with a finding.
    """
    spellings = _by_unit(registry, named)
    findings = [*_alias_findings(registry, spellings)]
    grouped = {group for group in (COUNTIES, ZONES) if not registry.members(group)}
    units = [_with_guesses(unit, grouped) for unit in registry.units]
    for name, names in spellings.items():
        if name not in registry:
            spelled = [*(n.name for n in names), *(alias for n in names for alias in n.aliases)]
            aliases = tuple(dict.fromkeys(s for s in spelled if s != name))
            units.append(_with_guesses(Unit(name, aliases), grouped))
            findings += _new_unit_findings(registry, name, names[0].task_no)
    completed = Registry(units, registry.city)
    return completed, findings + _look_alikes(completed)


def _by_unit(registry: Registry, named: Sequence[NamedUnit]) -> dict[str, list[NamedUnit]]:
    """Unit -> the names by which the notice calls it, in the notice's order."""
    spellings: dict[str, list[NamedUnit]] = defaultdict(list)
    behind = {careful_key(a, registry.city): one.name for one in named for a in one.aliases}
    unknown: dict[str, list[NamedUnit]] = defaultdict(list)
    for one in named:
        unit = registry.canonical(one.name)
        if unit is None:
            key = careful_key(one.name, registry.city)
            name = behind.get(key, one.name) if not one.aliases else one.name
            unit = registry.canonical(name)
            if unit is None:
                counted = one if name == one.name else replace(one, count=0)
                unknown[careful_key(name, registry.city)].append(counted)
                continue
            spellings[unit].append(one)
        else:
            spellings[unit].append(one)
    for key, names in list(unknown.items()):
        now = new_name_key(names[0].name, registry.city) or f"市{key}"
        renamed_unit = registry.canonical(now)
        if renamed_unit:
            spellings[renamed_unit] += unknown.pop(key)
        elif now in unknown:
            # The name of today, with its 市, leads however often the other one is used.
            unknown[now] = [*unknown[now], *(replace(n, count=0) for n in unknown.pop(key))]
    for names in unknown.values():
        spellings[max(names, key=lambda n: n.count).name] += names
    return spellings


def _with_guesses(unit: Unit, grouped: Iterable[str]) -> Unit:
    """A unit with the kind its name tells where none is entered, and its group where that has nobody."""
    groups = unit.groups or tuple(group for group in guess_groups(unit.name) if group in grouped)
    return replace(unit, kind=unit.kind or guess_kind(unit.name), groups=groups)


def _alias_findings(registry: Registry, spellings: Mapping[str, Sequence[NamedUnit]]) -> Iterable[Finding]:
    for unit, names in spellings.items():
        for one in names:
            if one.name != unit and not registry.spells(one.name):
                yield catalogue.UNIT_ALIAS.at(UNITS.sheet, value=one.name, unit=unit)


def _new_unit_findings(registry: Registry, name: str, task_no: int) -> list[Finding]:
    """Without a registry every unit is new, and only names that cannot be whole are worth a word."""
    if not is_complete(name):
        return [catalogue.UNIT_UNCLEAR.at(UNITS.sheet, value=name, task=task_no)]
    if not len(registry):
        return []
    near = NAME_SEPARATOR.join(registry.nearest(name))
    hint = f"相近的有：{near}。" if near else ""
    return [catalogue.UNIT_UNKNOWN.at(UNITS.sheet, value=name, task=task_no, hint=hint)]


def _look_alikes(registry: Registry) -> list[Finding]:
    """Pairs of which one reads as short for the other (市住建局, 市住房城乡建设局)."""
    keys = {name: careful_key(name, registry.city) for name in registry.names}
    return [
        catalogue.UNIT_MAYBE_SAME.at(UNITS.sheet, value=one, unit=other)
        for one, other in combinations(registry.names, 2)
        if _abbreviates(*sorted((keys[one], keys[other]), key=len))
    ]


def _abbreviates(short: str, long: str) -> bool:
    """Whether one name is made of characters of the other, in order, from its first to its last."""
    if short[0] != long[0] or short[-1] != long[-1] or len(short) < 4 or len(short) == len(long):
        return False
    rest = iter(long)
    return all(char in rest for char in short)
