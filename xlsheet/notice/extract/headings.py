"""Headings that no number marks: titles and annexes, lines above tasks, units and leaders above a group."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from xlsheet.notice.extract.numbers import Mark
from xlsheet.notice.extract.owner_places import Label, OwnerPlaces
from xlsheet.notice.extract.stream import Line, Stream
from xlsheet.notice.letter import ends_letter
from xlsheet.notice.owners.grammar import Owners, believed, read_owners
from xlsheet.notice.owners.lists import value_length
from xlsheet.notice.owners.words import OWNER_FIELDS, Field, is_note_on_order
from xlsheet.units.judge import surely
from xlsheet.units.mentions import begins_anew
from xlsheet.units.names import is_complete

PART: Final = "附件"
PLAIN: Final = "标题"
GROUP: Final = "分组"
UNNUMBERED: Final = (PART, PLAIN, GROUP)
"""The styles of headings without a number."""

_PART_RANK: Final = -0.5
_LAST_RANK: Final = 3.9
_LONGEST: Final = 40
_LONGEST_TITLE: Final = 60
_TITLE: Final = re.compile(
    "(?:任务|分解|方案|清单|台账|要点|分工|通知|意见|计划|安排|分工表|目标|指标|事项|实事|"
    "项目)(?:（.{1,12}）|\\(.{1,12}\\))?(?:分解表|一览表|明细表|汇总表|表|书|》)?$"
)
_TITLE_HINT: Final = re.compile("20\\d\\d|二〇|二○|[省市县区州旗镇]|政府|政务|重点|主要|年度|工作报告|民生")
_ANNEX: Final = re.compile(
    "附[件表][ \u3000]*[0-9０-９一二三四五六七八九十]{0,3}[ \u3000]*(?:[：:、.．]|$|[ \u3000])"
)
_ENDS: Final = re.compile("[。；;：:，,、！？!?]$")
_SENTENCE_END: Final = re.compile("[。！？!?；;）)】〕”」]$")
_COUNTED: Final = re.compile(
    "[（(【\\[]?(?:共|计|共计|合计)?[ \u3000]*[0-9０-９一二三四五六七八九十]+[ \u3000]*[项件个条][）)】\\]]?"
)
_GROUP_WORDS: Final = re.compile(
    "(?P<unit>.+?)(?P<verb>牵头负责|牵头|负责|承担|承办|主办|配合|协办|落实)?(?:的)?(?:重点|工作|"
    "主要|目标)*(?:任务|事项|工作|项目)?(?:清单|分解)?[：:]?$"
)


def find_headings(stream: Stream, marks: Sequence[Mark], places: OwnerPlaces, *, first: bool) -> list[Mark]:
    """Marks of headings without a number, with the rank that puts them above what follows. `first` says
    that the stream begins the source, so that its first line is the title."""
    return _Search(stream, marks, places, first).found()


def group_of(text: str) -> Owners | None:
    """Whose tasks stand below a heading: `市教育局（3项）`, `市教育局牵头的任务`; None for none."""
    counted = _COUNTED.search(text)
    bare = _COUNTED.sub("", text).strip(" \u3000：:【】[]《》“”")
    match = _GROUP_WORDS.fullmatch(bare)
    if match is None or len(bare) > _LONGEST:
        return None
    unit = match["unit"].removeprefix("由").strip()
    names = re.split("[、，,]", unit)
    if not all(believed(name) and (counted or (surely(name) and begins_anew(name))) for name in names):
        return None
    return read_owners(unit + (match["verb"] or ""), Field.OWNERS)


class _Search:
    def __init__(self, stream: Stream, marks: Sequence[Mark], places: OwnerPlaces, first: bool) -> None:
        self._stream = stream
        self._first = first
        self._marks = {self._line_start(mark): mark for mark in marks if not mark.weak}
        self._labels: dict[int, Label] = {}
        for label in places.labels:
            if label.at_line_start:
                self._labels.setdefault(stream.line_at(max(label.start, 0)).start, label)
        self._bracketed = {
            stream.line_at(b.end - 1).start for b in places.brackets if b.owners.says_something
        }
        widths = sorted(line.end - line.start for line in stream.lines if not line.whole)
        self._width = widths[int(len(widths) * 0.9)] if widths else 0
        self._owned = {
            stream.line_at(label.start).start
            for label in places.labels
            if label.field in OWNER_FIELDS and not label.at_line_start
        }
        self._grouping = self._grouping_labels()
        self._headings: set[int] = set()
        self._in_values = self._lines_of_values(places)
        self._in_marks = self._lines_of_marks()

    def found(self) -> list[Mark]:
        return [mark for i in range(len(self._stream.lines)) if (mark := self._heading(i)) is not None]

    def _line_start(self, mark: Mark) -> int:
        return mark.start + 1

    def _text(self, i: int) -> str:
        line = self._stream.lines[i]
        return self._stream.text[line.start : line.end].strip()

    def _heading(self, i: int) -> Mark | None:
        line, text = self._stream.lines[i], self._text(i)
        mark = None
        if self._is_part(i, text):
            mark = self._mark(line, PART, _PART_RANK)
        elif line.start in self._grouping:
            if i and self._stream.lines[i - 1].start in self._grouping:
                return None
            mark = self._mark(line, GROUP, self._rank_before(i))
        elif self._may_be(i, text) and self._follows_something_whole(i) and self._precedes_tasks(i):
            style = GROUP if group_of(text) else PART if i == 0 and self._first else PLAIN
            mark = self._mark(line, style, _PART_RANK if style == PART else self._rank_before(i))
        if mark is not None:
            self._headings.add(line.start)
        return mark

    def _mark(self, line: Line, style: str, rank: float) -> Mark:
        at = line.start - 1
        hard = line.whole
        return Mark(style, rank, 0, "", at, line.start, hard)

    def _is_part(self, i: int, text: str) -> bool:
        if _ANNEX.match(text) and len(text) <= _LONGEST_TITLE:
            return True
        if self._stream.lines[i].start in self._labels or self._stream.lines[i].start in self._marks:
            return False
        titled = len(text) <= _LONGEST_TITLE and _TITLE.search(text) and _TITLE_HINT.search(text)
        return bool(titled) and not _ENDS.search(text) and self._follows_something_whole(i)

    def _may_be(self, i: int, text: str) -> bool:
        """Whether a line looks like a heading: short, no sentence, neither number nor label nor owners."""
        line = self._stream.lines[i]
        if line.start in self._marks or line.start in self._labels or line.start in self._bracketed:
            return False
        if line.start in self._in_values or line.start in self._in_marks or is_note_on_order(text):
            return False
        if (
            not 2 <= len(text) <= _LONGEST
            or re.search("。|[：:](?=.)", text)
            or (_ENDS.search(text) and not group_of(text))
        ):
            return False
        return bool(re.search("[\u4e00-\u9fff]{2}", text)) and (
            line.whole or len(text) < self._width * 0.75 or group_of(text) is not None
        )

    def _follows_something_whole(self, i: int) -> bool:
        if i == 0:
            return True
        line, text = self._stream.lines[i - 1], self._text(i - 1)
        if line.start in self._labels or line.start in self._in_values:
            return True
        if line.start in self._owned and (line.whole or is_complete(re.split("[、，,；;：: ]", text)[-1])):
            return True
        numbered = line.start in self._marks or line.start in self._in_marks
        if numbered and not line.whole and not text.endswith("。"):
            # a printed line below a numbered heading is the rest of it
            return line.start in self._bracketed
        if line.start in self._headings or line.start in self._bracketed or _SENTENCE_END.search(text):
            return True
        if ends_letter(text):
            return True
        if line.start in self._marks:
            return self._marks[line.start].rank < _LAST_RANK and len(text) <= _LONGEST
        return not any(start < line.start for start in self._marks) and len(text) <= _LONGEST_TITLE

    def _lines_of_marks(self) -> set[int]:
        """Printed lines that begin within a number."""
        text = self._stream.text
        return {
            mark.start + 1 + match.end()
            for mark in self._marks.values()
            for match in re.finditer("\n+", text[mark.start + 1 : mark.end])
        }

    def _lines_of_values(self, places: OwnerPlaces) -> set[int]:
        """Printed lines that are the rest of a label or of the list behind it."""
        text = self._stream.text
        found: set[int] = set()
        starts = sorted({*self._marks, *(label.start for label in places.labels)})
        for label in places.labels:
            after = bisect_left(starts, max(label.end, label.start + 1))
            limit = starts[after] - 1 if after < len(starts) else len(text)
            breaks = [m.start() for m in re.finditer("\n+", text[label.end : limit])]
            end = label.end
            if label.field in OWNER_FIELDS and breaks:
                end += value_length(label.field, text[label.end : limit], breaks)
            found.update(label.start + 1 + m.end() for m in re.finditer("\n+", text[label.start + 1 : end]))
        return found

    def _precedes_tasks(self, i: int) -> bool:
        """Whether a number comes next, another heading, or a paragraph with owners of its own."""
        if i + 1 >= len(self._stream.lines):
            return False
        after = self._stream.lines[i + 1]
        if after.start in self._marks or after.start in self._grouping:
            return True
        if after.start in self._labels:
            return False
        behind = self._stream.lines[i + 2] if i + 2 < len(self._stream.lines) else None
        owned = after.start in self._bracketed or (behind is not None and behind.start in self._labels)
        return owned and self._stream.lines[i].whole

    def _rank_before(self, i: int) -> float:
        """Just above the first number that follows, whatever other headings stand between."""
        for line in self._stream.lines[i + 1 : i + 4]:
            mark = self._marks.get(line.start)
            if mark is not None:
                return mark.rank - 0.1
        return _LAST_RANK

    def _grouping_labels(self) -> set[int]:
        """Lines such as 分管领导：韩晓 that stand above the tasks they speak of: the first comes before
        any number, and a number follows each."""
        starts = sorted(self._marks)
        first_of: dict[str, int] = {}
        for start in starts:
            first_of.setdefault(self._marks[start].style, start)
        by_word: dict[str, list[int]] = {}
        for start, label in self._labels.items():
            if label.field in (Field.LEADERS, Field.LEAD, Field.RESPONSIBLE):
                by_word.setdefault(label.word, []).append(start)
        follows = {a.start: b.start for a, b in zip(self._stream.lines, self._stream.lines[1:], strict=False)}
        found: set[int] = set()
        for lines in by_word.values():
            after = bisect_left(starts, lines[0])
            first_mark = first_of[self._marks[starts[after]].style] if after < len(starts) else 0
            above = all(
                follows.get(start) in self._marks or follows.get(start) in self._labels for start in lines
            )
            if starts and min(lines) < first_mark and above and len(lines) < len(starts):
                found.update(lines)
        return found
