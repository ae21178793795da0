"""The corpus: answers in other places, other tables, other months, and what the office did meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import py7zr
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from corpus.case import Case, changed
from corpus.desk import MONTHS, Desk, Form, answers
from support.ledger_file import change
from support.pictures import red_square
from xlsheet.dictionary.tables import ASSIGNMENTS, LEAD, PROGRESS, TASKS, Table
from xlsheet.forms.layout import CHECK, LAST_TEXT
from xlsheet.ledger.changes import Edit, Value
from xlsheet.stores.file import FileStore

TEXT = PROGRESS.text
WORDS = "另有三处工程已经开工，请一并考虑"


def _moved(form: Form, column: str) -> None:
    form.put(column, form.sheet.cell(form.rows[0], form.columns[TEXT]).value)
    form.put(TEXT, None)


def _beyond(form: Form) -> None:
    place = max(form.columns.values()) + 2
    form.sheet.cell(form.rows[0], place).value = WORDS
    form.put(TEXT, None)


def _comment(form: Form) -> None:
    form.sheet.cell(form.rows[0], form.columns[TEXT]).comment = Comment(WORDS, "王敏")


def _below(form: Form) -> None:
    form.sheet.cell(form.rows[-1] + 3, 1).value = f"{WORDS}。"


def _on_a_sheet(form: Form) -> None:
    sheet = form.book.create_sheet("补充")
    for row in range(1, 5):
        sheet.cell(row, 1).value = f"{row}. {WORDS}"


def _in_a_box(desk: Desk, folder: Path) -> Form:
    """XlsxWriter: a text box over the cell in which nothing stands."""
    form = desk.form()
    rows = [[f"填报单位：{form.unit}", None, f"填报月份：{form.month}"], *form.plain()]
    rows[2][2] = None
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / "自制.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for r, row in enumerate(rows):
            page.write_row(r, 0, row)
        page.insert_textbox(2, 2, WORDS)
    return form


def _picture(form: Form) -> None:
    form.put(TEXT, None)
    cell = form.sheet.cell(form.rows[0], form.columns[TEXT])
    form.sheet.add_image(Image(red_square()), cell.coordinate)


def _list(form: Form) -> None:
    sheet = form.book.create_sheet("项目清单")
    sheet.append(["序号", "项目名称", "进展情况", "完成比例", "状态"])
    for number in range(1, 5):
        sheet.append([number, f"第{number}标段", f"主体完成{number}层", 0.2, "推进中"])


def _tie(desk: Desk, folder: Path) -> None:
    first = desk.form()
    second = desk.again(first)
    for row in range(len(second.rows)):
        second.put(TEXT, f"换个说法：完成了第{row + 3}批", row)
    first.save(folder / "一稿.xlsx")
    second.save(folder / "二稿.xlsx")


def _without_month(desk: Desk, folder: Path) -> Form:
    form = desk.form(month=MONTHS[4], rows=1)
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / "自制.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("Sheet1")
        for r, row in enumerate([[f"填报单位：{form.unit}"], *form.plain()]):
            page.write_row(r, 0, row)
    return form


def _late_days(desk: Desk, folder: Path) -> Form:
    form = desk.form(month=MONTHS[1], rows=1)
    for row in range(len(form.rows)):
        form.put(PROGRESS.filled_on, date(2020, 9, 3), row)
    form.save(folder / "填报表.xlsx")
    return form


def _in_7z(desk: Desk, folder: Path) -> Form:
    form = desk.form()
    folder.mkdir(parents=True, exist_ok=True)
    form.save(desk.folder / "装包.xlsx")
    with py7zr.SevenZipFile(folder / "各单位.7z", "w") as archive:
        archive.write(desk.folder / "装包.xlsx", "夹/填报表.xlsx")
        archive.writestr(b"x", "Thumbs.db")
    return form


def _office(desk: Desk, table: Table, wanted: dict[str, object], values: dict[str, Value]) -> None:
    """What the office typed into the ledger: values in the row that is wanted, or a new row."""
    with FileStore.open(desk.ledger, writing=False) as store:
        found = [row for row, cells in store.read(table).rows() if wanted.items() <= cells.items()]
    change(desk.ledger, Edit(table, dict.fromkeys(found[:1], values), [] if found else [values]))


def _closed(desk: Desk, folder: Path) -> Form:
    """A form of a unit that leads a task alone, so that no other unit's case has it; the task is closed."""
    with FileStore.open(desk.ledger, writing=False) as store:
        duties = [cells for _, cells in store.read(ASSIGNMENTS).rows() if cells[ASSIGNMENTS.role] == LEAD]
    leads = Counter(cells[ASSIGNMENTS.task_no] for cells in duties)
    alone = {str(cells[ASSIGNMENTS.unit]) for cells in duties if leads[cells[ASSIGNMENTS.task_no]] == 1}
    form = next(form for unit in sorted(alone) if (form := _if_free(desk, unit)) is not None)
    own = next(number for number, _ in form.tasks if leads[number] == 1)
    _office(desk, TASKS, {TASKS.number: own}, {TASKS.closed_month: str(MONTHS[0])})
    form.save(folder / "填报表.xlsx")
    return form


