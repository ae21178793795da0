"""What of a line that was read is not in the ledger: the pieces that no stored text explains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlsheet.notice.account.grammar import cut_at_end, cut_at_start, title_at, word_at
from xlsheet.notice.account.held import Held, letters
from xlsheet.notice.extract.numbers import find_marks

_BETWEEN: Final = re.compile('[、，,；;。：:！!？?|｜\n（）()〔〕【】\\[\\]《》“”"—]+')
_FIRM: Final = 4
"""So many letters in one go are no chance; fewer count only as a word that is stored by itself."""
_FEWEST: Final = 2
"""A single letter says nothing."""


def residue(line: str, held: Held) -> list[str]:
    """The pieces of a line, as printed, that are neither held nor mere words of a notice's grammar."""
    if held.has(letters(line)):
        return []
    below = [part[_mark_length(part) :] for part in line.split("\n")]
    pieces = [piece.strip() for part in below for piece in _BETWEEN.split(part)]
    filled = [piece for piece in pieces if letters(piece)]
    return [
        piece
        for place, piece in enumerate(filled)
        if not _explained(piece, held, edges=(place == 0, place == len(filled) - 1))
    ]


def _mark_length(line: str) -> int:
    """How long the number is with which a line begins: 5. of 5.3条断头路."""
    return max((mark.end - 1 for mark in find_marks(f"\n{line}") if mark.start == 0), default=0)


def _explained(piece: str, held: Held, edges: tuple[bool, bool]) -> bool:
    text = letters(piece)
    return held.has(text) or text in held.days or not _uncovered(text, held, edges)


def _uncovered(text: str, held: Held, edges: Sequence[bool]) -> int:
    """How many letters neither a stored text nor a word of the grammar covers."""
    at = missing = 0
    while at < len(text):
        length = max(_stored(text, at, held, edges), word_at(text, at))
        if edges[0] and at == 0:
            length = max(length, cut_at_start(text))
        if edges[1] and not length and cut_at_end(text, at):
            length = len(text) - at
        if held.led:
            length = max(length, title_at(text, at))
        missing += not length
        at += length or 1
    return missing


def _stored(text: str, at: int, held: Held, edges: Sequence[bool]) -> int:
    """How many letters from a place on are stored together. A printed line may begin or end within a name."""
    length = held.longest(text, at)
    if length >= _FIRM:
        return length
    if (edges[0] and at == 0) or (edges[1] and at + length == len(text)):
        return length
    while length >= _FEWEST and text[at : at + length] not in held.atoms:
        length -= 1
    return length if length >= _FEWEST else 0
