"""Lines of values (.csv and its like) to rows of text, whatever their encoding and delimiter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress
from typing import Final

from xlsheet.cells.encoding import text_of
from xlsheet.dictionary import catalogue
from xlsheet.grids import limits
from xlsheet.grids.grid import Cell
from xlsheet.grids.refused import Refused

_DELIMITERS: Final = ",\t;|"
_LOOKED_AT: Final = 30
_LONGEST_FIELD: Final = 1 << 20


def decoded(raw: bytes) -> str:
    """Text in UTF-8, GBK or what its first bytes say. Raises Refused where it is in none of them."""
    return known(text_of(raw))


def known(text: str | None) -> str:
    """A text whose encoding was known. Raises Refused where there is none."""
    if text is None:
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="认不出编码的文本文件"))
    return text


def text_rows(raw: bytes) -> list[list[Cell]]:
    """The rows of a text file, all values as text. Raises Refused where it holds no columns."""
    text = decoded(raw)
    csv.field_size_limit(_LONGEST_FIELD)
    head = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])
    delimiter = max(_DELIMITERS, key=lambda sign: _regularity(head, sign))
    if delimiter not in head or "\x00" in text:
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="文本文件"))
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells += len(row)
            if cells > limits.MOST_CELLS:
                raise Refused(catalogue.FILE_BOMB.at(why="行数太多"))
            rows.append([*row])
    except csv.Error:
        raise Refused(catalogue.FILE_CORRUPT.at(why="文本里的引号不成对，分不清各列")) from None
    return rows


def _regularity(head: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines a sign cuts into equally many columns, and into how many: signs in the
    texts themselves, however many, do that to few."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter):
            widths[len(row)] += len(row) > 1
    width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return lines, width
