"""How what units count of an indicator is added up and compared: the office's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SUM_UP: Final = "相加"
LEADS_COUNT: Final = "牵头为准"
SUMMINGS: Final = (SUM_UP, LEADS_COUNT)


@dataclass(frozen=True, slots=True)
class MeasuringRules:
    """`gap` is the share (0–1) by which a claim may differ from the count, `summing` one of `SUMMINGS`."""

    gap: float
    summing: str
