"""Tasks in tables: a header names the columns; rows are tasks, or headings across all columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.notice.extract.columns import Cells, TableHeader, find_headers, guessed_header, header_field
from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.headings import group_of
from xlsheet.notice.extract.records import Said, labelled_in
from xlsheet.notice.extract.rows import NUMBER, RowReader
from xlsheet.notice.extract.stream import Fate, ReadLine
from xlsheet.notice.letter import introduces, is_head, is_tail
from xlsheet.notice.lines import join
from xlsheet.notice.owners.marks import is_mark, legend_of
from xlsheet.notice.owners.words import ROLE_WORDS, Field, first_leads
from xlsheet.notice.read.blocks import TableBlock
from xlsheet.units.judge import surely

_FOOT: Final = re.compile("^(?:填表|填报|制表|审核|审批|联系|单位负责人|分管领导签|报送|日期|单位（?盖章)")
_LONGEST_NAME: Final = 12
_SIGNED: Final = re.compile(
    "(?:填表|填报|制表|审核|审批|联系|负责|经办|编制|复核|签发|校对|报送|日期|时间|电话|单位（?盖章|领导签字)[一-鿿（）()]{0,6}[：:]"
)
_LONGEST_FOOT: Final = 5
_STYLE: Final = re.compile(
    "(?P<a>第[一二三四五六七八九十]+(?:章|篇|部分))|(?P<b>[一二三四五六七八九十]+[、.．])|"
    "(?P<c>[（(][一二三四五六七八九十]+[）)])|(?P<d>\\d+[.．、])|(?P<e>[（(]\\d+[）)])"
)
_TITLE_WORDS: Final = re.compile(
    r"20\d\d|(?:任务|分解|方案|清单|台账|要点|分工|计划|安排|目标|指标|事项|实事)[^：:]{0,4}$"
)
_LONGEST_HEADING: Final = 80


@dataclass(slots=True)
class TableRegion:
    """What a table comes to. `columns` may hold for a table that goes on without a header of its own."""

    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fates: dict[tuple[int, int], Fate] = field(default_factory=dict)
    readers: dict[tuple[int, int], list[Draft]] = field(default_factory=dict)
    columns: TableHeader | None = None
    title: str = ""
    lines: list[ReadLine] = field(default_factory=list)


def is_table_of_tasks(table: TableBlock, before: TableHeader | None) -> bool:
    """Whether a table's columns can be told: by its header, that of the table before it, or its values."""
    cells = Cells(table)
    if next(find_headers(cells), None) is not None or _goes_on(cells, before):
        return True
    return guessed_header(cells) is not None


def read_table(
    table: TableBlock, headings: Sequence[str], before: TableHeader | None, above: Draft | None = None
) -> TableRegion:
    """The tasks of a table below these headings. A page may have cut the row of the task `above` in two."""
    return _Table(table, headings, before, above).read()


def _goes_on(cells: Cells, before: TableHeader | None) -> bool:
    return before is not None and len(before.columns) == cells.width


