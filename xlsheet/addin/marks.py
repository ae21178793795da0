"""Findings marked at their cells: a colour, and a note that remembers the colour the cell had.

What it takes to remove a mark travels with its cell, in the note, through sorting, moving and saving.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlwings as xw

from xlsheet.ledger.findings import Finding, Severity
from xlsheet.ledger.tables import TABLES

MOST: Final = 200
"""Cells that are marked; beyond these the list of findings is the better help."""

_HEAD: Final = "【校验】"
_NO_COLOR: Final = "无"
_WAS: Final = re.compile(r"（原底色：(#[0-9a-f]{6}|无)）")
_COLORS: Final[Mapping[Severity, str]] = {Severity.ERROR: "#f8cbad", Severity.WARNING: "#fff2b3"}


@dataclass(frozen=True, slots=True)
class Marked:
    """How many cells were marked, and how many were not because there were too many."""

    cells: int
    left_out: int


def put(book: xw.Book, findings: Sequence[Finding]) -> Marked:
    """Mark the cells of errors and warnings, the gravest first; a note of the user's stays in front."""
    sheets = {sheet.name: sheet for sheet in book.sheets}  # the user may have renamed one
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity in _COLORS and finding.cell and finding.sheet in sheets:
            cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    chosen = list(cells.items())[:MOST]
    with book.app.properties(screen_updating=False):
        for (sheet, cell), found in chosen:
            _mark(sheets[sheet].range(cell), found)
    return Marked(len(chosen), len(cells) - len(chosen))


def _mark(cell: xw.Range, findings: Sequence[Finding]) -> None:
    color = cell.color
    was = "#{:02x}{:02x}{:02x}".format(*color) if color else _NO_COLOR
    text = "\n".join([_HEAD, *(finding.message for finding in findings), f"（原底色：{was}）"])
    note = cell.note
    if note is None:
        cell.add_note(text)
    else:
        note.text = f"{note.text}\n{text}"
    cell.color = _COLORS[findings[0].severity]


def remove(book: xw.Book) -> int:
    """Take all marks away; how many there were. Colours and notes are as they were before."""
    present = {sheet.name: sheet for sheet in book.sheets}
    sheets = [present[table.sheet] for table in TABLES if table.sheet in present]
    with book.app.properties(screen_updating=False):
        return sum(_unmark(note) for sheet in sheets for note in list(sheet.notes))


def _unmark(note: xw.main.Note) -> bool:
    users, head, ours = note.text.partition(_HEAD)
    if not head:
        return False
    was = _WAS.search(ours)
    note.location.color = None if was is None or was[1] == _NO_COLOR else was[1]
    if users.strip():
        note.text = users.removesuffix("\n")
    else:
        note.delete()
    return True
