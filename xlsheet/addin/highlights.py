"""Findings marked at their cells: a colour, and a note that remembers the colour the cell had.

What it takes to remove a mark travels with its cell, in the note, through sorting, moving and saving.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlwings as xw

from xlsheet.addin.program import refusals
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.dictionary.tables import TABLES

MOST: Final = 200
"""Cells that are marked; beyond these the list of findings is the better help."""

_HEAD: Final = "【校验】"
_LONGEST_ADDRESS: Final = 255
"""Characters that Excel takes for a range."""
_NO_COLOR: Final = "无"
_WAS: Final = re.compile(r"（原底色：(#[0-9a-f]{6}|无)）")
_COLORS: Final[Mapping[Severity, str]] = {Severity.ERROR: "#f8cbad", Severity.WARNING: "#fff2b3"}


@dataclass(frozen=True, slots=True)
class Marked:
    """How many cells were marked; how many were not because there were too many, and how many because
    they have a threaded comment, beside which Excel takes no note."""

    cells: int
    left_out: int
    commented: int = 0


def put(book: xw.Book, findings: Sequence[Finding]) -> Marked:
    """Mark the cells of errors and warnings, the gravest first; a note of the user's stays in front."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity in _COLORS and finding.cell and finding.sheet in sheets:
            cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    chosen = dict(list(cells.items())[:MOST])
    marked = 0
    with book.app.properties(screen_updating=False):
        for name in dict.fromkeys(sheet for sheet, _ in chosen):
            marked += _mark(
                sheets[name], {cell: found for (sheet, cell), found in chosen.items() if sheet == name}
            )
    return Marked(marked, len(cells) - len(chosen), len(chosen) - marked)


def _mark(sheet: xw.Sheet, cells: Mapping[str, Sequence[Finding]]) -> int:
    """Mark cells of one sheet, by their addresses; how many took the mark."""
    notes = {note.location.get_address(False, False): note for note in sheet.notes}
    wanted: dict[str | None, list[str]] = {}
    for address, findings in cells.items():
        cell = sheet.range(address)
        color = cell.color
        was = "#{:02x}{:02x}{:02x}".format(*color) if color else _NO_COLOR
        text = "\n".join([_HEAD, *(finding.message for finding in findings), f"（原底色：{was}）"])
        try:
            if address in notes:
                notes[address].text = f"{notes[address].text}\n{text}"
            else:
                cell.impl.add_note(text)  # xlwings itself would first ask whether there is one
        except refusals():
            continue  # without the note nobody would know the colour that was there
        wanted.setdefault(_COLORS[findings[0].severity], []).append(address)
    _paint(sheet, wanted)
    return sum(map(len, wanted.values()))


def _paint(sheet: xw.Sheet, wanted: Mapping[str | None, Sequence[str]]) -> None:
    """Colour cells, given by their addresses, in as few calls as Excel allows."""
    for color, addresses in wanted.items():
        for together in _joined(addresses):
            sheet.range(together).color = color


def _joined(addresses: Sequence[str]) -> Iterator[str]:
    """Addresses joined by commas, as many at once as one address may hold."""
    text = ""
    for address in addresses:
        if len(text) + 1 + len(address) > _LONGEST_ADDRESS:
            yield text
            text = ""
        text += f",{address}" if text else address
    if text:
        yield text


def remove(book: xw.Book) -> int:
    """Take all marks away; how many there were. Colours and notes are as they were before."""
    present = {sheet.name: sheet for sheet in book.sheets}
    sheets = [present[table.sheet] for table in TABLES if table.sheet in present]
    with book.app.properties(screen_updating=False):
        return sum(map(_unmark, sheets))


def _unmark(sheet: xw.Sheet) -> int:
    before: dict[str | None, list[str]] = {}
    for note in list(sheet.notes):
        users, head, ours = note.text.partition(_HEAD)
        if head:
            was = _WAS.search(ours)
            color = None if was is None or was[1] == _NO_COLOR else was[1]
            before.setdefault(color, []).append(note.location.get_address(False, False))
            if users.strip():
                note.text = users.removesuffix("\n")
            else:
                note.delete()
    _paint(sheet, before)
    return sum(map(len, before.values()))
