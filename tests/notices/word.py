"""What Word documents have beyond plain paragraphs, done to a document that has none of it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMERALS = "一二三四五六七八九十"
_STYLES = (
    (re.compile(rf"([{_NUMERALS}]+)、"), "chineseCounting", "%1、"),
    (re.compile(rf"[（(]([{_NUMERALS}]+)[）)]"), "chineseCounting", "（%1）"),
    (re.compile(r"(\d+)\s*[.．](?=[^\d]|\d{3,}个)"), "decimal", "%1."),
    (re.compile(r"(\d+)、"), "decimal", "%1、"),
    (re.compile(r"[（(](\d+)[）)]"), "decimal", "（%1）"),
)
FOOTNOTE = "本通知所称“以上”均包含本数。"
DELETED = "99.此项任务已经删去。"


def _element(tag: str, *children: Any, **attributes: str) -> Any:
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    for child in children:
        element.append(child)
    return element


def _run(text: str, tag: str = "t") -> Any:
    piece = _element(tag)
    piece.text = text
    piece.set(qn("xml:space"), "preserve")
    return _element("r", piece)


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _empty(paragraph: Any) -> None:
    for child in list(paragraph):
        if child.tag != qn("w:pPr"):
            paragraph.remove(child)


def number_automatically(document: Document) -> None:
    """Printed numbers become Word's own: they no longer stand in the text."""
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    for k, (_, style, shown) in enumerate(_STYLES):
        level = _element(
            "lvl",
            _element("start", val="1"),
            _element("numFmt", val=style),
            _element("lvlText", val=shown),
            ilvl="0",
        )
        first.addprevious(_element("abstractNum", level, abstractNumId=str(900 + k)))
    counts: dict[int, tuple[int, str]] = {}
    for paragraph in document.paragraphs:
        for k, (pattern, _, _) in enumerate(_STYLES):
            if found := pattern.match(paragraph.text.strip()):
                number = _value(found[1])
                last, list_id = counts.get(k, (0, ""))
                if number != last + 1 or not list_id:
                    list_id = _new_list(numbering, 900 + k, number)
                counts[k] = (number, list_id)
                paragraph.text = paragraph.text.strip()[found.end() :].strip()
                of_list = _element("numPr", _element("ilvl", val="0"), _element("numId", val=list_id))
                paragraph._p.get_or_add_pPr().append(of_list)
                break


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_NUMERALS.find(tens) + 1 if tens else 1) * 10 * bool(ten) + _NUMERALS.find(ones or "零") + 1


def _new_list(numbering: Any, abstract: int, start: int) -> str:
    list_id = str(900 + len(numbering.findall(qn("w:num"))))
    override = _element("lvlOverride", _element("startOverride", val=str(start)), ilvl="0")
    numbering.append(_element("num", _element("abstractNumId", val=str(abstract)), override, numId=list_id))
    return list_id


def track_changes(document: Document) -> None:
    """Half of each paragraph is newly inserted, words are deleted, and so is one whole paragraph."""
    marks = {"id": "1", "author": "督查室", "date": "2024-01-05T09:00:00Z"}
    paragraphs = list(document.element.body.iter(qn("w:p")))
    for paragraph in paragraphs:
        text = _text(paragraph)
        if len(text) < 4:
            continue
        _empty(paragraph)
        half = len(text) // 2
        paragraph.append(_run(text[:half]))
        paragraph.append(_element("del", _run("原来的文字", "delText"), **marks))
        paragraph.append(_element("ins", _run(text[half:]), **marks))
    gone = _element(
        "p",
        _element("pPr", _element("rPr", _element("del", **marks))),
        _element("del", _run(DELETED, "delText"), **marks),
    )
    paragraphs[-1].addnext(gone) if paragraphs[-1].getparent().tag == qn("w:body") else None


def put_into_controls(document: Document) -> None:
    """Every other paragraph stands in a content control, and so do tables' second rows."""

    def control(element: Any) -> None:
        content = _element("sdtContent")
        element.addprevious(_element("sdt", _element("sdtPr"), content))
        content.append(element)

    for k, paragraph in enumerate(document.paragraphs):
        if k % 2:
            control(paragraph._p)
        else:
            for run in list(paragraph._p.findall(qn("w:r"))):
                control(run)
    for table in document.tables:
        for row in table._tbl.findall(qn("w:tr"))[1:2]:
            control(row)


def put_into_text_boxes(document: Document) -> None:
    """The second half of the notice stands in a text box, which Word writes twice."""
    paragraphs = [p._p for p in document.paragraphs]
    moved = paragraphs[len(paragraphs) // 2 :]
    drawing = parse_xml(
        f'<w:r xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:inline><wp:extent cx="5000000" cy="3000000"/><wp:docPr id="1" name="文本框 1"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        "<wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        "<v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    anchor = _element("p")
    moved[0].addprevious(anchor)
    anchor.append(drawing)
    for box in drawing.iter(qn("w:txbxContent")):
        for paragraph in moved:
            box.append(deepcopy(paragraph))
    for paragraph in moved:
        paragraph.getparent().remove(paragraph)


def split_runs(document: Document) -> None:
    """Runs of a few characters, tabs, soft hyphens' marks and bookmarks between them, and a footnote."""
    paragraphs = [p for p in document.element.body.iter(qn("w:p")) if len(_text(p)) > 4]
    for paragraph in paragraphs:
        text = _text(paragraph)
        _empty(paragraph)
        for k, i in enumerate(range(0, len(text), 3)):
            paragraph.append(_run(text[i : i + 3]))
            if not k % 3:
                paragraph.append(_element("proofErr", type="spellStart"))
                paragraph.append(_element("bookmarkStart", id=str(k), name=f"b{k}"))
                paragraph.append(_element("bookmarkEnd", id=str(k)))
    _add_footnote(document, paragraphs[0])


def _add_footnote(document: Document, paragraph: Any) -> None:
    content = (
        f'<w:footnotes xmlns:w="{_W}"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r>'
        f'</w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{FOOTNOTE}</w:t>'
        "</w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, content.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paragraph.append(_element("r", _element("footnoteReference", id="1")))
