"""How the demo's units fill in their forms: as people do, most of them well, some with slips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PLANS, PROGRESS, STATUS_BEHIND, STATUS_DONE, STATUS_RUNNING
from xlsheet.forms.layout import (
    HEAD_INPUT_COLUMNS,
    HEAD_INPUT_ROW,
    PLAN_SHEET,
    PROGRESS_HEADER,
    PROGRESS_SHEET,
    ROLE,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DONE_SO_FAR: Final = (
    "已印发实施方案，明确了责任分工和时间节点，召开部署会 {n} 次。",
    "完成前期调研和选址论证，{n} 个项目已进场施工，其余正在办理手续。",
    "已建成 {n} 处并投入使用，正在组织验收，下一步扩大覆盖面。",
    "与相关部门建立周调度机制，协调解决问题 {n} 个，总体进展顺利。",
    "资金已下达 {n} 批，监督检查同步开展，群众反映良好。",
)
_PROBLEMS: Final = ("", "", "部分地块征迁进度偏慢。", "", "资金拨付周期较长。")
_NEXT: Final = ("加快工程进度，确保按期完成。", "每周调度一次，逐项销号。", "组织开展阶段性评估。")
_STAGES: Final = "6月底前完成方案制定；9月底前完成过半；12月底前全面完成。"
_EARLY, _BEHIND, _SLOW = 5, 7, 4
"""Remainders of task numbers, which say how a task goes."""
_HALF_YEAR: Final = 6
_REPORTERS: Final = ("李晓", "王敏", "张强", "陈静", "刘洋")


@dataclass(frozen=True, slots=True)
class Filling:
    """One form being filled in: its workbook's sheets and what the slips need to know."""

    progress: Worksheet
    header: int
    columns: dict[str, int]
    month: Month

    def task_rows(self) -> list[int]:
        """The worksheet rows that hold a task."""
        rows = range(self.header + 1, self.progress.max_row + 1)
        number = self.columns[PROGRESS.task_no]
        return [row for row in rows if isinstance(self.progress.cell(row, number).value, int | float)]

    def put(self, row: int, column: str, value: object) -> None:
        """Type into a cell of a task's row, or above the table where the form asks for it once."""
        if column in self.columns:
            self.progress.cell(row, self.columns[column]).value = value  # type: ignore[assignment]
        else:
            head = self.header - (PROGRESS_HEADER - HEAD_INPUT_ROW)
            place = HEAD_INPUT_COLUMNS[column] + 1
            self.progress.cell(head, place).value = value  # type: ignore[assignment]


Slip = Callable[[Filling], None]


def fill_in(form: Path, target: Path, month: Month, seed: int, slip: Slip | None = None) -> None:
    """Fill in a copy of `form` as `target`; `seed` varies the words, `slip` spoils something."""
    import openpyxl

    book = openpyxl.load_workbook(form)
    filling = _progress(book[PROGRESS_SHEET], month, seed)
    if PLAN_SHEET in book.sheetnames:
        _plan(book[PLAN_SHEET], month)
    if slip is not None:
        slip(filling)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _progress(sheet: Worksheet, month: Month, seed: int) -> Filling:
    header, columns = _header(sheet, PROGRESS.text)
    filling = Filling(sheet, header, columns, month)
    for i, row in enumerate(filling.task_rows()):
        task = int(str(sheet.cell(row, columns[PROGRESS.task_no]).value))
        turn = seed + i + month.month
        status, percent = _course(task, month, turn)
        words = _DONE_SO_FAR[turn % len(_DONE_SO_FAR)].format(n=task % 7 + month.month)
        values: dict[str, Any] = {
            PROGRESS.text: f"{month.month}月份，第{task}项：{words}",
            PROGRESS.percent: percent,
            PROGRESS.status: status,
            PROGRESS.problems: _PROBLEMS[turn % len(_PROBLEMS)] or None,
            PROGRESS.next_steps: _NEXT[turn % len(_NEXT)],
            PROGRESS.reporter: _REPORTERS[seed % len(_REPORTERS)],
            PROGRESS.phone: f"0000-{6000000 + seed:07d}",
            PROGRESS.filled_on: month.plus(1).first_day.replace(day=5 + seed % 4),
        }
        for name, value in values.items():
            filling.put(row, name, value)
    return filling


def _course(task: int, month: Month, turn: int) -> tuple[str, float]:
    """How a task goes: most as planned, some done by June, some behind, some slow without saying so."""
    if task % 8 == _EARLY and month.month >= _HALF_YEAR:
        return STATUS_DONE, 1.0
    if task % 10 == _BEHIND:
        return STATUS_BEHIND, 0.1
    if task % 6 == _SLOW:
        return STATUS_RUNNING, 0.2
    return STATUS_RUNNING, min(0.95, 0.08 * month.month + 0.05 * (turn % 4))


def _plan(sheet: Worksheet, month: Month) -> None:
    header, columns = _header(sheet, PLANS.work)
    for row in range(header + 1, sheet.max_row + 1):
        task = sheet.cell(row, columns[PLANS.task_no]).value
        if isinstance(task, int):
            values: dict[str, object] = {
                PLANS.work: f"围绕第{task}项任务，细化工作措施，落实到处室和个人。",
                PLANS.goal: "按期高质量完成年度目标。",
                PLANS.stages: _STAGES if task % 2 else None,
                PLANS.deadline: date(month.year, 12, 31),
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


def copied_from(earlier: Path) -> Slip:
    """Last month's words sent again."""

    def slip(filling: Filling) -> None:
        import openpyxl

        sheet = openpyxl.load_workbook(earlier)[PROGRESS_SHEET]
        header, columns = _header(sheet, PROGRESS.text)
        numbers = {
            sheet.cell(row, columns[PROGRESS.task_no]).value: sheet.cell(row, columns[PROGRESS.text]).value
            for row in range(header + 1, sheet.max_row + 1)
        }
        for row in filling.task_rows():
            task = filling.progress.cell(row, filling.columns[PROGRESS.task_no]).value
            filling.put(row, PROGRESS.text, numbers.get(task))

    return slip
