"""Tables that were pasted as text become tables again: cells between tabs, bars, drawn lines or wide blanks,
or one below the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Final

from xlsheet.grids.grid import Area
from xlsheet.notice.extract.columns import header_field, headers_tell
from xlsheet.notice.owners.deadlines import is_deadline
from xlsheet.notice.owners.grammar import believed, pieces_of
from xlsheet.notice.owners.people import person
from xlsheet.notice.owners.words import UNIT_FIELDS, Field
from xlsheet.notice.read.blocks import Block, Paragraph, TableBlock

_RULE: Final = re.compile(r"[\s┌┬┐├┼┤└┴┘─━┃│┏┳┓┣╋┫┗┻┛═║╔╦╗╠╬╣╚╩╝+\-—=|｜:]+")
_BARS: Final = "│┃║|｜"
_DIVIDERS: Final = (re.compile("\t"), re.compile(f"[{_BARS}]"), re.compile("[ \u3000]{2,}"))
_FEWEST: Final = 2
_STACKED: Final = 3
"""Headers one below the other that make a table."""


def with_text_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with tables in the place of the lines that are theirs."""
    found: list[Block] = []
    i = 0
    while i < len(blocks):
        table, after = _table_at(blocks, i)
        if table is None:
            found.append(blocks[i])
            i += 1
        else:
            if found and _is_rule(found[-1]):
                found.pop()
            found.append(table)
            i = after
    return found


def _line(blocks: Sequence[Block], i: int) -> str | None:
    """A line of text, None where there is none that may be a row."""
    block = blocks[i] if i < len(blocks) else None
    return block.text if isinstance(block, Paragraph) and not block.furniture else None


def _is_rule(block: Block) -> bool:
    text = block.text.strip() if isinstance(block, Paragraph) else ""
    return len(text) > 2 and bool(_RULE.fullmatch(text))


def _table_at(blocks: Sequence[Block], i: int) -> tuple[TableBlock | None, int]:
    """The table whose header is this line, and where the lines go on after it."""
    text = _line(blocks, i)
    if text is None:
        return None, i
    for divider in _DIVIDERS:
        cells = _cells(text, divider)
        if len(cells) >= _FEWEST and headers_tell(cells):
            table, after = _divided(blocks, i, divider)
            if len(table.rows) > 1:
                return table, after
    return _stacked(blocks, i)


def _cells(text: str, divider: re.Pattern[str]) -> list[str]:
    text = text.strip(" \r\n") if "\t" in divider.pattern else text.strip()
    if text[:1] and text[0] in _BARS:
        text = text[1:]
    if text[-1:] and text[-1] in _BARS:
        text = text[:-1]
    return [cell.strip(" \u3000") for cell in divider.split(text)]


# --- cells beside each other ---


def _divided(blocks: Sequence[Block], start: int, divider: re.Pattern[str]) -> tuple[TableBlock, int]:
    """Rows as long as lines are divided alike; a line without divider between such rows is a heading."""
    width = len(_cells(_line(blocks, start) or "", divider))
    rows: list[list[str]] = []
    places: list[str] = []
    i, open_row = start, False
    ruled = _rules_between_rows(blocks, start, divider)
    while (text := _line(blocks, i)) is not None:
        block = blocks[i]
        place = block.place if isinstance(block, Paragraph) else ""
        cells = _cells(text, divider)
        if i > start and len(cells) > 1 and len(cells) != width and headers_tell(cells):
            break
        if _is_rule(block):
            open_row = False
        elif len(cells) > 1 and len(cells) <= width + 1:
            if open_row and ruled:
                rows[-1] = [a + b for a, b in zip_longest(rows[-1], _padded(cells, width), fillvalue="")]
            else:
                rows.append(_padded(cells, width))
                places.append(place)
            open_row = True
        elif _next_is_row(blocks, i + 1, divider) and len(text.strip()) <= 60:
            rows.append([text.strip()])
            places.append(place)
            open_row = False
        else:
            break
        i += 1
    return _block(rows, places, width), i


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _rules_between_rows(blocks: Sequence[Block], start: int, divider: re.Pattern[str]) -> bool:
    """Whether drawn lines part all rows, so that lines between two of them are one row."""
    rules = lines = 0
    i = start
    while (text := _line(blocks, i)) is not None and (_is_rule(blocks[i]) or len(_cells(text, divider)) > 1):
        rules += _is_rule(blocks[i])
        lines += not _is_rule(blocks[i])
        i += 1
    return rules >= _FEWEST and rules * 4 >= lines


