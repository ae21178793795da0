"""Write a unit's form: what it has to report on, what it said last month, and the cells to fill in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from xlsheet.errors import JobError
from xlsheet.forms.content import FormContent
from xlsheet.forms.layout import (
    FULL_TEXT_SHEET,
    GUIDE_SHEET,
    MARK_HEADER,
    MARK_SHEET,
    PLAN_SHEET,
    PROGRESS_SHEET,
    TARGETS_SHEET,
    Stamp,
)
from xlsheet.forms.write.full_texts import full_texts
from xlsheet.forms.write.guide import guide_lines
from xlsheet.forms.write.paint import BOOK_FONT, Paint
from xlsheet.forms.write.sheets import plan_sheet, print_set_up, progress_sheet
from xlsheet.forms.write.targets import targets_sheet
from xlsheet.grids.pool import map_in_workers
from xlsheet.xlsx.row_heights import height

_SHEET_NAME_LIMIT: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_WORTH_A_POOL: Final = 200
"""Forms; starting a worker costs as much as writing some 60 of them."""

_BATCH: Final = 25
_TASK: Final = "xlsheet.forms.write.form:form_bytes"


def form_bytes(content: FormContent) -> bytes:
    """One unit's workbook. The same content makes the same bytes."""
    return _made([content], common=False)


def book_bytes(contents: Sequence[FormContent]) -> bytes:
    """One workbook with a sheet for each unit, its plan beside it. The same contents make the same bytes."""
    return _made(contents, common=True)


def all_forms(contents: Sequence[FormContent], worth_a_pool: int = _WORTH_A_POOL) -> list[bytes]:
    """The workbook of each content, in their order; many are made on several cores.

    Where processes cannot be started (a host program that forbids it), one core does it all.
    """
    if len(contents) >= worth_a_pool and (os.cpu_count() or 1) > 1:
        batches = [list(contents[i : i + _BATCH]) for i in range(0, len(contents), _BATCH)]
        try:
            # not multiprocessing's, whose workers run the main module of whoever calls the library
            with closing(map_in_workers(_TASK, batches, lambda content, _: form_bytes(content))) as made:
                return list(made)
        except JobError:
            pass
    return [form_bytes(content) for content in contents]


def _made(contents: Sequence[FormContent], *, common: bool) -> bytes:
    target, first = BytesIO(), contents[0]
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": dict(BOOK_FONT),
    }
    with xlsxwriter.Workbook(target, options) as book:
        # a fixed day, so that the same form is the same file
        created = datetime.combine(first.month.first_day, time())
        book.set_properties({"title": first.title, "author": first.office, "created": created})
        _fill(book, contents, common=common)
    return target.getvalue()


def _fill(book: Any, contents: Sequence[FormContent], *, common: bool) -> None:
    paint = Paint(book)
    taken = {GUIDE_SHEET.casefold(), MARK_SHEET.casefold()}
    marks: list[Stamp] = []
    for content in contents:
        name = sheet_name(content.unit if common else PROGRESS_SHEET, taken)
        asked = sheet_name(content.unit if common else "", taken, TARGETS_SHEET) if content.targets else ""
        marks.append(progress_sheet(book, paint, content, name, asked))
        if asked:
            targets_sheet(book, paint, content, asked)
        if content.plan_due is not None:
            name = sheet_name(content.unit if common else "", taken, PLAN_SHEET)
            marks.append(plan_sheet(book, paint, content, name))
    full_texts(book, paint, contents, sheet_name(FULL_TEXT_SHEET, taken))
    _guide_sheet(book, paint, contents[0])
    _mark_sheet(book, marks)


def sheet_name(wanted: str, taken: set[str], ending: str = "") -> str:
    """A name that Excel allows and no other sheet has; a long one loses its middle, not its ending."""
    base = wanted.translate(_FORBIDDEN).strip()
    tail = f"-{ending}" if base and ending else ending
    name, number = base[: _SHEET_NAME_LIMIT - len(tail)] + tail, 1
    while name.casefold() in taken:
        number += 1
        numbered = f"~{number}{tail}"
        name = base[: _SHEET_NAME_LIMIT - len(numbered)] + numbered
    taken.add(name.casefold())
    return name


def _guide_sheet(book: Any, paint: Paint, content: FormContent) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 110)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 0, 0, 1, GUIDE_SHEET, paint.title)
    for row, line in enumerate(guide_lines(content), start=1):
        sheet.set_row(row, height([(line, 92)], least=30, line=20))
        sheet.write_number(row, 0, row, paint.guide_number)
        sheet.write_string(row, 1, line, paint.guide)
    print_set_up(sheet)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _mark_sheet(book: Any, marks: Sequence[Stamp]) -> None:
    sheet = book.add_worksheet(MARK_SHEET)
    for row, cells in enumerate([MARK_HEADER, *(mark.as_row() for mark in marks)]):
        for i, text in enumerate(cells):
            sheet.write_string(row, i, text)
    sheet.very_hidden()
