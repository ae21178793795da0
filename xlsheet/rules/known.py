"""What a rule may ask of the ledger around the cell it looks at, and the words its message may use."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Final, Protocol

from xlsheet.ledger.settings import Names, Settings
from xlsheet.units.registry import Registry

WORDS: Final = (
    Names.year,
    Names.first_month,
    Names.last_month,
    Names.text_limit,
)
"""Parameters that a rule's message may name in braces."""

COLUMN_WORD: Final = "列名"
"""The word in braces for the column where the finding stands."""


class Known(Protocol):
    """A ledger as its rules see it, from wherever it was read."""

    @property
    def settings(self) -> Settings:
        """The parameters."""
        ...

    @property
    def assigned(self) -> Container[tuple[int, str]]:
        """Task number and unit of every assignment, whether it reports or not."""
        ...

    @property
    def registry(self) -> Registry:
        """The unit registry."""
        ...

    def values(self, sheet: str, column: str) -> Container[object]:
        """What stands in a column of another sheet."""
        ...

    def choices(self, sheet: str, column: str) -> Sequence[object]:
        """What the rules of another sheet's column allow."""
        ...


def parameter_words(settings: Settings) -> Mapping[str, str]:
    """The values of `WORDS`."""
    calendar = settings.calendar
    values = (settings.year, calendar.first_month, calendar.last_month, settings.text_limit)
    return dict(zip(WORDS, map(str, values), strict=True))


def like_unit(registry: Registry, name: str) -> str:
    """A hint at the registered units that a name may mean, as a sentence; empty where there is none."""
    canonical = registry.canonical(name)
    if canonical is not None:
        return f"名录里的名称是“{canonical}”。"
    near = registry.nearest(name)
    return f"相近的有{'、'.join(f'“{unit}”' for unit in near)}。" if near else ""
