"""What the engine keeps of one open Calc document: its formats, formulas and calendar."""

from __future__ import annotations

import functools
from typing import Any

from xlsheet.engines.formulas import Formulas
from xlsheet.engines.number_formats import NumberFormats
from xlsheet.engines.values import Calendar


class Document:
    """A UNO document with its translators, each made when first asked for."""

    def __init__(self, api: Any) -> None:
        self.api = api

    @functools.cached_property
    def formats(self) -> NumberFormats:
        return NumberFormats(self.api)

    @functools.cached_property
    def formulas(self) -> Formulas:
        return Formulas(self.api)

    @functools.cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.api.NullDate)
