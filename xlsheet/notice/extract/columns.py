"""A table's header: in which rows it stands, and what each column holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from xlsheet.notice.owners.deadlines import is_deadline
from xlsheet.notice.owners.grammar import believed
from xlsheet.notice.owners.lists import printed_width
from xlsheet.notice.owners.people import person
from xlsheet.notice.owners.words import UNIT_FIELDS, Field, field_of, grade_of, plain_label
from xlsheet.notice.read.blocks import TableBlock
from xlsheet.units.judge import surely
from xlsheet.units.mentions import begins_anew

_HEADER_ONLY: Final = {
    "单位": Field.RESPONSIBLE,
    "部门": Field.RESPONSIBLE,
    "单位名称": Field.RESPONSIBLE,
    "牵头": Field.LEAD,
    "配合": Field.RESPONSIBLE,
    "责任": Field.RESPONSIBLE,
    "主办": Field.LEAD,
    "主责": Field.LEAD,
    "主抓": Field.LEAD,
    "承办": Field.RESPONSIBLE,
    "参与": Field.RESPONSIBLE,
    "协助": Field.RESPONSIBLE,
    "落实": Field.RESPONSIBLE,
    "协办": Field.RESPONSIBLE,
    "负责人": Field.LEADERS,
    "领导": Field.LEADERS,
    "市领导": Field.LEADERS,
    "县领导": Field.LEADERS,
    "区领导": Field.LEADERS,
    "时间": Field.DEADLINE,
    "项目": Field.COARSE,
    "领导姓名": Field.LEADERS,
}
_PLACES: Final = "县区 区县 县市区 市县 市州 乡镇 镇街 乡镇街道 镇乡 县 地区 市区县".split()
_CONTENTS: Final = (Field.COARSE, Field.CONTENT)
_TELLING: Final = (
    *_CONTENTS,
    *UNIT_FIELDS,
    Field.LEADERS,
    Field.DEADLINE,
    Field.MEASURES,
    Field.STAGES,
    Field.GOAL,
)
_FIGURES: Final = re.compile(r"[\d.,，%％/—\-～~ ]+")
_LONGEST_HEADER: Final = 30
_FEWEST: Final = 2
_VALUED: Final = re.compile("[：:]\\s*[^\\s：:（(]")


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """A column: its place, its header as printed, what it holds (None: not known), how fine a content; `unit`
    is what stands in the header's lowest row, which names a unit where the table is a matrix of them."""

    index: int
    name: str
    field: Field | None
    grade: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TableHeader:
    """The rows of a header, and the columns below it. `guessed` where the values told what they hold."""

    top: int
    bottom: int
    columns: tuple[ColumnOf, ...]
    guessed: bool = False

    def of(self, *fields: Field) -> list[ColumnOf]:
        """The columns that hold one of these."""
        return [column for column in self.columns if column.field in fields]

    @property
    def contents(self) -> list[ColumnOf]:
        """The columns of contents, the coarsest first; of two alike the left one is the coarser."""
        return sorted(self.of(*_CONTENTS), key=lambda column: (column.grade, column.index))


