"""A PDF's blocks: printed lines and tables of every page, by the places of the characters."""

from __future__ import annotations

import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlsheet.errors import SourceError
from xlsheet.grids.grid import Area
from xlsheet.notice.read.blocks import Block, NoticeSource, Paragraph, TableBlock

if TYPE_CHECKING:
    from pdfplumber.page import Page

_CJK: Final = re.compile("[\u3400-\u9fff]")
_FEWEST_LINES: Final = 4
"""Ruled lines that a table has at least."""
_FEWEST_COLUMNS: Final = 2
_CLOSE: Final = 1.0
"""Edges this close together are one."""


def read_pdf(raw: bytes, label: str) -> NoticeSource:
    """Lines and tables in the order of the pages. Raises SourceError, naming `label`, for a file with a
    password, a damaged one, and one without text.

    Blanks are kept as they stand: they divide the leaders' names.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            blocks = [block for page in document.pages for block in _blocks(page)]
    except (PdfminerException, MalformedPDFException, PSException, ValueError, KeyError, TypeError) as error:
        # Damaged objects show as whatever the reader's code stumbles on.
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise SourceError(f"“{label}”设了打开密码。请去掉密码后再试。") from None
        raise SourceError(f"“{label}”已损坏，打不开。请重新取一份。") from None
    if not any(_CJK.search(text) for block in blocks for text in _texts(block)):
        raise SourceError(
            f"“{label}”没有文字层（可能是扫描件），读不出文字。请提供 Word 原件，或先做文字识别（OCR）。"
        )
    return NoticeSource(tuple(blocks))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    else:
        yield from (str(cell) for row in block.rows for cell in row)


def _blocks(page: Page) -> Iterator[Block]:
    """The lines above, between and below the page's tables, and the tables."""
    number = page.page_number
    top = 0.0
    count = 0
    for index, table in enumerate(_tables(page), 1):
        above = max(top, table.bbox[1])
        yield from _lines(page, top, above, number, count)
        yield TableBlock(f"第{number}页表{index}", _rows(table), _merged(table), printed=True)
        count += 1
        top = max(top, table.bbox[3])
    yield from _lines(page, top, float(page.height), number, count)
    page.close()


def _tables(page: Page) -> list[Any]:
    """Ruled tables of more than one column, from the top down."""
    if len(page.lines) + len(page.rects) + len(page.curves) < _FEWEST_LINES:
        return []
    found = [t for t in page.find_tables() if t.rows and len(t.rows[0].cells) >= _FEWEST_COLUMNS]
    return sorted(found, key=lambda table: table.bbox[1])


def _rows(table: Any) -> list[list[object]]:
    return [[cell or "" for cell in row] for row in table.extract()]


def _merged(table: Any) -> list[Area]:
    """The cells that reach over several rows or columns."""
    tops = [row.bbox[1] for row in table.rows]
    lefts = sorted({cell[0] for cell in table.cells})
    areas = []
    for left, top, right, bottom in table.cells:
        row, column = bisect_right(tops, top + _CLOSE) - 1, bisect_right(lefts, left + _CLOSE) - 1
        last, far = bisect_left(tops, bottom - _CLOSE) - 1, bisect_left(lefts, right - _CLOSE) - 1
        if (row, column) != (last, far):
            areas.append((row, column, last, far))
    return areas


def _lines(page: Page, top: float, bottom: float, number: int, tables: int) -> Iterator[Paragraph]:
    if bottom - top < 1:
        return
    whole = tables == 0 and top == 0.0 and bottom >= float(page.height)
    part = page if whole else page.filter(lambda thing: top <= (thing["top"] + thing["bottom"]) / 2 < bottom)
    text = part.extract_text(keep_blank_chars=True)
    lines = [line for line in text.split("\n") if line.strip()]
    for index, line in enumerate(lines, 1):
        yield Paragraph(line, f"第{number}页第{index}行", whole=False)
