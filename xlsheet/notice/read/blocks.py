"""What every reader hands on: paragraphs and tables in the order of the source, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.findings import Finding, show
from xlsheet.grids.grid import Area

_LINE_END: Final = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text as it stands, with its automatic number in front, and where it stands (第3页第5行).

    `whole` tells a paragraph from a printed line that may go on in the next one. `furniture` is set where
    the reader knows that it belongs to the page and not to the text, `aside` where it is outside the text's
    order (a footnote).
    """

    text: str
    place: str
    whole: bool = True
    furniture: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its cells as raw values from the first row on, and its merged areas.

    `name` says which table it is (表2, 工作表“任务”); `sheet` is set for a table that is a sheet, whose cells
    have addresses. `printed` says that lines in its cells were broken by a printer,
    `places` where each row stands in a text.
    """

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[Area] = ()
    sheet: str = ""
    printed: bool = False
    places: Sequence[str] = ()

    def place(self, row: int, column: int) -> str:
        """Where a cell stands: 工作表“任务”B5, 表2第3行第2列."""
        if self.sheet:
            return f"{self.name}{column_letter(column)}{row + 1}"
        if self.places:
            return f"{self.places[row]}第{column + 1}栏"
        return f"{self.name}第{row + 1}行第{column + 1}列"

    def text(self, row: int, column: int) -> str:
        """A cell's value as a clerk reads it; empty outside the table."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return show(cells[column]).strip() if column < len(cells) else ""


Block = Paragraph | TableBlock


@dataclass(frozen=True, slots=True)
class NoticeSource:
    """A file as read: its blocks, and what the reader has to say of it."""

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs alone, a line each."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Paragraph))


def text_source(text: str) -> NoticeSource:
    """Plain text as a source: every line may go on in the next."""
    lines = enumerate(_LINE_END.split(text), 1)
    return NoticeSource(tuple(Paragraph(line, f"第{n}行", whole=False) for n, line in lines if line.strip()))
