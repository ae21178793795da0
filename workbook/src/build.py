"""Build workbook/template.xlsm from its sources: same sources, same bytes of every part.

`make template` runs this; a test builds it again and compares every part. Sheets come from the data
dictionary (xlsheet/dictionary/tables.py), buttons, ribbon and macros from xlsheet/commands.py.
"""

from __future__ import annotations

import io
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import home
import xlsxwriter
from looks import FONT, Looks
from package import finish
from ribbon import macros
from sheets import add_table_sheets, code_name
from vba_project import Module, ModuleKind, write_vba_project

from xlsheet.dictionary.tables import TABLES

SOURCES: Final = Path(__file__).parent
TARGET: Final = SOURCES.parent / "template.xlsm"

_WORKBOOK_CODE_NAME: Final = "ThisWorkbook"
_MADE_ON: Final = datetime(2020, 1, 1, tzinfo=UTC)


def build(target: Path) -> None:
    """Write the template to `target`."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.xlsm"
        with xlsxwriter.Workbook(raw, {"default_format_properties": dict(FONT)}) as book:
            book.set_properties({"title": "督查台账", "created": _MADE_ON})
            book.set_size(2400, 1500)
            book.set_vba_name(_WORKBOOK_CODE_NAME)
            book.add_vba_project(io.BytesIO(write_vba_project(modules())), is_stream=True)
            looks = Looks(book)
            home.add_home_sheet(book, looks)
            add_table_sheets(book, looks)
        finish(raw, target)


def modules() -> list[Module]:
    """The VBA project's modules: one for the workbook and each sheet, the bridge and the buttons."""
    sheets = [home.CODE_NAME, *map(code_name, TABLES)]
    bridge = (SOURCES / "vba" / "Bridge.bas").read_text(encoding="ascii")
    return [
        Module(_WORKBOOK_CODE_NAME, ModuleKind.WORKBOOK),
        *(Module(name, ModuleKind.SHEET) for name in sheets),
        Module("Bridge", ModuleKind.STANDARD, bridge),
        Module("Buttons", ModuleKind.STANDARD, macros()),
    ]


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
