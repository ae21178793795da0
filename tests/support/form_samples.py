"""Forms of an invented unit, for tests of what forms look like and say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from support.memory_store import MemoryStore
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import LEAD, PARAMETERS, RESPONSIBLE
from xlsheet.forms.content import FormContent, FormLimits, FormTask
from xlsheet.forms.write.limits import form_limits
from xlsheet.ledger.settings import read_settings
from xlsheet.rules.files import load_rules

TASKS = (
    FormTask(1, LEAD, "建成社区食堂 20 个。", "已建成 5 个，其余正在选址。", 0.25),
    FormTask(2, RESPONSIBLE, "改造老旧小区 30 个。", "印发方案，完成摸底。", 0.4),
    FormTask(7, LEAD, "新增公办学位 8000 个。"),
)


def sample_limits(**parameters: object) -> FormLimits:
    """The shipped rules' limits, with these parameters."""
    settings = replace(read_settings(MemoryStore().read(PARAMETERS)), **parameters)  # type: ignore[arg-type]
    return form_limits(load_rules(), settings, Month(2020, 6))


def sample_form(**changes: object) -> FormContent:
    form = FormContent(
        ledger_id="ledger01",
        title="2020年重点工作任务督查台账",
        office="市政府督查室",
        contact="邮箱 dc@example.com",
        unit="市教育局",
        month=Month(2020, 6),
        due=date(2020, 7, 10),
        due_included=True,
        plan_due=datetime(2020, 6, 8, 17),
        limits=sample_limits(),
        tasks=TASKS,
    )
    return replace(form, **changes)  # type: ignore[arg-type]


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def header_row(sheet: Worksheet) -> int:
    """The row of the table's header: the one that names more than half of its cells."""
    return next(row[0].row for row in sheet.iter_rows() if sum(c.value is not None for c in row) > 8)


def cell_right_of(sheet: Worksheet, label: str) -> object:
    """The cell to the right of a label above the table."""
    for row in sheet.iter_rows(max_row=header_row(sheet) - 1):
        for cell in row:
            if cell.value == label:
                return cell.offset(column=1)
    raise LookupError(label)