class Cells:
    """A table's texts, in which a merged cell's text stands wherever it reaches."""

    def __init__(self, table: TableBlock) -> None:
        self.table = table
        self.height = len(table.rows)
        self.width = max((len(row) for row in table.rows), default=0)
        self._root: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in table.merged:
            for row in range(top, min(bottom, self.height - 1) + 1):
                for column in range(left, right + 1):
                    self._root[row, column] = (top, left)

    def root(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the merged area in which a cell lies; itself where it is not merged."""
        return self._root.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """The text that a cell shows or belongs to."""
        return self.table.text(*self.root(row, column))

    def filled(self, row: int) -> list[tuple[int, int]]:
        """The different non-blank cells of a row, as roots, from left to right."""
        roots = dict.fromkeys(self.root(row, column) for column in range(self.width))
        return [root for root in roots if self.table.text(*root)]

    def own(self, row: int) -> list[tuple[int, int]]:
        """The non-blank cells that begin in a row."""
        return [root for root in self.filled(row) if root[0] == row]

    @cached_property
    def widths(self) -> list[int]:
        """How wide the widest printed line of each column is, cells over several columns left out."""
        wide = {(top, left) for top, left, _, right in self.table.merged if right > left}
        widths = [0] * self.width
        for row, column in self.all:
            if (row, column) not in wide:
                lines = self.table.text(row, column).split("\n")
                widths[column] = max(widths[column], *map(printed_width, lines))
        return widths

    @cached_property
    def all(self) -> list[tuple[int, int]]:
        """All non-blank cells."""
        return [root for row in range(self.height) for root in self.own(row)]


def header_field(text: str) -> Field | None:
    """What a header cell announces; a label with its value behind it is no header."""
    if _VALUED.search(text):
        return None
    label = plain_label(text)
    return Field.RESPONSIBLE if label in _PLACES else _HEADER_ONLY.get(label) or field_of(text)


def headers_tell(names: Sequence[str]) -> bool:
    """Whether these words can only be the headers of a table of tasks."""
    columns = [ColumnOf(i, _one_line(name), header_field(name), 1) for i, name in enumerate(names)]
    return _tells(columns)


def find_headers(cells: Cells) -> Iterator[TableHeader]:
    """All headers of a table, from the top down; a header that comes again is one more."""
    row = 0
    while row < cells.height:
        header = _header_at(cells, row)
        if header is None:
            row += 1
        else:
            yield header
            row = header.bottom + 1


def _header_at(cells: Cells, row: int) -> TableHeader | None:
    columns = list(_columns(cells, row))
    if not _tells(columns):
        return None
    bottom = row
    if row + 1 < cells.height and _is_second_row(cells, row):
        columns = [_with_second(cells, row, column) for column in columns]
        bottom += 1
    columns = _with_content(cells, bottom, columns)
    return TableHeader(row, bottom, tuple(_with_sections(cells, bottom, columns)))


def _columns(cells: Cells, row: int) -> Iterator[ColumnOf]:
    for index in range(cells.width):
        text = cells.text(row, index)
        short = len(text) <= _LONGEST_HEADER
        name = _one_line(text)
        yield ColumnOf(index, name, header_field(text) if short else None, grade_of(text), name)


def _tells(columns: Sequence[ColumnOf]) -> bool:
    """Whether so many known words can only be a header: two different ones, not both of a number."""
    names = {plain_label(column.name): column.field for column in columns if column.name}
    telling = [name for name, field in names.items() if field in _TELLING]
    others = [name for name, field in names.items() if field is not None]
    values = any(
        len(column.name) > _LONGEST_HEADER
        or column.name.isdecimal()
        or (surely(column.name) and begins_anew(column.name))
        for column in columns
    )
    return not values and (len(telling) >= _FEWEST or (bool(telling) and len(others) >= _FEWEST))


def _is_second_row(cells: Cells, row: int) -> bool:
    """Whether the next row names the parts of a cell that spans several columns here."""
    spanning = [
        column
        for column in range(1, cells.width)
        if cells.text(row, column) and cells.root(row, column) == cells.root(row, column - 1)
    ]
    below = cells.own(row + 1)
    if not below:
        return False
    under = [c for _, c in below if c in spanning or c + 1 in spanning]
    if spanning:
        parts = Counter(cells.root(row, column) for column in under)
        return (
            max(parts.values(), default=0) > 1
            and len(under) == len(below)
            and all(len(cells.text(row + 1, c)) <= _LONGEST_HEADER for c in under)
        )
    blank_above = [c for _, c in below if not cells.text(row, c)]
    return len(blank_above) >= 1 and all(header_field(cells.text(row + 1, c)) for _, c in below)


def _with_second(cells: Cells, row: int, column: ColumnOf) -> ColumnOf:
    if cells.root(row + 1, column.index)[0] <= row:
        return column
    below = _one_line(cells.text(row + 1, column.index))
    if not below:
        return column
    field = header_field(below) or column.field
    name = below if header_field(below) or not column.name else f"{column.name}{below}"
    return ColumnOf(column.index, name, field, grade_of(below), below)


def _with_content(cells: Cells, bottom: int, columns: Sequence[ColumnOf]) -> list[ColumnOf]:
    """Where no column is called content, the goal is; else the unknown column with the longest texts. What
    holds nothing but figures is no content: so much is asked of each unit."""
    open_columns = (c.index for c in columns if c.field in (None, *_CONTENTS))
    figures = {index for index in open_columns if _only_figures(cells, bottom, index)}
    columns = [replace(c, field=None) if c.index in figures else c for c in columns]
    if any(column.field in _CONTENTS for column in columns):
        return list(columns)
    first_unit = min((c.index for c in columns if c.field in UNIT_FIELDS), default=len(columns))
    for field in (None, Field.GOAL, Field.MEASURES, Field.SECTION):
        candidates = [
            c
            for c in columns
            if c.field is field
            and c.index not in figures
            and (field is not None or (c.name and c.index < first_unit))
        ]
        if candidates:
            chosen = (
                max(candidates, key=lambda c: _length(cells, bottom, c.index))
                if field is None
                else candidates[0]
            )
            return [
                replace(c, field=Field.CONTENT, grade=1) if c.index == chosen.index else c for c in columns
            ]
    return list(columns)


def _with_sections(cells: Cells, bottom: int, columns: list[ColumnOf]) -> list[ColumnOf]:
    """An unknown column before the contents whose cells reach over several rows groups them."""
    first = min((c.index for c in columns if c.field in _CONTENTS), default=0)
    grouping = {
        left
        for top, left, last, right in cells.table.merged
        if last > top > bottom and left == right and len(cells.table.text(top, left)) <= _LONGEST_HEADER
    }
    unknown = {c.index for c in columns if c.field is None and c.name and c.index < first}
    return [replace(c, field=Field.SECTION) if c.index in unknown & grouping else c for c in columns]


def _only_figures(cells: Cells, bottom: int, column: int) -> bool:
    texts = [cells.text(row, column) for row in range(bottom + 1, min(cells.height, bottom + 20))]
    return any(texts) and all(_FIGURES.fullmatch(text) for text in texts if text)


def _length(cells: Cells, bottom: int, column: int) -> int:
    return sum(len(cells.text(row, column)) for row in range(bottom + 1, min(cells.height, bottom + 20)))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", "", text)


def guessed_header(cells: Cells) -> TableHeader | None:
    """The columns of a table without a header, told by their values; None where they don't tell."""
    kinds = [_kind(cells, index) for index in range(cells.width)]
    units = [i for i, kind in enumerate(kinds) if kind is Field.RESPONSIBLE]
    texts = [i for i, kind in enumerate(kinds) if kind is None and _length(cells, -1, i)]
    if cells.height < _FEWEST or not units or not texts:
        return None
    content = max(texts, key=lambda i: _length(cells, -1, i))
    columns = []
    for index, kind in enumerate(kinds):
        field = kind
        if index == content:
            field = Field.CONTENT
        elif kind is Field.RESPONSIBLE and len(units) > 1 and index == units[0]:
            field = Field.LEAD
        columns.append(ColumnOf(index, f"第{index + 1}列", field, 1))
    return TableHeader(-1, -1, tuple(columns), guessed=True)


def _kind(cells: Cells, index: int) -> Field | None:
    texts = [cells.text(row, index) for row in range(cells.height) if cells.text(row, index)]
    if not texts:
        return None
    tests = (
        (Field.NUMBER, lambda text: text.strip(".、").isdecimal()),
        (Field.DEADLINE, is_deadline),
        (Field.LEADERS, lambda text: all(person(name) for name in re.split("[、，, \n]+", text))),
        (Field.RESPONSIBLE, lambda text: all(map(believed, _names(text))) and any(map(surely, _names(text)))),
    )
    for field, test in tests:
        if sum(map(test, texts)) * 5 >= len(texts) * 4:
            return field
    return None


def _names(text: str) -> list[str]:
    return [name for name in re.split("[、，,；; \n]+", text) if name]
