"""Ledgers on disk for tests: made and changed through the store, looked at with programs not ours."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import openpyxl
from openpyxl.workbook import Workbook

from xlsheet.dictionary.tables import Table
from xlsheet.ledger.changes import Changes, Edit, Link, Replace
from xlsheet.ledger.settings import default_parameters
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.package import Package
from xlsheet.xlsx.repair.workbook_code import mended

Cells = dict[str, object]

_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def new_ledger(folder: Path, name: str = "台账.xlsm") -> Path:
    """An empty ledger in a folder; change it with `change`."""
    path = folder / name
    FileStore.create(path, default_parameters(ledger_id="test0001"))
    return path


def change(path: Path, *steps: Edit | Replace, summary: str = "测试") -> None:
    """One command that makes these changes."""
    with FileStore.open(path) as store:
        store.apply(Changes("测试", summary, steps))


def rows(path: Path, table: Table) -> list[Cells]:
    """What the store reads: the filled cells of each row."""
    with FileStore.open(path, writing=False) as store:
        return [filled(row) for _, row in store.read(table).rows()]


def filled(row: Mapping[str, object]) -> Cells:
    """A row without its empty cells, numbers and days in one shape each."""
    return {str(name): plain(value) for name, value in row.items() if value not in (None, "")}


def plain(value: object) -> object:
    """Programs differ in whether 3 is a whole number, a day a moment, and in a number's last digits."""
    if isinstance(value, Link):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 9)
    return value


def book(path: Path) -> Workbook:
    """The file as openpyxl reads it, macros included where there are any."""
    return openpyxl.load_workbook(path, keep_vba="xl/vbaProject.bin" in parts(path))


def sheet_rows(path: Path, table: Table) -> list[Cells]:
    """The rows of a table's sheet as openpyxl reads them, by the names in row 1."""
    sheet = book(path)[table.sheet]
    header = [cell.value for cell in sheet[1]]
    return [
        filled(dict(zip(header, values, strict=True)))
        for values in sheet.iter_rows(min_row=2, values_only=True)
        if any(value is not None for value in values)
    ]


def parts(path: Path) -> dict[str, bytes]:
    """All parts of the package."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sound_parts(path: Path) -> dict[str, bytes]:
    """All parts as they are once the macros and the ribbon that another program lost are put back."""
    package = mended(Package(path.read_bytes()))
    return {name: package.part(name) for name in package.names()}


def changed_parts(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """The names of the parts that differ, came or went."""
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def parts_of(path: Path, table: Table) -> set[str]:
    """The names of a table's two parts: its sheet's and its own."""
    content = parts(path)
    sheet = sheet_part(path, table.sheet)
    name = f'name="{table.name}"'.encode()
    return {sheet, *(part for part in content if part.startswith("xl/tables/") and name in content[part])}


def sheet_part(path: Path, sheet: str) -> str:
    """The name of a sheet's part."""
    content = parts(path)
    identifier = next(
        e.get(f"{{{_RELATIONS}}}id")
        for e in ElementTree.fromstring(content["xl/workbook.xml"]).iter()
        if e.tag.endswith("}sheet") and e.get("name") == sheet
    )
    relations = ElementTree.fromstring(content["xl/_rels/workbook.xml.rels"])
    target = next(str(e.get("Target")) for e in relations if e.get("Id") == identifier)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def rewrite(path: Path, changed: Mapping[str, bytes]) -> None:
    """Put other bytes into some parts of a package, or new parts."""
    present = {**parts(path), **changed}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in present.items():
            archive.writestr(name, content)
