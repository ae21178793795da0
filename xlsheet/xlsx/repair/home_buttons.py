"""The home sheet's buttons as the template has them, where another program changed or dropped them.

Calc saves a button as a form control with a drawing, and its macro as `Buttons.Merge`, without the mark
by which Excel knows a macro of the same workbook. ONLYOFFICE leaves the buttons out.
"""

from __future__ import annotations

import re
from typing import Final

from xlsheet.xlsx.package import Package

_VML: Final = "/vmlDrawing"
_TYPES: Final = "[Content_Types].xml"
_VML_NAME: Final = b'Extension="vml"'
_VML_TYPE: Final = (
    b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
)
_OFFICE: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_LINKS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_NEW_DRAWING: Final = "xl/drawings/vmlDrawingButtons.vml"
_NEW_LINK: Final = (
    b'<Relationship Id="rIdButtons" Type="%s/vmlDrawing" Target="../drawings/vmlDrawingButtons.vml"/>'
    % _OFFICE
)
_NEW_ELEMENT: Final = b'<legacyDrawing xmlns:r="%s" r:id="rIdButtons"/>' % _OFFICE
_AFTER_DRAWING: Final = re.compile(
    rb"<(?:legacyDrawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)
"""What comes after the buttons' place in a sheet's part: the first of these."""
_OUR_MACRO: Final = re.compile(rb"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>")
_CONTROLS: Final = re.compile(
    rb"<mc:AlternateContent\b[^<>]*>\s*<mc:Choice\b[^<>]*>\s*<controls>.*</controls>\s*</mc:Choice>"
    rb"\s*</mc:AlternateContent>",
    re.DOTALL,
)
_MACRO: Final = re.compile(rb'<controlPr\b[^<>]*\bmacro="(?:\[0\]!)?(?:Buttons\.)?([^"]*)"')
_DRAWN_BUTTON: Final = re.compile(
    rb"<mc:AlternateContent\b(?:(?!</mc:AlternateContent>).)*?\bRequires=\"a14\".*?</mc:AlternateContent>",
    re.DOTALL,
)
_ANCHOR: Final = re.compile(rb"<xdr:\w+Anchor\b")
_SHAPE: Final = re.compile(rb"<v:(shape|shapetype)\b.*?</v:\1>", re.DOTALL)
_RELATIONSHIP: Final = re.compile(rb"<Relationship\b[^<>]*/>")
_TARGET: Final = re.compile(rb'\bTarget="(?:[^"]*/)?([^"/]+)"')


def has_calc_buttons(package: Package, sheet: str, template: Package, template_sheet: str) -> bool:
    """Whether a sheet's part holds the template's buttons in Calc's way, and no other control."""
    controls = _CONTROLS.search(package.part(sheet))
    ours = _OUR_MACRO.findall(template.part(_buttons(template, template_sheet)))
    return controls is not None and {*_MACRO.findall(controls[0])} <= {*ours}


def has_no_buttons(package: Package, sheet: str) -> bool:
    """Whether a sheet's part holds no button of ours at all, and no control in Calc's way."""
    drawn = b"".join(package.part(part) for part in package.related(sheet, _VML) if part in package.names())
    return not _OUR_MACRO.search(drawn) and not _CONTROLS.search(package.part(sheet))


def buttons_put_back(
    package: Package, sheet: str, template: Package, template_sheet: str
) -> tuple[dict[str, bytes], set[str]]:
    """The parts to change for a sheet that `has_calc_buttons` or `has_no_buttons`, and those that go.
    Drawings and notes of the user's on the same sheet stay."""
    original = template.part(_buttons(template, template_sheet))
    if not _CONTROLS.search(package.part(sheet)):
        return _buttons_drawn(package, sheet, original), set()
    content = _CONTROLS.sub(b"", package.part(sheet))
    gone = {*package.related(sheet, "/ctrlProp")}
    changed: dict[str, bytes] = {}
    for drawing in package.related(sheet, "/drawing"):
        left = _DRAWN_BUTTON.sub(b"", package.part(drawing))
        if _ANCHOR.search(left):
            changed[drawing] = left
        else:
            gone.add(drawing)
            content = re.sub(rb"<drawing\b[^<>]*/>", b"", content)
    for drawing in package.related(sheet, _VML):
        changed[drawing] = _with_buttons(package.part(drawing), original)
    changed[sheet] = content
    relations = _relations_of(sheet)
    changed[relations] = _without_links(package.part(relations), gone)
    return changed, gone


def _buttons_drawn(package: Package, sheet: str, original: bytes) -> dict[str, bytes]:
    """The template's buttons in the drawing of the sheet's notes, or in one of their own."""
    present = package.related(sheet, _VML)
    if present:
        return {part: _with_buttons(package.part(part), original) for part in present}
    relations, types = _relations_of(sheet), package.part(_TYPES)
    links = package.part(relations) if relations in package.names() else _NO_LINKS
    if _VML_NAME not in types:
        types = re.sub(rb"(<Types\b[^<>]*>)", rb"\1" + _VML_TYPE, types, count=1)
    return {
        _NEW_DRAWING: original,
        relations: links.replace(b"</Relationships>", _NEW_LINK + b"</Relationships>"),
        sheet: _AFTER_DRAWING.sub(_NEW_ELEMENT + rb"\g<0>", package.part(sheet), count=1),
        _TYPES: types,
    }


def _relations_of(sheet: str) -> str:
    return re.sub(r"([^/]+)$", r"_rels/\1.rels", sheet)


def _buttons(template: Package, sheet: str) -> str:
    (part,) = template.related(sheet, _VML)
    return part


def _with_buttons(vml: bytes, template: bytes) -> bytes:
    """The template's shapes, and after them whatever else stood in the sheet's."""
    others = [m[0] for m in _SHAPE.finditer(vml) if not _is_button(m[0])]
    if not any(shape.startswith(b"<v:shape ") for shape in others):
        return template
    return template.replace(b"</xml>", b"".join(others) + b"</xml>")


def _is_button(shape: bytes) -> bool:
    return b'ObjectType="Button"' in shape or shape.startswith(b'<v:shapetype id="_x0000_t201"')


def _without_links(relations: bytes, gone: set[str]) -> bytes:
    names = {part.rpartition("/")[2].encode() for part in gone}

    def kept(link: re.Match[bytes]) -> bytes:
        target = _TARGET.search(link[0])
        return b"" if target and target[1] in names else link[0]

    return _RELATIONSHIP.sub(kept, relations)
