"""A Word document's blocks: paragraphs with their automatic numbers, tables, text boxes, footnotes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlsheet.errors import SourceError
from xlsheet.grids.grid import Area
from xlsheet.grids.packages import UntrustedPackage
from xlsheet.notice.read.blocks import Block, NoticeSource, Paragraph, TableBlock
from xlsheet.notice.read.word_numbers import Numbering

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HOLDERS: Final = (
    f"{_W}sdt",
    f"{_W}sdtContent",
    f"{_W}ins",
    f"{_W}moveTo",
    f"{_W}smartTag",
    f"{_W}customXml",
)
"""What stands around paragraphs, rows and cells without saying anything by itself."""
_GONE: Final = (f"{_W}moveFrom", f"{_W}del")
_WORDS: Final = (f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen")


def read_docx(raw: bytes, label: str) -> NoticeSource:
    """All blocks of a .docx in their order, with revisions accepted; SourceError, naming `label`, where
    Word's package is damaged."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    UntrustedPackage(raw).look_at_sizes()
    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError):
        # SyntaxError covers what the XML parser raises.
        raise SourceError(f"“{label}”已损坏，打不开。请用 Word 打开确认后，另存为 .docx 再试。") from None
    return NoticeSource(tuple(_Reader(document).blocks()))


class _Reader:
    """One pass over a document, that counts paragraphs and tables for their places."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numbering = Numbering.of(document)
        self._paragraphs = 0
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        yield from self._within(self._document.element.body)
        yield from self._footnotes()

    def _within(self, parent: Any) -> Iterator[Block]:
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield self._table(element)
            elif element.tag in _HOLDERS:
                yield from self._within(element)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        text = self._numbering.label_of(element) + _text(element)
        self._paragraphs += 1
        if text.strip():
            yield Paragraph(text, f"第{self._paragraphs}段")
        for box in element.iter(f"{_W}txbxContent"):
            if any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                continue
            for block in self._within(box):
                yield (
                    Paragraph(block.text, f"{block.place}（文本框）")
                    if isinstance(block, Paragraph)
                    else block
                )

    def _table(self, element: Any) -> TableBlock:
        """Rows of texts; merged cells keep their text in the first one."""
        self._tables += 1
        rows: list[list[object]] = []
        areas: list[list[int]] = []
        open_above: dict[int, list[int]] = {}
        for top, row in enumerate(_children(element, f"{_W}tr")):
            cells: list[object] = [""] * _number(row, "trPr/gridBefore")
            for cell in _children(row, f"{_W}tc"):
                left, span = len(cells), max(_number(cell, "tcPr/gridSpan"), 1)
                vertical = cell.find(f"{_W}tcPr/{_W}vMerge")
                if vertical is not None and vertical.get(f"{_W}val") != "restart" and left in open_above:
                    open_above[left][2] = top
                    cells += [""] * span
                    continue
                areas.append([top, left, top, left + span - 1])
                open_above[left] = areas[-1]
                cells += [self._cell(cell), *[""] * (span - 1)]
            rows.append(cells)
        merged: list[Area] = [(a[0], a[1], a[2], a[3]) for a in areas if a[:2] != a[2:]]
        return TableBlock(f"表{self._tables}", rows, merged)

    def _cell(self, cell: Any) -> str:
        """The paragraphs of a cell, one a line; those of a table within it too."""
        lines = [self._numbering.label_of(p) + _text(p) for p in cell.iter(f"{_W}p")]
        return "\n".join(line.strip() for line in lines if line.strip())

    def _footnotes(self) -> Iterator[Block]:
        for relation in self._document.part.rels.values():
            if not relation.reltype.endswith(("/footnotes", "/endnotes")):
                continue
            from lxml import etree

            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root:
                text = "".join(_text(p) for p in note.iter(f"{_W}p")).strip()
                if text and note.get(f"{_W}type") is None:
                    yield Paragraph(text, f"脚注{note.get(f'{_W}id')}", aside=True)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those in content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _HOLDERS:
            yield from _children(element, tag)


def _number(element: Any, path: str) -> int:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    value = found.get(f"{_W}val") if found is not None else None
    return int(value) if value and value.isdecimal() else 0


def _text(element: Any) -> str:
    """The visible text of one paragraph, without what was deleted or moved away, and text boxes."""
    pieces = []
    for node in element.iter(*_WORDS):
        if _stands_elsewhere(node, element) or (node.tag == f"{_W}tab" and node.getparent().tag != f"{_W}r"):
            continue
        pieces.append(
            {f"{_W}t": node.text or "", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}.get(node.tag, "\n")
        )
    return "".join(pieces)


def _stands_elsewhere(node: Any, paragraph: Any) -> bool:
    for parent in node.iterancestors():
        if parent is paragraph:
            return False
        if parent.tag in (f"{_W}txbxContent", *_GONE):
            return True
    return False
