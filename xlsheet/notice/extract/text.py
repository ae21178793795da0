"""Tasks in running text: numbered or not, with owners in labelled lines, brackets, sentences or headings.

The outline says what stands below what; the level that owns units is the level of the tasks. What is above
is a heading, what is below belongs to the content.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.headings import GROUP, PART, PLAIN, UNNUMBERED, find_headings, group_of
from xlsheet.notice.letter import ends_letter, introduces, is_closing, is_head, is_tail, speaks_as_letter
from xlsheet.notice.extract.numbers import find_marks
from xlsheet.notice.extract.outline import Node, build_outline
from xlsheet.notice.extract.owner_places import OwnerPlaces
from xlsheet.notice.extract.records import Reading, Record, RecordReader, Said
from xlsheet.notice.extract.stream import Fate, Stream
from xlsheet.notice.lines import join
from xlsheet.notice.owners.words import Field
from xlsheet.notice.read.blocks import Paragraph

_HALF: Final = 0.5
_FIGURE: Final = re.compile(r"\d.*(?:%|％|个|家|公里|万|亿|座|所|条|项|人|户|亩|吨|台|件|以上|左右)")
_TARGETS: Final = re.compile("目标|指标|任务|实事|项目")
_LONGEST_TITLE: Final = 80
_LONGEST_HEADING_LINE: Final = 40
_GROUP_VALUES: Final = (Field.LEADERS, Field.LEAD, Field.RESPONSIBLE)


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


@dataclass(slots=True)
class _Item:
    """A node of the outline with what its own text says; `title_end` is where its heading ends."""

    node: Node
    reading: Reading
    title_end: int
    children: list[_Item] = field(default_factory=list)

    @property
    def owned(self) -> bool:
        return any(record.owned for record in self.reading.records)

    @property
    def deep(self) -> bool:
        """Whether it, or anything below it, says who does it."""
        return self.owned or any(child.deep for child in self.children)

    @property
    def only_owners(self) -> bool:
        """Whether its text is nothing but fields: (1) 牵头单位：… numbers a field of the item above."""
        records = self.reading.records
        return bool(records) and self.owned and not self.children and not any(r.contents for r in records)


class _Region:
    def __init__(self, stream: Stream, around: Surroundings) -> None:
        self._stream = stream
        self._text = stream.text
        self._around = around
        self._first = around.first
        self._after_tasks = around.after_tasks
        self._places = OwnerPlaces(stream.text)
        self._reader = RecordReader(stream, self._places)
        numbers = find_marks(stream.text)
        headings = find_headings(stream, numbers, self._places, first=around.first)
        marks = sorted([*numbers, *headings], key=lambda m: (m.start, m.style not in UNNUMBERED, m.weak))
        self._title_ends: dict[int, int] = {}
        self._item = self._items(build_outline(stream, marks, self._places, around.counted))
        self._ratio = self._owned_ratios()
        self._drafts: list[tuple[int, Draft]] = []
        self._parts = 0
        self._task_styles: set[str] = set()
        self._task_starts: set[int] = set()

    def read(self) -> TextRegion:
        self._task_styles = self._styles_of_tasks(self._item)
        self._root_records()
        for child in self._item.children:
            self._visit(child, [])
        self._drafts.sort(key=lambda pair: pair[0])
        title = self._mark_furniture()
        drafts = [draft for _, draft in self._drafts]
        return TextRegion(drafts, self._open_headings(), title, self._stream)

    # --- the outline, read ---

    def _items(self, node: Node) -> _Item:
        title_end = self._title_end(node)
        start = title_end if node.style in UNNUMBERED else node.end
        item = _Item(node, self._reader.read(start, node.stop), title_end)
        for child in node.children:
            below = self._items(child)
            if below.only_owners and node.parent is not None:
                self._merge_fields(item, below)
            else:
                item.children.append(below)
        return item

    def _merge_fields(self, item: _Item, below: _Item) -> None:
        """A numbered field belongs to the item above it, or to the one just before it."""
        target = item.children[-1] if item.children else item
        if not target.reading.records:
            target.reading.records.append(Record(target.node.start))
        for record in below.reading.records:
            target.reading.records[-1].said += record.said
        self._stream.mark(below.node.start, below.node.stop)

    def _title_end(self, node: Node) -> int:
        """Where a heading's own line ends; in printed lines, where its first sentence or short line does."""
        if node.parent is None:
            return 0
        if node.start in self._title_ends:
            return self._title_ends[node.start]
        text = self._text[node.end : node.stop]
        if node.style in UNNUMBERED:
            at = text.find("\n")
            return node.end + at if at >= 0 else node.stop
        for match in re.finditer("\n+", text):
            before = text[: match.start()].rstrip()
            if before and (len(match[0]) > 1 or before[-1] in "。！？；"):
                return node.end + match.start()
        return node.stop

    def _owned_ratios(self) -> dict[str, float]:
        """For each style, how many of its items that are not the last of theirs have owners."""
        counts: Counter[str] = Counter()
        owned: Counter[str] = Counter()

        def walk(item: _Item) -> None:
            by_style: dict[str, list[_Item]] = defaultdict(list)
            for child in item.children:
                by_style[child.node.style].append(child)
                walk(child)
            for style, siblings in by_style.items():
                counts[style] += len(siblings) - 1
                owned[style] += sum(child.deep for child in siblings[:-1])

        walk(self._item)
        return {style: owned[style] / count for style, count in counts.items() if count}

    def _styles_of_tasks(self, item: _Item) -> set[str]:
        found = {item.node.style} if item.owned and item.node.parent is not None else set()
        return found.union(*(self._styles_of_tasks(child) for child in item.children)) if item.children else found

    # --- which items are tasks ---

    def _visit(self, item: _Item, inherited: list[Said]) -> None:
        if self._heads_unnumbered(item):
            self._heading(item, inherited)
            return
        if self._is_one_task(item):
            self._task(item, inherited, whole=True)
            return
        own = self._group_of(item) if item.children or item.node.style == GROUP else []
        if item.children and item.deep and not item.owned or own:
            self._heading(item, [*own, *([] if own else inherited)])
        elif item.owned:
            self._owned_with_children(item, inherited)
        else:
            self._ownerless(item, inherited)

    def _is_one_task(self, item: _Item) -> bool:
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

    def _heads_unnumbered(self, item: _Item) -> bool:
        """Whether an item is a heading line above tasks without a number, itself or its neighbours."""
        if item.children or item.node.parent is None or item.node.style in UNNUMBERED:
            return False
        like = [one for one in self._siblings(item) if self._first_line_heads(one)]
        if item not in like or not any(len(one.reading.records) > 1 for one in like):
            return False
        item.title_end = item.node.end + self._text[item.node.end : item.node.stop].index("\n")
        self._title_ends[item.node.start] = item.title_end
        return True

    def _first_line_heads(self, item: _Item) -> bool:
        line, _, rest = self._text[item.node.end : item.node.stop].lstrip("\n").partition("\n")
        heads = 0 < len(line.strip()) <= _LONGEST_HEADING_LINE and not re.search("[。；;：:，（(]", line.strip()[:-1])
        return heads and not line.rstrip().endswith(("；", "，", "：")) and item.owned and bool(rest.strip())

    def _group_of(self, item: _Item) -> list[Said]:
        """What a heading says of all tasks below it: its unit (市教育局（3项）), its leader."""
        title = self._title(item, numbered=False)
        owners = group_of(title)
        said = [Said(Field.OWNERS, "", "", owners)] if owners else []
        records = item.reading.records
        bare = len(records) == 1 and records[0].owned and (
            not records[0].contents or records[0].contents[-1][1] <= item.title_end
        )
        if item.node.style == GROUP and not owners:
            said += self._reader.read(item.node.start, item.title_end).records[0].said
        if bare and item.children:
            text = records[0].text(self._stream)
            if not any(child.owned for child in item.children) and len(text) > 30 and "。" in text:
                return said
            said += records[0].said
        return said

    def _heading(self, item: _Item, inherited: list[Said]) -> None:
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

    def _paragraph_tasks(self, item: _Item, record: Record, inherited: list[Said]) -> None:
        """Below a unit's heading every paragraph without a number is a task."""
        for start, stop in record.contents:
            for match in re.finditer("[^\n]+", self._text[start:stop]):
                piece = Record(start + match.start(), [(start + match.start(), start + match.end())])
                self._emit(item, piece, "", inherited)

    def _owned_with_children(self, item: _Item, inherited: list[Said]) -> None:
        """An item with owners above others with owners: both are tasks, unless it is but a heading."""
        title = self._title(item, numbered=False)
        several = len(item.reading.records) > 1
        if item.node.style in UNNUMBERED:
            self._heading(item, inherited)
            return
        if not item.children:
            self._task(item, inherited, whole=True)
        elif len(title) <= 40 and not several and "。" not in title.rstrip("。"):
            self._heading(item, [*item.reading.records[0].said, *inherited])
        else:
            self._task(item, inherited, whole=False)
            for child in item.children:
                self._visit(child, inherited)

    def _ownerless(self, item: _Item, inherited: list[Said]) -> None:
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
        siblings = self._siblings(item)
        title = self._title(item, numbered=False)
        like = [one for one in siblings if one.deep]
        if like and all(self._is_one_task(one) or (one.owned and not one.children) for one in like):
            self._task(item, inherited, whole=True)
        elif any(child.node.style in self._task_styles for child in item.children) and not is_closing(title):
            self._stream.mark(item.node.start, item.title_end)
            for child in item.children:
                self._task(child, inherited, whole=True)
        elif parent is not None and self._is_target(item, siblings):
            self._task(item, inherited, whole=True)
        elif is_closing(title) and (like or self._is_below_closing(item)):
            self._stream.mark(item.node.start, self._deep_stop(item), Fate.FURNITURE)
        else:
            for child in item.children:
                self._visit_loose(child)

    def _visit_loose(self, item: _Item) -> None:
        """Below an ownerless heading nothing is taken but what is a target in figures."""
        if self._is_target(item, self._siblings(item)):
            self._task(item, [], whole=True)

    def _is_target(self, item: _Item, siblings: Sequence[_Item]) -> bool:
        """A block of pure figures under 主要预期目标 or its like."""
        above = item.node.parent
        heading = self._text[above.start : above.end + 60] if above and above.parent else ""
        figures = sum(bool(_FIGURE.search(self._own_text(one))) for one in siblings)
        return bool(_TARGETS.search(heading.split("。")[0])) and len(siblings) > 1 and figures * 2 > len(siblings)

    def _is_below_closing(self, item: _Item) -> bool:
        return not self._first or self._item.deep

    def _siblings(self, item: _Item) -> list[_Item]:
        def find(within: _Item) -> list[_Item] | None:
            if item in within.children:
                return [child for child in within.children if child.node.style == item.node.style]
            return next((found for child in within.children if (found := find(child)) is not None), None)

        return find(self._item) or [item]

    # --- tasks ---

    def _task(self, item: _Item, inherited: list[Said], *, whole: bool) -> None:
        """The tasks of an item: one for each of its records; `whole` with all that stands below it."""
        records = [r for r in item.reading.records if r.contents or r.said]
        if not records:
            records = [Record(item.node.start, [(item.node.end, item.node.stop)])]
        for index, record in enumerate(records):
            if whole and index == len(records) - 1:
                self._add_below(record, item)
            printed = item.node.printed
            self._emit(item, record, printed, inherited)

    def _add_below(self, record: Record, item: _Item) -> None:
        for child in item.children:
            records = child.reading.records
            record.contents.append((child.node.start, child.node.end))
            for below in records:
                record.contents += below.contents
                record.said += below.said
            if not records:
                record.contents.append((child.node.end, child.node.stop))
            self._mark_said(child, None)
            self._add_below(record, child)

    def _root_records(self) -> None:
        """Tasks above or without any number: each is the paragraph in front of its owners."""
        for record in self._item.reading.records:
            if not record.owned:
                continue
            if record.contents:
                start, stop = record.contents[0]
                record.contents[0] = (self._last_paragraph(start, stop), stop)
            if record.contents or any(one.field in (Field.CONTENT, Field.COARSE) for one in record.said):
                self._emit(self._item, record, self._printed(record), [])

    def _printed(self, record: Record) -> str:
        return next((one.value for one in record.said if one.field is Field.NUMBER), "")

    def _last_paragraph(self, start: int, stop: int) -> int:
        """Where the last paragraph of a piece of text begins."""
        text = self._text[start:stop]
        body = len(text.rstrip())
        best = 0
        for match in re.finditer("\n+", text[:body]):
            before = text[: match.start()].rstrip()
            if not before:
                best = match.end()
            elif len(match[0]) > 1 or before[-1:] in "。；！？：）)" or self._is_short(start + match.start()):
                best = match.end()
        return start + best

    def _is_short(self, at: int) -> bool:
        line = self._stream.line_at(at - 1)
        widest = max((one.end - one.start for one in self._stream.lines), default=0)
        return line.end - line.start < widest * 0.6

    def _emit(self, item: _Item, record: Record, printed: str, inherited: list[Said]) -> None:
        headings = self._headings_of(item, bool(printed))
        first = record.contents[0][0] if record.contents else record.start
        start = item.node.start if printed else first
        place = self._stream.line_at(min(max(start, first) if not printed else start + 1, len(self._text) - 1)).place
        content = record.text(self._stream)
        draft = Draft(printed or self._printed(record), content, place, headings, record.said, list(inherited))
        self._drafts.append((start, draft))
        if printed:
            self._task_starts.add(item.node.start)
        self._mark_said(item, record)

    def _mark_said(self, item: _Item, record: Record | None) -> None:
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
                self._stream.mark(at, max(at, begin))
                at = max(at, end)
            self._stream.mark(at, stop)

    # --- headings ---

    def _title(self, item: _Item, *, numbered: bool) -> str:
        start = item.node.start if numbered or item.node.style in UNNUMBERED else item.node.end
        return join(self._text[start : item.title_end])

    def _own_text(self, item: _Item) -> str:
        return join(self._text[item.node.end : item.node.stop])

    def _headings_of(self, item: _Item, is_item: bool) -> list[str]:
        """The headings above an item, the outermost first."""
        nodes = item.node.ancestors()
        if not is_item and item.node.parent is not None:
            nodes.append(item.node)
        above = [node for node in nodes if node.style != PART]
        texts = [self._heading_text(node) for node in above]
        if len(above) == len(nodes):
            outermost = above[0].rank if above else item.node.rank
            texts = [text for rank, text in self._around.headings if rank < outermost] + texts
        if not above and self._part_count() > 1:
            texts = [self._heading_text(node) for node in nodes[-1:]]
        return [text for text in texts if text]

    def _heading_text(self, node: Node) -> str:
        text = join(self._text[node.start : self._title_end(node)])
        return text if node.style != GROUP or group_of(text) else ""

    def _part_count(self) -> int:
        return sum(child.node.style == PART and child.deep for child in self._item.children)

    def _deep_stop(self, item: _Item) -> int:
        return max([item.node.stop, *(self._deep_stop(child) for child in item.children)])

    def _open_headings(self) -> list[OpenHeading]:
        """The headings at the end of the text that hold for the table that follows."""
        node, found = self._item.node, [] if not self._item.node.children else self._still_open()
        while node.children:
            node = node.children[-1]
            text = join(self._text[node.start : node.stop])
            if node.style == PART:
                found = []
            elif node.start in self._task_starts or len(text) > _LONGEST_TITLE and not node.children:
                break
            else:
                found.append((node.rank, self._heading_text(node) if node.children else text))
                if not node.children and self._around.before_table:
                    self._stream.mark(node.start, node.stop)
        return found if self._item.node.children else list(self._around.headings)

    def _still_open(self) -> list[OpenHeading]:
        first = self._item.node.children[0]
        return [heading for heading in self._around.headings if heading[0] < first.rank]

    # --- letter, titles, tail ---

    def _mark_furniture(self) -> str:
        """What stands above the first task or below the last is looked at line by line."""
        lines = self._stream.lines
        used = [i for i, line in enumerate(lines) if Fate.USED in self._stream.fates[line.start : line.end]]
        first, last = (used[0], used[-1]) if used else (len(lines), -1)
        title = self._mark_letter(lines[:first]) if self._first else self._mark_titles(first)
        if used or self._after_tasks:
            self._mark_tail(last + 1)
        for node in self._nodes(self._item.node):
            if node.style == PART:
                self._stream.mark(node.start, self._title_end(node), Fate.FURNITURE)
        return title

    def _line(self, index: int) -> str:
        line = self._stream.lines[index]
        return self._text[line.start : line.end].strip()

    def _mark_letter(self, above: Sequence[object]) -> str:
        """Up to the letter's last date, annex or title everything is the letter's, where there is one."""
        count = len(above)
        texts = [self._line(i) for i in range(count)]
        is_letter = any(map(speaks_as_letter, texts))
        parts = {self._stream.line_at(node.start).start for node in self._nodes(self._item.node) if node.style == PART}
        titles = [i for i in range(count) if self._stream.lines[i].start in parts]
        ends = [i for i, text in enumerate(texts) if ends_letter(text)]
        salutation = next((i for i, text in enumerate(texts) if speaks_as_letter(text)), 0)
        end = max([i for i in [*ends, *titles] if i >= salutation], default=count - 1 if is_letter else -1)
        for i, text in enumerate(texts):
            line = self._stream.lines[i]
            if (is_letter and i <= end) or i in titles or is_head(text) or introduces(text) or i == 0:
                self._stream.mark(line.start, line.end, Fate.FURNITURE)
        known = [texts[i] for i in titles] or [t for t in texts[:3] if _looks_like_title(t)]
        return known[-1] if known else ""

    def _mark_titles(self, first: int) -> str:
        for i in range(first):
            text = self._line(i)
            if is_head(text) or introduces(text) or (self._after_tasks and is_tail(text)):
                line = self._stream.lines[i]
                self._stream.mark(line.start, line.end, Fate.FURNITURE)
        return ""

    def _mark_tail(self, start: int) -> None:
        reached = False
        for i in range(start, len(self._stream.lines)):
            text = self._line(i)
            reached = reached or is_tail(text)
            if reached or is_tail(text):
                line = self._stream.lines[i]
                self._stream.mark(line.start, line.end, Fate.FURNITURE)

    def _nodes(self, node: Node) -> Iterable[Node]:
        for child in node.children:
            yield child
            yield from self._nodes(child)


def _looks_like_title(text: str) -> bool:
    return 4 <= len(text) <= _LONGEST_TITLE and not re.search("[。；;：:]$", text)


__all__ = ["PLAIN", "TextRegion", "read_text_region"]
