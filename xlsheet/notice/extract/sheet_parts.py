"""A sheet in its parts: a table, and the text that stands above or below it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from xlsheet.notice.extract.columns import Cells, find_headers
from xlsheet.notice.read.blocks import Paragraph, TableBlock

_NUMBERED_LINE: Final = re.compile(
    r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.、．])(?=\S)"
)
_TASK_LINE: Final = re.compile(r"\d+[.、．](?=\D)")


def parts_of(table: TableBlock) -> list[list[Paragraph] | TableBlock]:
    """A sheet in its parts: rows of text with numbers, which stand above or below a table, are text."""
    cells = Cells(table)
    headers = list(find_headers(cells))
    if not headers:
        return [table]
    first, last = headers[0].top, _text_below(cells, headers[-1].bottom + 1)
    texts = [" ".join(table.text(*cell) for cell in cells.own(row)) for row in range(first)]
    above = first if any(map(_NUMBERED_LINE.match, texts)) else 0
    rows = [row if above <= i < last else () for i, row in enumerate(table.rows)]
    merged = [area for area in table.merged if above <= area[0] < last]
    parts: list[list[Paragraph] | TableBlock] = [
        as_paragraphs(table, 0, above),
        replace(table, rows=rows, merged=merged),
        as_paragraphs(table, last, cells.height),
    ]
    return [part for part in parts if part]


def _text_below(cells: Cells, start: int) -> int:
    """From which row on nothing but text follows: rows of one cell, some of them numbered."""
    row = cells.height
    while row > start and len(cells.filled(row - 1)) <= 1:
        row -= 1
    texts = [cells.table.text(*cell) for r in range(row, cells.height) for cell in cells.own(r)]
    return row if sum(bool(_TASK_LINE.match(text)) for text in texts) > 0 else cells.height


def as_paragraphs(table: TableBlock, start: int = 0, stop: int | None = None) -> list[Paragraph]:
    """A table that is none: a notice typed into a sheet, row by row."""
    cells = Cells(table)
    found = []
    for row in range(start, cells.height if stop is None else stop):
        own = cells.own(row)
        if own:
            text = "\u3000".join(table.text(*cell) for cell in own)
            found += [Paragraph(line, table.place(*own[0])) for line in text.split("\n") if line.strip()]
    return found
