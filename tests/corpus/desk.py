"""The desk on which the corpus is made: a ledger of the real notice, three months' forms, filled in."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from support.filling import above_table
from support.terminal import xlsheet
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PROGRESS, STATUS_RUNNING
from xlsheet.forms.layout import CONTENT
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

MONTHS = tuple(Month(2020, month) for month in range(5, 11))
_WORDS = (
    *"方案印发 选址确定 征迁清零 主体封顶 管网贯通 道路通车 设备到货 资金下达 验收合格 招标公示".split(),
    *"图纸会审 基坑开挖 合同签订 现场踏勘 专班组建 台账建立 问题销号 培训开班 系统上线 数据归集".split(),
    *"绿化补植 河道清淤 学位新增 床位投用".split(),
)


def said_of(task: int, month: Month) -> str:
    """What a careful unit would say: other words for every task and month."""
    words = random.Random(f"{task} {month}").sample(_WORDS, 8)
    return f"{month.month}月第{task}项：" + "，".join(f"{word}{task + i}处" for i, word in enumerate(words))


def answers(task: int, month: Month) -> dict[str, object]:
    """A sound row; shares rise from month to month."""
    return {
        PROGRESS.text: said_of(task, month),
        PROGRESS.percent: (month.month - 2) / 10,
        PROGRESS.status: STATUS_RUNNING,
        PROGRESS.reporter: "王敏",
        PROGRESS.phone: "0371-67180000",
        PROGRESS.filled_on: month.plus(1).first_day.replace(day=6),
    }


@dataclass
class Form:
    """A unit's form, opened in openpyxl with its progress rows filled in soundly."""

    unit: str
    month: Month
    path: Path
    book: Any
    header: int
    columns: dict[str, int]
    rows: list[int]
    tasks: list[tuple[int, str]]
    """Number and content of each task, in the order of `rows`."""

    @property
    def sheet(self) -> Any:
        return self.book[PROGRESS.sheet]

    def put(self, column: str, value: object, row: int = 0) -> None:
        """Type into a cell of the row-th task; text stays text, as a person's typing of `'=1+1` would."""
        own = column in self.columns
        cell = self.sheet.cell(*((self.rows[row], self.columns[column]) if own else above_table(column)))
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"

    def in_a_column(self, column: str) -> Form:
        """What is asked once above the table stands in a column of its own, as in earlier forms."""
        value = self.head(column).value
        self.columns[column] = max(self.columns.values()) + 1
        self.sheet.cell(self.header, self.columns[column]).value = column
        for i in range(len(self.rows)):
            self.put(column, value, i)
        return self

    def formula(self, column: str, formula: str) -> None:
        """Type a formula into a cell of the first task."""
        self.sheet.cell(self.rows[0], self.columns[column]).value = formula

    def without_mark(self) -> Form:
        del self.book["_xlsheet"]
        return self

    def head(self, label: str) -> Any:
        """The cell to the right of a label above the table."""
        for row in self.sheet.iter_rows(max_row=self.header):
            for cell in row:
                if cell.value == label:
                    return cell.offset(column=1)
        raise LookupError(label)

    def plain(self) -> list[list[object]]:
        """A table of the unit's own making, as rows: header, then the sound answers."""
        names = [PROGRESS.task_no, CONTENT, *answers(1, self.month)]
        return [names, *([n, text, *answers(n, self.month).values()] for n, text in self.tasks)]

    def save(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(target)


class Desk:
    """Hands out forms of one ledger, each unit and month once."""

    def __init__(self, folder: Path, notice: Path) -> None:
        self.folder, self.ledger = folder, folder / "督查台账.xlsm"
        units = DATA / "units-zhengzhou-2020.csv"
        xlsheet("new", self.ledger, "--notice", notice, "--units", units)
        self._free: list[tuple[Month, str, Path, int]] = []
        with FileStore.open(self.ledger, writing=False) as store:
            for month in MONTHS:
                made = split(store, SplitRequest(month, folder / "下发" / str(month))).files
                self._free += [(month, file.unit, Path(file.path), file.rows) for file in made]

    def form(
        self, rows: int = 2, month: Month | None = None, unit: str | None = None, *, alone: bool = False
    ) -> Form:
        """A form of at least so many tasks, filled in soundly; of the first month, whose forms have a
        plan and days that cases know, only where that is asked for. `alone`: of a unit that is in no
        other case, because its shares would be seen beside another month's."""
        months = MONTHS[1:] if month is None else (month,)
        self._free.sort(key=lambda place: (place[1], place[0]), reverse=True)
        for place in reversed(self._free) if alone else list(self._free):
            if place[3] >= rows and place[0] in months and unit in (None, place[1]):
                others = [other for other in self._free if other[1] == place[1]]
                if not alone or len(others) == len(MONTHS):
                    for taken in others if alone else [place]:
                        self._free.remove(taken)
                    return self._filled(*place[:3])
        raise LookupError("no form is left")

    def pair(self) -> tuple[Form, Form]:
        """A unit's forms of two months, one after the other; the unit is in no other case."""
        second = self.form(alone=True, month=MONTHS[1])
        path = self.folder / "下发" / str(MONTHS[0]) / f"{second.unit}_{MONTHS[0]}.xlsx"
        return self._filled(MONTHS[0], second.unit, path), second

    def again(self, form: Form) -> Form:
        """The same form once more, filled in the same."""
        return self._filled(form.month, form.unit, form.path)

    def _filled(self, month: Month, unit: str, path: Path) -> Form:
        book = openpyxl.load_workbook(path)
        sheet = book[PROGRESS.sheet]
        header = next(row for row in sheet.iter_rows() if row[0].value == PROGRESS.task_no)
        columns = {cell.value: cell.column for cell in header}
        rows = [row[0].row for row in sheet.iter_rows(min_row=header[0].row + 1) if row[0].value]
        tasks = [(sheet.cell(row, 1).value, sheet.cell(row, columns[CONTENT]).value) for row in rows]
        form = Form(unit, month, path, book, header[0].row, columns, rows, tasks)
        for i, (task, _) in enumerate(form.tasks):
            for name, value in answers(task, month).items():
                form.put(name, value, i)
        return form


def filled_on(month: Month, day: int) -> date:
    """A day on which a month's form is filled in."""
    return month.plus(1).first_day.replace(day=day)
