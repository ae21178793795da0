"""A return sent back to its unit: a fresh workbook of its values, what is wrong marked at its cells.

Nothing of the unit's file but values goes into it: no macro, no formula, no link. A list stands in
front, and the form's hidden mark stays, so that the unit can mend this very file and report it again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from xlsheet.dictionary.addresses import column_letter, column_place
from xlsheet.dictionary.findings import Finding, Severity, in_order, show
from xlsheet.dictionary.tables import PLANS
from xlsheet.forms.check_words import LOOK_AGAIN, MEND
from xlsheet.forms.content import FormLimits
from xlsheet.forms.layout import CHECK, MARK_SHEET, OWN_SHEETS, REPLY_SHEET
from xlsheet.forms.read.returned import FoundTable
from xlsheet.forms.reply.look import LIST_COLUMNS, LIST_WIDTHS, ReplyPaint, widths
from xlsheet.forms.write.form import sheet_name
from xlsheet.forms.write.paint import BOOK_FONT
from xlsheet.grids.grid import Cell, Grid
from xlsheet.xlsx.row_heights import height

_LONGEST: Final = 32_767
_MOST_CELLS: Final = 300_000
"""Cells of a sheet that are copied; no form comes near."""

_BEFORE_LIST: Final = 4
_NOTE_WIDTH: Final = 280
_NOTE_LINE: Final = 20
_CREATED: Final = datetime(2020, 1, 1)
_BESIDE: Final = {Severity.ERROR: MEND, Severity.WARNING: LOOK_AGAIN}
"""What stands beside a row, where the form's check column was: its formula does not come along."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply says: `file` came from `unit` for `month`, `office` sends it back. `grids` are empty
    where the file could not be read; `findings` are marked in them, by their sheet and cell. `limits` are
    those of the form: its dropdowns come along."""

    office: str
    unit: str
    month: str
    file: str
    outcome: str
    findings: Sequence[Finding]
    grids: Sequence[Grid] = ()
    tables: Sequence[FoundTable] = ()
    limits: FormLimits | None = None


def reply_bytes(reply: Reply) -> bytes:
    """The reply's workbook. The same reply makes the same bytes."""
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
        "default_format_properties": dict(BOOK_FONT),
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": REPLY_SHEET, "author": reply.office, "created": _CREATED})
        paint = ReplyPaint(book)
        taken = {MARK_SHEET.casefold(), REPLY_SHEET.casefold()}
        copied = [grid for grid in reply.grids if not grid.sheet.startswith(tuple(OWN_SHEETS))]
        names = {grid.sheet: sheet_name(grid.sheet or "填报内容", taken) for grid in copied}
        findings = [f for f in in_order(reply.findings) if f.severity is not Severity.INFO]
        _list_sheet(book, paint, reply, findings, names)
        by_sheet: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_sheet[finding.sheet].append(finding)
        for grid in copied:
            found = next((table for table in reply.tables if table.sheet == grid.sheet), None)
            sheet = book.add_worksheet(names[grid.sheet])
            _copy(sheet, paint, grid, found, by_sheet[grid.sheet])
            if found is not None and reply.limits is not None:
                _limit(sheet, found, reply.limits)
        for grid in reply.grids:
            if grid.sheet == MARK_SHEET:
                _copy_mark(book.add_worksheet(MARK_SHEET), grid, names)
    return target.getvalue()


def _list_sheet(
    book: Any, paint: ReplyPaint, reply: Reply, findings: Sequence[Finding], names: Mapping[str, str]
) -> None:
    sheet, last = book.add_worksheet(REPLY_SHEET), len(LIST_COLUMNS) - 1
    sheet.hide_gridlines(2)
    for i, width in enumerate(LIST_WIDTHS):
        sheet.set_column(i, i, width)
    about = "　".join(filter(None, (reply.unit, reply.month)))
    in_cells = all(f.cell for f in findings if f.severity is Severity.ERROR)
    how = (
        "请在后面的表里改好标红的格子（鼠标移到格子上可看说明），核对标黄的格子，保存后把本文件直接报回。"
        if names and in_cells
        else "请按下面的说明重新报送。"
    )
    lines: tuple[tuple[int, str, Any], ...] = (
        (34, f"{REPLY_SHEET}　{about}" if about else REPLY_SHEET, paint.title),
        (22, f"收到的文件：{reply.file}。{reply.outcome}", paint.note),
        (22, how, paint.instruction),
    )
    for row, (points, text, style) in enumerate(lines):
        sheet.set_row(row, points)
        sheet.merge_range(row, 0, row, last, text, style)
    for i, name in enumerate(LIST_COLUMNS):
        sheet.write_string(_BEFORE_LIST, i, name, paint.header)
    for number, finding in enumerate(findings, start=1):
        row, style = _BEFORE_LIST + number, paint.of(finding)
        value = finding.value if finding.cell else ""
        needed = height(((finding.message, LIST_WIDTHS[5]), (value, LIST_WIDTHS[4])), least=24)
        sheet.set_row(row, needed)
        sheet.write_number(row, 0, number, paint.centered)
        sheet.write_string(row, 1, finding.severity.word, style)
        name = names.get(finding.sheet, finding.sheet)
        sheet.write_string(row, 2, name, paint.centered)
        _write_place(sheet, row, name if finding.sheet in names else "", finding.cell, paint)
        sheet.write_string(row, 4, _fit(value), paint.text)
        sheet.write_string(row, 5, finding.message, paint.text)
    sheet.freeze_panes(_BEFORE_LIST + 1, 0)
    sheet.repeat_rows(_BEFORE_LIST)
    _print_set_up(sheet)


