"""The paragraphs of a region as one text, in which what is read is marked, letter by letter.

Every line begins with a line break, a whole paragraph with two: "at the start of a line" is one pattern,
and a break that may stand in the middle of a word is told from one that can't.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from xlsheet.notice.read.blocks import Paragraph

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_BLANK: Final = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f]")
_INDENT: Final = re.compile("^(?: {2,}|[\t\u3000\u00a0][ \t\u3000\u00a0]*)|\\s{2,}$")
_BREAKS: Final = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]+")
_WORD: Final = re.compile(r"\w")


class Fate(IntEnum):
    """What became of a letter."""

    UNUSED = 0
    USED = 1
    FURNITURE = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a stream: where its text starts and ends, and where it stands in the source."""

    start: int
    end: int
    place: str
    whole: bool


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of the source, or a cell, after it was read: its fate, and of its text what was `used` and what
    was not (`unused`). `readers` are the drafts that it was read for, none for a heading: all of
    them together, or `of_each` all of it. `apart` says that it doesn't stand right behind the one before.
    """

    place: str
    fate: Fate
    used: str
    unused: str
    readers: tuple[object, ...] = ()
    of_each: bool = False
    apart: bool = False


class Stream:
    """The text of some paragraphs. `fates` says of each letter what became of it."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        pieces: list[str] = []
        self.lines: list[Line] = []
        at = 0
        for paragraph in paragraphs:
            for text in _BREAKS.split(_INVISIBLE.sub("", paragraph.text)):
                text = _BLANK.sub(" ", _INDENT.sub("", text))
                if not text.strip():
                    continue
                lead = "\n\n" if paragraph.whole else "\n"
                pieces.append(lead + text)
                start = at + len(lead)
                at = start + len(text)
                self.lines.append(Line(start, at, paragraph.place, paragraph.whole))
        self.text = "".join(pieces)
        self.fates = bytearray(len(self.text))
        self._claims: list[tuple[int, int, object]] = []
        self._starts = [line.start for line in self.lines]

    def mark(self, start: int, end: int, fate: Fate = Fate.USED, reader: object = None) -> None:
        """Set the fate of all letters between two places that have none yet. `reader` is the draft that they
        were read for."""
        for i in range(start, end):
            self.fates[i] = self.fates[i] or fate
        if reader is not None:
            self.claim(start, end, reader)

    def claim(self, start: int, end: int, reader: object) -> None:
        """Say for which draft the letters between two places were read."""
        if start < end:
            self._claims.append((start, end, reader))

    def unmark(self, line: Line) -> None:
        """A line that nothing was made of after all."""
        self.fates[line.start : line.end] = bytes(line.end - line.start)

    def line_at(self, place: int) -> Line:
        """The line in which a letter, or the break before a line, stands."""
        index = bisect_right(self._starts, place) - 1
        if index < 0 or (place >= self.lines[index].end and index + 1 < len(self.lines)):
            index += 1
        return self.lines[index]

    def before(self, place: int) -> Line | None:
        """The line before the one that begins after this break."""
        index = bisect_right(self._starts, place) - 1
        return self.lines[index] if index >= 0 else None

    def last_paragraph(self, start: int, stop: int) -> int:
        """Where the last paragraph of a piece of text begins."""
        text = self.text[start:stop]
        best = 0
        for match in re.finditer("\n+", text[: len(text.rstrip())]):
            before = text[: match.start()].rstrip()
            ended = len(match[0]) > 1 or before[-1:] in "。；！？：）)"
            if not before or ended or self._is_short(start + match.start()):
                best = match.end()
        return start + best

    def _is_short(self, at: int) -> bool:
        line = self.line_at(at - 1)
        widest = max((one.end - one.start for one in self.lines), default=0)
        return line.end - line.start < widest * 0.6

    def fate_of(self, line: Line) -> Fate:
        """A line with anything unused in it is unused; punctuation alone is furniture."""
        text = self.text[line.start : line.end]
        fates = {self.fates[line.start + i] for i, char in enumerate(text) if _WORD.match(char)}
        if not fates:
            return Fate.FURNITURE
        return (
            Fate(min(fates)) if Fate.UNUSED in fates else Fate.USED if Fate.USED in fates else Fate.FURNITURE
        )

    def read_lines(self) -> Iterator[ReadLine]:
        """All lines with what became of them."""
        claims = sorted(self._claims, key=lambda claim: claim[:2])
        first = 0
        for line in self.lines:
            while first < len(claims) and claims[first][1] <= line.start:
                first += 1
            readers: dict[int, object] = {}
            for i in range(first, len(claims)):
                start, end, reader = claims[i]
                if start >= line.end:
                    break
                if end > line.start:
                    readers[id(reader)] = reader
            fate = self.fate_of(line)
            used = self._part(line, Fate.USED) if fate is not Fate.FURNITURE else ""
            unused = self._part(line, Fate.UNUSED).strip() if fate is Fate.UNUSED else ""
            yield ReadLine(line.place, fate, used, unused, tuple(readers.values()))

    def _part(self, line: Line, fate: Fate) -> str:
        """The letters of a line that have this fate; where others were left out there is a gap."""
        text = self.text[line.start : line.end]
        if all(self.fates[i] == fate for i in range(line.start, line.end)):
            return text
        return "".join(c for i, c in enumerate(text, line.start) if self.fates[i] == fate)
