"""The typefaces and styles of official documents (GB/T 9704-2012), set for Chinese text in python-docx."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor, Twips

if TYPE_CHECKING:
    from docx.document import Document

RED: Final = RGBColor(0xE6, 0x00, 0x12)
LINE: Final = Twips(579)
"""One of 22 lines of 225 mm; set as an exact height, about 29 points."""

CHARACTER: Final = Pt(16)
"""The body's size (三号), by which indents count."""

_TIGHTER: Final = -5
"""28 characters of 16 points are 2 mm wider than the text: spacing of characters, in twips. Word's
character grid would say the same, but pulls numbers apart, and other programs read it differently."""


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
    IMPRINT = "版记"


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
    # not justified: LibreOffice 7 then loses a full stop that hangs in the margin
    Style.BODY: _Look(indent=2),
    Style.HEADING: _Look(HEADING_FACE, indent=2, keep=True, outline=0),
    Style.SUBHEADING: _Look(SUBHEADING_FACE, indent=2, keep=True, outline=1),
    Style.SIGNATURE: _Look(align=_CENTER, left=Length(CHARACTER * 14), keep=True),
    Style.CELL: _Look(points=12, line=Pt(18), before=Pt(2), after=Pt(2)),
    Style.CELL_CENTERED: _Look(points=12, align=_CENTER, line=Pt(18), before=Pt(2), after=Pt(2)),
    Style.CELL_HEAD: _Look(HEADING_FACE, 12, _CENTER, line=Pt(18), before=Pt(2), after=Pt(2), keep=True),
    Style.CAPTION: _Look(HEADING_FACE, 14, _CENTER, keep=True),
    Style.IMPRINT: _Look(points=14, line=Pt(26)),
}


def set_styles(document: Document) -> None:
    """Give a document the styles of `Style`, and make them look so."""
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
    style.element.rPr.insert(0, fonts(look.face))
    style.font.color.rgb = look.color or RGBColor(0, 0, 0)
    size = style.element.rPr.find(qn("w:sz"))
    size.addnext(element("w:szCs", {"val": int(look.points * 2)}))
    if Pt(look.points) == CHARACTER:
        size.addprevious(element("w:spacing", {"val": _TIGHTER}))
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
        form.element.pPr.insert_element_before(element(gap, {"val": 0}), *_AFTER_GAPS)
    if look.line != LINE:
        form.element.pPr.insert_element_before(element("w:snapToGrid", {"val": 0}), *_AFTER_GRID)
    if look.outline is not None:
        style.element.pPr.append(element("w:outlineLvl", {"val": look.outline}))


def fonts(face: Face) -> Any:
    """The face for Chinese and Latin text alike, as a run's property."""
    return element("w:rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), face.name))


def font_entry(face: Face) -> Any:
    """The face's line in the font table, with what may stand in for it."""
    entry = element("w:font", {"name": face.name})
    entry.append(element("w:altName", {"val": ",".join(face.instead)}))
    entry.append(element("w:charset", {"val": "86"}))
    entry.append(element("w:family", {"val": "roman" if face.roman else "swiss"}))
    entry.append(element("w:pitch", {"val": "variable"}))
    return entry


def element(tag: str, attributes: dict[str, Any]) -> Any:
    """An element of WordprocessingML with attributes of its namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


AFTER_BORDERS: Final = tuple(
    "w:shd w:tabs w:suppressAutoHyphens w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE "
    "w:autoSpaceDN w:bidi w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing "
    "w:mirrorIndents w:suppressOverlap w:jc w:textDirection w:textAlignment w:textboxTightWrap "
    "w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange".split()
)
_AFTER_GAPS: Final = AFTER_BORDERS[AFTER_BORDERS.index("w:bidi") :]
_AFTER_GRID: Final = AFTER_BORDERS[AFTER_BORDERS.index("w:snapToGrid") + 1 :]
