"""What hangs on the sheets of an .xlsx besides their cells: comments, text boxes, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree

from xlsheet.dictionary.addresses import column_place
from xlsheet.grids.beside.look import Attachment, AttachmentKind
from xlsheet.grids.beside.sheet_parts import related, root_of, sheet_paths
from xlsheet.grids.grid import Grid
from xlsheet.grids.packages import UntrustedPackage

_PARTS: Final = ("xl/comments", "xl/threadedComments/", "xl/drawings/drawing")
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_IN_CELL: Final = re.compile(r"=?\s*(?:_xlfn\.)*(?:DISPIMG|IMAGE)\(", re.IGNORECASE)
_OF_THREAD: Final = ("[线程批注]", "[Threaded comment]", "[会话批注]")
"""How the plain comment begins that Excel keeps beside a thread for programs that know none."""


def attachments(package: UntrustedPackage) -> list[Attachment]:
    """Everything that hangs on the sheets of a workbook. Raises Refused."""
    if not any(_hangs(name) for name in package.names):
        return []
    found: list[Attachment] = []
    for sheet, path in sheet_paths(package).items():
        for relation, target in related(package, path):
            kind = relation.get("Type", "").rpartition("/")[2]
            if target not in package.names:
                continue
            if kind == "comments":
                found += _comments(sheet, root_of(package, target))
            elif kind == "threadedComment":
                found += _thread(sheet, root_of(package, target))
            elif kind == "drawing":
                found += _drawn(sheet, root_of(package, target))
    return found


def _hangs(name: str) -> bool:
    return name.startswith(_PARTS) or "omments" in name


def pictures_in_cells(grids: Sequence[Grid]) -> Iterator[Attachment]:
    """The pictures that stand in cells as WPS keeps them, =DISPIMG(…); their cells are blank from now on."""
    for grid in grids:
        for i, row in enumerate(grid.rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and _IN_CELL.match(cell):
                    row[place] = ""
                    yield Attachment(AttachmentKind.PICTURE, grid.sheet, i, place, cell, in_cell=True)


def is_picture(formula: str) -> bool:
    """Whether a formula only shows a picture."""
    return _IN_CELL.match(formula) is not None


def _comments(sheet: str, root: ElementTree.Element) -> Iterator[Attachment]:
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    for comment in root.iterfind(".//{*}comment"):
        words = "".join(text.text or "" for text in comment.iterfind(".//{*}t")).strip()
        place, number = _place(comment.get("ref", "")), comment.get("authorId", "")
        if words and place and not words.startswith(_OF_THREAD):
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            yield Attachment(AttachmentKind.COMMENT, sheet, *place, words, author)


def _thread(sheet: str, root: ElementTree.Element) -> Iterator[Attachment]:
    for comment in root.iterfind(".//{*}threadedComment"):
        words, place = (comment.findtext("{*}text") or "").strip(), _place(comment.get("ref", ""))
        if words and place:
            yield Attachment(AttachmentKind.COMMENT, sheet, *place, words)


def _drawn(sheet: str, root: ElementTree.Element) -> Iterator[Attachment]:
    """What is drawn: shapes with words, and pictures; each at the cell of its upper left corner."""
    for anchor in root:
        start = anchor.find("{*}from")
        numbers = [start.findtext(f"{{*}}{name}", "") if start is not None else "" for name in ("row", "col")]
        row, column = (int(number) if number.strip().isdecimal() else 0 for number in numbers)
        for shape in anchor.iterfind(".//{*}txBody"):
            paragraphs = (
                "".join(t.text or "" for t in p.iterfind(".//{*}t")) for p in shape.iterfind(".//{*}p")
            )
            words = "\n".join(filter(None, paragraphs)).strip()
            if words:
                yield Attachment(AttachmentKind.BOX, sheet, row, column, words)
        for picture in anchor.iterfind(".//{*}pic"):
            about = picture.find(".//{*}cNvPr")
            name = about.get("name", "") if about is not None else ""
            yield Attachment(AttachmentKind.PICTURE, sheet, row, column, name or "图片")


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.match(reference)
    return (int(match[2]) - 1, column_place(match[1])) if match else None
