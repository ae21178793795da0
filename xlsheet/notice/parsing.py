"""From a notice's source to its tasks: regions of the source, each by its own shape, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.errors import SourceError
from xlsheet.notice.extract.drafts import Draft, Finisher, numbering_findings
from xlsheet.notice.extract.stream import Stream
from xlsheet.notice.lines import join
from xlsheet.notice.extract.text import read_text_region
from xlsheet.notice.heading import read_city, read_year
from xlsheet.notice.model import Notice, SourceCount
from xlsheet.notice.owners.words import first_leads
from xlsheet.notice.read.blocks import Paragraph, Source, TableBlock, text_source

_SHOWN: Final = 20
_LONGEST_VALUE: Final = 2000


def parse_notice(source: Source | str) -> Notice:
    """The tasks of a notice with what is odd about them; SourceError where it has none."""
    if isinstance(source, str):
        source = text_source(source)
    regions = [list(group) for _, group in groupby(source.blocks, key=lambda block: isinstance(block, TableBlock))]
    drafts: list[Draft] = []
    counts: list[SourceCount] = []
    unused: list[Finding] = []
    titles: list[str] = []
    headings: list[str] = []
    for i, region in enumerate(regions):
        paragraphs = [block for block in region if isinstance(block, Paragraph)]
        furniture = [p for p in paragraphs if p.furniture]
        counts.append(SourceCount(len(furniture), 0, len(furniture), 0))
        text = read_text_region(
            [p for p in paragraphs if not p.furniture],
            first=i == 0,
            before_table=i + 1 < len(regions),
            after_tasks=bool(drafts),
        )
        drafts += text.drafts
        titles.append(text.title)
        headings = text.open_headings or headings
        counts.append(text.stream.count())
        unused += _unused(text.stream)
    if not drafts:
        raise SourceError(_nothing(source))
    title = next(filter(None, titles), "")
    above = source.text
    year = read_year(title, above)
    everywhere = any(first_leads(p.text) and "下同" in p.text for p in source.blocks if isinstance(p, Paragraph) and len(p.text) < 60)
    finisher = Finisher(year or date.today().year)
    tasks = finisher.tasks(drafts)
    findings = [*source.findings, *numbering_findings(drafts), *finisher.findings, *unused]
    return Notice(title, year, read_city("\n" + above), tuple(tasks), tuple(findings), SourceCount.sum(counts))


def _unused(stream: Stream) -> Iterator[Finding]:
    """Lines that nothing was made of; those that stand together are one finding."""
    together: list[tuple[str, str]] = []
    last = -2
    for line, text in stream.unused():
        index = stream.lines.index(line)
        if together and index != last + 1:
            yield _finding(together)
            together = []
        together.append((line.place, text))
        last = index
    if together:
        yield _finding(together)


def _finding(lines: list[tuple[str, str]]) -> Finding:
    first, last = lines[0][0], lines[-1][0]
    place = first if first == last else f"{first}至{last}"
    text = "\n".join(text for _, text in lines)
    start = join(text)[:_SHOWN]
    return catalogue.NOTICE_UNUSED.at(value=text[:_LONGEST_VALUE], place=place, start=start, count=len(lines))


def _nothing(source: Source) -> str:
    start = join(source.text)[:_SHOWN]
    excerpt = f"读到的开头是“{start}…”，请核对是否选对了文件。" if start else "文件里没有文字。"
    return (
        "通知里没有找到任务。应有“1. 任务内容”这样编号的任务，后面跟着“牵头单位：…”或“责任单位：…”；"
        f"或者有“任务内容”“责任单位”这样表头的表格。{excerpt}"
    )
