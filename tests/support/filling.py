"""Fills in forms with openpyxl, as a unit would with a program that is not ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from xlsheet.forms.layout import HEAD_INPUT_COLUMNS, HEAD_INPUT_ROW

Answers = Callable[[int], Mapping[str, object]]
"""Task number -> column name -> value to type in."""


def above_table(name: str) -> tuple[int, int]:
    """Row and column of the cell above a form's table that asks for this once."""
    return HEAD_INPUT_ROW + 1, HEAD_INPUT_COLUMNS[name] + 1


def fill_form(form: Path, target: Path, sheet_name: str, answers: Answers) -> int:
    """Type answers into every task row of a sheet; returns how many rows there were."""
    book = openpyxl.load_workbook(form)
    sheet = book[sheet_name]
    header = next(
        row for row in sheet.iter_rows() if row[0].value == "任务编号" and row[2].value == "任务内容"
    )
    columns = {cell.value: cell.column for cell in header}
    filled = 0
    for row in range(header[0].row + 1, sheet.max_row + 1):
        task = sheet.cell(row, 1).value
        if isinstance(task, int | float):
            filled += 1
            for name, value in answers(int(task)).items():
                place = (row, columns[name]) if name in columns else above_table(name)
                sheet.cell(*place).value = value
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return filled
