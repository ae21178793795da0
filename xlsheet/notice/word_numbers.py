"""Word's automatic numbers: they stand in no text, so they are counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "零一二三四五六七八九"
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

    @classmethod
    def of(cls, document: Document) -> Self:
        """The numbering of a document; empty where it has no numbering part."""
        numbering = cls()
        related = (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering"))
        part = next(related, None)
        if part is not None:
            numbering._read(part.element)
        return numbering

    def _read(self, root: Any) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            for level in abstract.iter(f"{_W}lvl"):
                key = abstract.get(f"{_W}abstractNumId"), int(level.get(f"{_W}ilvl"))
                start = int(_value(level, "start") or 1)
                self.levels[key] = _Level(_value(level, "numFmt"), _value(level, "lvlText"), start)
        for num in root.iter(f"{_W}num"):
            self.abstract_of[num.get(f"{_W}numId")] = _value(num, "abstractNumId")

    def label(self, paragraph: Paragraph) -> str:
        """The number in front of a paragraph, as Word shows it; empty where there is none."""
        number_id, depth = _list_of(paragraph)
        abstract = self.abstract_of.get(number_id, "")
        level = self.levels.get((abstract, depth))
        if level is None or level.format in _SILENT:
            return ""
        counts = self.counts[abstract]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of_level = self.levels.get((abstract, at), level)
            return _written(counts.get(at, of_level.start), of_level.format)

        return re.sub(r"%(\d)", shown, level.text)


def _list_of(paragraph: Paragraph) -> tuple[str, int]:
    """The list and level of a paragraph: its own, or that of its style."""
    properties: list[Any] = [paragraph._p.pPr]
    style: Any = paragraph.style
    while style is not None:
        properties.append(style.element.pPr)
        style = style.base_style
    for one in properties:
        number = one.numPr if one is not None else None
        if number is not None and number.numId is not None:
            depth = number.ilvl.val if number.ilvl is not None else 0
            return str(number.numId.val), depth
    return "", 0


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val") or "" if child is not None else ""


def _written(number: int, style: str) -> str:
    """A number as its format writes it; formats that no notice uses come out in figures."""
    if style not in _CHINESE or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")
