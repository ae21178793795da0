"""单位名录 as an object: which unit a name means, who belongs to a group, what comes near."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import NAME_SEPARATOR, UNITS
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData
from xlsheet.units.mentions import split_names
from xlsheet.units.names import KIND_COUNTY, careful_key, group_key, guess_kind, plain, short_keys

NEAR_ENOUGH: Final = 50
"""Names less alike than this (0–100) are no help as a hint."""

_CITY: Final = re.compile("((?:(?!市)[\u4e00-\u9fff]){2,3}?)市(?=.)")
"""A city's name in front; 市城市管理局 begins with none."""
_PROVINCE: Final = re.compile("^[\u4e00-\u9fff]{2,3}省")


@dataclass(frozen=True, slots=True)
class Unit:
    """One registered unit; the fields are the columns of 单位名录."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    groups: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    email: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Self | None:
        """A unit from a row of 单位名录; columns may be absent, a row without a unit is None."""

        def text(column: str) -> str:
            return show(row.get(column)).strip()

        if not text(UNITS.unit):
            return None
        return cls(
            text(UNITS.unit),
            tuple(split_names(text(UNITS.aliases))),
            text(UNITS.kind),
            tuple(split_names(text(UNITS.groups))),
            text(UNITS.contact),
            text(UNITS.phone),
            text(UNITS.email),
        )

    def as_row(self) -> Row:
        """The unit as a row of 单位名录; blank cells are None."""
        return {
            UNITS.unit: self.name,
            UNITS.aliases: NAME_SEPARATOR.join(self.aliases) or None,
            UNITS.kind: self.kind or None,
            UNITS.groups: NAME_SEPARATOR.join(self.groups) or None,
            UNITS.contact: self.contact or None,
            UNITS.phone: self.phone or None,
            UNITS.email: self.email or None,
        }


class Registry:
    """The units that a ledger knows, in their order, found by any of their names.

    `city` is the city's name without 市 (郑州), by which 郑州市教育局 is 市教育局; where it is not given
    it is taken from the names. `clashes` lists spellings that two units claim: they mean neither.
    """

    def __init__(self, units: Iterable[Unit] = (), city: str = "") -> None:
        self._units: dict[str, Unit] = {}
        for unit in units:
            self._units.setdefault(unit.name, unit)
        self.city = city or _city_of(self._units.values())
        self._levels: list[tuple[Callable[[str, str], str], Mapping[str, set[str]]]] = [
            (_folded, self._index(lambda name: {fold(name)})),
            (plain, self._index(lambda name: {plain(name, self.city)})),
            (careful_key, self._index(lambda name: {careful_key(name, self.city)})),
            (careful_key, self._index(lambda name: short_keys(name, self.city))),
        ]
        self.clashes = {key: sorted(names) for key, names in self._levels[0][1].items() if len(names) > 1}

    @classmethod
    def from_table(cls, data: TableData, city: str = "") -> Self:
        """The registry of a ledger's 单位名录."""
        return cls.from_rows((row for _, row in data.rows()), city)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]], city: str = "") -> Self:
        """A registry from rows with the columns of 单位名录; only 单位 must be there."""
        return cls((unit for row in rows if (unit := Unit.from_row(row))), city)

    def __len__(self) -> int:
        return len(self._units)

    def __contains__(self, name: object) -> bool:
        return name in self._units

    @property
    def names(self) -> list[str]:
        """The units' names, in the registry's order."""
        return list(self._units)

    @property
    def units(self) -> list[Unit]:
        """The units, in the registry's order."""
        return list(self._units.values())

    def get(self, name: str) -> Unit | None:
        """The unit of exactly that name."""
        return self._units.get(name)

    def spells(self, name: str) -> bool:
        """Whether a unit is registered with that spelling, as name or alias."""
        return len(self._levels[0][1].get(fold(name), ())) == 1

    def canonical(self, name: str) -> str | None:
        """The unit that a name means, or None where it means none or more than one.

        Tried in turn: names and aliases as written; without the city's name; in long and short
        spellings (人民政府 for 政府); in the shorter forms that clerks use (教育局, 金水区).
        """
        if not fold(name):
            return None
        for key_of, index in self._levels:
            for variant in self._variants(name):
                units = index.get(key_of(variant, self.city))
                if units:
                    return next(iter(units)) if len(units) == 1 else None
        return None

    def nearest(self, name: str, n: int = 3, at_least: float = NEAR_ENOUGH) -> list[str]:
        """Up to `n` units whose names or aliases come nearest to a name, the nearest first."""
        from rapidfuzz import fuzz, process

        spellings = [(s, unit.name) for unit in self.units for s in (unit.name, *unit.aliases)]
        scored = process.extract(
            fold(name),
            [fold(s) for s, _ in spellings],
            scorer=fuzz.WRatio,
            limit=None,
            score_cutoff=at_least,
        )
        return list(dict.fromkeys(spellings[i][1] for _, _, i in scored))[:n]

    def has_group(self, label: str) -> bool:
        """Whether a unit is entered for a group of that name in 所属组."""
        key = group_key(label)
        return any(group_key(g) == key for unit in self.units for g in unit.groups)

    def members(self, group: str) -> list[str]:
        """The units of a group: by 所属组, or by 类别 where no unit is entered for the group."""
        key = group_key(group)
        by_group = [u.name for u in self.units if any(group_key(g) == key for g in u.groups)]
        return by_group or [u.name for u in self.units if u.kind and group_key(u.kind) == key]

    def _variants(self, name: str) -> list[str]:
        """The name, and what is left of it without province and city in front."""
        bare = _PROVINCE.sub("", fold(name))
        match = _CITY.match(bare)
        if match is None or (self.city and match[1] != self.city) or self._is_county(f"{match[1]}市"):
            return [name, bare]
        return [name, bare, bare[len(match[1]) :], bare[len(match[0]) :]]

    def _is_county(self, place: str) -> bool:
        return f"{place}政府" in self._units

    def _index(self, keys_of: Callable[[str], set[str]]) -> Mapping[str, set[str]]:
        index: dict[str, set[str]] = defaultdict(set)
        for unit in self._units.values():
            for spelling in (unit.name, *unit.aliases):
                for key in keys_of(spelling):
                    index[key].add(unit.name)
        return index


def _folded(name: str, _city: str) -> str:
    return fold(name)


def _city_of(units: Iterable[Unit]) -> str:
    """The city that most names begin with (郑州市…, 郑州高新区管委会), counties left out."""
    names = [s for unit in units if guess_kind(unit.name) != KIND_COUNTY for s in (unit.name, *unit.aliases)]
    cities = Counter(match[1] for name in names if (match := _CITY.match(fold(name))))
    if cities:
        return cities.most_common(1)[0][0]
    starts = Counter(name[:2] for name in names if re.match("[^市省国各]{2}.+(?:区管委会|公司)$", name))
    city, count = starts.most_common(1)[0] if starts else ("", 0)
    return city if count > 1 else ""