class _Table:
    def __init__(
        self,
        table: TableBlock,
        headings: Sequence[str],
        before: TableHeader | None,
        above: Draft | None,
    ) -> None:
        self._table = table
        self._cells = Cells(table)
        self._given = list(headings)
        self._before = before if _goes_on(self._cells, before) else None
        self._cut = above if table.printed and above is not None and above.printed else None
        self._region = TableRegion()
        self._heads: list[tuple[str, str]] = []
        self._inherited: list[Said] = []
        self._group: list[Said] = []
        self._said_above: dict[tuple[int, int], list[Said]] = {}
        self._meant: dict[tuple[int, int], str] = {}

    def read(self) -> TableRegion:
        headers = list(find_headers(self._cells))
        if not headers:
            header = self._before or guessed_header(self._cells)
            if header is not None:
                self._note_guess(header)
                self._rows(header, 0, self._cells.height)
        elif headers[0].top:
            self._above(headers[0].top)
        for header, following in zip_longest(headers, headers[1:]):
            for row in range(header.top, header.bottom + 1):
                self._fate(self._cells.own(row), Fate.FURNITURE)
            self._fate(self._units_without_marks(header), Fate.UNUSED)
            self._rows(header, header.bottom + 1, following.top if following else self._cells.height)
        self._region.lines = [self._read_line(cell) for cell in self._cells.all]
        return self._region

    # --- what stands above the first header ---

    def _above(self, stop: int) -> None:
        for row in range(stop):
            own = self._cells.own(row)
            text = " ".join(self._table.text(*cell) for cell in own)
            said = [one for cell in own for one in labelled_in(self._table.text(*cell))]
            if said:
                self._inherited += said
                for cell in own:
                    owned = bool(labelled_in(self._table.text(*cell)))
                    self._fate([cell], Fate.USED if owned else Fate.FURNITURE)
                    self._said_above[cell] = said if owned else []
            elif own and (not self._region.title or is_head(text) or introduces(text) or len(text) < 30):
                better = _TITLE_WORDS.search(text) and not _TITLE_WORDS.search(self._region.title)
                if better or not self._region.title:
                    self._region.title = text
                self._fate(own, Fate.FURNITURE)

    # --- rows ---

    def _rows(self, header: TableHeader, start: int, stop: int) -> None:
        if not header.guessed:
            self._region.columns = header
        self._note_unknown(header)
        reader = RowReader(self._cells, header, start, stop, self._legend())
        last: Draft | None = None
        for row in range(start, stop):
            own = self._cells.own(row)
            if not self._cells.filled(row):
                continue
            if self._is_across(header, row):
                self._across(row, own, rest=stop - row - 1)
                continue
            if reader.is_sum(row) or self._is_foot(own, rest=stop - row - 1):
                self._fate(own, Fate.FURNITURE)
                last = None
                continue
            last = self._row(reader, row, last)
        self._region.findings += reader.findings

    def _row(self, reader: RowReader, row: int, last: Draft | None) -> Draft | None:
        """One row below the header: the task that it is of, where it is of one."""
        of: Draft | None
        if self._cut is not None and last is None and reader.is_rest(row):
            reader.add_rest(self._cut, row)
            of = self._cut
        elif reader.goes_on(row) and last is not None:
            reader.add_to(last, row)
            of = last
        else:
            of = reader.draft(row, self._headings(), [*self._group, *self._inherited])
            if of is None:
                return None
            if last is not None and reader.repeats(of, last):
                reader.add_repeated(of, last)
                of = last
            else:
                self._region.drafts.append(of)
        self._fate([cell for cell in self._cells.own(row) if reader.has_header(cell[1])], Fate.USED)
        self._read_for(of, row)
        self._meant |= reader.units_marked(row)
        return last if of is self._cut else of

    def _legend(self) -> dict[str, Field]:
        """What the table's marks mean, where a line of it says so."""
        found: dict[str, Field] = {}
        for cell in self._cells.all:
            if legend := legend_of(self._table.text(*cell)):
                found |= legend
                self._fate([cell], Fate.FURNITURE)
        return found

    def _units_without_marks(self, header: TableHeader) -> list[tuple[int, int]]:
        """Units that the header names, where the cells below don't say what they have to do."""
        named = [c for c in header.columns if surely(c.unit) and header_field(c.unit) is None]
        rows = range(header.bottom + 1, self._cells.height)
        bare = [c for c in named if any(not _tells_duty(self._cells.text(r, c.index)) for r in rows)]
        return [self._cells.root(header.bottom, c.index) for c in bare]

    def _is_foot(self, own: list[tuple[int, int]], rest: int) -> bool:
        """Whether a row below the tasks says who filled the table in: 制表人：… 审核人：… 日期：…, the name
        in the label's cell or in the next one."""
        texts = [self._table.text(*cell) for cell in own]
        if rest >= _LONGEST_FOOT or not texts or not _SIGNED.match(texts[0]):
            return False
        before = zip(["", *texts], texts, strict=False)
        return all(
            _SIGNED.match(t) or (b.endswith(("：", ":")) and len(t) <= _LONGEST_NAME) for b, t in before
        )

    def _headings(self) -> list[str]:
        """The headings above a row: those given, until a row's heading of their style takes their place."""
        if not self._heads:
            return self._given
        first = self._heads[0][0]
        given = [text for text in self._given if not _STYLE.match(text) or self._style(text) < first]
        return [*given, *(text for _, text in self._heads)]

    def _is_across(self, header: TableHeader, row: int) -> bool:
        """Whether a row is one cell over all columns, or one at its beginning and nothing else."""
        filled = self._cells.filled(row)
        if len(filled) != 1 or filled[0][0] != row:
            return False
        at = filled[0][1]
        span = sum(self._cells.root(row, c) == filled[0] for c in range(self._cells.width))
        if span * 2 > self._cells.width:
            return True
        contents = {column.index for column in header.contents[-1:]}
        if at in contents and span == 1:
            style = _STYLE.match(self._table.text(*filled[0]))
            return bool(style and (style["a"] or style["b"] or style["c"])) and bool(header.of(Field.NUMBER))
        return at <= 1 and not NUMBER.fullmatch(self._table.text(*filled[0]))

    def _across(self, row: int, own: list[tuple[int, int]], rest: int) -> None:
        text = join(self._table.text(*own[0]))
        if (is_tail(text) or _FOOT.match(text)) and rest < 5:
            self._fate(own, Fate.FURNITURE)
            return
        if (len(text) > _LONGEST_HEADING and not _STYLE.match(text)) or text.startswith(
            ("注：", "说明：", "备注：")
        ):
            self._fate(own, Fate.USED if first_leads(text) else Fate.UNUSED)
            return
        self._fate(own, Fate.USED)
        said = labelled_in(text)
        owners = group_of(_STYLE.sub("", text, count=1).lstrip("、.． "))
        if owners is not None:
            said = [Said(Field.OWNERS, "", "", owners)]
        self._group = said or (
            [] if not self._heads or self._style(text) <= self._heads[0][0] else self._group
        )
        if said:
            self._said_above[own[0]] = said
        if not said or owners is not None:
            style = self._style(text)
            self._heads = [head for head in self._heads if head[0] < style] + [(style, text)]

    def _style(self, text: str) -> str:
        match = _STYLE.match(text)
        return next(name for name, found in match.groupdict().items() if found) if match else "b"

    def _fate(self, cells: Sequence[tuple[int, int]], fate: Fate) -> None:
        for cell in cells:
            self._region.fates[cell] = fate

    def _note_unknown(self, header: TableHeader) -> None:
        named = [c for c in header.columns if c.field is None and c.name and header.contents]
        for name in dict.fromkeys(c.name for c in named):
            self._region.findings.append(catalogue.NOTICE_COLUMN.at(value=name, table=self._name()))

    def _note_guess(self, header: TableHeader) -> None:
        if header.guessed:
            shown = "、".join(f"{c.name}为{_CALLED[c.field]}" for c in header.columns if c.field in _CALLED)
            self._region.findings.append(catalogue.NOTICE_NO_HEADER.at(value=shown, table=self._name()))

    def _name(self) -> str:
        return self._table.name or "表格"

    def _read_for(self, draft: Draft, row: int) -> None:
        """A merged cell is said of all rows that it reaches over."""
        for cell in self._cells.filled(row):
            readers = self._region.readers.setdefault(cell, [])
            if draft not in readers:
                readers.append(draft)

    def _read_line(self, cell: tuple[int, int]) -> ReadLine:
        fate = self._region.fates.get(cell, Fate.UNUSED)
        text = self._meant.get(cell) or self._table.text(*cell)
        said = self._said_above.get(cell, ())
        below = [d for d in self._region.drafts if any(one is other for one in said for other in d.inherited)]
        readers = tuple(self._region.readers.get(cell, ())) or tuple(below)
        used, unused = (text if fate is one else "" for one in (Fate.USED, Fate.UNUSED))
        return ReadLine(self._table.place(*cell), fate, used, unused, readers, of_each=not below, apart=True)


_CALLED: Final = {
    Field.NUMBER: "序号",
    Field.CONTENT: "任务内容",
    Field.LEAD: "牵头单位",
    Field.RESPONSIBLE: "责任单位",
    Field.LEADERS: "责任领导",
    Field.DEADLINE: "完成时限",
}


def _tells_duty(text: str) -> bool:
    """Whether a cell below a unit's name says what that unit has to do, or nothing."""
    return not text or is_mark(text) or text in ROLE_WORDS
