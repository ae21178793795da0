"""A table's own part: its range and its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Final
from xml.sax.saxutils import quoteattr

from xlsheet.dictionary.addresses import column_letter
from xlsheet.xlsx.package import TablePlace, cell_place

_RANGE: Final = re.compile(r'\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_NAME: Final = re.compile(r'<tableColumn\b[^<>]*?\bname="([^"]*)"')
_TABLE_COLUMN: Final = re.compile(r"<tableColumn\b[^<>]*?(?:/>|>.*?</tableColumn>)", re.DOTALL)


def table_part(text: str, old: TablePlace, new: TablePlace, header: Sequence[str]) -> str:
    """The table's own part with its new range and, where they changed, its new columns."""

    def longer(match: re.Match[str]) -> str:
        first, last = cell_place(match[1] + match[2]), cell_place(match[3] + match[4])
        ends = {old.last_row: new.last_row, old.last_row - old.totals_rows: new.last_row - new.totals_rows}
        row = ends.get(last[1], last[1])
        covers_all = first[1] == old.first_row or last[0] == old.last_column
        column = new.last_column if covers_all else last[0]
        return f'ref="{column_letter(first[0] - 1)}{first[1]}:{column_letter(column - 1)}{row}"'

    text = _RANGE.sub(longer, text)
    names = [_as_written(unescape(name)) for name in _NAME.findall(text)]
    wanted = list(map(_as_written, header))
    return text if names == wanted else _with_columns(text, names, wanted)


def column_names(text: str) -> list[str]:
    """The names of a table's columns, in their order."""
    return [unescape(name).replace("_x000a_", "\n") for name in _NAME.findall(text)]


def _as_written(name: str) -> str:
    return quoteattr(name.replace("\n", "_x000a_"))


def _with_columns(text: str, names: Sequence[str], wanted: Sequence[str]) -> str:
    elements = dict(zip(names, _TABLE_COLUMN.findall(text), strict=True))
    used = {int(number) for number in re.findall(r'<tableColumn\b[^<>]*?\bid="(\d+)"', text)}
    fresh = iter(set(range(1, len(used) + len(wanted) + 2)) - used)
    columns = "".join(_column_elements(elements, wanted, fresh))
    text = re.sub(r"<filterColumn\b.*?</filterColumn>", "", text, flags=re.DOTALL)
    return re.sub(
        r"<tableColumns\b.*</tableColumns>",
        lambda _: f'<tableColumns count="{len(wanted)}">{columns}</tableColumns>',
        text,
        flags=re.DOTALL,
    )


def _column_elements(
    elements: Mapping[str, str], wanted: Sequence[str], fresh: Iterator[int]
) -> Iterator[str]:
    for name in wanted:
        yield elements.get(name) or f'<tableColumn id="{next(fresh)}" name={name}/>'