def _write_place(sheet: Any, row: int, name: str, cell: str, paint: ReplyPaint) -> None:
    if name and cell:
        quoted = name.replace("'", "''")
        sheet.write_url(row, 3, f"internal:'{quoted}'!{cell}", paint.link, cell)
    else:
        sheet.write_string(row, 3, cell, paint.centered)


def _copy(
    sheet: Any, paint: ReplyPaint, grid: Grid, found: FoundTable | None, findings: Sequence[Finding]
) -> None:
    """The sheet's values where they stood, marked where something is wrong."""
    rows = _within(grid.rows)
    said: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        said[finding.cell].append(finding)
    look = widths(rows, found)
    for i, width in enumerate(look):
        sheet.set_column(i, i, width)
    spans = {(top, left): sum(look[left : right + 1]) for top, left, _, right in grid.merged}
    check = found.letters.get(CHECK) if found else None
    told = _gravest(found, findings)
    for r, row in enumerate(rows):
        shown = [(show(cell), spans.get((r, c), look[c])) for c, cell in enumerate(row) if c < len(look)]
        if found is not None:
            sheet.set_row(r, height(shown, least=24))
        for c, cell in enumerate(row):
            letter = column_letter(c)
            marked = said.pop(f"{letter}{r + 1}", ())
            if letter == check and found is not None and r >= found.header_row:
                beside = told.get(r + 1)
                style = paint.cell(found, r + 1, letter, None, [beside] if beside else ())
                _write(sheet, r, c, _BESIDE[beside.severity] if beside else None, style)
            else:
                _write(sheet, r, c, cell, paint.cell(found, r + 1, letter, cell, marked))
    for address, marked in said.items():
        if address:
            sheet.write_blank(address, None, paint.of(marked[0]))
    _merge(sheet, grid, rows, paint, found)
    _write_notes(sheet, findings)
    _on_paper(sheet, found, len(rows), len(look))


def _on_paper(sheet: Any, found: FoundTable | None, rows: int, columns: int) -> None:
    """The head on every page; and no page is broader for a text that runs over its cell."""
    if found is not None:
        sheet.freeze_panes(found.header_row, 0)
        sheet.repeat_rows(found.header_row - 1)
    if rows and columns:
        sheet.print_area(0, 0, rows - 1, columns - 1)
    _print_set_up(sheet)


def _limit(sheet: Any, found: FoundTable, limits: FormLimits) -> None:
    """The form's dropdowns and limits, on the rows to be mended."""
    own = limits.plan if found.table is PLANS else limits.progress
    for name, letter in found.letters.items():
        if found.rows and name in own.validations:
            place = column_place(letter)
            rows = min(found.rows) - 1, max(found.rows) - 1
            sheet.data_validation(rows[0], place, rows[1], place, dict(own.validations[name]))


def _within(rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """The rows that are worth a copy: as many as a person could have filled in."""
    broadest = max(map(len, rows), default=1) or 1
    return rows[: max(1, _MOST_CELLS // broadest)]


def _gravest(found: FoundTable | None, findings: Sequence[Finding]) -> dict[int, Finding]:
    """Worksheet row -> the gravest finding in it."""
    gravest: dict[int, Finding] = {}
    for finding in findings if found is not None else ():
        digits = finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if digits.isdigit():
            gravest.setdefault(int(digits), finding)
    return gravest


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, datetime) or (isinstance(cell, date) and cell.year >= 1900):
        sheet.write_datetime(row, column, cell, style)
    else:
        sheet.write_string(row, column, _fit(show(cell)), style)


def _fit(text: str) -> str:
    """What a cell can hold: lone surrogates and letters beyond its limit go."""
    return text.encode("utf-8", "ignore").decode("utf-8")[:_LONGEST]


def _merge(
    sheet: Any, grid: Grid, rows: Sequence[Sequence[Cell]], paint: ReplyPaint, found: FoundTable | None
) -> None:
    for top, left, bottom, right in grid.merged:
        if bottom >= len(rows) or (top, left) == (bottom, right) or left >= len(rows[top]):
            continue
        cell = rows[top][left]
        style = paint.cell(found, top + 1, column_letter(left), cell, ())
        try:
            sheet.merge_range(top, left, bottom, right, "", style)
        except OverlappingRange:
            continue
        _write(sheet, top, left, cell, style)


def _write_notes(sheet: Any, findings: Sequence[Finding]) -> None:
    notes: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.cell:
            notes[finding.cell].append(f"{finding.severity.word}：{finding.message}")
    for address, said in notes.items():
        text = "\n".join(said)[:_LONGEST]
        lines = sum(math.ceil(len(line) / 20) for line in said) + 1
        size = {"width": _NOTE_WIDTH, "height": lines * _NOTE_LINE, "font_size": 9}
        sheet.write_comment(address, text, {"author": REPLY_SHEET, **size})


def _copy_mark(sheet: Any, grid: Grid, names: Mapping[str, str]) -> None:
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            text = show(cell)
            sheet.write_string(r, c, _fit(names.get(text, text) if c == 0 else text))
    sheet.very_hidden()


def _print_set_up(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
