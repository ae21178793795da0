"""From a notice's text to its tasks.

The text is one stream of joined lines. Marks (labels, numbers, headings) are candidates; a number
counts only where the next one is expected, and a heading only where a heading or a task follows,
because page breaks put anything at the start of a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.errors import SourceError
from xlsheet.notice.heading import read_city, read_title, read_year
from xlsheet.notice.lines import join, join_words, line_up
from xlsheet.notice.marks import HEADINGS, LABELS, UNIT_LABELS, Landmark, MarkKind, find_marks
from xlsheet.notice.model import Notice, Task
from xlsheet.notice.people import split_leaders
from xlsheet.notice.tail import cut_tail

_LONGEST_HEADING: Final = 80
_SENTENCE_END: Final = re.compile("[。！？!?；;][”’」）)]*$")
_SHOWN: Final = 20


def parse_notice(text: str) -> Notice:
    """The tasks of a notice with what is odd about them; SourceError where it has none."""
    stream = line_up(text)
    marks = find_marks(stream)
    first = _first_task(stream, marks)
    marks = [mark for mark in marks if mark.kind is not MarkKind.TASK or mark.style == first.style]
    accepted = _Walk(stream, marks).accept(first)
    heading_start = accepted[0].start
    title = read_title(stream[:heading_start])
    tasks, findings = _tasks(stream, accepted)
    return Notice(title, read_year(title, stream[:heading_start]), read_city(stream), tasks, findings)


def _first_task(stream: str, marks: Sequence[Landmark]) -> Landmark:
    """The last number 1 before the first units' label: a covering letter may number its points too."""
    label = next((mark for mark in marks if mark.kind in UNIT_LABELS), None)
    numbers = [m for m in marks if m.kind is MarkKind.TASK and label and m.start < label.start]
    if not numbers:
        raise SourceError(
            "通知里没有找到任务。应有“1. 任务内容”这样编号的任务，后面跟着“牵头单位：…”或“责任单位：…”。"
            f"{_excerpt(stream)}"
        )
    return next((mark for mark in reversed(numbers) if mark.number == 1), numbers[-1])


def _excerpt(stream: str) -> str:
    start = join(stream)[:_SHOWN]
    return f"读到的开头是“{start}…”，请核对是否选对了文件。" if start else "文件里没有文字。"


@dataclass(slots=True)
class _Walk:
    """One pass over the marks, from the first task on, that decides which of them count."""

    stream: str
    marks: Sequence[Landmark]
    accepted: list[Landmark] = field(default_factory=list)
    next_number: int = 1
    last: dict[MarkKind, int] = field(default_factory=lambda: {MarkKind.CHAPTER: 0, MarkKind.SECTION: 0})

    def accept(self, first: Landmark) -> list[Landmark]:
        """The marks that count, in their order: labels, tasks and the headings above them."""
        start = self.marks.index(first)
        for heading in self._headings_above(start):
            self._take(heading)
        self._take(first)
        for i in range(start + 1, len(self.marks)):
            if self._counts(i):
                self._take(self.marks[i])
        return self.accepted

    def _take(self, mark: Landmark) -> None:
        self.accepted.append(mark)
        if mark.kind is MarkKind.TASK:
            self.next_number = mark.number + 1
        elif mark.kind in HEADINGS:
            self.last[mark.kind] = mark.number

    def _headings_above(self, first: int) -> list[Landmark]:
        """The chapter and section that stand directly above the first task."""
        above: list[Landmark] = []
        for i in range(first - 1, -1, -1):
            mark = self.marks[i]
            wanted = MarkKind.SECTION if not above else MarkKind.CHAPTER
            if mark.kind not in (wanted, MarkKind.CHAPTER) or not self._reads_as_heading(i):
                break
            if mark.kind is MarkKind.CHAPTER and mark.number != 1 and not above:
                break
            above.insert(0, mark)
            if mark.kind is MarkKind.CHAPTER:
                break
        return above

    def _reads_as_heading(self, i: int) -> bool:
        """Short, without a full stop, and followed by a heading or a task, never by a label."""
        after = self.marks[i + 1] if i + 1 < len(self.marks) else None
        if after is None or after.kind in LABELS:
            return False
        text = self.stream[self.marks[i].end : after.start].strip()
        return 0 < len(text) <= _LONGEST_HEADING and "。" not in text

    def _counts(self, i: int) -> bool:
        """What may come depends on what came last: a heading, a label's field or a task's content."""
        mark, last = self.marks[i], self.accepted[-1]
        if mark.kind in LABELS:
            return last.kind not in HEADINGS
        if mark.kind in HEADINGS and not self._reads_as_heading(i):
            return False
        if last.kind in LABELS or last.kind in HEADINGS:
            return True
        content = self.stream[last.end : mark.start].strip()
        if not _SENTENCE_END.search(content):
            return False
        return self._is_next_heading(mark) if mark.kind in HEADINGS else self._is_no_item(i)

    def _is_no_item(self, i: int) -> bool:
        """Whether a number inside a content begins the next task, after a task without labels.

        What follows the next label tells: if the same number comes there, this one numbers an item.
        """
        if self.marks[i].number != self.next_number:
            return False
        rest = self.marks[i + 1 :]
        label = next((k for k, mark in enumerate(rest) if mark.kind in LABELS), len(rest))
        following = next((mark for mark in rest[label:] if mark.kind is MarkKind.TASK), None)
        return following is None or following.number != self.next_number

    def _is_next_heading(self, mark: Landmark) -> bool:
        restarted = mark.kind is MarkKind.SECTION and mark.number == 1
        return restarted or mark.number == self.last[mark.kind] + 1


