"""The text of a Word document: paragraphs with their automatic numbers, and tables, in their order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlsheet.errors import SourceError
from xlsheet.notice.marks import LABEL_WORDS
from xlsheet.notice.word_numbers import Numbering

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER_HEADERS: Final = ("序号", "编号", "任务编号")
_CONTENT_WORDS: Final = ("任务", "内容", "事项")


def read_docx(path: Path) -> str:
    """All text of a .docx, a line a paragraph; SourceError where Word's package is damaged.

    A table of tasks (a column of contents and one of units) reads as the numbered list that it is.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError):
        # SyntaxError covers what the XML parser raises.
        raise SourceError(f"“{path}”已损坏，打不开。请用 Word 打开确认后，另存为 .docx 再试。") from None
    numbering = Numbering.of(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines += _table_lines(block) if isinstance(block, Table) else [_paragraph_text(block, numbering)]
    return "\n".join(lines)


def _paragraph_text(paragraph: Paragraph, numbering: Numbering) -> str:
    return numbering.label(paragraph) + _text(paragraph._p)


def _text(element: Any) -> str:
    """The visible text: inserted revisions count, deleted ones and text boxes do not."""
    pieces = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if any(parent.tag == f"{_W}txbxContent" for parent in node.iterancestors()):
            continue
        if node.tag == f"{_W}tab" and node.getparent().tag != f"{_W}r":
            continue
        pieces.append({f"{_W}t": node.text or "", f"{_W}tab": "\t"}.get(node.tag, "\n"))
    return "".join(pieces)


def _table_lines(table: Table) -> Iterator[str]:
    """Rows under a header of tasks and units become labelled lines; other cells a line each."""
    header: Sequence[str] = ()
    for row in table.rows:
        cells = ["\n".join(_text(p._p) for p in cell.paragraphs).strip() for cell in row.cells]
        # Merged cells come once for each column they cover.
        distinct = {id(cell._tc): text for cell, text in zip(row.cells, cells, strict=True)}
        if _is_header(cells):
            header = ["".join(cell.split()) for cell in cells]
        elif header and len(distinct) > 1 and len(cells) == len(header):
            yield from _task_lines(header, cells)
        else:
            yield from filter(None, distinct.values())


def _is_header(cells: Sequence[str]) -> bool:
    names = ["".join(cell.split()) for cell in cells]
    return any(n in LABEL_WORDS for n in names) and any(_is_content(n) for n in names)


def _is_content(header: str) -> bool:
    return (
        header not in LABEL_WORDS
        and header not in _NUMBER_HEADERS
        and any(word in header for word in _CONTENT_WORDS)
    )


def _task_lines(header: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """`3. content`, then a labelled line for each filled cell of leaders and units."""
    number = next((c for h, c in zip(header, cells, strict=True) if h in _NUMBER_HEADERS), "")
    content = next(c for h, c in zip(header, cells, strict=True) if _is_content(h))
    yield f"{number.strip('.．、 ')}. {content}" if number else content
    for name, cell in zip(header, cells, strict=True):
        if name in LABEL_WORDS and cell:
            # Names that stand one under the other in a cell are a list.
            yield f"{name}：{'、'.join(part.strip('、，, ') for part in cell.splitlines() if part.strip())}"
