"""Where a stream speaks of owners: labels at the start of lines and clauses, brackets, whole sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlsheet.notice.lines import join
from xlsheet.notice.owners.grammar import Owners, believed, owners_of_bracket
from xlsheet.notice.owners.words import (
    INLINE_WORDS,
    LINE_WORDS,
    OWNER_FIELDS,
    UNIT_FIELDS,
    WORDS,
    Field,
    unit_label,
)

_LONGEST_BRACKET: Final = 600
_OPEN: Final = "（(〔[【"
_CLOSE: Final = "）)〕]】"
_HINT: Final = re.compile(
    "牵头|负责|配合|协办|主办|承办|参与|参加|落实|责任|领导|单位|部门|完成|[底末]前|"
    "[局委办厅院会府]|时限|年底"
)


_SIGN: Final = re.compile(
    "(?P<beside>(?:[（(][^（）()：:\n]{1,30}[）)])?)[ \n]*[：:]|[】〕\\]](?P<boxed>[ ]*[：:]?)"
)
_ALONE: Final = re.compile(
    "\n(?P<line>[ \u3000]*(?P<word>[\u4e00-\u9fff]{4,8}))[ \u3000]*(?=\n+[ \u3000]*[^\\s：:])"
)
_BEFORE_INLINE: Final = " \n\t\u3000。；;，,、（("
_PREFIX: Final = re.compile(
    "[ \u3000]*(?:[（(]?[0-9一二三四五六①-⑨]{1,2}[）)、.．]|[—●■◆▲★•◇▪○-])?[ \u3000]*"
)
_DASHED: Final = re.compile(
    "(?<=[^\n\\s])(?:——|--|—)[ ]*"
    "(?P<owners>[^—\n（()）]{3,120}"
    "(?:\n(?![ \u3000]*[●■◆▲★•◇▪○0-9０-９一二三四五六七八九十])[^—\n（()）]{1,60})?)(?=\n|$)"
)
_BETWEEN: Final = " \n\u3000"
_LONGEST_WORD: Final = max(map(len, LINE_WORDS))
_INLINE: Final = frozenset(INLINE_WORDS)


@dataclass(frozen=True, slots=True)
class Label:
    """A label: where it starts, where its value begins, what it announces, and its words (with what stands
    in brackets beside it)."""

    start: int
    end: int
    field: Field
    word: str
    beside: str
    at_line_start: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket that speaks of owners: its place and meaning."""

    start: int
    end: int
    owners: Owners


class OwnerPlaces:
    """All labels and owners' brackets of a stream's text, in the order of their places."""

    def __init__(self, text: str) -> None:
        self.labels = sorted([*_labels(text), *_labels_alone(text)], key=lambda label: label.start)
        self.brackets = sorted([*_brackets(text), *_behind_dashes(text)], key=lambda bracket: bracket.start)
        units = [label.end - 1 for label in self.labels if label.field in OWNER_FIELDS]
        units += [
            bracket.start for bracket in self.brackets if bracket.owners.units or bracket.owners.leaders
        ]
        self._starts = sorted(units)
        self._label_starts = [label.start for label in self.labels]
        self._bracket_starts = [bracket.start for bracket in self.brackets]

    def labels_between(self, start: int, stop: int) -> list[Label]:
        """Labels that begin from one place on and before another."""
        return self.labels[bisect_left(self._label_starts, start) : bisect_left(self._label_starts, stop)]

    def brackets_between(self, start: int, stop: int) -> list[Bracket]:
        """Brackets that begin from one place on and before another."""
        return self.brackets[
            bisect_left(self._bracket_starts, start) : bisect_left(self._bracket_starts, stop)
        ]

    def any_between(self, start: int, end: int) -> bool:
        """Whether owners are spoken of between two places."""
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)

    def first_after(self, place: int) -> int | None:
        """The first place behind another where owners are spoken of."""
        index = bisect_left(self._starts, place)
        return self._starts[index] if index < len(self._starts) else None

    def of_units(self) -> Iterator[int]:
        """The places where a label or a bracket charges units, in so many words."""
        yield from (max(label.start, 0) for label in self.labels if label.field in UNIT_FIELDS)
        told = (b for b in self.brackets if b.owners.units and (b.owners.verbs or b.owners.labelled))
        yield from (bracket.start for bracket in told)

    @property
    def speaks_of_units(self) -> bool:
        """Whether units are named at all."""
        return any(label.field in UNIT_FIELDS for label in self.labels) or any(
            bracket.owners.units for bracket in self.brackets
        )


