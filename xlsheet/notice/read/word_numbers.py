"""Word's automatic numbers: they stand in no text, so they are counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from xlsheet.cells.numerals import numeral

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE: Final = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting")
_SILENT: Final = ("bullet", "none")


@dataclass(frozen=True, slots=True)
class _Level:
    """A list level: its number format, its text (`（%1）`) and where it starts."""

    format: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    abstract_of: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> Self:
        """The numbering of a document; empty where it has no numbering part."""
        numbering = cls()
        related = (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering"))
        part = next(related, None)
        if part is not None:
            numbering._read(part.element)
            numbering._read_styles(document.styles.element)
        return numbering

    def _read(self, root: Any) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            for level in abstract.iter(f"{_W}lvl"):
                key = abstract.get(f"{_W}abstractNumId"), int(level.get(f"{_W}ilvl"))
                start = int(_value(level, "start") or 1)
                self.levels[key] = _Level(_value(level, "numFmt"), _value(level, "lvlText"), start)
        for num in root.iter(f"{_W}num"):
            self.abstract_of[num.get(f"{_W}numId")] = _value(num, "abstractNumId")
            for override in num.iter(f"{_W}lvlOverride"):
                restart = _value(override, "startOverride")
                if restart.isdecimal():
                    level_no = int(override.get(f"{_W}ilvl") or 0)
                    self.restarts.setdefault(num.get(f"{_W}numId"), {})[level_no] = int(restart)

    def _read_styles(self, root: Any) -> None:
        """Styles that number their paragraphs, with those that are based on them."""
        styles = {style.get(f"{_W}styleId"): style for style in root.iter(f"{_W}style")}
        for name in styles:
            at, steps = name, 0
            while at in styles and steps < len(styles):
                properties = styles[at].find(f"{_W}pPr")
                if properties is not None and properties.find(f"{_W}numPr") is not None:
                    self.by_style[name] = _numbered(properties)
                    break
                at, steps = _value(styles[at], "basedOn"), steps + 1

    def label_of(self, paragraph: Any) -> str:
        """The number in front of a paragraph (its XML), as Word shows it; empty where there is none."""
        number_id, depth = self._list_of(paragraph)
        abstract = self.abstract_of.get(number_id, "")
        level = self.levels.get((abstract, depth))
        if level is None or level.format in _SILENT:
            return ""
        counts = self.counts[abstract]
        start = self.restarts.get(number_id, {}).pop(depth, None)
        if start is not None:  # a list that begins anew does so once
            counts[depth] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of_level = self.levels.get((abstract, at), level)
            return _written(counts.get(at, of_level.start), of_level.format)

        return re.sub(r"%(\d)", shown, level.text)

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or that of its style."""
        own = paragraph.find(f"{_W}pPr")
        style = own.find(f"{_W}pStyle") if own is not None else None
        name = style.get(f"{_W}val") if style is not None else ""
        if own is not None and own.find(f"{_W}numPr") is not None:
            return _numbered(own, self.by_style.get(name or ""))
        return self.by_style.get(name or "", ("", 0))


def _numbered(properties: Any, inherited: tuple[str, int] | None = None) -> tuple[str, int]:
    """The list and level that paragraph properties name."""
    number = properties.find(f"{_W}numPr")
    level, of_list = number.find(f"{_W}ilvl"), number.find(f"{_W}numId")
    depth = int(level.get(f"{_W}val") or 0) if level is not None else (inherited or ("", 0))[1]
    if of_list is None:
        return (inherited or ("", 0))[0], depth
    return of_list.get(f"{_W}val") or "", depth


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val") or "" if child is not None else ""


def _written(number: int, style: str) -> str:
    """A number as its format writes it; formats that no notice uses come out in figures."""
    if style not in _CHINESE or not 0 < number < 100:
        return str(number)
    return numeral(number)
