"""The manual as one page for the browser: with its pictures, and the documents that it leads to behind it."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE: Final = (
    "body{max-width:52em;margin:0 auto;padding:1em;line-height:1.7;"
    'font-family:"Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif}'
    "img{max-width:100%;border:1px solid #ccc}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "td,th{border:1px solid #bbb;padding:.3em .6em;vertical-align:top}"
    "pre{background:#f4f4f4;padding:.8em;overflow-x:auto}code{background:#f4f4f4}"
    "nav li{list-style:none}section{border-top:3px solid #2e75b6;margin-top:3em}"
    "@media print{nav{display:none}body{max-width:none}}"
)
_PAGE: Final = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="generator" content="xlsheet">'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">'
    "<title>{title}</title><style>{style}</style></head><body><nav><ul>{links}</ul></nav>{body}</body></html>\n"
)
_TITLE: Final = "xlsheet 使用手册"
_WEB: Final = re.compile(r"https?://|#")


def manual_page(manual: Path) -> str:
    """The manual and the documents beside it to which it leads, in the order in which it names them; a
    document that isn't there is named without a link."""
    read = MarkdownIt("commonmark").enable("table")
    parsed = [(manual, read.parse(manual.read_text(encoding="utf-8")))]
    for link in dict.fromkeys(_links(parsed[0][1])):
        if link.suffix == ".md" and (manual.parent / link).is_file():
            text = (manual.parent / link).read_text(encoding="utf-8")
            parsed.append((manual.parent / link, read.parse(text)))
    present = {path.name for path, _ in parsed}
    contents: list[str] = []
    sections = []
    for path, tokens in parsed:
        contents += _with_anchors(tokens, path.stem)
        _lead_inside(tokens, manual.parent, present)
        html = read.renderer.render(tokens, read.options, {})
        sections.append(f'<section id="{escape(path.name)}">{html}</section>')
    return _PAGE.format(
        policy=_POLICY, title=_TITLE, style=_STYLE, links="".join(contents), body="".join(sections)
    )


def _inside(tokens: Sequence[Token]) -> list[Token]:
    return [child for token in tokens for child in (token, *(token.children or ()))]


def _links(tokens: Sequence[Token]) -> list[Path]:
    found = [str(token.attrGet("href")) for token in _inside(tokens) if token.type == "link_open"]
    return [Path(unquote(link)) for link in found if not _WEB.match(link)]


def _with_anchors(tokens: Sequence[Token], stem: str) -> list[str]:
    """Give the main headings anchors; the list that leads to them."""
    entries = []
    for i, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            anchor = f"{stem}-{i}"
            token.attrSet("id", anchor)
            words = escape(tokens[i + 1].content)
            entries.append(f'<li class="{token.tag}"><a href="#{escape(anchor)}">{words}</a></li>')
    return entries


def _lead_inside(tokens: Sequence[Token], folder: Path, present: set[str]) -> None:
    """Pictures stand in the page; links to documents lead to their place in it, others go."""
    for token in _inside(tokens):
        if token.type == "image":
            picture = folder / unquote(str(token.attrGet("src")))
            if picture.is_file():
                content = base64.b64encode(picture.read_bytes()).decode("ascii")
                token.attrSet("src", f"data:image/{picture.suffix.lstrip('.')};base64,{content}")
        elif token.type == "link_open":
            link = str(token.attrGet("href"))
            if not _WEB.match(link):
                name = Path(unquote(link)).name
                token.attrSet("href", f"#{name}" if name in present else "#")
