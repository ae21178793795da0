"""Findings marked at their cells: a colour, and a note that remembers the colour the cell had.

What it takes to remove a mark travels with its cell, in the note, through sorting, moving and saving.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
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
_TAIL: Final = "（改好后再点“校验”，标记自动清除{color}）"
_COLOR_BACK: Final = "，底色恢复为 {color}"
_WAS: Final = re.compile(r"（(?:改好后.*底色恢复为 |原底色：)(#[0-9a-f]{6})）")
"""The colour that a cell had, in our words of today and in those of ledgers marked earlier."""
_COLORS: Final[Mapping[Severity, str]] = {Severity.ERROR: "#f8cbad", Severity.WARNING: "#fff2b3"}


@dataclass(frozen=True, slots=True)
class Marked:
    """How many cells were marked; how many were not because there were too many, and how many because
    they have a threaded comment, beside which Excel takes no note."""

    cells: int
    left_out: int
    commented: int = 0


def put(book: xw.Book, findings: Sequence[Finding]) -> Marked:
    """Mark the cells of errors and warnings, the gravest first, in place of what was marked before; a note
    of the user's stays in front. A mark that says the same already stays, which is quicker than a new one."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity in _COLORS and finding.cell and finding.sheet in sheets:
            cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    chosen = dict(list(cells.items())[:MOST])
    wanted: dict[str, dict[str, Sequence[Finding]]] = {name: {} for name in _of_tables(sheets)}
    for (name, cell), found in chosen.items():
        wanted.setdefault(name, {})[cell] = found
    with book.app.properties(screen_updating=False):
        marked = sum(_mark(sheets[name], here) for name, here in wanted.items())
    return Marked(marked, len(cells) - len(chosen), len(chosen) - marked)


def _mark(sheet: xw.Sheet, cells: Mapping[str, Sequence[Finding]]) -> int:
    """Mark cells of one sheet, by their addresses, and no others; how many took the mark."""
    notes = _notes(sheet)
    stay = {address for address, note in notes.items() if _says(note.text, cells.get(address, ()))}
    _unmark(sheet, {address: note for address, note in notes.items() if address not in stay})
    notes = _notes(sheet) if cells.keys() - stay else {}
    taken = [a for a in cells if a in stay or _add_mark(sheet.range(a), notes.get(a), cells[a])]
    colors: dict[str | None, list[str]] = {}
    for address in taken:
        colors.setdefault(_COLORS[cells[address][0].severity], []).append(address)
    _paint(sheet, colors)
    return len(taken)


def _says(note: str, findings: Sequence[Finding]) -> bool:
    """Whether a note holds a mark that says these findings."""
    _, head, ours = note.partition(_HEAD)
    return bool(head and findings) and head + ours == _mark_text(findings, _color_in(ours))


def _color_in(mark: str) -> str | None:
    """The colour that a mark remembers; None for a cell that had none."""
    was = _WAS.search(mark)
    return was[1] if was else None


def _mark_text(findings: Sequence[Finding], was: str | None) -> str:
    tail = _TAIL.format(color=_COLOR_BACK.format(color=was) if was else "")
    return "\n".join([_HEAD, *(finding.message for finding in findings), tail])


def _add_mark(cell: xw.Range, note: xw.main.Note | None, findings: Sequence[Finding]) -> bool:
    """Put a mark's note on a cell; False where it takes none, as the colour that was there would be lost."""
    color = cell.color
    text = _mark_text(findings, "#{:02x}{:02x}{:02x}".format(*color) if color else None)
    try:
        if note is not None:
            note.text = f"{note.text}\n{text}"
        else:
            cell.impl.add_note(text)  # xlwings itself would first ask whether there is one
    except refusals():
        return False
    return True


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
    sheets = {sheet.name: sheet for sheet in book.sheets}
    with book.app.properties(screen_updating=False):
        return sum(_unmark(sheets[name], _notes(sheets[name])) for name in _of_tables(sheets))


def _of_tables(present: Collection[str]) -> list[str]:
    return [table.sheet for table in TABLES if table.sheet in present]


def _notes(sheet: xw.Sheet) -> dict[str, xw.main.Note]:
    """A sheet's notes by their cells' addresses."""
    return {note.location.get_address(False, False): note for note in sheet.notes}


def _unmark(sheet: xw.Sheet, notes: Mapping[str, xw.main.Note]) -> int:
    """Take marks away that stand in some notes; how many there were."""
    before: dict[str | None, list[str]] = {}
    for address, note in notes.items():
        users, head, ours = note.text.partition(_HEAD)
        if head:
            before.setdefault(_color_in(ours), []).append(address)
            if users.strip():
                note.text = users.removesuffix("\n")
            else:
                note.delete()
    _paint(sheet, before)
    return sum(map(len, before.values()))
