"""The corpus: rows and sheets as they come back (RETURNS.md, “The row”, “The sheet”)."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from corpus.case import Build, Case, changed
from corpus.desk import MONTHS, Desk, Form, answers
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CONTENT, MONTH_LABEL, UNIT_LABEL

NUMBER, TEXT, PERCENT = PROGRESS.task_no, PROGRESS.text, PROGRESS.percent


def _number(shape: str) -> Case:
    def change(form: Form) -> None:
        form.put(NUMBER, shape.format(form.tasks[0][0]))

    return changed("task_text", "N", f"任务编号写成“{shape.format(1)}”", change, held={PERCENT: ...})


def _unknown(written: object) -> Case:
    return changed("task_unknown", "R", f"任务编号：{written}", lambda form: form.put(NUMBER, written))


def _added(form: Form) -> None:
    row = form.rows[-1] + 1
    for column, value in {NUMBER: "新增", TEXT: "另做了一件事", PERCENT: 0.3}.items():
        form.sheet.cell(row, form.columns[column]).value = value


def _not_yours(desk: Desk, folder: Path) -> Form:
    form = desk.form(unit="市教育局")
    form.put(NUMBER, 5)
    form.save(folder / "填报表.xlsx")
    return form


def _added_twice(form: Form) -> None:
    """One row more on the first task, in other words."""
    row = form.rows[-1] + 1
    values = {NUMBER: form.tasks[0][0], TEXT: "换个说法再报一次", PERCENT: 0.9, PROGRESS.status: "推进中"}
    for column, value in values.items():
        form.sheet.cell(row, form.columns[column]).value = value


def _twice(form: Form) -> None:
    form.put(NUMBER, form.tasks[0][0], 1)
    form.put(CONTENT, form.tasks[0][1], 1)
    for column, value in answers(form.tasks[0][0], form.month).items():
        form.put(column, value, 1)


def _own_table(form: Form, unit: str, month: str) -> list[list[object]]:
    return [["重点工作进展情况表"], [f"填报单位：{unit}", None, f"填报月份：{month}"], *form.plain()]


def _from_xlsxwriter(form: Form, path: Path, rows: list[list[object]], sheet: str = "Sheet1") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for r, row in enumerate(rows):
            page.write_row(r, 0, row)


def _formula(result: float) -> Build:
    def build(desk: Desk, folder: Path) -> Form:
        form = desk.form(alone=True)
        rows = _own_table(form, form.unit, str(form.month))
        place = rows[2].index(PERCENT)
        folder.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(folder / "自制.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
            page = book.add_worksheet()
            for r, row in enumerate(rows):
                page.write_row(r, 0, row)
            page.write_formula(3, place, "=1/2", None, result)
        return form

    return build


def _alias(desk: Desk, folder: Path) -> Form:
    form = desk.form(unit="市发展改革委", month=MONTHS[0])
    rows = _own_table(form, "郑州市发展和改革委员会", "2020年5月")
    _from_xlsxwriter(form, folder / "自制.xlsx", rows)
    return form


def _tabs(desk: Desk, folder: Path) -> Form:
    """A tab a month, made with pandas."""
    first, second = desk.pair()
    path = folder / "各月.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    with pd.ExcelWriter(path) as writer:
        for form in (first, second):
            rows = _own_table(form, form.unit, str(form.month))
            broadest = max(map(len, rows))
            frame = pd.DataFrame([[*row, *[None] * (broadest - len(row))] for row in rows])
            frame.to_excel(writer, sheet_name=form.month.chinese, header=False, index=False)
    return second


def _departments(desk: Desk, folder: Path) -> Form:
    """A tab a department, each with some of the tasks."""
    form = desk.form(rows=3)
    head, columns, rows = _own_table(form, form.unit, str(form.month))[:2], form.plain()[0], form.plain()[1:]
    book = openpyxl.Workbook()
    for name, part in (("一处", rows[:1]), ("二处", rows[1:])):
        sheet = book.create_sheet(name)
        for row in [*head, columns, *part]:
            sheet.append(row)
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "各处.xlsx")
    return form


def _dropped(form: Form) -> None:
    form.sheet.delete_rows(form.rows[-1])


def _rename(form: Form) -> None:
    form.sheet.title = "定稿"
    form.book.move_sheet("定稿", len(form.book.sheetnames))
    form.book.create_sheet("备注")["A1"] = "以上内容已经领导审定。"


def _shift(form: Form) -> None:
    for area in list(form.sheet.merged_cells.ranges):
        form.sheet.unmerge_cells(str(area))
    form.sheet.insert_rows(1, 4)
    form.sheet["A1"] = "关于报送重点工作进展情况的报告"


def _head(form: Form, column: str, name: str) -> None:
    form.sheet.cell(form.header, form.columns[column]).value = name


def _extra_column(form: Form) -> None:
    column = max(form.columns.values()) + 1
    form.sheet.cell(form.header, column).value = "分管领导意见"
    form.sheet.cell(form.rows[0], column).value = "同意"


def _around(form: Form) -> None:
    last = form.rows[-1]
    form.sheet.cell(last + 2, 1).value = "合计"
    form.sheet.cell(last + 3, 1).value = "填报人：王敏　审核人：李强"
    form.sheet.cell(last + 4, 1).value = "注：以上数据截至月底。"


def _hide(form: Form) -> None:
    form.sheet.row_dimensions[form.rows[0]].hidden = True


def _merge_text(form: Form) -> None:
    letter = openpyxl.utils.get_column_letter(form.columns[PROGRESS.problems])
    form.put(PROGRESS.problems, "两项都缺资金")
    form.sheet.merge_cells(f"{letter}{form.rows[0]}:{letter}{form.rows[1]}")


def _strike(form: Form) -> None:
    old, new = InlineFont(strike=True), InlineFont(color="FFFF0000")
    form.put(TEXT, CellRichText("累计投资", TextBlock(old, "1.8亿元"), TextBlock(new, "2.3亿元")))


def _edit_unit(form: Form) -> None:
    form.head(UNIT_LABEL).value = "市级机关事务中心筹备组"


CASES = [
    *(_number(shape) for shape in ("{}.", "第{}项", "{}.0", "（{}）", "任务{}")),
    *(_unknown(written) for written in (999, "1、2", "新增任务")),
    changed("task_unknown", "R", "多出一行", _added),
    Case("task_not_yours", "别的单位的任务", "R", _not_yours),
    changed("task_twice", "N", "同一任务两行，一样", _twice, held={PERCENT: ...}),
    changed("task_twice", "R", "同一任务两行，不一样", _added_twice),
    changed("task_dropped", "N", "删掉一行", _dropped, also=("",)),
    Case("unit_alias", "单位的另一种写法", "N", _alias, {PERCENT: ...}),
    changed("sheet_renamed", "N", "改了工作表名，加了工作表", _rename, held={PERCENT: ...}),
    Case("sheet_many", "一月一张工作表（pandas）", "W", _tabs, {PERCENT: ...}),
    Case("sheet_many", "一处一张工作表", "N", _departments, {PERCENT: ...}, also=("",)),
    changed("header_moved", "N", "上面插了行", _shift, held={PERCENT: ...}),
    changed(
        "header_variant",
        "N",
        "完成比例(%)",
        lambda form: (_head(form, PERCENT, "完成 比例\n(%)"), _head(form, NUMBER, "序号")),
        held={PERCENT: ...},
    ),
    changed("column_moved", "W", "多一列", _extra_column, held={PERCENT: ...}),
    changed("column_missing", "F", "没有“完成比例”列", lambda form: _head(form, PERCENT, "说明")),
    changed("rows_around", "N", "合计、签名、注", _around, held={PERCENT: ...}),
    changed("rows_hidden", "W", "藏了一行", _hide, held={PERCENT: ...}),
    changed("cells_merged", "N", "两行合并", _merge_text, held={PROGRESS.problems: "两项都缺资金"}),
    changed("text_struck", "W", "划掉了旧数字", _strike, held={TEXT: "累计投资2.3亿元"}),
    Case("formula", "公式，存有结果（XlsxWriter）", "N", _formula(0.5), {PERCENT: 0.5}),
    changed("formula", "R", "公式，没有结果（openpyxl）", lambda form: form.formula(PERCENT, "=1/2")),
    changed("form_edited", "W", "改了任务内容", lambda form: form.put(CONTENT, "另外一件事情")),
    changed("form_edited", "W", "改了填报单位", _edit_unit, held={PERCENT: ...}),
    changed(
        "file_renamed",
        "N",
        "去掉标记，月份写“5月份”",
        lambda form: setattr(form.without_mark().head(MONTH_LABEL), "value", f"{form.month.month}月份"),
        held={PERCENT: ...},
        also=("date_forms",),
    ),
]
