"""Official documents as GB/T 9704-2012 lays them out, for python-docx: page, grid, fonts, styles.

`official_document()` is an empty A4 page of 22 lines of 28 characters whose `Style`s carry everything;
callers add paragraphs and tables, and take the file from `document_bytes`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor, Twips

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph

RED: Final = RGBColor(0xE6, 0x00, 0x12)
LINE: Final = Twips(579)
"""One of 22 lines of 225 mm; set as an exact height, about 29 points."""

CHARACTER: Final = Pt(16)
"""The body's size (三号), by which indents count."""

_PAGE_WIDTH: Final = Mm(210)
_PAGE_HEIGHT: Final = Mm(297)
_TOP, _BOTTOM, _LEFT, _RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
TEXT_WIDTH: Final = Mm(156)
_FOOTER: Final = Mm(23)
_TIGHTER: Final = -5
"""28 characters of 16 points are 2 mm wider than the text: spacing of characters, in twips. Word's
character grid would say the same, but pulls numbers apart, and other programs read it differently."""

_MADE_ON: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface of the standard, and what Windows or macOS has in its place."""

    name: str
    instead: tuple[str, ...]
    roman: bool = True


TITLE_FACE: Final = Face("方正小标宋简体", ("方正小标宋_GBK", "华文中宋", "STZhongsong", "宋体", "SimSun"))
BODY_FACE: Final = Face("仿宋_GB2312", ("仿宋", "FangSong", "华文仿宋", "STFangsong"))
HEADING_FACE: Final = Face("黑体", ("SimHei", "华文黑体", "STHeiti"), roman=False)
SUBHEADING_FACE: Final = Face("楷体_GB2312", ("楷体", "KaiTi", "华文楷体", "STKaiti"))
NUMBER_FACE: Final = Face("宋体", ("SimSun", "华文宋体", "STSong"))
FACES: Final = (TITLE_FACE, BODY_FACE, HEADING_FACE, SUBHEADING_FACE, NUMBER_FACE)


class Style(StrEnum):
    """The styles of an official document. Built-in ones keep Word's own names, which Word translates."""

    MARK = "发文机关标志"
    NUMBER = "发文字号"
    TITLE = "Title"
    ADDRESSEE = "主送机关"
    BODY = "Body Text"
    HEADING = "Heading 1"
    SUBHEADING = "Heading 2"
    SIGNATURE = "署名和日期"
    CELL = "表格文字"
    CELL_CENTERED = "表格文字居中"
    CELL_HEAD = "表格标题"
    CAPTION = "Caption"


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
    _styles(document)
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
    properties.append(_element("w:docGrid", {"type": "lines", "linePitch": LINE.twips}))


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
    _fill(table.rows[0], header, [Style.CELL_HEAD] * len(header))
    repeat_header(table)
    styles = [Style.CELL_CENTERED if i in centered else Style.CELL for i in range(len(header))]
    for row in rows:
        _fill(table.add_row(), row, styles)
    for line in table.rows:
        keep_whole(line)
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _fill(row: Any, texts: Sequence[str], styles: Sequence[Style]) -> None:
    for cell, text, style in zip(row.cells, texts, styles, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)


def repeat_header(table: Any) -> None:
    """Let the first row stand at the head of every page."""
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", {}))


def keep_whole(row: Any) -> None:
    """Let a row not break across pages."""
    row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit", {}))


def rule_below(paragraph: Paragraph) -> None:
    """The red line between an official document's head and its title."""
    border = _element("w:pBdr", {})
    line = {"val": "single", "sz": 18, "space": 10, "color": str(RED)}
    border.append(_element("w:bottom", line))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(border, *_AFTER_BORDERS)


_AFTER_BORDERS: Final = tuple(
    "w:shd w:tabs w:suppressAutoHyphens w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE "
    "w:autoSpaceDN w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing "
    "w:mirrorIndents w:suppressOverlap w:jc w:textDirection w:textAlignment w:textboxTightWrap "
    "w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange".split()
)
_AFTER_GAPS: Final = _AFTER_BORDERS[_AFTER_BORDERS.index("w:bidi") :]
_AFTER_GRID: Final = _AFTER_BORDERS[_AFTER_BORDERS.index("w:snapToGrid") + 1 :]


def _element(tag: str, attributes: dict[str, Any]) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


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
    run = _element("w:rPr", {})
    run.append(_fonts(BODY_FACE))
    run.append(_element("w:lang", {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}))
    for tag, content in (("w:rPrDefault", run), ("w:pPrDefault", _element("w:pPr", {}))):
        holder = _element(tag, {})
        holder.append(content)
        defaults.append(holder)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")


