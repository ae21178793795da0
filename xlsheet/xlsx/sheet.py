"""A worksheet's part: its rows, what stands around them, and what in it holds for several cells at once."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from xlsheet.xlsx.cells import address
from xlsheet.xlsx.package import cell_place
from xlsheet.xlsx.rows import ATTRIBUTE, SheetRows

_END: Final = b"</sheetData>"
_COL: Final = re.compile(r"<col\b[^<>]*/>")
_OWN_RANGE: Final = re.compile(r'\bref="[^"]*"')
_FORMULA: Final = re.compile(r"<f\b([^<>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)

_HEAD: Final = 2000
_PREFIXED: Final = re.compile(
    r"<(\w+):\w+\b[^<>]*?\bxmlns:\1=[\"']http://schemas\.openxmlformats\.org/spreadsheetml/2006/main[\"']"
)
_TAG: Final = re.compile(r"<[^<>]+>")
_SINGLE_QUOTED: Final = re.compile(r"(\s[\w:.]+=)'([^'\"<>]*)'")

_MERGED: Final = re.compile(r'<mergeCell\s+ref="([A-Z]+\d+:[A-Z]+\d+)"')
_ARRAY: Final = b't="array"'
_AREA: Final = re.compile(r'<f\b[^<>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')
_SHARED: Final = b't="shared"'
RULED: Final = re.compile(r'(\bsqref="|<(?:\w+:)?sqref>)([^"<]+)("|<)')
"""The cells that a rule (dropdown, colour) holds for; newer rules have them in an element."""

_MOST_COLUMNS: Final = 256
"""Columns that are looked at; a `<col>` may reach to 16384."""


def plain_xml(content: bytes) -> str:
    """A part in the one way of writing XML that Excel has: no prefix for the main names, double quotes.
    Other programs write prefixes or single quotes and mean the same."""
    text = content.decode("utf-8")
    head = text[:_HEAD]
    prefixed = _PREFIXED.search(head)
    if prefixed is not None:
        prefix = prefixed[1]
        text = re.sub(rf"<(/?){prefix}:", r"<\1", text).replace(f"xmlns:{prefix}=", "xmlns=", 1)
    if _SINGLE_QUOTED.search(head):
        text = _TAG.sub(lambda tag: _SINGLE_QUOTED.sub(r'\1"\2"', tag[0]), text)
    return text


def _is_plain(head: str) -> bool:
    return not _PREFIXED.search(head) and not _SINGLE_QUOTED.search(head)


@dataclass(slots=True)
class SheetXml:
    """A worksheet's part: its rows, and what stands before and after them."""

    head: str
    tail: str
    rows: SheetRows
    column_styles: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, content: bytes) -> SheetXml:
        """ValueError where the part has no rows' element that we can read."""
        if not _is_plain(content[:_HEAD].decode("utf-8", "ignore")):
            content = plain_xml(content).encode()
        start = content.index(b"<sheetData")
        opened = content.index(b">", start) + 1
        has_rows = content[opened - 2 : opened] != b"/>"
        end = content.rindex(_END, opened) if has_rows else opened
        head, tail = content[:start].decode(), content[end + len(_END) * has_rows :].decode()
        return cls(head, tail, SheetRows(content, opened, end), _column_styles(head))

    def bytes(self) -> bytes:
        """The part as it is now."""
        target = io.BytesIO()
        target.write(f"{self.head}<sheetData>".encode())
        target.writelines(self.rows.pieces())
        target.write(f"</sheetData>{self.tail}".encode())
        return target.getvalue()

    def cover(self, last_row: int, last_column: int) -> None:
        """Let the sheet's stated extent reach at least that far, or shrink to its rows."""
        match = re.search(r'<dimension ref="([A-Z]+\d+)(?::([A-Z]+)(\d+))?"\s*/>', self.head)
        if match is None:
            return
        column = max(last_column, cell_place(f"{match[2]}1")[0] if match[2] else 1)
        row = max([last_row, *self.rows.after(last_row)])
        new = f'<dimension ref="{match[1]}:{address(column, row)}"/>'
        self.head = self.head[: match.start()] + new + self.head[match.end() :]

    def stretch(self, first_row: int, last_row: int, new_last: int) -> None:
        """Let rules for cells (dropdowns, colours) that covered the table's rows cover its new ones."""

        def longer(match: re.Match[str]) -> str:
            ranges = [_stretched(part, first_row, last_row, new_last) for part in match[2].split(" ")]
            return f"{match[1]}{' '.join(ranges)}{match[3]}"

        if new_last > last_row:
            self.tail = RULED.sub(longer, self.tail)

    def merged(self) -> list[str]:
        """The areas of merged cells."""
        return _MERGED.findall(self.tail)

    def arrays(self) -> list[str]:
        """The areas of formulas that fill several cells."""
        return [area for text in self.rows.holding(_ARRAY).values() for area in _AREA.findall(text)]

    def move_columns(self, first: int, sources: Sequence[int], last: int) -> None:
        """Widths and styles of columns: `first + i` gets those of `sources[i]`, and the columns after
        `last` keep theirs where they now stand."""
        match = re.search(r"<cols>.*?</cols>", self.head, re.DOTALL)
        if match is None:
            return
        old = _columns(match[0])
        shift = first + len(sources) - 1 - last
        new = {column: text for column, text in old.items() if column < first}
        new |= {first + i: old[source] for i, source in enumerate(sources) if source in old}
        new |= {column + shift: text for column, text in old.items() if column > last}
        cols = "".join(f'<col min="{c}" max="{c}"{new[c]}/>' for c in sorted(new) if c <= _MOST_COLUMNS)
        self.head = self.head[: match.start()] + f"<cols>{cols}</cols>" + self.head[match.end() :]
        self.column_styles = _column_styles(self.head)

    def keep_formulas_apart(self) -> None:
        """Write out formulas that share their text with a neighbour, so that their rows can move."""
        masters: dict[str, tuple[str, str]] = {}
        for number in self.rows.holding(_SHARED):
            row = self.rows.row_to_change(number)
            row.cells = {
                column: _unshared(cell, address(column, number), masters)
                for column, cell in row.cells.items()
            }


