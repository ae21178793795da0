"""Number formats: Excel's codes on our side, a document's format keys on Calc's."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, Final

from xlsheet.engines.uno import bridge

GENERAL: Final = "General"
TEXT: Final = "@"
DATE: Final = "yyyy/m/d"
DATETIME: Final = "yyyy/m/d h:mm"
TIME: Final = "h:mm:ss"
DURATION: Final = "[h]:mm:ss"
_BOOLEAN: Final = "BOOLEAN"

# com.sun.star.util.NumberFormat
_DATE_BIT: Final = 2
_TIME_BIT: Final = 4
_TEXT_BIT: Final = 256
_LOGICAL_BIT: Final = 1024
# Calc numbers its formats in blocks of this size, one a language; the first of each is General.
_BLOCK: Final = 10_000

_TOKEN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|.', re.DOTALL | re.IGNORECASE)
_ELAPSED: Final = re.compile(r"\[([HMS]+)\]", re.IGNORECASE)
_COLOUR: Final = re.compile(r"\[([A-Z]+)\]")


class Shows(Enum):
    """What a number format makes of a number; Calc keeps dates and booleans as plain numbers."""

    GENERAL = "general"
    DATE = "date"
    BOOLEAN = "boolean"
    TEXT = "text"
    OTHER = "other"


class NumberFormats:
    """The number formats of one document."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        # Codes come in English. Kept under the program's own language, they reach a saved file
        # without a language tag in front (`[$-409]@`).
        self._english = bridge.struct("lang.Locale", Language="en", Country="US")
        self._own = bridge.struct("lang.Locale")
        self._keys: dict[str, int] = {GENERAL: 0}
        self._shows: dict[int, Shows] = {}

    def key(self, code: str) -> int:
        """The key of an Excel format code, made where the document has none yet; ValueError for nonsense."""
        if code not in self._keys:
            try:
                self._keys[code] = self._formats.addNewConverted(code, self._english, self._own)
            except bridge.uno_exception() as error:
                raise ValueError(f"“{code}”不是有效的数字格式。") from error
        return self._keys[code]

    @property
    def boolean_key(self) -> int:
        """The key of the format that tells TRUE and FALSE from 1 and 0."""
        return self.key(_BOOLEAN)

    def code(self, key: int) -> str:
        """The Excel format code of a key. Excel shows booleans under General, so that is their code."""
        if self.shows(key) in (Shows.GENERAL, Shows.BOOLEAN):
            return GENERAL
        entry = self._formats.getByKey(key)
        return excel_code(entry.FormatString, dates=bool(entry.Type & (_DATE_BIT | _TIME_BIT)))

    def shows(self, key: int) -> Shows:
        """What cells of that format show. Times of day are numbers, as they are in Excel's values."""
        if key not in self._shows:
            self._shows[key] = Shows.GENERAL if key % _BLOCK == 0 else self._look_up(key)
        return self._shows[key]

    def _look_up(self, key: int) -> Shows:
        bits = self._formats.getByKey(key).Type
        for bit, shows in ((_LOGICAL_BIT, Shows.BOOLEAN), (_DATE_BIT, Shows.DATE), (_TEXT_BIT, Shows.TEXT)):
            if bits & bit:
                return shows
        return Shows.OTHER


def excel_code(calc_code: str, *, dates: bool) -> str:
    """Calc's format string as Excel spells it: `YYYY-MM-DD` is `yyyy-mm-dd`, `[RED]` is `[Red]`."""
    return "".join(_excel_token(token, dates) for token in _TOKEN.findall(calc_code))


def _excel_token(token: str, dates: bool) -> str:
    if _ELAPSED.fullmatch(token):
        return token.lower()
    if _COLOUR.fullmatch(token):
        return token.title()
    if dates and len(token) == 1:
        return token.lower()
    return token
