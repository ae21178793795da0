"""How the demo's units fill in their forms: as people do, most of them well, some with slips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import MEASURED, PLANS, PROGRESS, UNITS
from xlsheet.forms.layout import (
    HEAD_INPUT_COLUMNS,
    HEAD_INPUT_ROW,
    PLAN_SHEET,
    PROGRESS_HEADER,
    PROGRESS_SHEET,
    ROLE,
    THIS_TOTAL,
)
from xlsheet.jobs.demo.words import contact_of, count_of, plan_of, progress_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FILLED_IN_FROM: Final = 4
_DAYS: Final = 4
"""The first day of the next month on which units fill in their forms, and on how many."""


@dataclass(frozen=True, slots=True)
class Filling:
    """One form being filled in: its workbook's sheets and what the slips need to know."""

    progress: Worksheet
    header: int
    columns: dict[str, int]
    unit: str
    month: Month

    def task_rows(self) -> list[int]:
        """The worksheet rows that hold a task."""
        rows = range(self.header + 1, self.progress.max_row + 1)
        number = self.columns[PROGRESS.task_no]
        return [row for row in rows if isinstance(self.progress.cell(row, number).value, int | float)]

    def task(self, row: int) -> int:
        """The number of the task in a worksheet row."""
        return int(str(self.progress.cell(row, self.columns[PROGRESS.task_no]).value))

    def put(self, row: int, column: str, value: object) -> None:
        """Type into a cell of a task's row, or above the table where the form asks for it once."""
        if column in self.columns:
            self.progress.cell(row, self.columns[column]).value = value  # type: ignore[assignment]
        else:
            head = self.header - (PROGRESS_HEADER - HEAD_INPUT_ROW)
            place = HEAD_INPUT_COLUMNS[column] + 1
            self.progress.cell(head, place).value = value  # type: ignore[assignment]


Slip = Callable[[Filling], None]


def fill_in(form: Path, target: Path, unit: str, month: Month, slip: Slip | None = None) -> None:
    """Fill in a copy of the unit's `form` as `target`, in the unit's own words; `slip` spoils something."""
    import openpyxl

    book = openpyxl.load_workbook(form)
    filling = _progress(book[PROGRESS_SHEET], unit, month)
    for sheet in book.worksheets:
        _counts(sheet, unit, month)
    if PLAN_SHEET in book.sheetnames:
        _plan(book[PLAN_SHEET])
    if slip is not None:
        slip(filling)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _progress(sheet: Worksheet, unit: str, month: Month) -> Filling:
    header, columns = _header(sheet, PROGRESS.text)
    filling = Filling(sheet, header, columns, unit, month)
    contact = contact_of(unit)
    day = _FILLED_IN_FROM + len(unit) % _DAYS
    for row in filling.task_rows():
        words = progress_of(unit, filling.task(row), month)
        values: dict[str, object] = {
            PROGRESS.text: words[PROGRESS.text],
            PROGRESS.percent: float(words[PROGRESS.percent]),
            PROGRESS.status: words[PROGRESS.status],
            PROGRESS.problems: words[PROGRESS.problems] or None,
            PROGRESS.next_steps: words[PROGRESS.next_steps],
            PROGRESS.reporter: contact[UNITS.contact],
            PROGRESS.phone: contact[UNITS.phone],
            PROGRESS.filled_on: month.plus(1).first_day.replace(day=day),
        }
        for name, value in values.items():
            filling.put(row, name, value)
    return filling


def _counts(sheet: Worksheet, unit: str, month: Month) -> None:
    """What the unit counted, in the table of indicators, where the sheet has one."""
    columns: dict[str, int] = {}
    for cells in sheet.iter_rows():
        names = {str(cell.value): i for i, cell in enumerate(cells) if cell.value is not None}
        if THIS_TOTAL in names:
            columns = names
        elif columns:
            task, place = (cells[columns[name]].value for name in (MEASURED.task_no, MEASURED.place))
            if isinstance(task, int) and isinstance(place, int):
                cells[columns[THIS_TOTAL]].value = count_of(unit, task, place, month)


