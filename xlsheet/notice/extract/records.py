"""What one item of the outline says: its content and the fields behind it, more than once where the item
holds several contents with owners of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlsheet.notice.extract.owner_places import Bracket, Label, OwnerPlaces
from xlsheet.notice.extract.stream import Stream
from xlsheet.notice.lines import join, join_words
from xlsheet.notice.owners.deadlines import leading_deadline
from xlsheet.notice.owners.grammar import Owners, believed, owners_of_bracket
from xlsheet.notice.owners.lists import value_length, with_separators, without_half_brackets
from xlsheet.notice.owners.openings import Opening, opening_of, subjects_of
from xlsheet.notice.owners.openings import within as owners_within
from xlsheet.notice.owners.words import OWNER_FIELDS, UNIT_FIELDS, Field
from xlsheet.notice.read.blocks import Paragraph

_WORDS: Final = re.compile(r"\w")
_CONTENTS: Final = (Field.CONTENT, Field.COARSE, Field.SECTION, Field.NUMBER)
_OWNER_SENTENCE: Final = re.compile("牵头|负责|配合|承办|主办|责任单位为|牵头单位为")


@dataclass(frozen=True, slots=True)
class Said:
    """A field of a record: what announces it, its printed value, or the meaning of a bracket or sentence."""

    field: Field
    word: str
    value: str
    owners: Owners | None = None
    beside: str = ""


@dataclass(slots=True)
class Record:
    """A content with its fields. `contents` are places in the stream; `start` is where it begins, `below`
    the places of numbered points and fields that were taken into it."""

    start: int
    contents: list[tuple[int, int]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    below: list[tuple[int, int]] = field(default_factory=list)

    @property
    def owned(self) -> bool:
        """Whether it says who does it or by when."""
        return any(one.field in OWNER_FIELDS for one in self.said)

    @property
    def has_units(self) -> bool:
        return any(
            (one.owners is not None and bool(one.owners.units))
            or (one.owners is None and one.field in UNIT_FIELDS)
            for one in self.said
        )

    def text(self, stream: Stream) -> str:
        return join("\n".join(stream.text[start:end] for start, end in self.contents))


@dataclass(slots=True)
class RecordsFound:
    """All records of a piece of text, and the places of text that belongs to none."""

    records: list[Record] = field(default_factory=list)
    loose: list[tuple[int, int]] = field(default_factory=list)


class RecordReader:
    """Reads the text between two places of a stream."""

    def __init__(self, stream: Stream, places: OwnerPlaces) -> None:
        self._stream = stream
        self._text = stream.text
        self._places = places

    def read(self, start: int, stop: int) -> RecordsFound:
        """The records between two places, with owners' sentences taken out of their contents."""
        reading = self._divided(start, stop)
        for record in reading.records:
            if not record.has_units:
                self._take_sentence(record)
        reading.records = [one for record in reading.records for one in self._by_openings(record)]
        return reading

    def _by_openings(self, record: Record) -> list[Record]:
        """由市城管局负责，6月10日前完成…: what stands behind owners is theirs, sentence by sentence; where
        nothing else says whose a text is, 市住建局要… does."""
        if record.has_units or not record.contents:
            return [record]
        opened = [
            (start, opening)
            for start, text in self._sentences(record)
            if (opening := opening_of(text)) is not None
        ]
        if not opened:
            content = record.text(self._stream)
            found = owners_within(content)
            if not found and not self._places.speaks_of_units and (subjects := subjects_of(content)):
                found = [Owners(responsible=subjects, verbs=True)]
            record.said += [Said(Field.OWNERS, "", "", owners) for owners in found]
            return [record]
        return self._opened(record, opened)

    def _opened(self, record: Record, opened: Sequence[tuple[int, Opening]]) -> list[Record]:
        ends = [*(start for start, _ in opened[1:]), record.contents[-1][1]]
        found: list[Record] = []
        for (start, opening), end in zip(opened, ends, strict=True):
            one = Record(record.start if not found else start)
            before = record.contents if not found else []
            one.contents = [(s, min(e, start)) for s, e in before if s < start]
            one.contents.append((start + opening.length, end))
            if by := leading_deadline(join(self._text[start + opening.length : end])):
                opening.owners.deadlines = opening.owners.deadlines or [by]
            one.said = [*(record.said if not found else []), Said(Field.OWNERS, "", "", opening.owners)]
            found.append(one)
        return found

    def _sentences(self, record: Record) -> Iterator[tuple[int, str]]:
        """The sentences of a record's content with their places, line breaks taken for blanks."""
        for start, stop in record.contents:
            for match in re.finditer("[^。；;]+[。；;]?", self._text[start:stop]):
                lead = len(match[0]) - len(match[0].lstrip())
                yield start + match.start() + lead, match[0].lstrip().replace("\n", " ")

    def _divided(self, start: int, stop: int) -> RecordsFound:
        reading = RecordsFound()
        current = Record(start)
        at = start
        for mark in self._marks(start, stop):
            if mark.start < at:
                continue
            current = self._text_piece(reading, current, at, mark.start)
            if isinstance(mark, Bracket):
                current.said.append(Said(Field.OWNERS, "", "", mark.owners))
                at = self._behind_bracket(current, mark, stop)
            else:
                current, at = self._label_piece(reading, current, mark, stop)
        self._last_piece(reading, current, at, stop)
        return reading

    def _marks(self, start: int, stop: int) -> Iterator[Label | Bracket]:
        """Labels and brackets that begin here; both at once: the bracket, which holds the label."""
        line = self._text.rfind("\n", 0, start) + 1
        labels = [one for one in self._places.labels_between(line, stop) if one.end > start]
        inside: list[Label | Bracket] = [
            *(replace(label, start=max(label.start, start)) for label in labels),
            *self._places.brackets_between(start, stop),
        ]
        inside = [mark for mark in inside if mark.end <= stop]
        yield from sorted(inside, key=lambda mark: (mark.start, isinstance(mark, Label)))

    def _significant(self, start: int, stop: int, *, at_least: int = 2) -> bool:
        return len(_WORDS.findall(self._text[start:stop])) >= at_least

    def _text_piece(self, reading: RecordsFound, current: Record, start: int, stop: int) -> Record:
        """Text in front of a field: more content, or that of the next record where this one has owners."""
        if not self._significant(start, stop, at_least=2 if current.owned else 1):
            return current
        if current.owned and current.contents:
            reading.records.append(current)
            current = Record(start)
        current.contents.append((start, stop))
        return current

    def _behind_bracket(self, current: Record, bracket: Bracket, stop: int) -> int:
        """A bracket in the middle of a sentence stays in the content as printed."""
        rest = self._text[bracket.end : stop]
        tail = re.match("[。；;，,、！]?", rest)
        end = bracket.end + (tail.end() if tail else 0)
        following = rest[tail.end() if tail else 0 :]
        mid_sentence = (
            bool(following.strip())
            and not following.startswith("\n")
            and (tail is None or tail[0] in ("", "，", ",", "、"))
        )
        if mid_sentence and current.contents and not self._another(bracket.end, stop):
            current.contents.append((bracket.start, end))
        elif current.contents and tail and tail[0]:
            current.contents.append((bracket.end, end))
        return end

    def _another(self, start: int, stop: int) -> bool:
        """Whether more owners follow in this piece of text."""
        return self._places.any_between(start, stop)

    def _label_piece(
        self, reading: RecordsFound, current: Record, label: Label, stop: int
    ) -> tuple[Record, int]:
        following = self._places.labels_between(max(label.start + 1, label.end - 1), stop)
        limit = following[0].start if following else stop
        limit = max(limit, label.end)
        if label.field in _CONTENTS and current.contents and current.owned:
            reading.records.append(current)
            current = Record(label.start)
        if label.field in (Field.CONTENT, Field.COARSE):
            return self._content_label(current, label, limit)
        if label.field in OWNER_FIELDS:
            end = self._value_end(label, limit)
        else:
            brackets = [b for b in self._places.brackets_between(label.end, limit) if b.owners.units]
            end = brackets[0].start if brackets else limit
            if label.field in (Field.NOTE, Field.NUMBER, Field.SECTION):
                end = min(end, self._line_end(label.end, end))
        value = self._text[label.end : end]
        if label.field in UNIT_FIELDS:
            value = with_separators(value)
        value = join_words(value) if label.field is Field.LEADERS else join(value)
        value = without_half_brackets(value).rstrip("；;，,、 ")
        current.said.append(Said(label.field, label.word, value, None, label.beside))
        return current, end

    def _content_label(self, current: Record, label: Label, limit: int) -> tuple[Record, int]:
        """What stands behind 重点任务： is content; the coarser one of two is kept by its label."""
        brackets = self._places.brackets_between(label.end, limit)
        end = brackets[0].start if brackets else limit
        value = join(self._text[label.end : end]).rstrip("；;，, ")
        current.said.append(Said(label.field, label.word, value))
        current.contents.append((end, end))
        return current, end

    def _line_end(self, start: int, limit: int) -> int:
        """Where the paragraph ends in which a place stands; a printed line goes on until a sentence ends."""
        at = self._text.find("\n", start)
        while 0 <= at < limit:
            if self._text[at + 1 : at + 2] == "\n" or self._text[:at].rstrip()[-1:] in "。；;！？":
                return at
            at = self._text.find("\n", at + 1)
        return limit

    def _value_end(self, label: Label, limit: int) -> int:
        """How far the value of an owners' label goes: its line, and lines that go on with it."""
        breaks = [label.end + m.start() for m in re.finditer("\n+", self._text[label.end : limit])]
        return label.end + value_length(
            label.field, self._text[label.end : limit], [b - label.end for b in breaks]
        )

    def _last_piece(self, reading: RecordsFound, current: Record, start: int, stop: int) -> None:
        """What follows the last field: the rest of its sentence, or text that belongs to nothing here."""
        if self._significant(start, stop, at_least=1):
            if current.owned and current.contents:
                end = self._same_line_end(start, stop)
                if self._significant(start, end):
                    current.contents.append((start, end))
                reading.loose += self._lines(end, stop)
            else:
                current.contents.append((start, stop))
        if current.contents or current.said:
            reading.records.append(current)

    def _same_line_end(self, start: int, stop: int) -> int:
        at = self._text.find("\n", start, stop)
        return stop if at < 0 else at

    def _lines(self, start: int, stop: int) -> list[tuple[int, int]]:
        lines = re.finditer("[^\n]+", self._text[start:stop])
        return [(start + m.start(), start + m.end()) for m in lines if _WORDS.search(m[0])]

    def _take_sentence(self, record: Record) -> None:
        """市水务局牵头，市财政局配合。 as the last sentence of a content says who does it."""
        if not record.contents:
            return
        start, stop = record.contents[-1]
        text = self._text[start:stop]
        sentences = [m for m in re.finditer("[^。；;\n]+[。；;]?", text) if m[0].strip()]
        for count in range(min(3, len(sentences)), 0, -1):
            if count == len(sentences) and len(record.contents) == 1:
                continue
            first = sentences[-count]
            words = join(text[first.start() :])
            if not _OWNER_SENTENCE.search(words) or len(words) > 200:
                continue
            owners = owners_of_bracket(words, at_end=True)
            if (
                owners is not None
                and owners.units
                and (owners.verbs or owners.labelled)
                and _all_believed(owners)
            ):
                record.contents[-1] = (start, start + first.start())
                record.said.append(Said(Field.OWNERS, "", "", owners))
                self._stream.mark(start + first.start(), stop)
                return


def _all_believed(owners: Owners) -> bool:
    return all(believed(name) for name in owners.units) and not owners.notes


def labelled_in(text: str) -> list[Said]:
    """Owners in a line of a table outside its rows: 责任单位：市教育局."""
    stream = Stream([Paragraph(text, "")])
    places = OwnerPlaces(stream.text)
    records = RecordReader(stream, places).read(0, len(stream.text)).records if places.labels else []
    return [
        said
        for record in records
        for said in record.said
        if said.field in OWNER_FIELDS and not record.contents
    ]


def owners_in(content: str) -> tuple[str, list[Said]]:
    """Owners in a bracket or sentence at a content's end, where no column names any."""
    stream = Stream([Paragraph(content, "")])
    records = RecordReader(stream, OwnerPlaces(stream.text)).read(0, len(stream.text)).records
    if len(records) != 1 or not records[0].has_units or not records[0].contents:
        return content, []
    return records[0].text(stream), records[0].said