def _fonts(face: Face) -> Any:
    return _element("w:rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), face.name))


def _font_table(document: Document) -> None:
    """Name for each face what may stand in for it where it is not installed."""
    for rel in document.part.rels.values():
        if rel.reltype.endswith("/fontTable"):
            part = rel.target_part
            root = docx.oxml.parse_xml(part.blob)
            for old in list(root):
                root.remove(old)
            root.extend([_font_entry(face) for face in FACES])
            part._blob = serialize_part_xml(root)


def _font_entry(face: Face) -> Any:
    entry = _element("w:font", {"name": face.name})
    entry.append(_element("w:altName", {"val": ",".join(face.instead)}))
    entry.append(_element("w:charset", {"val": "86"}))
    entry.append(_element("w:family", {"val": "roman" if face.roman else "swiss"}))
    entry.append(_element("w:pitch", {"val": "variable"}))
    return entry


_NONE: Final = Pt(0)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a style is set; `indent` is the first line's, in characters."""

    face: Face = BODY_FACE
    points: float = 16
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
    indent: int = 0
    color: RGBColor | None = None
    line: Length | None = LINE
    before: Length = _NONE
    after: Length = _NONE
    left: Length = _NONE
    keep: bool = False
    outline: int | None = None


_CENTER: Final = WD_ALIGN_PARAGRAPH.CENTER
_LOOKS: Final[dict[str, _Look]] = {
    "Normal": _Look(),
    "Footer": _Look(NUMBER_FACE, 14, line=None),
    Style.MARK: _Look(TITLE_FACE, 36, _CENTER, color=RED, line=Pt(48), after=LINE),
    Style.NUMBER: _Look(align=_CENTER),
    Style.TITLE: _Look(TITLE_FACE, 22, _CENTER, line=Pt(34), keep=True),
    Style.ADDRESSEE: _Look(before=LINE),
    Style.BODY: _Look(
        indent=2
    ),  # not justified: LibreOffice 7 then loses a full stop that hangs in the margin
    Style.HEADING: _Look(HEADING_FACE, indent=2, keep=True, outline=0),
    Style.SUBHEADING: _Look(SUBHEADING_FACE, indent=2, keep=True, outline=1),
    Style.SIGNATURE: _Look(align=_CENTER, left=Length(CHARACTER * 14), keep=True),
    Style.CELL: _Look(points=12, line=Pt(18), before=Pt(2), after=Pt(2)),
    Style.CELL_CENTERED: _Look(points=12, align=_CENTER, line=Pt(18), before=Pt(2), after=Pt(2)),
    Style.CELL_HEAD: _Look(HEADING_FACE, 12, _CENTER, line=Pt(18), before=Pt(2), after=Pt(2), keep=True),
    Style.CAPTION: _Look(HEADING_FACE, 14, _CENTER, keep=True),
}


def _styles(document: Document) -> None:
    for name, look in _LOOKS.items():
        known = name in [style.name for style in document.styles]
        style: Any = (
            document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        _dress(style, look)
        if name != "Normal":
            style.base_style = document.styles["Normal"]
            style.quick_style = True


def _dress(style: Any, look: _Look) -> None:
    for old in style.element.findall(qn("w:pPr")) + style.element.findall(qn("w:rPr")):
        style.element.remove(old)
    style.font.size = Pt(look.points)
    style.element.rPr.insert(0, _fonts(look.face))
    style.font.color.rgb = look.color or RGBColor(0, 0, 0)
    size = style.element.rPr.find(qn("w:sz"))
    size.addnext(_element("w:szCs", {"val": int(look.points * 2)}))
    if Pt(look.points) == CHARACTER:
        size.addprevious(_element("w:spacing", {"val": _TIGHTER}))
    form = style.paragraph_format
    form.alignment = look.align
    form.space_before, form.space_after = look.before, look.after
    form.keep_with_next = look.keep or None
    form.left_indent = look.left or None
    if look.line is None:
        form.line_spacing = 1.0
    else:
        form.line_spacing, form.line_spacing_rule = look.line, WD_LINE_SPACING.EXACTLY
    if look.indent:
        form.first_line_indent = CHARACTER * look.indent
        form.element.pPr.ind.set(qn("w:firstLineChars"), str(look.indent * 100))
    for gap in ("w:autoSpaceDE", "w:autoSpaceDN"):  # none between 2020 and 年
        form.element.pPr.insert_element_before(_element(gap, {"val": 0}), *_AFTER_GAPS)
    if look.line != LINE:
        form.element.pPr.insert_element_before(_element("w:snapToGrid", {"val": 0}), *_AFTER_GRID)
    if look.outline is not None:
        style.element.pPr.append(_element("w:outlineLvl", {"val": look.outline}))


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
        field = _element("w:fldSimple", {"instr": "PAGE"})
        paragraph._p.append(field)
        run = paragraph.add_run("1")._r
        field.append(run)
        paragraph.add_run(" —")
