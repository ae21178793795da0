"""How much of a worksheet is in use: far cells are found before a reader makes room up to them."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.addresses import column_place
from xlsheet.grids import limits
from xlsheet.grids.refused import Refused

_DIMENSION: Final = re.compile(rb"""dimension ref=["'](?:[A-Z]+[0-9]+:)?([A-Z]{1,3})([0-9]{1,7})["']""")
_HEAD: Final = 4096
_REFERENCE: Final = re.compile(rb"""r=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FILLED: Final = re.compile(
    rb"""c r=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[\s>]"""
)

Reference = tuple[bytes, bytes]
"""The letters and the number of a cell's address."""


def look_at_area(sheet: str, part: bytes) -> None:
    """Raises Refused where the filled cells of a sheet's XML span more than can be held in memory.

    Looks at the declared area and at the last cell only, which costs nothing; where these are far
    away, at every filled cell. A sheet that hides a far cell among others meets the worker's limits.
    """
    corners = filter(None, (_DIMENSION.search(part, 0, _HEAD), _last_cell(part)))
    if _area([(corner[1], corner[2]) for corner in corners]) <= limits.MOST_CELLS:
        return
    filled = _FILLED.findall(part)
    if _area(filled) > limits.MOST_CELLS:
        letters, row = max(filled, key=lambda cell: _row(cell) * _column(cell))
        address = (letters + row).decode()
        raise Refused(catalogue.FILE_FAR.at(sheet, address, address))


def _last_cell(part: bytes) -> re.Match[bytes] | None:
    usual = max(part.rfind(b' r="'), 0)
    return _REFERENCE.search(part, max(usual, part.rfind(b" r='", usual)))


def _area(cells: list[Reference]) -> int:
    return max(map(_row, cells), default=0) * max(map(_column, cells), default=0)


def _row(cell: Reference) -> int:
    return int(cell[1])


def _column(cell: Reference) -> int:
    return column_place(cell[0].decode()) + 1
