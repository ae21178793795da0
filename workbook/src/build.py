"""Build workbook/template.xlsm from the data dictionary: same sources, same bytes.

`make template` runs this; a test builds it again and compares every part.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from xlsheet.ledger.settings import default_parameters
from xlsheet.ledger.tables import HOME_SHEET, PARAMETERS, TABLES, Column, Kind, Table

TARGET: Final = Path(__file__).parent.parent / "template.xlsm"
_FONT: Final = {"font_name": "微软雅黑", "font_size": 10, "valign": "top"}
_FORMATS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"num_format": "@"},
    Kind.LONG_TEXT: {"num_format": "@", "text_wrap": True},
    Kind.INTEGER: {"num_format": "0"},
    Kind.PERCENT: {"num_format": "0%"},
    Kind.DATE: {"num_format": "yyyy-mm-dd"},
    Kind.DATETIME: {"num_format": "yyyy-mm-dd hh:mm"},
    Kind.MONTH: {"num_format": "@"},
    Kind.LINK: {"font_color": "#0563C1", "underline": 1},
    Kind.ANY: {},
}


def build(target: Path) -> None:
    """Write the template to `target`."""
    with xlsxwriter.Workbook(target) as book:
        book.set_properties({"title": "督查台账", "created": datetime(2020, 1, 1, tzinfo=UTC)})
        formats = {kind: book.add_format(_FONT | own) for kind, own in _FORMATS.items()}
        header = book.add_format(_FONT | {"bold": True, "bg_color": "#DDEBF7", "text_wrap": True})
        book.add_worksheet(HOME_SHEET)
        for table in TABLES:
            _sheet(book, table, formats, header)


def _sheet(book: Any, table: Table, formats: dict[Kind, Any], header: Any) -> None:
    sheet = book.add_worksheet(table.sheet)
    sheet.freeze_panes(1, 0)
    for i, column in enumerate(table.columns):
        sheet.set_column(i, i, column.width, formats[column.kind])
    rows = default_parameters() if table is PARAMETERS else []
    sheet.add_table(
        0,
        0,
        max(len(rows), 1),
        len(table.columns) - 1,
        {
            "name": table.name,
            "style": "Table Style Light 9",
            "columns": [{"header": str(c), "header_format": header} for c in table.columns],
        },
    )
    for number, row in enumerate(rows, start=1):
        for i, column in enumerate(table.columns):
            _write(sheet, number, i, column, row.get(column), formats)


def _write(sheet: Any, row: int, i: int, column: Column, value: object, formats: dict[Kind, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, i, value, formats[Kind.DATETIME])
    elif value not in (None, ""):
        sheet.write(row, i, value, formats[column.kind])


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
