"""The items of a text's outline with what each says: headings, tasks and points of a content."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from xlsheet.notice.extract.headings import GROUP, PART, UNNUMBERED
from xlsheet.notice.extract.outline import Node
from xlsheet.notice.extract.owner_places import OwnerPlaces
from xlsheet.notice.extract.records import Record, RecordReader, RecordsFound
from xlsheet.notice.extract.stream import Stream
from xlsheet.notice.letter import is_tail
from xlsheet.notice.lines import join
from xlsheet.notice.owners.words import OWNER_FIELDS, Field

_SEVERAL: Final = 2
_LONGEST_HEADING_LINE: Final = 40


@dataclass(slots=True, eq=False)
class Item:
    """A node of the outline with what its own text says; `title_end` is where its heading ends."""

    node: Node
    reading: RecordsFound
    title_end: int
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)

    @property
    def owned(self) -> bool:
        """Whether its own text says who does something or by when."""
        return any(record.owned for record in self.reading.records)

    @property
    def deep(self) -> bool:
        """Whether it, or anything below it, says who does it."""
        if self.node.style == GROUP:
            return True
        return self.owned or any(child.deep for child in self.children)

    @property
    def only_fields(self) -> bool:
        """Whether its text is nothing but fields: (1) 牵头单位：… numbers a field of the item above."""
        records = self.reading.records
        labelled = bool(records) and all(record.said for record in records)
        named = any(one.field in (Field.CONTENT, Field.COARSE) for record in records for one in record.said)
        text = any(start < stop for record in records for start, stop in record.contents)
        return labelled and not (text or self.children or (named and self.owned))

    @property
    def siblings(self) -> list[Item]:
        """The items of its style below the same one, itself among them."""
        if self.parent is None:
            return [self]
        return [child for child in self.parent.children if child.node.style == self.node.style]

    @property
    def stop(self) -> int:
        """Where the text of all that stands below it ends."""
        return max([self.node.stop, *(child.stop for child in self.children)])

    def below(self) -> Iterator[Item]:
        """Everything below it, in the order of the text."""
        for child in self.children:
            yield child
            yield from child.below()


class ItemTree:
    """All items of a text. `root` is what holds them."""

    def __init__(self, stream: Stream, reader: RecordReader, places: OwnerPlaces, outline: Node) -> None:
        self._stream = stream
        self._text = stream.text
        self._reader = reader
        self._places = places
        self.root = self._item(outline, None)

    def _item(self, node: Node, parent: Item | None) -> Item:
        title_end = self._title_end(node)
        start = title_end if node.style in UNNUMBERED else node.end
        item = Item(node, self._reader.read(start, node.stop), title_end, parent)
        for child in node.children:
            below = self._item(child, item)
            if below.only_fields and parent is not None and (below.owned or self._has_fields_beside(node)):
                self._merge_fields(item, below)
            else:
                item.children.append(below)
        self._adopt_loose(item)
        if parent is None:
            for one in item.below():
                self._shorten_title(one)
        return item

    def _adopt_loose(self, item: Item) -> None:
        """Owners beside the titles of several items, and lines below them: more of their contents."""
        for siblings in (child.siblings for child in item.children[:1]):
            below = [one for one in siblings if one.reading.loose and not one.children]
            if len(below) < _SEVERAL or len(below) * 3 < len(siblings) * 2:
                continue
            most = max(len(one.reading.loose) for one in below if one is not siblings[-1])
            for one in below:
                tail = (i for i, (a, b) in enumerate(one.reading.loose) if is_tail(self._text[a:b].strip()))
                stop = min(next(tail, len(one.reading.loose)), most)
                one.reading.records[-1].contents += one.reading.loose[:stop]
                one.reading.loose = one.reading.loose[stop:]

    def _has_fields_beside(self, node: Node) -> bool:
        """Whether numbered owners stand among an item's points: 建设内容： before them is a field too."""
        return any(
            label.at_line_start
            for child in node.children
            for label in self._places.labels_between(child.start, child.end + 2)
            if label.field in OWNER_FIELDS
        )

    def _merge_fields(self, item: Item, below: Item) -> None:
        """A numbered field belongs to the item above it, or to the one just before it."""
        target = item.children[-1] if item.children else item
        if not target.reading.records:
            target.reading.records.append(Record(target.node.start))
        for record in below.reading.records:
            target.reading.records[-1].said += record.said
        target.reading.records[-1].below.append((below.node.start, below.node.stop))
        self._stream.mark(below.node.start, below.node.stop)

    def _title_end(self, node: Node) -> int:
        """Where a heading's own line ends; in printed lines, where its first sentence or short line does."""
        if node.parent is None:
            return 0
        text = self._text[node.end : node.stop]
        if node.style in UNNUMBERED:
            at = text.find("\n")
            return node.end + at if at >= 0 else node.stop
        labels = self._places.labels_between(node.end + 1, node.stop)
        label = next((one.start for one in labels if one.at_line_start), node.stop)
        if node.end + 1 < label < node.stop:
            text = self._text[node.end : label].rstrip("\n")
        for match in re.finditer("\n+", text):
            before = text[: match.start()].rstrip()
            if before and (len(match[0]) > 1 or before[-1] in "。！？；"):
                return node.end + match.start()
        return node.end + len(text)

    def _shorten_title(self, item: Item) -> None:
        """Where tasks without a number follow below a heading line, that line alone is the heading."""
        if self.heads_unnumbered(item):
            item.title_end = item.node.end + self._text[item.node.end : item.node.stop].index("\n")

    def heads_unnumbered(self, item: Item) -> bool:
        """Whether an item is a heading line above tasks without a number, itself or its neighbours."""
        if item.children or item.parent is None or item.node.style in UNNUMBERED:
            return False
        if not self._first_line_heads(item):
            return False
        several = (one for one in item.siblings if len(one.reading.records) > 1)
        return any(self._first_line_heads(one) for one in several)

    def _first_line_heads(self, item: Item) -> bool:
        """Whether its first line reads as a heading, and content follows below it."""
        text = self._text[item.node.end : item.node.stop]
        line = text.lstrip("\n").partition("\n")[0].strip()
        end = item.node.end + text.index(line) + len(line)
        records = item.reading.records
        follows = bool(records) and any(stop > end + 1 for _, stop in records[0].contents)
        heads = 0 < len(line) <= _LONGEST_HEADING_LINE and not re.search("[。；;：:，（(]", line[:-1])
        return heads and item.owned and follows and not line.endswith(("；", "，", "："))

    def title(self, item: Item, *, numbered: bool) -> str:
        """An item's heading, with or without its number."""
        start = item.node.start if numbered or item.node.style in UNNUMBERED else item.node.end
        return join(self._text[start : item.title_end])

    def owned_ratios(self) -> dict[str, float]:
        """For each style, how many of its items that are not the last of theirs have owners."""
        counts: Counter[str] = Counter()
        owned: Counter[str] = Counter()
        for item in [self.root, *self.root.below()]:
            by_style: dict[str, list[Item]] = defaultdict(list)
            for child in item.children:
                by_style[child.node.style].append(child)
            for style, siblings in by_style.items():
                counts[style] += len(siblings) - 1
                owned[style] += sum(child.deep for child in siblings[:-1])
        return {style: owned[style] / count for style, count in counts.items() if count}

    def styles_of_tasks(self) -> set[str]:
        """The styles of items that say who does them."""
        return {item.node.style for item in self.root.below() if item.owned}

    @cached_property
    def parts(self) -> list[Item]:
        """The titles and annexes of the text."""
        return [item for item in self.root.below() if item.node.style == PART]