@dataclass(slots=True)
class _Draft:
    """A task whose fields are still being collected."""

    number: int
    chapter: str
    section: str
    content: str
    fields: dict[MarkKind, list[str]] = field(default_factory=dict)

    def text(self, kind: MarkKind) -> str:
        return "；".join(self.fields.get(kind, ()))

    def task(self) -> Task:
        leaders_text = self.text(MarkKind.LEADERS)
        return Task(
            self.number,
            self.chapter,
            self.section,
            self.content,
            split_leaders(leaders_text),
            leaders_text,
            self.text(MarkKind.LEAD),
            self.text(MarkKind.RESPONSIBLE),
            tuple(self.fields.get(MarkKind.NOTE, ())),
            str(self.number),
        )


def _tasks(stream: str, accepted: Sequence[Landmark]) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """Cut the stream at the accepted marks; a number that comes twice counts the first time."""
    drafts: list[_Draft] = []
    findings = _Numbering()
    headings = {MarkKind.CHAPTER: "", MarkKind.SECTION: ""}
    ends = [mark.start for mark in accepted[1:]] + [len(stream)]
    for mark, end in zip(accepted, ends, strict=True):
        raw = cut_tail(stream[mark.end : end]) if end == len(stream) else stream[mark.end : end]
        if mark.kind in HEADINGS:
            text = join(stream[mark.start : end])
            findings.heading(mark, text)
            headings[mark.kind] = text
            if mark.kind is MarkKind.CHAPTER:
                headings[MarkKind.SECTION] = ""
        elif mark.kind is MarkKind.TASK:
            content = _unbracketed(join(raw))
            findings.task(mark.number, content)
            drafts.append(
                _Draft(mark.number, headings[MarkKind.CHAPTER], headings[MarkKind.SECTION], content)
            )
        else:
            value = _field(mark.kind, raw, stream[mark.start : mark.end])
            drafts[-1].fields.setdefault(mark.kind, []).append(value)
    unique: dict[int, _Draft] = {}
    for draft in drafts:
        unique.setdefault(draft.number, draft)
    return tuple(unique[n].task() for n in sorted(unique)), tuple(findings.found)


def _field(kind: MarkKind, raw: str, label: str) -> str:
    """A printed field. A note keeps its label, which says what it is."""
    value = join_words(raw) if kind is MarkKind.LEADERS else join(raw)
    value = _unbracketed(value).rstrip("；;，,、 ")
    return join(label) + value if kind is MarkKind.NOTE else value


def _unbracketed(value: str) -> str:
    """Without half of a bracket pair at its edge: （牵头单位：市财政局；责任单位：…） is cut at labels."""
    if len(re.findall("[（(]", value)) > len(re.findall("[）)]", value)):
        value = re.sub(r"[（(]\s*$", "", value)
    elif len(re.findall("[（(]", value)) < len(re.findall("[）)]", value)):
        value = re.sub(r"[）)][。；;]?\s*$", "", value)
    return value.strip()


@dataclass(slots=True)
class _Numbering:
    """Checks that tasks and headings are numbered one after the other."""

    found: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    last: dict[MarkKind, int] = field(default_factory=dict)

    def task(self, number: int, content: str) -> None:
        expected = max(self.seen, default=0) + 1
        if number in self.seen:
            self.found.append(catalogue.TASK_DUPLICATE.at(value=number))
        elif number != expected:
            shown = f"{number}. {content[:_SHOWN]}"
            self.found.append(catalogue.NOTICE_NUMBERING.at(value=shown, expected=f" {expected}"))
        self.seen.add(number)

    def heading(self, mark: Landmark, text: str) -> None:
        expected = self.last.get(mark.kind, 0) + 1
        if mark.number not in (expected, 1):
            self.found.append(catalogue.NOTICE_NUMBERING.at(value=text, expected=f"第 {expected} 个"))
        self.last[mark.kind] = mark.number
