"""A card: a table that says of one task what its labels ask, a value beside each label (督办卡, 交办单)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.notice.extract.columns import Cells, header_field
from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.records import Said
from xlsheet.notice.extract.stream import Fate, ReadLine
from xlsheet.notice.extract.tables import TableRegion
from xlsheet.notice.owners.words import OWNER_FIELDS, Field, grade_of
from xlsheet.notice.read.blocks import TableBlock

_LONGEST_LABEL: Final = 10
_FEWEST_LABELS: Final = 3
_FEWEST_ROWS: Final = 2
_CONTENTS: Final = (Field.COARSE, Field.CONTENT)

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and the cell of its value, None where nothing stands beside it."""

    label: _Cell
    value: _Cell | None


def is_card(table: TableBlock) -> bool:
    """Whether labels and values take turns in every row, and most labels are known."""
    cells = Cells(table)
    pairs = list(_pairs(cells))
    rows = {pair.label[0] for pair in pairs}
    labels = [table.text(*pair.label) for pair in pairs]
    values = [table.text(*pair.value) for pair in pairs if pair.value]
    if (
        len(pairs) < _FEWEST_LABELS
        or len(rows) < _FEWEST_ROWS
        or any(len(x) > _LONGEST_LABEL for x in labels)
    ):
        return False
    known = [header_field(label) for label in labels]
    owners = any(field in OWNER_FIELDS for field in known)
    strays = sum(header_field(value) is not None for value in values)
    return owners and sum(field is not None for field in known) * 2 > len(known) and strays * 4 <= len(values)


def read_card(table: TableBlock, headings: Sequence[str]) -> TableRegion:
    """The card's task."""
    cells, region = Cells(table), TableRegion()
    pairs = [pair for pair in _pairs(cells) if pair.value]
    draft = _draft(table, pairs, headings)
    if draft is not None:
        region.drafts.append(draft)
    values = {pair.value for pair in pairs} if draft is not None else set()
    labels = {pair.label for pair in _pairs(cells)}
    region.lines = [
        _line(table, cell, draft if cell in values else None, cell in labels) for cell in cells.all
    ]
    unknown = [table.text(*p.label) for p in pairs if header_field(table.text(*p.label)) is None]
    name = table.name or "表格"
    region.findings += [catalogue.NOTICE_COLUMN.at(value=one, table=name) for one in dict.fromkeys(unknown)]
    return region


def _pairs(cells: Cells) -> Iterator[_Pair]:
    """The cells of each row two by two; a row of a single cell is a heading of its own."""
    for row in range(cells.height):
        roots = list(dict.fromkeys(cells.root(row, column) for column in range(cells.width)))
        own = [root for root in roots if root[0] == row]
        if len([root for root in own if cells.table.text(*root)]) == 1 and len(own) == 1:
            continue
        for label, value in zip(own[::2], own[1::2], strict=False):
            if cells.table.text(*label):
                yield _Pair(label, value if cells.table.text(*value) else None)


def _draft(table: TableBlock, pairs: Sequence[_Pair], headings: Sequence[str]) -> Draft | None:
    said: list[Said] = []
    for pair in pairs:
        label, value = table.text(*pair.label), table.text(*pair.value) if pair.value else ""
        said.append(Said(header_field(label) or Field.NOTE, label, value, None, label))
    contents = sorted((one for one in said if one.field in _CONTENTS), key=_coarseness)
    if not contents:
        return None
    rest = [one for one in said if one.field not in (*_CONTENTS, Field.NUMBER)]
    rest += [Said(Field.NOTE, one.word, one.value) for one in contents[1:]]
    printed = next((one.value for one in said if one.field is Field.NUMBER), "")
    place = table.place(*pairs[0].label)
    return Draft(printed, contents[0].value, place, list(headings), rest)


def _is_short(label: str) -> bool:
    return len(label) <= _LONGEST_LABEL


def _coarseness(said: Said) -> tuple[bool, int]:
    """On a card the matter itself is the task; what is demanded of it stands beside."""
    return said.field is not Field.COARSE, grade_of(said.word)


def _line(table: TableBlock, cell: _Cell, draft: Draft | None, label: bool) -> ReadLine:
    text, place = table.text(*cell), table.place(*cell)
    if draft is not None:
        return ReadLine(place, Fate.USED, text, "", (draft,), apart=True)
    if label:
        return ReadLine(place, Fate.FURNITURE, "", "", apart=True)
    return ReadLine(place, Fate.UNUSED, "", text, apart=True)
