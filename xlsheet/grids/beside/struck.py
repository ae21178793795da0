"""Words that are struck through in the cells of an .xlsx: whoever wrote them took them back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from xlsheet.dictionary.addresses import column_letter
from xlsheet.grids.beside.sheet_parts import cells_of, root_of, rows_of
from xlsheet.grids.packages import UntrustedPackage

_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_STRIKE: Final = re.compile(rb"""<(?:\w+:)?strike(?:\s*/>|\s+val=["'](?:1|true)["'])""")
_ON: Final = ("1", "true")

_Run = tuple[str, bool]
"""Words of one look, and whether they are struck through."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A cell's words that are struck through, and those that are left."""

    words: str
    left: str


def has_struck(package: UntrustedPackage, part: bytes) -> bool:
    """Whether anything may be struck through on a sheet, given by its XML. Raises Refused."""
    return _has_strike(part) or _has_struck_beside(package)


@lru_cache(1)
def _has_struck_beside(package: UntrustedPackage) -> bool:
    """The same of what all sheets of a workbook share; they are looked at one after the other."""
    return any(_has_strike(package.part(name)) for name in (_STYLES, _STRINGS))


def _has_strike(part: bytes) -> bool:
    return b"strike" in part and _STRIKE.search(part) is not None


def struck_in(
    package: UntrustedPackage, part: bytes, letters: Collection[str], rows: Collection[int]
) -> dict[str, Struck]:
    """What is struck through in these columns and rows of a sheet, by address. Raises Refused."""
    looks = _struck_looks(package)
    strings = _strings(package)
    found: dict[str, Struck] = {}
    for tag, element, number in rows_of(part):
        for place, cell in cells_of(element) if tag == "row" and number in rows else ():
            letter = column_letter(place)
            runs = list(_runs(cell, strings)) if letter in letters else []
            if int(cell.get("s", "0")) in looks:
                runs = [(words, True) for words, _ in runs]
            if any(struck and words.strip() for words, struck in runs):
                words, left = ("".join(w for w, struck in runs if struck is on) for on in (True, False))
                found[f"{letter}{number}"] = Struck(words.strip(), left.strip())
    return found


def _struck_looks(package: UntrustedPackage) -> set[int]:
    """The numbers of the cell formats whose font is struck through."""
    if not _has_strike(package.part(_STYLES)):
        return set()
    root = root_of(package, _STYLES)
    fonts = [_is_struck(font) for font in root.iterfind("{*}fonts/{*}font")]
    looks = (look.get("fontId", "") for look in root.iterfind("{*}cellXfs/{*}xf"))
    return {i for i, font in enumerate(looks) if font.isdecimal() and any(fonts[int(font) : int(font) + 1])}


def _strings(package: UntrustedPackage) -> Sequence[Sequence[_Run]]:
    if _STRINGS not in package.names:
        return ()
    return [list(_runs_of(entry)) for entry in root_of(package, _STRINGS).iterfind("{*}si")]


def _runs(cell: ElementTree.Element, strings: Sequence[Sequence[_Run]]) -> Iterator[_Run]:
    """A cell's text; numbers are one run."""
    inline, value = cell.find("{*}is"), cell.findtext("{*}v", "")
    if inline is not None:
        yield from _runs_of(inline)
    elif cell.get("t") == "s":
        yield from strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ()
    elif value:
        yield value, False


def _runs_of(entry: ElementTree.Element) -> Iterator[_Run]:
    for run in entry:
        tag = run.tag.rpartition("}")[2]
        if tag == "t":
            yield run.text or "", False
        elif tag == "r":
            look = run.find("{*}rPr")
            yield run.findtext("{*}t", ""), look is not None and _is_struck(look)


def _is_struck(look: ElementTree.Element) -> bool:
    strike = look.find("{*}strike")
    return strike is not None and strike.get("val", "1") in _ON
