"""A unit's filled-in form as different programs send it back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import openpyxl
import pandas as pd
import xlsxwriter
import xlwt
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from support.filling import above_table
from support.form_samples import TASKS, header_row, sample_form
from xlsheet.dictionary.tables import PROGRESS, STATUS_RUNNING
from xlsheet.forms.layout import CONTENT, MONTH_LABEL, UNIT_LABEL
from xlsheet.forms.read.files import read_source
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.forms.read.sources import Source
from xlsheet.forms.write.form import form_bytes

UNIT = "市教育局"
COLUMNS = (PROGRESS.task_no, CONTENT, PROGRESS.text, PROGRESS.percent, PROGRESS.status, PROGRESS.filled_on)
ROWS = [
    [task.number, task.content, f"第{task.number}项已开工", 0.4, STATUS_RUNNING, date(2020, 7, 5)]
    for task in TASKS
]
"""What a unit says of its three tasks, under `COLUMNS`."""


def form(change: Callable[[Worksheet], object] = lambda sheet: None) -> bytes:
    """The issued form, filled in and then changed by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(form_bytes(sample_form())))
    sheet = book[PROGRESS.sheet]
    top = header_row(sheet)
    letters = {cell.value: cell.column for cell in sheet[top]}
    for i, row in enumerate(ROWS, 1):
        for name, value in zip(COLUMNS, row, strict=True):
            place = (top + i, letters[name]) if name in letters else above_table(name)
            sheet.cell(*place).value = value
    change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def own_table() -> list[list[object]]:
    """A table of the unit's own making, with its unit and month above it."""
    return [
        [UNIT_LABEL, UNIT],
        [MONTH_LABEL, "2020-06"],
        list(COLUMNS),
        *([str(cell) if isinstance(cell, date) else cell for cell in row] for row in ROWS),
    ]


def by_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("进展")
        for i, row in enumerate(own_table()):
            sheet.write_row(i, 0, row)
    return stream.getvalue()


def by_pandas() -> bytes:
    stream = io.BytesIO()
    rows = pd.DataFrame(ROWS, columns=list(COLUMNS)).assign(
        **{PROGRESS.unit: UNIT, PROGRESS.month: "2020-06"}
    )
    rows.to_excel(stream, index=False, engine="openpyxl")
    return stream.getvalue()


def by_xlwt() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("进展")
    for i, row in enumerate(own_table()):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(encoding: str, delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in own_table()).encode(encoding)


def as_html(encoding: str = "utf-8") -> bytes:
    """A web page as reporting systems export it under the name .xls; the status spans three rows."""
    *above, names, first, second, third = own_table()
    rows = "".join(_html_row(row) for row in [*above, names])
    status = COLUMNS.index(PROGRESS.status)
    rows += _html_row(first, {status: ' rowspan="3"'})
    rows += "".join(_html_row([*row[:status], *row[status + 1 :]]) for row in (second, third))
    page = f'<html><head><meta charset="{encoding}"></head><body><table>{rows}</table></body></html>'
    return page.encode(encoding)


def _html_row(cells: list[object], attributes: Mapping[int, str] | None = None) -> str:
    extra = attributes or {}
    return "<tr>" + "".join(f"<td{extra.get(i, '')}>{cell}</td>" for i, cell in enumerate(cells)) + "</tr>"


def as_xml_2003() -> bytes:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="{_kind(c)}">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in own_table()
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="进展"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def _kind(cell: object) -> str:
    return "Number" if isinstance(cell, int | float) else "String"


def read(content: bytes, name: str = "a.xlsx") -> ReturnedFile:
    """The file as a worker would read it, read here."""
    return read_source(Source(name, content))


def codes(found: ReturnedFile) -> dict[str, str]:
    """Code -> severity of all that was said about a file."""
    return {finding.code: str(finding.severity) for finding in found.findings}


def progress(found: ReturnedFile) -> list[tuple[object, object, object]]:
    """Task number, text and share of every progress row."""
    table = next(table for table in found.tables if table.table is PROGRESS)
    names = (PROGRESS.task_no, PROGRESS.text, PROGRESS.percent)
    return [tuple(map(_plain, row)) for row in zip(*(table.cells[name] for name in names), strict=True)]  # type: ignore[misc]


def _plain(cell: object) -> object:
    """Programs differ in whether 3 is a whole number, and text has no numbers."""
    try:
        return float(str(cell))
    except ValueError:
        return cell


EXPECTED = [(float(task.number), f"第{task.number}项已开工", 0.4) for task in TASKS]
"""What `progress` gives for `ROWS`."""


def parts(package: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def packed(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def patched(package: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part's bytes changed."""
    return packed({name: change(data) if name == part else data for name, data in parts(package)})