def _plan(sheet: Worksheet) -> None:
    header, columns = _header(sheet, PLANS.work)
    for row in range(header + 1, sheet.max_row + 1):
        task = sheet.cell(row, columns[PLANS.task_no]).value
        if isinstance(task, int):
            words = plan_of(task)
            values: dict[str, object] = {
                PLANS.work: words[PLANS.work],
                PLANS.goal: words[PLANS.goal],
                PLANS.stages: words[PLANS.stages] or None,
                PLANS.deadline: date.fromisoformat(words[PLANS.deadline]),
                PLANS.leader: "分管负责同志",
            }
            for name, value in values.items():
                sheet.cell(row, columns[name]).value = value  # type: ignore[assignment]


def _header(sheet: Worksheet, wanted: str) -> tuple[int, dict[str, int]]:
    """The header's row and the column number of each name in it."""
    for cells in sheet.iter_rows():
        names = {str(cell.value): i for i, cell in enumerate(cells, start=1) if cell.value is not None}
        if wanted in names and ROLE in names:
            return int(cells[0].row or 0), names
    raise LookupError(wanted)


def words_for_numbers(filling: Filling) -> None:
    """Percentages and states in the unit's own words; one that nobody can understand."""
    shapes: Sequence[object] = ("45%", "５０％", "百分之六十", "约50%", 55)
    for row, shape in zip(filling.task_rows(), shapes, strict=False):
        filling.put(row, PROGRESS.percent, shape)
        filling.put(row, PROGRESS.status, "正在推进")


def nobody_knows_how_far(filling: Filling) -> None:
    """过半 is no percentage: this row goes back to the unit."""
    filling.put(filling.task_rows()[0], PROGRESS.percent, "过半")


def empty_words(filling: Filling) -> None:
    """无 and 同上 in place of progress."""
    for row, words in zip(filling.task_rows(), ("无", "同上"), strict=False):
        filling.put(row, PROGRESS.text, words)


def rows_above(filling: Filling) -> None:
    """A covering line of the unit's own above the table, and the sheet renamed."""
    filling.progress.protection.disable()
    filling.progress.insert_rows(1, 2)
    filling.progress.cell(1, 1).value = "报市政府督查室："
    filling.progress.title = "5月进展（定稿）"


def foreign_task(filling: Filling) -> None:
    """A task that was never given to this unit."""
    filling.put(filling.task_rows()[0], PROGRESS.task_no, 999)


def dates_as_written(filling: Filling) -> None:
    """Dates as people write them."""
    following = filling.month.plus(1)
    shapes = (f"{following.month}月5日", f"{following.year}.{following.month}.6", f"{following}-07")
    for row, shape in zip(filling.task_rows(), shapes, strict=False):
        filling.put(row, PROGRESS.filled_on, shape)


def two_rows_as_last_month(filling: Filling) -> None:
    """Last month's words sent again for the first two tasks."""
    for row in filling.task_rows()[:2]:
        words = progress_of(filling.unit, filling.task(row), filling.month.plus(-1))
        filling.put(row, PROGRESS.text, words[PROGRESS.text])


def last_row_from(other: str) -> Slip:
    """Another unit's words for the last task."""

    def slip(filling: Filling) -> None:
        row = filling.task_rows()[-1]
        filling.put(row, PROGRESS.text, progress_of(other, filling.task(row), filling.month)[PROGRESS.text])

    return slip


def first_row_same_as_above(filling: Filling) -> None:
    """同上 for the first task."""
    filling.put(filling.task_rows()[0], PROGRESS.text, "同上")


def first_row_forgotten(filling: Filling) -> None:
    """Nothing at all for the first task."""
    row = filling.task_rows()[0]
    filled = (PROGRESS.text, PROGRESS.percent, PROGRESS.status, PROGRESS.problems, PROGRESS.next_steps)
    for column in (*filled, PROGRESS.reporter, PROGRESS.phone, PROGRESS.filled_on):
        filling.put(row, column, None)
