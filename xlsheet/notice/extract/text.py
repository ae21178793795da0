"""Tasks in running text: numbered or not, with owners in labelled lines, brackets, sentences or headings.

The outline says what stands below what; the level that owns units is the level of the tasks. What is above
is a heading, what is below belongs to the content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.frame import Frame
from xlsheet.notice.extract.headings import GROUP, PART, UNNUMBERED, find_headings, group_of
from xlsheet.notice.extract.items import Item, ItemTree
from xlsheet.notice.extract.numbers import find_marks
from xlsheet.notice.extract.outline import build_outline
from xlsheet.notice.extract.owner_places import OwnerPlaces
from xlsheet.notice.extract.records import Record, RecordReader, Said
from xlsheet.notice.extract.stream import Fate, Stream
from xlsheet.notice.letter import demands, is_closing
from xlsheet.notice.lines import join
from xlsheet.notice.owners.words import PROSE_FIELDS, Field
from xlsheet.notice.read.blocks import Paragraph

_HALF: Final = 0.5
_FIGURE: Final = re.compile(r"\d.*(?:%|％|个|家|公里|万|亿|座|所|条|项|人|户|亩|吨|台|件|以上|左右)")
_TARGETS: Final = re.compile("目标|指标|任务|实事|项目")
_LONGEST_TITLE: Final = 80

OpenHeading = tuple[float, str]
"""A heading that holds for what follows: its rank among headings, and its text."""


@dataclass(slots=True)
class TextRegion:
    """What running text comes to: its tasks, the headings that are still open at its end (for a table that
    follows), the title, and the stream with the fate of every letter."""

    drafts: list[Draft]
    open_headings: list[OpenHeading]
    title: str
    stream: Stream


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where running text stands: whether it begins the source, whether a table follows, whether tasks came
    before; the headings open above it, and how far each style of numbers has come."""

    first: bool
    before_table: bool
    after_tasks: bool
    headings: Sequence[OpenHeading]
    counted: dict[str, int]


def read_text_region(paragraphs: Sequence[Paragraph], around: Surroundings) -> TextRegion:
    """The tasks in some paragraphs that stand one after the other."""
    return _Region(Stream(paragraphs), around).read()


