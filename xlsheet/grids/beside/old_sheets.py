"""What an .xls tells besides its values: errors, what is hidden, percent formats, comments.

calamine gives none of these; xlrd does, at a price that only the few files of this format pay.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import xlrd

from xlsheet.dictionary.addresses import column_letter
from xlsheet.grids.beside.look import Attachment, AttachmentKind, Look
from xlsheet.grids.grid import Cell

_BROKEN: Final = (
    xlrd.biffh.XLRDError,
    AssertionError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
)
"""What xlrd raises for a file that calamine could read all the same."""


class OldBook:
    """An .xls as xlrd sees it; without sheets where it cannot."""

    def __init__(self, raw: bytes) -> None:
        self._sheets: dict[str, Any] = {}
        try:
            self._book = xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
            self._sheets = {sheet.name: sheet for sheet in self._book.sheets()}
        except _BROKEN:
            return

    def errors(self, name: str) -> Iterator[tuple[int, int, Cell]]:
        """The 0-based row, column and text of each error value on a sheet."""
        for i, place, cell in self._cells(name):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                yield i, place, xlrd.error_text_from_code.get(cell.value, "#VALUE!")

    def looks(self) -> dict[str, Look]:
        """What each sheet tells."""
        return {name: self._look(name) for name in self._sheets}

    def _look(self, name: str) -> Look:
        sheet = self._sheets[name]
        look = Look()
        look.hidden_rows = {i + 1 for i, about in sheet.rowinfo_map.items() if about.hidden}
        look.hidden_columns = {i for i, about in sheet.colinfo_map.items() if about.hidden}
        for i, place, cell in self._cells(name):
            if cell.ctype == xlrd.XL_CELL_NUMBER and "%" in self._format(cell):
                look.percent.add(f"{column_letter(place)}{i + 1}")
        return look

    def _format(self, cell: Any) -> str:
        style = self._book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        known = self._book.format_map.get(style.format_key) if style is not None else None
        return str(known.format_str) if known is not None else ""

    def attachments(self) -> Iterator[Attachment]:
        """The comments of all sheets."""
        for name, sheet in self._sheets.items():
            for (row, column), note in sheet.cell_note_map.items():
                if note.text.strip():
                    yield Attachment(
                        AttachmentKind.COMMENT, name, row, column, note.text.strip(), note.author or ""
                    )

    def _cells(self, name: str) -> Iterator[tuple[int, int, Any]]:
        if name not in self._sheets:
            return
        sheet = self._sheets[name]
        for i in range(sheet.nrows):
            for place, cell in enumerate(sheet.row(i)):
                yield i, place, cell
