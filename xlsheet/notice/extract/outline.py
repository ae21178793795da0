"""The outline of a stream: which numbers count, and what stands below what.

A number counts where one is expected and a line may end: page breaks put anything at the start of a line.
What is below what follows from the styles' usual order, unless the notice plainly nests them otherwise.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlsheet.notice.extract.numbers import Mark
from xlsheet.notice.extract.owner_places import OwnerPlaces
from xlsheet.notice.extract.stream import Stream

_SENTENCE_END: Final = re.compile("[。！？!?；;：:）)】〕][”’」]?$")
_GOES_ON: Final = tuple("0123456789.．、")
"""What no line ends with that ends on purpose."""
_LONGEST_HEADING: Final = 80
_SHORT: Final = 0.75
"""A line of less than this share of the usual width was ended on purpose."""


@dataclass(slots=True)
class Node:
    """Something numbered, or a heading: its mark's places, where its own text stops, what is below it.

    The root has no parent and an empty style.
    """

    style: str
    rank: float
    number: int
    printed: str
    start: int
    end: int
    stop: int = 0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def ancestors(self) -> list[Node]:
        """What it stands below, the outermost first, without the root."""
        above: list[Node] = []
        node = self.parent
        while node is not None and node.parent is not None:
            above.insert(0, node)
            node = node.parent
        return above


def build_outline(
    stream: Stream, marks: Sequence[Mark], places: OwnerPlaces, counted: dict[str, int]
) -> Node:
    """The root of the outline; every mark that counts is a node below it. `counted` says how far each style
    has come in the source; it is kept current."""
    return _Walk(stream, _reranked(marks), places, counted).root()


def _reranked(marks: Sequence[Mark]) -> list[Mark]:
    """Marks with a style's rank moved below another's where it plainly counts inside that one's items."""
    given = list(marks)
    by_style: dict[str, list[Mark]] = defaultdict(list)
    for mark in given:
        if not mark.weak or mark.style == "1 ":
            by_style[mark.style].append(mark)
    for outer, above in by_style.items():
        for inner, below in by_style.items():
            if inner == outer or below[0].rank >= above[0].rank or not _counts_inside(above, below):
                continue
            given = [replace(m, rank=above[0].rank + 0.05) if m.style == inner else m for m in given]
    return given


def _counts_inside(above: Sequence[Mark], below: Sequence[Mark]) -> bool:
    """Whether the lower style begins anew, and goes on to 2, between the numbers n and n + 1 of the other."""
    inside = outside = 0
    for one, other in itertools.pairwise(above):
        numbers = [m.number for m in below if one.start < m.start < other.start]
        if numbers and other.number == one.number + 1:
            inside += numbers[:2] == [1, 2]
            outside += numbers[:2] != [1, 2]
    return inside > outside and above[0].start < below[0].start


