"""From a notice's source to its tasks: regions, each by its own shape, and what is left over."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.errors import SourceError
from xlsheet.notice.account.balance import balance
from xlsheet.notice.extract.columns import TableHeader
from xlsheet.notice.extract.drafts import Draft, Finisher, numbering_findings
from xlsheet.notice.extract.shapes.cards import is_card, read_card
from xlsheet.notice.extract.sheet_parts import as_paragraphs, parts_of
from xlsheet.notice.extract.stream import Fate, ReadLine
from xlsheet.notice.extract.table_text import with_text_tables
from xlsheet.notice.extract.tables import is_table_of_tasks, read_table
from xlsheet.notice.extract.text import OpenHeading, Surroundings, read_text_region
from xlsheet.notice.heading import read_city, read_year
from xlsheet.notice.letter import day_of_letter
from xlsheet.notice.lines import join
from xlsheet.notice.model import Notice
from xlsheet.notice.owners.words import holds_note_on_order, is_note_on_order
from xlsheet.notice.prose_changes import prose_changes
from xlsheet.notice.read.blocks import Block, NoticeSource, Paragraph, TableBlock, text_source
from xlsheet.notice.read.furniture import without_page_furniture

_SHOWN: Final = 20
_TITLE_ROWS: Final = 3
"""Rows of a sheet among which its title stands."""


def parse_notice(source: NoticeSource | str, year: int | None = None, *, asked: int | None = None) -> Notice:
    """The tasks of a notice with what is odd about them; SourceError where it has none, and changes none in
    words either. `year` is the one that its deadlines are in where it names none itself, `asked` the one that
    they are in whatever it says."""
    if isinstance(source, str):
        source = text_source(source)
    parsing = _Parsing()
    blocks = without_page_furniture(source.blocks)
    parsing.read(with_text_tables(blocks))
    said = "\n".join(b.text for b in blocks if isinstance(b, Paragraph) and not b.furniture)
    changes = prose_changes(said, [draft.content for draft in parsing.drafts])
    if not parsing.drafts and not changes:
        raise SourceError(_nothing(source))
    text = unicodedata.normalize("NFKC", _all_text(source.blocks))
    title = next(filter(None, reversed(parsing.titles)), "")
    own_year = read_year(unicodedata.normalize("NFKC", title), text)
    finisher = Finisher(
        asked or own_year or year or date.today().year, _first_leads_everywhere(source.blocks)
    )
    tasks = finisher.tasks(parsing.drafts)
    account = balance(parsing.lines, parsing.drafts, tasks)
    findings = [
        *source.findings,
        *numbering_findings(parsing.drafts),
        *finisher.findings,
        *parsing.findings,
        *(catalogue.PROSE_CHANGE.at(value=sentence) for sentence in changes),
        *account.findings,
    ]
    return Notice(
        title,
        own_year,
        read_city("\n" + text),
        tuple(tasks),
        tuple(findings),
        account.count,
        day_of_letter(text),
    )


@dataclass(slots=True)
class _Parsing:
    """One pass over the regions of a source: running text, and tables."""

    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lines: list[list[ReadLine]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    _headings: list[OpenHeading] = field(default_factory=list)
    _counted: dict[str, int] = field(default_factory=dict)
    _header: TableHeader | None = None

    def read(self, blocks: Sequence[Block]) -> None:
        asides = [block for block in blocks if isinstance(block, Paragraph) and block.aside]
        for aside in asides:
            self.lines.append([ReadLine(aside.place, Fate.UNUSED, "", aside.text)])
        regions = list(_regions([block for block in blocks if block not in asides] if asides else blocks))
        for i, region in enumerate(regions):
            if isinstance(region, TableBlock):
                self._table(region)
            else:
                following = i + 1 < len(regions)
                self._text(region, first=i == 0, before_table=following)

    def _text(self, paragraphs: Sequence[Paragraph], *, first: bool, before_table: bool) -> None:
        self.lines.append([ReadLine(p.place, Fate.FURNITURE, "", "") for p in paragraphs if p.furniture])
        region = read_text_region(
            [paragraph for paragraph in paragraphs if not paragraph.furniture],
            Surroundings(
                first or not self.drafts, before_table, bool(self.drafts), self._headings, self._counted
            ),
        )
        self.drafts += region.drafts
        self.titles.append(region.title)
        self._headings = region.open_headings
        self.lines.append(list(region.stream.read_lines()))

    def _table(self, table: TableBlock) -> None:
        above = self.drafts[-1] if self.drafts else None
        headings = [text for _, text in self._headings]
        card = is_card(table)
        region = read_card(table, headings) if card else read_table(table, headings, self._header, above)
        self._header = region.columns or self._header
        self.drafts += region.drafts
        self.findings += region.findings
        self.titles.append(region.title)
        self.lines.append(region.lines)


def _regions(blocks: Iterable[Block]) -> Iterator[list[Paragraph] | TableBlock]:
    """Tables of tasks, and between them running text; a table that is none is text, row by row."""
    text: list[Paragraph] = []
    header: TableHeader | None = None
    for block in _parted(blocks):
        if isinstance(block, Paragraph):
            text.append(block)
        elif is_card(block):
            yield from filter(None, [text])
            text = []
            yield block
        elif not is_table_of_tasks(block, header):
            text += as_paragraphs(block)
        else:
            if text:
                yield text
            text = []
            header = read_table(block, (), header).columns or header
            yield block
    if text:
        yield text


def _parted(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with text that shares a sheet with a table apart from it."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for part in parts_of(block):
            if isinstance(part, TableBlock):
                yield part
            else:
                yield from part


def _all_text(blocks: Iterable[Block]) -> str:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text.strip())
        else:
            top = enumerate(block.rows[:_TITLE_ROWS])
            lines += [block.text(r, c) for r, row in top for c in range(len(row))]
    return "\n".join(lines)


def _first_leads_everywhere(blocks: Iterable[Block]) -> bool:
    """Whether a note says for the whole notice that the unit that comes first leads."""
    for block in blocks:
        texts = (
            [block.text]
            if isinstance(block, Paragraph)
            else (str(c or "") for row in block.rows for c in row)
        )
        if any(is_note_on_order(text) or holds_note_on_order(text) for text in texts):
            return True
    return False


def _nothing(source: NoticeSource) -> str:
    start = join(_all_text(source.blocks))[:_SHOWN]
    excerpt = f"读到的开头是“{start}…”，请核对是否选对了文件。" if start else "文件里没有文字。"
    return (
        "通知里没有找到任务。应有“1. 任务内容”这样编号的任务，后面跟着“牵头单位：…”或“责任单位：…”；"
        f"或者有“任务内容”“责任单位”这样表头的表格。{excerpt}"
    )
