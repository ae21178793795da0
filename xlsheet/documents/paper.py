"""A paper in the making: headings, tables and pictures number themselves, then it becomes a .docx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from xlsheet.cells.numerals import numeral
from xlsheet.documents.official import (
    TEXT_WIDTH,
    add_link,
    add_table,
    document_bytes,
    official_document,
    rule_below,
    ruled,
)
from xlsheet.documents.official_styles import CHARACTER, HEADING_FACE, Style, element, fonts

if TYPE_CHECKING:
    from docx.document import Document

_GAP: Final = Pt(8)
_SMALL: Final = 120
"""Characters of a table that is not worth breaking across pages: a quarter of a page at most."""
_LONG: Final = 300
"""Characters of a cell whose row may break across pages: it may be taller than one."""
_CELL_MARGIN: Final = 45
"""Twips left and right of a cell's text, 0.8 mm: columns of counts are narrow."""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A table's column: its head, its width in millimetres (all add up to 156), and whether its cells are
    text, which begins at the left, or short values in the middle."""

    name: str
    width: float
    is_text: bool = False


class Paper:
    """An official document being written from top to bottom."""

    def __init__(self, title: str, author: str) -> None:
        self._document: Document = official_document(title, author)
        self._headings = self._subheadings = self._tables = self._pictures = 0
        self._below_table = False

    def head(self, mark: str, issue: str, left: str, right: str) -> None:
        """The red head of a bulletin: its name, its issue number where there is one, then its office and
        day above the red line."""
        self._paragraph(Style.MARK, mark)
        if issue:
            self._paragraph(Style.NUMBER, issue)
        line = self._paragraph(Style.NUMBER, f"{left}\t{right}")
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        rule_below(line)

    def title(self, text: str, *, space: float = 0) -> None:
        """The title, `space` points below what stands above."""
        self._paragraph(Style.TITLE, text).paragraph_format.space_before = Pt(space)

    def addressee(self, text: str) -> None:
        self._paragraph(Style.ADDRESSEE, text)

    def heading(self, text: str) -> None:
        """一、…"""
        self._headings, self._subheadings = self._headings + 1, 0
        self._paragraph(Style.HEADING, f"{numeral(self._headings)}、{text}")

    def subheading(self, text: str) -> None:
        """（一）…"""
        self._subheadings += 1
        self._paragraph(Style.SUBHEADING, f"（{numeral(self._subheadings)}）{text}")

    def text(self, *sentences: str) -> None:
        """One paragraph of the sentences that say something; none where none does."""
        if any(sentences):
            self._paragraph(Style.BODY, "".join(sentences))

    @property
    def next_table(self) -> str:
        """`表3`: how text refers to the table that follows."""
        return f"表{self._tables + 1}"

    def table(self, caption: str, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> None:
        """A table under its caption; in an annex it needs none."""
        if caption:
            self._paragraph(
                Style.CAPTION, f"{self.next_table}　{caption}"
            ).paragraph_format.space_before = Pt(6)
            self._tables += 1
        names, widths = [column.name for column in columns], [Mm(column.width) for column in columns]
        centered = [i for i, column in enumerate(columns) if not column.is_text]
        made = add_table(self._document, names, rows, widths, centered)
        made._tbl.tblPr.find(qn("w:tblLook")).addprevious(_narrow_margins())
        for line, row in zip(made.rows[1:], rows, strict=True):
            if max(map(len, row)) > _LONG:
                _let_break(line)
        if sum(len(cell) for row in rows for cell in row) <= _SMALL:
            _keep_together(made)
        self._below_table = True

    def picture(self, caption: str, png: bytes) -> None:
        """A picture as wide as the text, its caption below."""
        paragraph = self._paragraph("Normal")
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.add_run().add_picture(BytesIO(png), width=TEXT_WIDTH)
        self._pictures += 1
        below = self._paragraph(Style.CAPTION, f"图{self._pictures}　{caption}")
        below.paragraph_format.keep_with_next = False
        below.paragraph_format.space_after = Pt(6)

    def annex_list(self, titles: Sequence[str]) -> None:
        """The names of the annexes below the text, after a free line; the last paragraph of the text
        goes with them, so that they never stand on a page alone."""
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._paragraph("Normal").paragraph_format.keep_with_next = True
        for number, title in enumerate(titles, start=1):
            label = f"{number}. " if len(titles) > 1 else ""
            line = self._paragraph("Normal", f"{'附件：' if number == 1 else '　　　'}{label}{title}")
            line.paragraph_format.left_indent = CHARACTER * 2
            line.paragraph_format.keep_with_next = number < len(titles)

    def annex(self, label: str, title: str) -> None:
        """附件 on a page of its own, under its own title."""
        mark = self._paragraph("Normal", label)
        mark.paragraph_format.page_break_before = True
        mark.runs[0]._r.get_or_add_rPr().insert(0, fonts(HEADING_FACE))
        self.title(title, space=12)
        self._paragraph("Normal").paragraph_format.line_spacing = _GAP

    def note(self, text: str) -> None:
        """A small line below a table; none where there is no text."""
        if text:
            self._paragraph(Style.CELL, text)

    def link(self, before: str, shown: str, target: str) -> None:
        """A line that ends in the name of a file, which leads to it where there is a target."""
        line = self._paragraph("Normal", before)
        if target:
            add_link(line, shown, target)
        else:
            line.add_run(shown)

    def imprint(self, copies_to: str, printed_by: str, day: str) -> None:
        """版记, the last lines between rules: who gets a copy, if anybody does, and who printed it when."""
        lines = [f"抄送：{copies_to.rstrip('。')}。"] if copies_to else []
        for i, text in enumerate([*lines, f"{printed_by}\t{day}印发"]):
            line = self._paragraph(Style.IMPRINT, text)
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = CHARACTER
            line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH - CHARACTER, WD_TAB_ALIGNMENT.RIGHT)
            line.paragraph_format.keep_with_next = i < len(lines)
            line.paragraph_format.space_before = Pt(0 if i else 28)
            ruled(line, above=i == 0)

    def as_bytes(self) -> bytes:
        return document_bytes(self._document)

    def _paragraph(self, style: str, text: str = "") -> Any:
        """A paragraph; the first below a table keeps off it by itself, since an empty one between them
        makes LibreOffice drop rows of the table where a page ends."""
        made = self._document.add_paragraph(text, style=style)
        if self._below_table:
            made.paragraph_format.space_before = _GAP
        self._below_table = False
        return made


def _keep_together(table: Any) -> None:
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _let_break(row: Any) -> None:
    for whole in row._tr.trPr.findall(qn("w:cantSplit")):
        row._tr.trPr.remove(whole)


def _narrow_margins() -> Any:
    margins = element("w:tblCellMar", {})
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w": _CELL_MARGIN, "type": "dxa"}))
    return margins