class _Region:
    def __init__(self, stream: Stream, around: Surroundings) -> None:
        self._stream = stream
        self._text = stream.text
        self._around = around
        self._places = OwnerPlaces(stream.text)
        self._reader = RecordReader(stream, self._places)
        numbers = find_marks(stream.text)
        headings = find_headings(stream, numbers, self._places, first=around.first)
        marks = sorted([*numbers, *headings], key=lambda m: (m.start, m.style not in UNNUMBERED, m.weak))
        self._tree = ItemTree(
            stream, self._reader, self._places, build_outline(stream, marks, self._places, around.counted)
        )
        self._ratio = self._tree.owned_ratios()
        self._task_styles = self._tree.styles_of_tasks()
        self._drafts: list[tuple[int, Draft]] = []
        self._task_starts: set[int] = set()
        self._said_above: list[tuple[int, int, list[Said]]] = []

    def read(self) -> TextRegion:
        self._root_records()
        for child in self._tree.root.children:
            self._visit(child, [])
        self._claim_headings()
        self._drafts.sort(key=lambda pair: pair[0])
        frame = Frame(self._stream, self._places, [item.node.start + 1 for item in self._tree.parts])
        title = frame.mark(first=self._around.first, after_tasks=self._around.after_tasks)
        drafts = [draft for _, draft in self._drafts]
        return TextRegion(drafts, self._open_headings(), title, self._stream)

    def _claim_headings(self) -> None:
        """What a heading says of the tasks below it was read for them."""
        for start, stop, said in self._said_above:
            for _, draft in self._drafts:
                if any(one is other for one in said for other in draft.inherited):
                    self._stream.claim(start, stop, draft)

    # --- which items are tasks ---

    def _visit(self, item: Item, inherited: list[Said]) -> None:
        if self._tree.heads_unnumbered(item):
            self._heading(item, inherited)
            return
        if self._only_demands(item):
            return
        if self._is_one_task(item):
            self._task(item, inherited, whole=True)
            return
        own = self._group_of(item) if item.children or item.node.style == GROUP else []
        if (item.children and item.deep and not item.owned) or own:
            self._heading(item, [*own, *([] if own else inherited)])
        elif item.owned:
            self._owned_with_children(item, inherited)
        else:
            self._ownerless(item, inherited)

    def _only_demands(self, item: Item) -> bool:
        """Whether an item is the letter's demands, though sentences begin with units: left to a person."""
        if not demands(self._tree.title(item, numbered=False).split("。")[0]):
            return False
        labelled = self._places.any_between(item.node.start, item.stop)
        inside = {item, *item.below()}
        return not labelled and any(one.owned for one in self._tree.root.below() if one not in inside)

    def _is_one_task(self, item: Item) -> bool:
        """Whether what stands below an item are points of its content."""
        if item.node.style in UNNUMBERED:
            return False
        below = [child for child in item.children if child.deep]
        if not item.children:
            return item.owned
        if not below:
            return item.owned and not self._group_of(item)
        if item.owned or below != [item.children[-1]]:
            return False
        last = below[0]
        if last.children or len(last.reading.records) > 1:
            return False
        if len(item.children) == 1:
            return self._ratio.get(last.node.style, 1.0) < _HALF
        return self._ratio.get(last.node.style, 0.0) < _HALF

    def _group_of(self, item: Item) -> list[Said]:
        """What a heading says of all tasks below it: its unit (市教育局（3项）), its leader."""
        title = self._tree.title(item, numbered=False)
        owners = group_of(title)
        said = [Said(Field.OWNERS, "", "", owners)] if owners else []
        records = item.reading.records
        bare = (
            len(records) == 1
            and records[0].owned
            and (not records[0].contents or records[0].contents[-1][1] <= item.title_end)
        )
        if item.node.style == GROUP and not owners:
            first = item.children[0].node.start if item.children else item.node.stop
            said += [one for r in self._reader.read(item.node.start, first).records for one in r.said]
            self._stream.mark(item.node.start, first)
        if bare and item.children:
            text = records[0].text(self._stream)
            if not any(child.owned for child in item.children) and len(text) > 30 and "。" in text:
                return said
            said += records[0].said
        if said:
            self._said_above.append((item.node.start, item.node.stop, said))
        return said

    def _heading(self, item: Item, inherited: list[Said]) -> None:
        """A heading: its own paragraphs with owners are tasks without a number, its children are visited."""
        title_end = item.title_end
        fate = Fate.FURNITURE if item.node.style == PART else Fate.USED
        self._stream.mark(item.node.start, title_end, fate)
        for record in item.reading.records:
            inside = [(max(s, title_end), e) for s, e in record.contents if e > title_end]
            if record.owned and inside:
                record.contents = inside
                self._emit(item, record, "", inherited)
            elif record.owned:
                self._mark_said(item, record)
            elif inherited and not item.children and item.node.style == GROUP:
                self._paragraph_tasks(item, record, inherited)
        for child in item.children:
            self._visit(child, inherited)

    def _paragraph_tasks(self, item: Item, record: Record, inherited: list[Said]) -> None:
        """Below a unit's heading every paragraph without a number is a task."""
        for start, stop in record.contents:
            for match in re.finditer("[^\n]+", self._text[start:stop]):
                piece = Record(start + match.start(), [(start + match.start(), start + match.end())])
                self._emit(item, piece, "", inherited)

    def _owned_with_children(self, item: Item, inherited: list[Said]) -> None:
        """An item with owners above others with owners: both are tasks, unless it is but a heading."""
        title = self._tree.title(item, numbered=False)
        several = len(item.reading.records) > 1
        if item.node.style in UNNUMBERED:
            self._heading(item, inherited)
            return
        if not item.children:
            self._task(item, inherited, whole=True)
        elif len(title) <= 40 and not several and "。" not in title.rstrip("。"):
            own = item.reading.records[0].said
            self._said_above.append((item.node.start, item.node.stop, own))
            self._heading(item, [*own, *inherited])
        else:
            self._task(item, inherited, whole=False)
            for child in item.children:
                self._visit(child, inherited)

    def _ownerless(self, item: Item, inherited: list[Said]) -> None:
        """Nothing says who does it: a task all the same where its neighbours are tasks or a heading's unit
        has it; else the letter's demands, or left for a person."""
        parent = item.node.parent
        if inherited and item.node.style not in UNNUMBERED:
            self._task(item, inherited, whole=True)
            return
        if item.node.style in UNNUMBERED:
            for child in item.children:
                self._visit(child, inherited)
            return
        siblings = item.siblings
        title = self._tree.title(item, numbered=False)
        like = [one for one in siblings if one.deep]
        if like and all(self._is_one_task(one) or (one.owned and not one.children) for one in like):
            self._task(item, inherited, whole=True)
        elif any(child.node.style in self._task_styles for child in item.children) and not is_closing(title):
            self._stream.mark(item.node.start, item.title_end)
            for child in item.children:
                self._task(child, inherited, whole=True)
        elif parent is not None and self._is_target(item, siblings):
            self._task(item, inherited, whole=True)
        elif is_closing(title) and (like or not self._around.first or self._tree.root.deep):
            self._stream.mark(item.node.start, item.stop, Fate.FURNITURE)
        else:
            for child in item.children:
                self._visit_loose(child)

    def _visit_loose(self, item: Item) -> None:
        """Below an ownerless heading nothing is taken but what is a target in figures."""
        if self._is_target(item, item.siblings):
            self._task(item, [], whole=True)

    def _is_target(self, item: Item, siblings: Sequence[Item]) -> bool:
        """A block of pure figures under 主要预期目标 or its like."""
        above = item.node.parent
        heading = self._text[above.start : above.end + 60] if above and above.parent else ""
        figures = sum(bool(_FIGURE.search(self._text[one.node.end : one.node.stop])) for one in siblings)
        return (
            bool(_TARGETS.search(heading.split("。")[0]))
            and len(siblings) > 1
            and figures * 2 > len(siblings)
        )

    # --- tasks ---

    def _task(self, item: Item, inherited: list[Said], *, whole: bool) -> None:
        """The tasks of an item: one for each of its records; `whole` with all that stands below it."""
        records = [r for r in item.reading.records if r.contents or r.said]
        if not records:
            records = [Record(item.node.start, [(item.node.end, item.node.stop)])]
        for index, record in enumerate(records):
            if whole and index == len(records) - 1:
                self._add_below(record, item)
            printed = item.node.printed
            self._emit(item, record, printed, inherited)

    def _add_below(self, record: Record, item: Item) -> None:
        if record.said and record.said[-1].field in PROSE_FIELDS and not record.said[-1].value:
            self._add_points(record, item)
            return
        for child in item.children:
            records = child.reading.records
            record.contents.append((child.node.start, child.node.end))
            for below in records:
                record.contents += below.contents
                record.said += below.said
            if not records:
                record.contents.append((child.node.end, child.node.stop))
            self._mark_said(child, None)
            record.below.append((child.node.start, child.node.stop))
            self._add_below(record, child)

    def _add_points(self, record: Record, item: Item) -> None:
        """整改措施： with nothing behind it: the numbered points below are its value."""
        label, said, spans = record.said.pop(), [], []
        for child in item.below():
            spans.append((child.node.start, child.node.end))
            for below in child.reading.records:
                spans += below.contents
                said += below.said
            self._mark_said(child, None)
            record.below.append((child.node.start, child.node.stop))
        points = "\n".join(join(self._text[start:end]) for start, end in spans)
        record.said += [replace(label, value=re.sub(r"(?<=[.．、）)])\n", "", points)), *said]

    def _root_records(self) -> None:
        """Tasks above or without any number: each is the paragraph in front of its owners."""
        for record in self._tree.root.reading.records:
            if not record.owned:
                continue
            if record.contents:
                start, stop = record.contents[0]
                record.contents[0] = (self._stream.last_paragraph(start, stop), stop)
            if record.contents or any(one.field in (Field.CONTENT, Field.COARSE) for one in record.said):
                self._emit(self._tree.root, record, self._printed(record), [])

    def _printed(self, record: Record) -> str:
        return next((one.value for one in record.said if one.field is Field.NUMBER), "")

    def _emit(self, item: Item, record: Record, printed: str, inherited: list[Said]) -> None:
        headings = self._headings_of(item, is_item=bool(printed))
        first = record.contents[0][0] if record.contents else record.start
        start = item.node.start if printed else first
        place = self._stream.line_at(
            min(max(start, first) if not printed else start + 1, len(self._text) - 1)
        ).place
        content = record.text(self._stream)
        if not content and not any(one.field in (Field.CONTENT, Field.COARSE) for one in record.said):
            return
        printed = "" if item.node.number == 0 else unicodedata.normalize("NFKC", printed)
        draft = Draft(
            printed or self._printed(record), content, place, headings, record.said, list(inherited)
        )
        self._drafts.append((start, draft))
        if printed:
            self._task_starts.add(item.node.start)
        self._mark_said(item, record, draft)
        for begin, end in record.below:
            self._stream.mark(begin, end, reader=draft)

    def _mark_said(self, item: Item, record: Record | None, draft: Draft | None = None) -> None:
        """Everything between the item's number and what is loose in it is used."""
        node, loose = item.node, item.reading.loose
        if record is None:
            spans = [(node.start, node.stop)]
        elif node.parent is None:
            ends = [r.start for r in item.reading.records if r.start > record.start]
            first = record.contents[0][0] if record.contents else record.start
            spans = [(min(first, max(first, record.start)), min(ends, default=node.stop))]
        else:
            spans = [(node.start, node.end)]
            ends = [r.start for r in item.reading.records if r.start > record.start]
            spans.append((max(record.start, node.end), min(ends, default=node.stop)))
        for start, stop in spans:
            at = start
            for begin, end in sorted(loose):
                if begin >= stop:
                    break
                self._stream.mark(at, max(at, begin), reader=draft)
                at = max(at, end)
            self._stream.mark(at, stop, reader=draft)

    # --- headings ---

    def _headings_of(self, item: Item, *, is_item: bool) -> list[str]:
        """The headings above an item, the outermost first."""
        above = [item] if not is_item and item.parent is not None else []
        while (parent := (above[0] if above else item).parent) is not None and parent.parent is not None:
            above.insert(0, parent)
        texts = [text for one in above if one.node.style != PART and (text := self._heading_text(one))]
        if any(one.node.style == PART for one in above):
            several = sum(part.deep for part in self._tree.parts) > 1
            return texts or ([self._heading_text(above[-1])] if several else [])
        outermost = above[0].node.rank if above else item.node.rank
        return [text for rank, text in self._around.headings if rank < outermost] + texts

    def _heading_text(self, item: Item) -> str:
        """A heading as printed; a line that says who has the group's tasks is none."""
        text = self._tree.title(item, numbered=True)
        return text if item.node.style != GROUP or group_of(text) else ""

    def _open_headings(self) -> list[OpenHeading]:
        """The headings at the end of the text that hold for what follows: a table, or more text."""
        item = self._tree.root
        if not item.children:
            return list(self._around.headings)
        first = item.children[0].node
        found = [heading for heading in self._around.headings if heading[0] < first.rank]
        while item.children:
            item = item.children[-1]
            text = join(self._text[item.node.start : item.node.stop])
            if item.node.style == PART:
                found = []
            elif item.node.start in self._task_starts or (len(text) > _LONGEST_TITLE and not item.children):
                break
            else:
                found.append((item.node.rank, self._heading_text(item) if item.children else text))
                if not item.children and self._around.before_table:
                    self._stream.mark(item.node.start, item.node.stop)
        return found
