"""Frozen panes of a sheet, as xlwings' FreezePanes."""

from __future__ import annotations

from xlwings import base_classes

from xlsheet.engines.owners import OwningSheet
from xlsheet.engines.uno.edge import at_the_edge


@at_the_edge
class FreezePanes(base_classes.FreezePanes):
    """Calc freezes in the view of the active sheet, so freezing makes the sheet the active one."""

    def __init__(self, sheet: OwningSheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows down to the range's last and the columns up to its last; `1:1` only rows."""
        box = self._sheet.box_of(frozen_range)
        self._sheet.activate()
        columns = 0 if box.whole_rows else box.last_column
        rows = 0 if box.whole_columns else box.last_row
        self._sheet.book.api.CurrentController.freezeAtPosition(columns, rows)

    def unfreeze(self) -> None:
        self._sheet.activate()
        self._sheet.book.api.CurrentController.freezeAtPosition(0, 0)