def _next_is_row(blocks: Sequence[Block], i: int, divider: re.Pattern[str]) -> bool:
    text = _line(blocks, i)
    return text is not None and (_is_rule(blocks[i]) or len(_cells(text, divider)) > _FEWEST - 1)


def _block(rows: Sequence[Sequence[str]], places: Sequence[str], width: int) -> TableBlock:
    merged: list[Area] = [(r, 0, r, width - 1) for r, row in enumerate(rows) if len(row) == 1 and width > 1]
    return TableBlock("文字表格", rows, merged, places=places)


# --- cells one below the other ---


def _stacked(blocks: Sequence[Block], start: int) -> tuple[TableBlock | None, int]:
    """A header word a line, then a cell a line."""
    names: list[str] = []
    i = start
    while (
        (text := _line(blocks, i)) is not None and header_field(text) is not None and len(text.strip()) <= 12
    ):
        names.append(text.strip())
        i += 1
    if len(names) < _STACKED or not headers_tell(names):
        return None, start
    if header_field(names[0]) is not Field.NUMBER:
        return _stacked_unnumbered(blocks, start, names)
    rows: list[list[str]] = [names]
    places = [_place(blocks, start)]
    while (text := _line(blocks, i)) is not None and text.strip().rstrip(".、").isdecimal():
        end = _row_end(blocks, i, len(names))
        values = [(_line(blocks, k) or "").strip() for k in range(i + 1, end)]
        rows.append([text.strip(), *_aligned(values, names[1:])])
        places.append(_place(blocks, i))
        i = end
    return (_block(rows, places, len(names)), i) if len(rows) > 1 else (None, start)


def _stacked_unnumbered(
    blocks: Sequence[Block], start: int, names: Sequence[str]
) -> tuple[TableBlock | None, int]:
    """Rows of as many lines as the header has, as long as units and deadlines stand where they belong."""
    rows, places, i = [list(names)], [_place(blocks, start)], start + len(names)
    while True:
        values = [(_line(blocks, k) or "").strip() for k in range(i, i + len(names))]
        if not all(values) or not all(
            _fits(value, field)
            for value, name in zip(values, names, strict=True)
            if (field := header_field(name)) in _TESTS
        ):
            break
        rows.append(values)
        places.append(_place(blocks, i))
        i += len(names)
    return (_block(rows, places, len(names)), i) if len(rows) > 1 else (None, start)


def _place(blocks: Sequence[Block], i: int) -> str:
    block = blocks[i]
    return block.place if isinstance(block, Paragraph) else ""


def _row_end(blocks: Sequence[Block], start: int, width: int) -> int:
    """Where the row that begins with a number ends: at the next number, or when all its cells are there."""
    number = int((_line(blocks, start) or "").strip().rstrip(".、"))
    i = start + 1
    while (text := _line(blocks, i)) is not None and i < start + width:
        bare = text.strip().rstrip(".、")
        if bare.isdecimal() and int(bare) == number + 1:
            break
        i += 1
    return i


def _aligned(values: Sequence[str], names: Sequence[str]) -> list[str]:
    """Values in the columns that they fit, where blank cells have left no line."""
    if len(values) == len(names):
        return list(values)
    row, waiting = [], list(values)
    for index, name in enumerate(names):
        left = len(names) - index
        fits = bool(waiting) and (_fits(waiting[0], header_field(name)) or len(waiting) >= left)
        row.append(waiting.pop(0) if fits else "")
    return row


def _fits(value: str, field: Field | None) -> bool:
    test = _TESTS.get(field) if field else None
    return test(value) if test else not (is_deadline(value) or all(map(believed, _names(value))))


def _names(value: str) -> list[str]:
    return [piece for piece, _ in pieces_of(value) if piece]


_TESTS: Final[dict[Field, Callable[[str], bool]]] = {
    Field.DEADLINE: is_deadline,
    Field.LEADERS: lambda value: all(map(person, _names(value))),
    **dict.fromkeys(UNIT_FIELDS, lambda value: all(map(believed, _names(value)))),
}
