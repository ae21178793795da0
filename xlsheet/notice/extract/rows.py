"""The rows below a table's header: each a task, or more of what the row above says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from xlsheet.dictionary.findings import Finding
from xlsheet.notice.extract.columns import Cells, ColumnOf, TableHeader, header_field
from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.records import Said, owners_in
from xlsheet.notice.lines import join
from xlsheet.notice.owners.lists import unwrapped
from xlsheet.notice.owners.marks import field_of_mark, is_mark
from xlsheet.notice.owners.words import OWNER_FIELDS, PROSE_FIELDS, ROLE_WORDS, UNIT_FIELDS, Field
from xlsheet.units.judge import plausible

_SAYING: Final = (Field.CONTENT, Field.COARSE)
_SUM: Final = re.compile("(?:合计|小计|总计|共计|总数)(?:[（(].{1,12}[）)]|[：:].*)?")
NUMBER: Final = re.compile(r"[（(]?\s*(?P<n>\d{1,4})(?:\.0)?\s*[）).．、]?")
"""A cell that holds a number and nothing else."""
_NUMBERED: Final = re.compile(r"[（(]?(?P<n>\d{1,3})(?:[）)、]|[.．](?!\d))\s*(?=\S)")


class RowReader:
    """Reads the rows below one header."""

    def __init__(
        self, cells: Cells, header: TableHeader, start: int, stop: int, legend: dict[str, Field] | None = None
    ) -> None:
        self._cells = cells
        self._header = header
        self._start = start
        self._contents = header.contents
        self._numbers = header.of(Field.NUMBER)
        self._units = header.of(*UNIT_FIELDS)
        self.findings: list[Finding] = []
        self._above: dict[int, str] = {}
        self._legend = legend or {}
        self._marked = {c.index for c in header.columns if self._is_marked(c, start, stop)}
        self._roles = next((c for c in header.columns if self._tells_roles(c, start, stop)), None)
        measures = header.of(Field.MEASURES)
        if measures and self._contents and self._owned_by_measures(measures[-1], start, stop):
            self._contents = [*self._contents, measures[-1]]

    def _filled(self, column: ColumnOf, start: int, stop: int) -> list[str]:
        return [text for row in range(start, stop) if (text := self._cells.text(row, column.index))]

    def _is_marked(self, column: ColumnOf, start: int, stop: int) -> bool:
        """Whether a column is a unit's own, in whose cells a mark or a word says what it has to do."""
        texts = self._filled(column, start, stop)
        if not texts or not plausible(column.unit):
            return False
        words = header_field(column.unit) is None and all(text in ROLE_WORDS for text in texts)
        return words or all(map(is_mark, texts))

    def units_marked(self, row: int) -> dict[tuple[int, int], str]:
        """What the marks of a row mean: the units in whose columns they stand."""
        columns = [c for c in self._header.columns if c.index in self._marked]
        return {(row, c.index): c.unit for c in columns if self._cells.text(row, c.index)}

    def _tells_roles(self, column: ColumnOf, start: int, stop: int) -> bool:
        """Whether a column says of the unit beside it what it has to do: 牵头, 配合."""
        texts = self._filled(column, start, stop)
        own = column.index in self._marked or not self._units
        return bool(texts) and not own and all(text in ROLE_WORDS for text in texts)

    def repeats(self, draft: Draft, above: Draft | None) -> bool:
        """Whether a row names another unit of the task above: number and content stand there again."""
        if above is None or draft.printed != above.printed or not self._units:
            return False
        texts = [[s.value for s in d.said if s.field in _SAYING] for d in (draft, above)]
        return texts[0] == texts[1]

    def add_repeated(self, draft: Draft, above: Draft) -> None:
        """What the row says anew is said of the task above."""
        known = {(one.word, one.value) for one in above.said}
        above.said += [one for one in draft.said if (one.word, one.value) not in known]

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
        if index >= len(self._header.columns):
            return False
        return bool(self._header.columns[index].name or self._header.columns[index].field)

    def is_sum(self, row: int) -> bool:
        own = self._cells.own(row)
        return any(_SUM.fullmatch("".join(self._cells.text(*cell).split())) for cell in own[:2])

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
            if text and column.index in self._marked:
                field = ROLE_WORDS.get(text) or field_of_mark(text, self._legend)
                said.append(Said(field, column.unit, column.unit))
            elif text and self._roles is not None and column in self._units:
                role = ROLE_WORDS.get(self._cells.text(row, self._roles.index), column.field)
                said.append(Said(role or Field.RESPONSIBLE, column.name, text))
            elif text and column is not self._roles and column.field is not Field.NUMBER:
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
            match = NUMBER.fullmatch(self._cells.text(row, column.index))
            if match:
                return match["n"], content
            if self._cells.text(row, column.index):
                return self._cells.text(row, column.index), content
        match = None if self._numbers else _NUMBERED.match(content)
        return (match["n"], content[match.end() :]) if match else ("", content)
