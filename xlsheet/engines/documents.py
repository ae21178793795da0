"""What the engine keeps of one open Calc document: its formats, formulas, calendar and collections."""

from __future__ import annotations

import functools
from typing import Any

from xlsheet.engines.cells.formulas import Formulas
from xlsheet.engines.cells.number_formats import NumberFormats
from xlsheet.engines.cells.values import SerialDays


class Document:
    """A UNO document with what belongs to it, each fetched when first asked for: UNO asks Calc about ten
    questions on every object that it hands over."""

    def __init__(self, api: Any) -> None:
        self.api = api

    @functools.cached_property
    def formats(self) -> NumberFormats:
        return NumberFormats(self.api)

    @functools.cached_property
    def formulas(self) -> Formulas:
        return Formulas(self.api)

    @functools.cached_property
    def sheets(self) -> Any:
        """UNO's collection of the sheets."""
        return self.api.Sheets

    @functools.cached_property
    def tables(self) -> Any:
        """UNO's collection of the database ranges, which are Calc's tables."""
        return self.api.DatabaseRanges

    @functools.cached_property
    def calendar(self) -> SerialDays:
        return SerialDays(self.api.NullDate)