def _stretched(part: str, first_row: int, last_row: int, new_last: int) -> str:
    match = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", part)
    if match and int(match[2]) <= first_row and int(match[4]) == last_row:
        return f"{match[1]}{match[2]}:{match[3]}{new_last}"
    single = re.fullmatch(r"([A-Z]+)(\d+)", part)
    if single and int(single[2]) == first_row == last_row:
        return f"{part}:{single[1]}{new_last}"
    return part


def _unshared(cell: str, address: str, masters: dict[str, tuple[str, str]]) -> str:
    match = _FORMULA.search(cell)
    attributes = dict(ATTRIBUTE.findall(match[1])) if match else {}
    if match is None or attributes.get("t") != "shared":
        return cell
    if match[2]:
        masters[attributes["si"]] = (match[2], address)
    text, origin = masters[attributes["si"]]
    return cell[: match.start()] + f"<f>{_translated(text, origin, address)}</f>" + cell[match.end() :]


def _translated(formula: str, origin: str, target: str) -> str:
    from openpyxl.formula.translate import Translator  # slow to import, and seldom needed

    plain = unescape(formula)  # LibreOffice writes quotes as &quot; and &apos;
    return escape(str(Translator(f"={plain}", origin=origin).translate_formula(target))[1:], quote=False)


def moved(cell: str, column: int, row: int, *, to_column: int, to_row: int, as_is: bool = False) -> str:
    """A cell as it reads after moving, its formula looking at the same neighbours as before; or at what
    it looked at, where it stays `as_is`."""
    origin, target = address(column, row), address(to_column, to_row)
    if origin == target:
        return cell
    cell = re.sub(r'\br="[A-Z]+\d+"', f'r="{target}"', cell, count=1)
    match = _FORMULA.search(cell)
    if match is None or not match[2]:
        return cell
    text = match[2] if as_is else _translated(match[2], origin, target)
    own = _OWN_RANGE.sub(f'ref="{target}"', match[1])
    return cell[: match.start()] + f"<f{own}>{text}</f>" + cell[match.end() :]


def _columns(text: str) -> dict[int, str]:
    """Column -> the attributes of its `<col>` but for min and max, up to `_MOST_COLUMNS`."""
    columns: dict[int, str] = {}
    for match in _COL.finditer(text):
        col = dict(ATTRIBUTE.findall(match[0]))
        first, last = int(col.pop("min")), int(col.pop("max"))
        attributes = "".join(f' {name}="{value}"' for name, value in col.items())
        columns.update(dict.fromkeys(range(first, min(last, _MOST_COLUMNS) + 1), attributes))
    return columns


def _column_styles(head: str) -> dict[int, str]:
    """Column -> style id, as the sheet gives it to new cells."""
    found = ((column, re.search(r'\bstyle="(\d+)"', text)) for column, text in _columns(head).items())
    return {column: match[1] for column, match in found if match}