def _labels(text: str) -> Iterator[Label]:
    """Found from their colons back: line breaks or blanks may have pulled a word apart."""
    for sign in _SIGN.finditer(text):
        label = _label_before(text, sign)
        if label is not None:
            yield label


def _labels_alone(text: str) -> Iterator[Label]:
    """A label that fills a line, without a colon: its value stands below it."""
    for match in _ALONE.finditer(text):
        if WORDS.get(match["word"]) in OWNER_FIELDS:
            yield Label(match.start("line"), match.end(), WORDS[match["word"]], match["word"], "", True)


def _label_before(text: str, sign: re.Match[str]) -> Label | None:
    """The longest known word that ends at a sign and begins where a label may begin."""
    letters: list[str] = []
    found = None
    at = sign.start()
    while at > 0 and len(letters) < _LONGEST_WORD:
        at -= 1
        if text[at] in _BETWEEN:
            continue
        letters.append(text[at])
        word = "".join(reversed(letters))
        if word in WORDS or (text[at : sign.start()] == word and unit_label(word) is not None):
            found = _label_at(text, at, word, sign) or found
    return found


def _label_at(text: str, at: int, word: str, sign: re.Match[str]) -> Label | None:
    beside, field = sign["beside"] or "", unit_label(word)
    if field is None:
        return None
    if sign["boxed"] is not None:
        boxed = at > 0 and text[at - 1] in "【〔["
        return Label(at - 1, sign.end(), field, word, beside, True) if boxed else None
    line = text.rfind("\n", 0, at) + 1
    if _PREFIX.fullmatch(text, line, at):
        return Label(line, sign.end(), field, word, beside, True)
    if word in _INLINE and text[at - 1] in _BEFORE_INLINE:
        return Label(at, sign.end(), field, word, beside, False)
    return None


def _brackets(text: str) -> Iterator[Bracket]:
    """Brackets outside others; one that is never closed ends nowhere and is no bracket."""
    i = 0
    while i < len(text):
        if text[i] not in _OPEN:
            i += 1
            continue
        end = _closing(text, i)
        if end is None:
            i += 1
            continue
        inner = text[i + 1 : end]
        if len(inner) > 1 and _HINT.search(inner):
            after = text[end + 1 : end + 3].lstrip("。；;，,. ")
            at_end = end + 2 >= len(text) or not after or after[0] in "\n（(〔[【"
            owners = owners_of_bracket(join(inner), at_end=at_end)
            if owners is not None:
                yield Bracket(i, end + 1, owners)
        i = end + 1


def _behind_dashes(text: str) -> Iterator[Bracket]:
    """Owners at a line's end behind a dash: …6个。——市商务局牵头，市文旅局配合"""
    for match in _DASHED.finditer(text):
        for words in dict.fromkeys((match["owners"], match["owners"].split("\n")[0])):
            owners = owners_of_bracket(join(words), at_end=True)
            if owners is not None and owners.units and not owners.notes and all(map(believed, owners.units)):
                yield Bracket(match.start(), match.start("owners") + len(words), owners)
                break


def _closing(text: str, start: int) -> int | None:
    depth = 0
    for i in range(start, min(len(text), start + _LONGEST_BRACKET)):
        if text[i] in _OPEN:
            depth += 1
        elif text[i] in _CLOSE:
            depth -= 1
            if depth == 0:
                return i
    return None
