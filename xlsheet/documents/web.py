"""Pages to look at in a browser: one file each, with its own style and script, that asks for nothing.

A page's Content-Security-Policy names its one style and its one script by their hashes: even text that
slipped through the template's escaping could neither run nor fetch anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

Tone = Literal["", "red", "orange", "yellow", "green", "blue", "grey"]
Width = Literal["tiny", "narrow", "middle", "wide"]

_SOURCES: Final = Path(__file__).parent / "page"
_MARK: Final = '<meta name="generator" content="xlsheet">'
_MARK_WITHIN: Final = 1000
"""Bytes from a page's beginning in which its mark stands."""
_MOST_CHIPS: Final = 8
"""With more values than this a filter is a list to choose from."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A number at the top of a page."""

    label: str
    count: int
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell; `order` is what it is sorted by, where that is not its text."""

    text: str
    tone: Tone = ""
    order: int | None = None


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A table's column; rows can be chosen by the values of one that `filters`."""

    name: str
    width: Width = "narrow"
    filters: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """The values of a column, each with the number of rows that have it."""

    column: int
    name: str
    choices: Sequence[tuple[str, int]]

    @property
    def as_chips(self) -> bool:
        return len(self.choices) <= _MOST_CHIPS


@dataclass(frozen=True)
class PageTable:
    """Rows under a title, `foot` below them whatever they are sorted by; `empty` stands in place of none.
    With `row_heads` the first cell of a row names it; without `sorts` the order of the rows is fixed."""

    title: str
    columns: Sequence[PageColumn]
    rows: Sequence[Sequence[Cell]]
    empty: str
    note: str = ""
    foot: Sequence[Cell] = ()
    row_heads: bool = False
    sorts: bool = True

    @cached_property
    def filters(self) -> Sequence[Filter]:
        """What the rows can be chosen by, each value in the order in which the rows have it."""
        return [
            Filter(place, column.name, [*Counter(row[place].text for row in self.rows).items()])
            for place, column in enumerate(self.columns)
            if column.filters
        ]


@dataclass(frozen=True, slots=True)
class Page:
    """All that a page shows, from top to bottom."""

    title: str
    subtitle: str
    tiles: Sequence[Tile]
    tables: Sequence[PageTable]
    footer: str


def page_bytes(page: Page) -> bytes:
    """The page as a file: HTML in UTF-8, every text escaped."""
    style, script = (_source(name) for name in ("page.css", "page.js"))
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_source("page.html"))
    text = template.render(
        page=page,
        mark=Markup(_MARK),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return text.encode("utf-8", errors="replace")


def is_page(content: bytes) -> bool:
    """Whether these bytes are a page that xlsheet made."""
    return _MARK.encode() in content[:_MARK_WITHIN]


def _source(name: str) -> str:
    return (_SOURCES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """As a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
