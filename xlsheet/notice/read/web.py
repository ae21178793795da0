"""A saved web page's blocks: its paragraphs and tables, without the site's own menus."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree, html

from xlsheet.cells.encoding import page_text_of
from xlsheet.errors import SourceError
from xlsheet.grids.delimited import known
from xlsheet.grids.web import table_grid
from xlsheet.notice.read.blocks import Block, NoticeSource, Paragraph, TableBlock

_SILENT: Final = frozenset(
    "script style noscript template head svg select option button iframe object".split()
)
_SITE: Final = frozenset("nav header footer aside form".split())
_BLOCKS: Final = frozenset(
    "p div li h1 h2 h3 h4 h5 h6 br tr td th table ul ol section article main body blockquote "
    "center pre dd dt hr".split()
)
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_SITE_WORDS: Final = re.compile(
    "(?:您?(?:当前|现在)的?位置|来源|发布时间|发布日期|浏览次数|阅读次数|点击数?|字体|字号|打印|"
    "关闭|分享|返回顶部|版权所有|主办单位：.*网站|备案号|网站地图|"
    "上一篇|下一篇|信息来源|索引号|发文机关|成文日期|发文字号|主题分类|公开形式|有效性|访问量|"
    "扫一扫|责任编辑|作者).{0,60}"
)


def read_html(raw: bytes, label: str) -> NoticeSource:
    """Paragraphs and tables as they stand on the page. Raises SourceError, naming `label`, for no page."""
    text = known(page_text_of(raw))
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise SourceError(f"“{label}”不是能读的网页。请用浏览器打开后另存一份。") from None
    return NoticeSource(tuple(_Page().blocks(page)))


class _Page:
    """One pass over a page's elements."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._linked = True
        self._count = 0
        self._tables = 0
        self._found: list[Block] = []

    def blocks(self, page: Any) -> list[Block]:
        body = page.find(".//body")
        self._visit(page if body is None else body, site=False, linked=False)
        self._flush(site=False)
        return self._found

    def _visit(self, element: Any, *, site: bool, linked: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            return
        site = site or element.tag in _SITE
        linked = linked or element.tag == "a"
        if element.tag == "table" and _holds_data(element):
            self._flush(site=site)
            self._tables += 1
            grid = table_grid(element)
            self._found.append(TableBlock(f"表{self._tables}", grid.rows, grid.merged))
            return
        if element.tag in _BLOCKS:
            self._flush(site=site)
        self._say(element.text, linked=linked)
        for child in element:
            self._visit(child, site=site, linked=linked)
            self._say(child.tail, linked=linked)
        if element.tag in _BLOCKS:
            self._flush(site=site)

    def _say(self, text: str | None, *, linked: bool) -> None:
        if text:
            self._pieces.append(text)
            self._linked = self._linked and (linked or not text.strip())

    def _flush(self, *, site: bool) -> None:
        text = _BLANKS.sub(" ", "".join(self._pieces)).strip(" ")
        if text.strip():
            self._count += 1
            furniture = site or self._linked or bool(_SITE_WORDS.fullmatch(text.strip()))
            self._found.append(Paragraph(text, f"第{self._count}段", furniture=furniture))
        self._pieces, self._linked = [], True


def _holds_data(table: Any) -> bool:
    """Whether a table is one, and not what a page is laid out with."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    widest = max((len(list(row.iterchildren("td", "th"))) for row in rows), default=0)
    return widest > 1 and not any(len(list(cell.iter("p"))) > 15 for row in rows for cell in row)
