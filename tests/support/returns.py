"""Returned files as the reader would hand them over, built by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import PLANS, PROGRESS, STATUS_RUNNING
from xlsheet.forms.layout import (
    CONTENT,
    MONTH_LABEL,
    PLAN_COLUMNS,
    PROGRESS_COLUMNS,
    UNIT_LABEL,
    Stamp,
    form_version,
)
from xlsheet.forms.read.returned import FoundTable, Reading, ReturnedFile
from xlsheet.grids.grid import Cell
from xlsheet.ledger.table import column_letter

LEDGER_ID = "test0001"
FIRST_ROW = 6

Cells = Mapping[str, Cell]


def content(number: object) -> str:
    """The text that `support.small_ledger` gives a task."""
    return f"完成第{number}批重点工程"


def row(number: Cell, **cells: Cell) -> dict[str, Cell]:
    """A sound progress row of a task, with some cells as given; its words differ from other tasks'."""
    sign = "子丑寅卯辰巳午未"[sum(map(ord, str(number))) % 8]
    return {
        PROGRESS.task_no: number,
        CONTENT: content(number) if isinstance(number, int) else None,
        PROGRESS.text: f"{sign * 3}第{number}项已开工，完成投资{number}千万元",
        PROGRESS.percent: 0.55,
        PROGRESS.status: STATUS_RUNNING,
        **cells,
    }


def plan_row(number: Cell, **cells: Cell) -> dict[str, Cell]:
    """A plan row of a task."""
    return {PLANS.task_no: number, CONTENT: content(number), PLANS.work: "先易后难", **cells}


def table(
    rows: Sequence[Cells],
    *,
    unit: str | None = None,
    month: str | None = None,
    sheet: str = "",
    plans: bool = False,
    columns: Sequence[str] | None = None,
    headings: Mapping[str, tuple[Cell, str]] | None = None,
    **fields: object,
) -> FoundTable:
    """A table with its header in row 5; unit and month stand in the cells above it where given."""
    kind = PLANS if plans else PROGRESS
    names = list(columns or (PLAN_COLUMNS if plans else PROGRESS_COLUMNS))
    said: dict[str, tuple[Cell, str]] = dict(headings or {})
    if unit is not None:
        said[UNIT_LABEL] = (unit, "B2")
    if month is not None:
        said[MONTH_LABEL] = (month, "B3")
    return FoundTable(
        table=kind,
        sheet=sheet or kind.sheet,
        header_row=FIRST_ROW - 1,
        rows=list(range(FIRST_ROW, FIRST_ROW + len(rows))),
        cells={str(name): [cells.get(name) for cells in rows] for name in names},
        letters={str(name): column_letter(i) for i, name in enumerate(names)},
        headings=said,
        **fields,
    )


def mark(unit: str, month: str, numbers: Sequence[int], sheet: str = "", **fields: object) -> Stamp:
    """The mark of a form that was made from the small ledger."""
    version = form_version((n, content(n)) for n in numbers)
    values = {"ledger_id": LEDGER_ID, "version": version, **fields}
    return Stamp(sheet=sheet or PROGRESS.sheet, unit=unit, month=month, task_nos=tuple(numbers), **values)


def returned(
    *tables: FoundTable,
    name: str = "回收/填报表.xlsx",
    marks: Sequence[Stamp] = (),
    findings: Sequence[Finding] = (),
    sha256: str = "",
) -> ReturnedFile:
    """A file with these tables; its fingerprint follows from what it holds unless given."""
    holds = repr([(t.sheet, t.rows, t.cells, t.headings) for t in tables]) + repr(marks)
    print_ = sha256 or hashlib.sha256(holds.encode()).hexdigest()
    return ReturnedFile(name, print_, Reading.READ, tuple(findings), tuple(marks), tables)


def form(unit: str, month: str, rows: Sequence[Cells], *, name: str = "", **fields: object) -> ReturnedFile:
    """A unit's form, filled in: one progress sheet with its mark and headings."""
    numbers = [n for cells in rows if isinstance(n := cells[PROGRESS.task_no], int)]
    found = table(rows, unit=unit, month=month, **fields)
    return returned(found, name=name or f"回收/{unit}_{month}.xlsx", marks=[mark(unit, month, numbers)])