class _Walk:
    """One pass over the marks that decides which count."""

    def __init__(
        self, stream: Stream, marks: Sequence[Mark], places: OwnerPlaces, counted: dict[str, int]
    ) -> None:
        self._stream = stream
        self._text = stream.text
        self._marks = marks
        self._places = places
        self._root = Node("", -1, 0, "", 0, 0)
        self._stack = [self._root]
        self._last = self._root
        self._counted = counted
        widths = sorted(line.end - line.start for line in stream.lines if not line.whole)
        self._width = widths[int(len(widths) * 0.9)] if widths else 0

    def root(self) -> Node:
        for index, mark in enumerate(self._marks):
            if mark.start >= self._last.end and self._counts(index, mark):
                self._take(mark)
        self._last.stop = len(self._text)
        return self._root

    def _take(self, mark: Mark) -> None:
        self._last.stop = mark.start
        below = self._find(mark.style)
        if below is not None:
            del self._stack[self._stack.index(below) :]
        else:
            while self._stack[-1].rank > mark.rank:
                self._stack.pop()
        parent = self._stack[-1]
        node = Node(mark.style, mark.rank, mark.number, mark.printed, mark.start, mark.end, parent=parent)
        parent.children.append(node)
        self._stack.append(node)
        self._counted[mark.style] = mark.number
        self._last = node

    def _find(self, style: str) -> Node | None:
        return next((node for node in self._stack if node.style == style), None)

    def _counts(self, index: int, mark: Mark) -> bool:
        owned = self._places.any_between(self._last.end, mark.start)
        if not mark.hard and not self._may_break(mark, owned=owned):
            return False
        if not (mark.hard or owned) and self._text[: mark.start].rstrip()[-1:] in _GOES_ON:
            return False
        if mark.weak and not (owned or mark.hard or self._ends_sentence(mark) or self._follows_heading(mark)):
            return False
        return self._is_expected(index, mark, owned=owned)

    def _may_break(self, mark: Mark, *, owned: bool) -> bool:
        """Whether a line may end on purpose before this mark."""
        if owned or self._ends_sentence(mark) or self._numbers_a_label(mark):
            return True
        if self._find(mark.style) is None and self._follows_heading(mark):
            return True
        between = self._text[self._last.end : mark.start].strip("\n")
        if (
            self._last.parent is None
            and "\n" not in between
            and len(between) <= _LONGEST_HEADING
            and not mark.weak
        ):
            return True
        line = self._stream.before(mark.start)
        return line is not None and not mark.weak and line.end - line.start < self._width * _SHORT

    def _numbers_a_label(self, mark: Mark) -> bool:
        """Whether a label follows the number: （二）责任单位：…"""
        labels = self._places.labels_between(mark.start, mark.start + 2)
        return any(label.at_line_start and label.end > mark.end for label in labels)

    def _follows_heading(self, mark: Mark) -> bool:
        """Whether the line above is a heading that was just begun."""
        between = self._text[self._last.end : mark.start].strip("\n")
        nested = self._last.parent is not None and self._find(mark.style) is None
        return nested and "\n" not in between and len(between) <= _LONGEST_HEADING

    def _ends_sentence(self, mark: Mark) -> bool:
        return bool(_SENTENCE_END.search(self._text[: mark.start].rstrip()[-3:]))

    def _is_expected(self, index: int, mark: Mark, *, owned: bool) -> bool:
        if mark.number == 0:
            return True
        level = self._find(mark.style)
        if level is None:
            return self._may_begin(index, mark, owned=owned)
        if mark.number == level.number + 1:
            return owned or self._owned_since(level, mark) or not self._comes_again(index, mark, mark.number)
        if mark.number == 1:
            since = self._owned_since(level, mark)
            return since or not self._comes_again(index, mark, level.number + 1)
        return (owned or mark.hard) and not mark.weak

    def _owned_since(self, level: Node, mark: Mark) -> bool:
        return self._places.any_between(level.end, mark.start)

    def _may_begin(self, index: int, mark: Mark, *, owned: bool) -> bool:
        """A style that is not open: at 1, where it left off, or at any number that goes on after it."""
        last = self._counted.get(mark.style)
        if mark.number == 1 or mark.number == (last or 0) + 1:
            return not (mark.weak and mark.number != 1 and not owned)
        if last is None:
            following = next(
                (m for m in self._marks[index + 1 :] if m.style == mark.style and not m.weak), None
            )
            later = following is not None and following.number > mark.number
            return not mark.weak and (later or mark.hard)
        return (owned or mark.hard) and not mark.weak

    def _comes_again(self, index: int, mark: Mark, number: int) -> bool:
        """Whether behind the next owners the same style goes on with `number`: then this numbers an item."""
        owners = self._places.first_after(mark.start)
        if owners is None:
            return False
        following = next(
            (
                m
                for m in self._marks[index + 1 :]
                if m.start > owners and m.style == mark.style and not m.weak
            ),
            None,
        )
        return following is not None and following.number == number