def _if_free(desk: Desk, unit: str) -> Form | None:
    try:
        return desk.form(unit=unit, alone=True)
    except LookupError:
        return None


def _outside(desk: Desk, folder: Path) -> Form:
    form = desk.form(alone=True)
    wanted: dict[str, object] = {ASSIGNMENTS.task_no: form.tasks[0][0], ASSIGNMENTS.unit: form.unit}
    _office(desk, ASSIGNMENTS, wanted, {ASSIGNMENTS.to_month: str(MONTHS[0])})
    form.save(folder / "填报表.xlsx")
    return form


def _typed(desk: Desk, folder: Path) -> None:
    form = desk.form()
    number = form.tasks[0][0]
    row = {PROGRESS.task_no: number, PROGRESS.unit: form.unit, PROGRESS.month: str(form.month)}
    said = {**answers(number, form.month), TEXT: "电话核实：只完成了一处"}
    _office(desk, PROGRESS, {PROGRESS.source_file: "-"}, {**row, **said})  # type: ignore[arg-type]
    form.save(folder / "填报表.xlsx")


HELD = {PROGRESS.percent: ...}
CASES = [
    changed("cell_elsewhere", "R", "填在“检查”列", lambda form: _moved(form, CHECK)),
    changed("cell_elsewhere", "R", "填在“上月进展”列", lambda form: _moved(form, LAST_TEXT)),
    changed("cell_elsewhere", "R", "填在没有表头的列", _beyond),
    Case("cell_elsewhere", "写在文本框里（XlsxWriter）", "R", _in_a_box),
    changed("cell_elsewhere", "W", "批注里有话", _comment, held=HELD),
    changed("cell_elsewhere", "W", "表格下面有话", _below, held=HELD),
    changed("cell_elsewhere", "W", "另一张工作表上有话", _on_a_sheet, held=HELD),
    changed("cell_picture", "W", "进展情况是一张图片", _picture, also=("cell_picture", "text_empty")),
    changed("table_second", "W", "另附一张自己的清单，序号 1–4", _list, held=HELD),
    Case("file_tie", "两份同一天填的，写得不一样", "FF", _tie),
    Case("file_month_by_receipt", "没有写月份（XlsxWriter）", "W", _without_month, HELD),
    Case("file_month_doubt", "6月的表，填报日期是9月", "W", _late_days, HELD),
    Case("file_zip", ".7z 里的填报表", "IN", _in_7z, HELD, also=("file_temp",)),
    Case("task_closed", "任务已经销号", "W", _closed, HELD),
    Case("duty_outside", "已过止报月份", "W", _outside, HELD),
    Case("office_row", "督查室已手工填了这一项", "W", _typed),
]
