"""Tasks in tables: a header names the columns; rows are tasks, or headings across all columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.notice.extract.columns import Cells, ColumnOf, TableHeader, find_headers, guessed_header
from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.headings import group_of
from xlsheet.notice.extract.records import Said, labelled_in, owners_in
from xlsheet.notice.extract.stream import Fate, ReadLine
from xlsheet.notice.letter import introduces, is_head, is_tail
from xlsheet.notice.lines import join
from xlsheet.notice.owners.lists import unwrapped
from xlsheet.notice.owners.words import OWNER_FIELDS, PROSE_FIELDS, UNIT_FIELDS, Field, first_leads
from xlsheet.notice.read.blocks import TableBlock

_SUMS: Final = frozenset("合计 小计 总计 共计".split())
_NUMBER: Final = re.compile(r"[（(]?\s*(?P<n>\d{1,4})(?:\.0)?\s*[）).．、]?")
_NUMBERED: Final = re.compile(r"[（(]?(?P<n>\d{1,3})(?:[）)、]|[.．](?!\d))\s*(?=\S)")
_FOOT: Final = re.compile("^(?:填表|填报|制表|审核|审批|联系|单位负责人|分管领导签|报送|日期|单位（?盖章)")
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
            self._rows(header, header.bottom + 1, following.top if following else self._cells.height)
        self._region.lines = [self._read_line(cell) for cell in self._cells.all]
        return self._region

    # --- what stands above the first header ---

    def _above(self, stop: int) -> None:
        for row in range(stop):
            own = self._cells.own(row)
            text = " ".join(self._table.text(*cell) for cell in own)
            said = labelled_in(text)
            if said:
                self._inherited += said
                self._fate(own, Fate.USED)
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
        reader = _RowReader(self._cells, header, start, stop)
        last: Draft | None = None
        for row in range(start, stop):
            own = self._cells.own(row)
            if not self._cells.filled(row):
                continue
            if self._is_across(header, row):
                self._across(row, own, rest=stop - row - 1)
                continue
            if reader.is_sum(row):
                self._fate(own, Fate.FURNITURE)
                continue
            of = last
            if self._cut is not None and last is None and reader.is_rest(row):
                reader.add_rest(self._cut, row)
                of = self._cut
            elif reader.goes_on(row) and last is not None:
                reader.add_to(last, row)
            else:
                last = reader.draft(row, self._headings(), [*self._group, *self._inherited])
                if last is None:
                    continue
                self._region.drafts.append(last)
                of = last
            known = [cell for cell in own if cell[1] < len(header.columns) and reader.has_header(cell[1])]
            self._fate(known, Fate.USED)
            if of is not None:
                self._read_for(of, row)
        self._region.findings += reader.findings

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
        return at <= 1 and not _NUMBER.fullmatch(self._table.text(*filled[0]))

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
        fate, text = self._region.fates.get(cell, Fate.UNUSED), self._table.text(*cell)
        readers = tuple(self._region.readers.get(cell, ()))
        used, unused = (text if fate is one else "" for one in (Fate.USED, Fate.UNUSED))
        return ReadLine(self._table.place(*cell), fate, used, unused, readers, of_each=True, apart=True)


_CALLED: Final = {
    Field.NUMBER: "序号",
    Field.CONTENT: "任务内容",
    Field.LEAD: "牵头单位",
    Field.RESPONSIBLE: "责任单位",
    Field.LEADERS: "责任领导",
    Field.DEADLINE: "完成时限",
}


class _RowReader:
    """Reads the rows below one header."""

    def __init__(self, cells: Cells, header: TableHeader, start: int, stop: int) -> None:
        self._cells = cells
        self._header = header
        self._start = start
        self._contents = header.contents
        self._numbers = header.of(Field.NUMBER)
        self._units = header.of(*UNIT_FIELDS)
        self.findings: list[Finding] = []
        self._above: dict[int, str] = {}
        measures = header.of(Field.MEASURES)
        if measures and self._contents and self._owned_by_measures(measures[-1], start, stop):
            self._contents = [*self._contents, measures[-1]]

    def _owned_by_measures(self, measures: ColumnOf, start: int, stop: int) -> bool:
        """Whether contents are merged over rows whose measures have units of their own."""
        content = self._contents[-1].index
        merged = own = 0
        for row in range(start + 1, stop):
            if self._cells.root(row, content)[0] >= row or not self._cells.text(row, content):
                continue
            merged += 1
            own += any(
                self._cells.root(row, unit.index)[0] == row and bool(self._cells.text(row, unit.index))
                for unit in self._units
            )
        return merged > 0 and own * 2 > merged

    def has_header(self, index: int) -> bool:
        return bool(self._header.columns[index].name or self._header.columns[index].field)

    def is_sum(self, row: int) -> bool:
        own = self._cells.own(row)
        return any("".join(self._cells.text(*cell).split()) in _SUMS for cell in own[:2])

    def goes_on(self, row: int) -> bool:
        """Whether a row goes on with the task above: its content is merged with that one's, or blank."""
        if not self._contents:
            return False
        content = self._contents[-1].index
        text = self._cells.text(row, content)
        if text:
            return (
                self._cells.root(row, content)[0] < row and self._cells.root(row, content)[0] >= self._start
            )
        return not any(self._cells.text(row, c.index) for c in (*self._numbers, *self._contents)) or not any(
            self._cells.root(row, c.index)[0] == row and self._cells.text(row, c.index)
            for c in self._contents
        )

    def is_rest(self, row: int) -> bool:
        """Whether a page's first row is the rest of the one above the page's end: its number is blank."""
        return bool(self._numbers) and not any(self._cells.text(row, c.index) for c in self._numbers)

    def add_rest(self, draft: Draft, row: int) -> None:
        """What a page's end cut off is put behind what stands above it, cell by cell."""
        for column in self._header.columns:
            text = self._cells.text(row, column.index)
            if not text or self._cells.root(row, column.index) != (row, column.index):
                continue
            for i, said in enumerate(draft.said):
                if said.word == column.name:
                    whole = f"{said.value}\n{text}"
                    owners = column.field in OWNER_FIELDS and column.field is not Field.DEADLINE
                    draft.said[i] = replace(said, value=unwrapped(whole, 0) if owners else join(whole))
                    break
            else:
                draft.said.append(Said(column.field or Field.NOTE, column.name, text, None, column.name))

    def add_to(self, draft: Draft, row: int) -> None:
        """The cells that begin in this row are more of what the task above says."""
        for column in self._header.columns:
            root = self._cells.root(row, column.index)
            text = self._text(row, column)
            if root[0] != row or root[1] != column.index or not text:
                continue
            if column.field is None or column.field in (*PROSE_FIELDS, *OWNER_FIELDS):
                if not any(s.value == text and s.word == column.name for s in draft.said):
                    self._append(draft, column, text)
            elif column in self._contents:
                draft.said = [
                    Said(s.field, s.word, s.value + text, s.owners, s.beside) if s.word == column.name else s
                    for s in draft.said
                ]

    def _append(self, draft: Draft, column: ColumnOf, text: str) -> None:
        """More of a field: measures and units one below the other, a name cut at a page's end whole again."""
        for i, said in enumerate(draft.said):
            if said.word == column.name and said.field is (column.field or Field.NOTE):
                draft.said[i] = Said(said.field, said.word, f"{said.value}\n{text}", None, said.beside)
                return
        draft.said.append(Said(column.field or Field.NOTE, column.name, text, None, column.name))

    def draft(self, row: int, headings: Sequence[str], inherited: list[Said]) -> Draft | None:
        """The task of a row; None where it has no content."""
        said: list[Said] = []
        for column in self._header.columns:
            if column in self._contents or (self._cells.root(row, column.index)[1] != column.index):
                continue
            text = self._text(row, column)
            if column.field is Field.SECTION:
                text = self._filled_down(row, column, text)
            if text and column.field is not Field.NUMBER:
                said.append(Said(column.field or Field.NOTE, column.name, text, None, column.name))
        chain = [(c, self._content(row, c, last=c is self._contents[-1])) for c in self._contents]
        chain = [(c, text) for c, text in chain if text] or self._figures(said)
        if not chain:
            return None
        printed, content = self._numbered(row, chain[-1][1])
        said += [Said(Field.COARSE, c.name, text) for c, text in chain[:-1]]
        if not any(s.field in UNIT_FIELDS for s in said):
            content, more = owners_in(content)
            said += more
        said.append(Said(Field.CONTENT, chain[-1][0].name, content))
        place = self._cells.table.place(row, chain[-1][0].index)
        return Draft(printed, "", place, list(headings), said, list(inherited))

    def _figures(self, said: list[Said]) -> list[tuple[ColumnOf, str]]:
        """What a table of figures asks of a unit: 新建（公里）：12；改造（公里）：5."""
        notes = [one for one in said if one.field is Field.NOTE and one.word]
        if self._contents or not notes or not any(s.field in UNIT_FIELDS for s in said):
            return []
        said[:] = [one for one in said if one not in notes]
        return [(self._header.columns[0], "；".join(f"{one.word}：{one.value}" for one in notes))]

    def _text(self, row: int, column: ColumnOf) -> str:
        text = self._cells.text(row, column.index)
        if not self._cells.table.printed or "\n" not in text:
            return text
        if column.field is Field.DEADLINE or column.field not in OWNER_FIELDS:
            return join(text)
        return unwrapped(text, self._cells.widths[column.index])

    def _content(self, row: int, column: ColumnOf, *, last: bool) -> str:
        text = self._text(row, column)
        return text if last else self._filled_down(row, column, text)

    def _filled_down(self, row: int, column: ColumnOf, text: str) -> str:
        """A blank cell of a column that groups rows means the one above."""
        if text:
            self._above[column.index] = text
        return text or self._above.get(column.index, "")

    def _numbered(self, row: int, content: str) -> tuple[str, str]:
        """The printed number, from its own column or from the content's beginning."""
        for column in reversed(self._numbers):
            match = _NUMBER.fullmatch(self._cells.text(row, column.index))
            if match:
                return match["n"], content
            if self._cells.text(row, column.index):
                return self._cells.text(row, column.index), content
        match = None if self._numbers else _NUMBERED.match(content)
        return (match["n"], content[match.end() :]) if match else ("", content)
