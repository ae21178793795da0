"""What running text holds besides its tasks: the covering letter, titles, the tail."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from xlsheet.notice.extract.owner_places import OwnerPlaces
from xlsheet.notice.extract.stream import Fate, Stream
from xlsheet.notice.letter import ends_letter, introduces, is_head, is_tail, speaks_as_letter
from xlsheet.notice.owners.marks import legend_of
from xlsheet.notice.owners.words import is_note_on_order

_LONGEST_TITLE: Final = 80

_ANNEX: Final = re.compile(r"附[件表录]\s*[\d一二三四五六七八九十]*\s*[：:]?")
"""The word over an annex, which says nothing of what it is."""


class Frame:
    """What stands above the first task of a text and below its last; `titles` are the places of lines that
    are titles or annexes."""

    def __init__(self, stream: Stream, places: OwnerPlaces, titles: Collection[int]) -> None:
        self._stream = stream
        self._owned = {stream.line_at(place).start for place in places.of_units()}
        self._titles = {stream.line_at(place).start for place in titles}

    def mark(self, *, first: bool, after_tasks: bool) -> str:
        """Mark it as furniture, line by line, and give the title. `first` says that the text begins the
        source, `after_tasks` that tasks came before it."""
        lines = self._stream.lines
        used = [i for i, line in enumerate(lines) if Fate.USED in self._stream.fates[line.start : line.end]]
        above, below = (used[0], used[-1] + 1) if used else (len(lines), 0)
        title = self._letter(above) if first else self._between(above, after_tasks=after_tasks)
        if used or after_tasks:
            self._tail(below)
        for i in range(len(lines)):
            if lines[i].start in self._titles:
                self._furnish(i)
            elif lines[i].start in self._owned and self._stream.fate_of(lines[i]) is Fate.FURNITURE:
                self._stream.unmark(lines[i])
        return title

    def _line(self, index: int) -> str:
        line = self._stream.lines[index]
        return self._stream.text[line.start : line.end].strip()

    def _furnish(self, index: int) -> None:
        line = self._stream.lines[index]
        self._stream.mark(line.start, line.end, Fate.FURNITURE)

    def _letter(self, count: int) -> str:
        """Up to the letter's last date, annex or title everything is the letter's, where there is one."""
        texts = [self._line(i) for i in range(count)]
        letters = [i for i, text in enumerate(texts) if speaks_as_letter(text)]
        titles = [i for i in range(count) if self._stream.lines[i].start in self._titles]
        ends = [i for i, text in enumerate(texts) if ends_letter(text)]
        after = [i for i in (*ends, *titles) if letters and i >= letters[0]]
        end = max(after, default=count - 1) if letters else -1
        for i, text in enumerate(texts):
            said = is_head(text) or introduces(text) or is_note_on_order(text)
            if i <= end or i in titles or i == 0 or said:
                self._furnish(i)
        known = [texts[i] for i in titles] or [text for text in texts[:3] if _looks_like_title(text)]
        named = [text for text in known if not _ANNEX.fullmatch(text)]
        return (named or known or [""])[-1]

    def _between(self, count: int, *, after_tasks: bool) -> str:
        for i in range(count):
            text = self._line(i)
            said = is_head(text) or introduces(text) or is_note_on_order(text) or legend_of(text)
            if said or (after_tasks and is_tail(text)):
                self._furnish(i)
        return ""

    def _tail(self, start: int) -> None:
        """From the first line that only a letter's tail has, everything is the tail's."""
        reached = False
        for i in range(start, len(self._stream.lines)):
            reached = reached or is_tail(self._line(i))
            if reached or legend_of(self._line(i)):
                self._furnish(i)


def _looks_like_title(text: str) -> bool:
    numbered = re.search("[〔\\[［（(]20\\d\\d[〕\\]］）)].{0,6}号|^第?[ \u3000]*\\d+[ \u3000]*[号期]$", text)
    return 4 <= len(text) <= _LONGEST_TITLE and not re.search("[。；;：:]$", text) and not numbered
