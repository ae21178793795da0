"""The hidden mark of a form: reading it, and finding its sheet again after that was renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlsheet.cells.months import Month
from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms.layout import MARK_HEADER, MARK_SHEET, MONTH_LABEL, PLAN_SHEET, UNIT_LABEL, Stamp
from xlsheet.forms.read.returned import FoundTable
from xlsheet.grids.grid import Grid


def find_marks(grids: Sequence[Grid]) -> tuple[Stamp, ...]:
    """The form's hidden marks; none where the file is no form of ours or somebody removed them.

    Where forms were copied into one workbook, each has its own: Excel calls the copies `月度进展 (2)` and
    `_xlsheet (2)`.
    """
    names = {grid.sheet for grid in grids}
    marks: dict[str, Stamp] = {}
    for grid in grids:
        if grid.sheet.startswith(MARK_SHEET) and grid.rows and _starts_with_header(grid):
            width, ending = len(MARK_HEADER), grid.sheet.removeprefix(MARK_SHEET)
            rows = [[show(cell) for cell in row[:width]] for row in grid.rows[1:]]
            for mark in (_mark(row) for row in rows if len(row) == width and row[0]):
                home = mark.sheet + ending
                if not ending or home in names:
                    marks.setdefault(home, replace(mark, sheet=home))
    return tuple(marks.values())


def _starts_with_header(grid: Grid) -> bool:
    return tuple(map(show, grid.rows[0][: len(MARK_HEADER)])) == MARK_HEADER


def _mark(row: Sequence[str]) -> Stamp:
    sheet, ledger_id, unit, month, version, keys = row
    numbers = tuple(int(key) for key in keys.split(",") if key.strip().isdecimal())
    return Stamp(sheet, ledger_id, unit, month, version, numbers)


def as_called_now(marks: Sequence[Stamp], tables: Sequence[FoundTable]) -> tuple[Stamp, ...]:
    """The marks, each naming its sheet as it is called now where that is certain: a sheet that is gone
    is the one of its kind without a mark, by unit and then by tasks where there are several; last month's
    sheet kept in front doesn't stand in its way."""
    named = {mark.sheet for mark in marks}
    homeless = [table for table in tables if table.sheet not in named]
    sheets = {table.sheet for table in tables}
    lost = [mark for mark in marks if mark.sheet not in sheets]
    homes: dict[str, str] = {}
    homeless.sort(key=lambda table: not any(_same_month(mark, table) for mark in lost))
    for table in homeless:
        fitting = [mark for mark in lost if mark.sheet not in homes and _same_kind(mark, table)]
        for narrow in (_same_unit, _same_tasks):
            if len(fitting) > 1:
                fitting = [mark for mark in fitting if narrow(mark, table)]
        if len(fitting) == 1:
            homes[fitting[0].sheet] = table.sheet
    return tuple(replace(mark, sheet=homes.get(mark.sheet, mark.sheet)) for mark in marks)


def _same_kind(mark: Stamp, table: FoundTable) -> bool:
    """A plan's sheet is named after it when it is issued, alone or after the unit's name."""
    return mark.sheet.endswith(PLAN_SHEET) == (table.table is PLANS)


def _same_unit(mark: Stamp, table: FoundTable) -> bool:
    return fold(mark.unit) == fold(show(table.headings.get(UNIT_LABEL, ("", ""))[0]))


def _same_month(mark: Stamp, table: FoundTable) -> bool:
    written = Month.parse(table.headings.get(MONTH_LABEL, ("", ""))[0])
    return written is not None and written == Month.parse(mark.month)


def _same_tasks(mark: Stamp, table: FoundTable) -> bool:
    return list(map(str, mark.task_nos)) == [show(cell) for cell in table.cells.get(PROGRESS.task_no, ())]
