"""Official documents as GB/T 9704-2012 lays them out, for python-docx: page, grid, fonts, styles.

`official_document()` is an empty A4 page of 22 lines of 28 characters whose `Style`s carry everything;
callers add paragraphs and tables, and take the file from `document_bytes`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml.ns import qn
from docx.shared import Length, Mm, RGBColor
from docx.text.paragraph import Paragraph

from xlsheet.documents.official_styles import (
    AFTER_BORDERS,
    BODY_FACE,
    CHARACTER,
    FACES,
    HEADING_FACE,
    LINE,
    RED,
    Style,
    element,
    font_entry,
    fonts,
    set_styles,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

__all__ = [
    "CHARACTER",
    "HEADING_FACE",
    "TEXT_WIDTH",
    "Style",
    "add_link",
    "add_table",
    "document_bytes",
    "keep_whole",
    "official_document",
    "repeat_header",
    "rule_below",
    "ruled",
    "set_page",
]

_PAGE_WIDTH: Final = Mm(210)
_PAGE_HEIGHT: Final = Mm(297)
_TOP, _BOTTOM, _LEFT, _RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
TEXT_WIDTH: Final = Mm(156)
_FOOTER: Final = Mm(23)
_LINK_BLUE: Final = RGBColor(0x05, 0x63, 0xC1)
_MADE_ON: Final = datetime(2020, 1, 1, tzinfo=UTC)


_KEPT: Final = frozenset(
    (
        "Normal, Default Paragraph Font, Normal Table, No List, Footer, Table Grid, "
        "Title, Body Text, Heading 1, Heading 2, Caption"
    ).split(", ")
)
"""The styles of python-docx's own template that stay; its other 150 would clutter Word's list."""


def official_document(title: str = "", author: str = "") -> Document:
    """An empty document: page, grid, styles and page numbers; `title` and `author` are its properties."""
    document = docx.Document()
    _drop_extras(document)
    _chinese(document)
    set_styles(document)
    _font_table(document)
    section = document.sections[0]
    set_page(section)
    _page_numbers(document, section)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, author, ""
    properties.created = properties.modified = _MADE_ON.replace(tzinfo=None)
    return document


def document_bytes(document: Any) -> bytes:
    """The .docx of a document. The same document makes the same bytes, whatever the time."""
    raw, packed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _MADE_ON.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return packed.getvalue()


def set_page(section: Section) -> None:
    """A4 with the standard's margins, 22 lines of 28 characters."""
    section.page_width, section.page_height = _PAGE_WIDTH, _PAGE_HEIGHT
    section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    section.header_distance, section.footer_distance, section.gutter = Mm(15), _FOOTER, Mm(0)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("w:docGrid", {"type": "lines", "linePitch": LINE.twips}))


def add_table(
    document: Any,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[Length],
    centered: Collection[int] = (),
) -> Any:
    """A ruled table whose header repeats on every page and whose rows stay whole. `widths` by column;
    `centered` are the columns, from 0, whose cells stand in the middle."""
    table: Any = document.add_table(rows=1, cols=len(header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    head = table.rows[0]
    _set(head, [Style.CELL_HEAD] * len(header), widths)
    _write(head._tr, header, table)
    repeat_header(table)
    keep_whole(head)
    blank = table.add_row()
    _set(blank, [Style.CELL_CENTERED if i in centered else Style.CELL for i in range(len(header))], widths)
    keep_whole(blank)
    table._tbl.remove(blank._tr)
    for row in rows:  # copied, since python-docx looks for the default style at every cell that is set
        made = deepcopy(blank._tr)
        table._tbl.append(made)
        _write(made, row, table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _set(row: Any, styles: Sequence[Style], widths: Sequence[Length]) -> None:
    for cell, style, width in zip(row.cells, styles, widths, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.paragraphs[0].style = style
        cell.width = width


def _write(row: Any, texts: Sequence[str], table: Any) -> None:
    for cell, text in zip(row.tc_lst, texts, strict=True):
        Paragraph(cell.p_lst[0], table).add_run(text)


def repeat_header(table: Any) -> None:
    """Let the first row stand at the head of every page."""
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", {}))


def keep_whole(row: Any) -> None:
    """Let a row not break across pages."""
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit", {}))


def add_link(paragraph: Paragraph, text: str, target: str) -> None:
    """Blue, underlined words at a paragraph's end that lead to another file."""
    made = element("w:hyperlink", {})
    made.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = _LINK_BLUE, True
    made.append(run._r)
    paragraph._p.append(made)


def rule_below(paragraph: Paragraph) -> None:
    """The red line between an official document's head and its title."""
    _rule(paragraph, ["w:bottom"], {"val": "single", "sz": 18, "space": 10, "color": str(RED)})


def ruled(paragraph: Paragraph, *, above: bool) -> None:
    """A line of 版记: a black rule below it, and one above the first."""
    sides = ["w:top", "w:bottom"] if above else ["w:bottom"]
    _rule(paragraph, sides, {"val": "single", "sz": 6, "space": 2, "color": "000000"})


def _rule(paragraph: Paragraph, sides: Sequence[str], line: dict[str, str | int]) -> None:
    border = element("w:pBdr", {})
    for side in sides:
        border.append(element(side, line))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(border, *AFTER_BORDERS)


def _drop_extras(document: Document) -> None:
    """Away with what python-docx's template brings: a thumbnail, sample styles, sample XML."""
    for owner in (document.part.package, document.part):
        for key, rel in list(owner.rels.items()):
            if rel.reltype.rsplit("/", 1)[-1] in {"thumbnail", "stylesWithEffects", "customXml", "numbering"}:
                del owner.rels[key]
    for style in list(document.styles):
        if style.name not in _KEPT:
            style.element.getparent().remove(style.element)
        else:
            for link in style.element.findall(qn("w:link")):
                style.element.remove(link)


def _chinese(document: Document) -> None:
    """Chinese as the language of proofing and of what fonts are looked for."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)
    run = element("w:rPr", {})
    run.append(fonts(BODY_FACE))
    run.append(element("w:lang", {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}))
    for tag, content in (("w:rPrDefault", run), ("w:pPrDefault", element("w:pPr", {}))):
        holder = element(tag, {})
        holder.append(content)
        defaults.append(holder)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")


def _font_table(document: Document) -> None:
    """Name for each face what may stand in for it where it is not installed."""
    for rel in document.part.rels.values():
        if rel.reltype.endswith("/fontTable"):
            part = rel.target_part
            root = docx.oxml.parse_xml(part.blob)
            for old in list(root):
                root.remove(old)
            root.extend([font_entry(face) for face in FACES])
            part._blob = serialize_part_xml(root)


def _page_numbers(document: Document, section: Section) -> None:
    """— 1 — below the text: at the right of odd pages, at the left of even ones, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        edge = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.alignment = edge
        setattr(paragraph.paragraph_format, f"{side}_indent", CHARACTER)
        paragraph.add_run("— ")
        field = element("w:fldSimple", {"instr": "PAGE"})
        paragraph._p.append(field)
        run = paragraph.add_run("1")._r
        field.append(run)
        paragraph.add_run(" —")
