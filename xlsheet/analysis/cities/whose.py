"""Whose ledger it is: the city that its office, or the names of its units, belong to."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.ledger.settings import Settings
from xlsheet.units.registry import Registry

_PLACE: Final = re.compile(
    r"^(?:中共)?(?:[\u4e00-\u9fff]{2,3}省)?"
    r"((?![省市县区州盟旗全])(?:(?!市)[\u4e00-\u9fff]){2,9}?(?:自治州|地区|市|盟|县|旗|区))"
    r"(?=$|委|人民政府|政府|党|府|督查|办公)"
)


def city_of(settings: Settings, registry: Registry) -> str:
    """The city as 督查单位 or 印发机关 begins with (云川市政府督查室), else as the names of most units do; ''
    where neither says one (市政府督查室, 市教育局)."""
    for office in (settings.office, settings.imprint.printed_by):
        found = _PLACE.match(office.strip())
        if found:
            return found[1]
    return f"{registry.city}市" if registry.city else ""
