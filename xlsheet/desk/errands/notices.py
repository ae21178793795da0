"""A notice at the desk: its lines beside what was understood, corrected there, and taken over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from xlsheet.desk.errands.fields import REVIEW, Given, Outcome
from xlsheet.dictionary.findings import show
from xlsheet.errors import RequestError
from xlsheet.jobs.create import ImportFilesRequest, import_files
from xlsheet.notice.review.layout import COLUMNS, DOUBT, MEANT, PLACE, SHEET, TEXT
from xlsheet.stores.again import on_ledger

_FIXED: Final = (PLACE, TEXT, MEANT, DOUBT)
"""Columns that say something about a line and are not taken over."""


def take(ledger: Path, given: Given) -> Outcome:
    """Take over a notice, or the review of one with the page's corrections; or, as a `dry_run`, look at it
    and write the review into the folder `private`."""
    private, reviewed = Path(str(given["private"])), given.get("reviewed")
    paths = [Path(str(path)) for path in given.get("paths") or ()]
    if reviewed:
        notice = _corrected(Path(str(reviewed)), private / REVIEW, given.get("edits") or ())
    elif len(paths) == 1:
        notice = paths[0]
    else:
        raise RequestError("请一次放一份通知。")
    year = str(given.get("year") or "").strip()
    if year and not (year.isdecimal() and len(year) == 4):
        raise RequestError(f"“{year}”不是年度，请写成 2020 的样子。")
    dry = bool(given.get("dry_run"))
    request = ImportFilesRequest(
        notice=notice,
        units=Path(str(given["registry"])) if given.get("registry") else None,
        overwrite=bool(given.get("overwrite")),
        append=bool(given.get("append")),
        year=int(year) if year else None,
        dry_run=dry,
        review=private / REVIEW if dry else None,
    )
    return Outcome(on_ledger(ledger, import_files, request, writing=not dry, late=True))


def review_json(review: Path) -> dict[str, Any]:
    """The review's lines: its columns, which of them can be corrected, and its rows with the row numbers."""
    import openpyxl

    book = openpyxl.load_workbook(review, read_only=True)
    try:
        rows = [
            {"row": number, "cells": [_shown(cell) for cell in cells[: len(COLUMNS)]]}
            for number, cells in enumerate(book[SHEET].iter_rows(min_row=2, values_only=True), start=2)
        ]
    finally:
        book.close()
    columns = [{"name": name, "width": width, "fixed": name in _FIXED} for name, width in COLUMNS.items()]
    return {"columns": columns, "rows": rows, "doubt": list(COLUMNS).index(DOUBT)}


def _shown(value: object) -> str:
    return str(value.date()) if isinstance(value, datetime) else show(value)


def _corrected(review: Path, target: Path, edits: Sequence[Any]) -> Path:
    """A copy of the review with the corrections: row, column and text each."""
    import openpyxl

    if not edits:
        return review
    book = openpyxl.load_workbook(review)
    sheet, names = book[SHEET], list(COLUMNS)
    for row, name, text in edits:
        if name not in names or name in _FIXED or not 1 < int(row) <= sheet.max_row:
            raise RequestError("改动的位置不对，请刷新页面再试。")
        cell = sheet.cell(int(row), names.index(name) + 1)
        cell.value, cell.number_format = str(text).strip() or None, "@"
        if cell.value:
            cell.data_type = "s"  # whatever it begins with
    book.save(target)
    return target
