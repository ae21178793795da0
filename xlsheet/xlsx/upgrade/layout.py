"""What a ledger of an earlier layout lacks, and the ledger with it: columns, then sheets.

Nothing that is there moves or changes: columns come in behind the table's last one, sheets before 参数.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlsheet.dictionary.tables import PARAMETERS, TABLES, Column, Table
from xlsheet.xlsx.package import Package
from xlsheet.xlsx.repair.workbook_code import PROJECT, foreign_modules, template_part
from xlsheet.xlsx.upgrade.columns import header_of, with_columns
from xlsheet.xlsx.upgrade.sheets import with_sheet


def brought_up_to_date(package: Package) -> tuple[Package, list[str]]:
    """The workbook in today's layout and what was added, in words; the same one where nothing was.

    A sheet or a column that ledgers have had from the beginning is not put back: that it is gone is for
    the reader to say. Raises one of READ_ERRORS where the workbook is damaged, LedgerError where cells
    stand in the way of a new column.
    """
    if package.place(PARAMETERS) is None:
        return package, []
    parts: dict[str, bytes] = {}
    words: list[str] = []
    for table, columns in _lacking_columns(package):
        parts |= with_columns(package.changed(parts), table, columns)
        words.append(f"“{table.sheet}”的{'、'.join(f'“{column}”' for column in columns)}列")
    sheets = [table for table in TABLES if table.since > 1 and package.place(table) is None]
    coded = bool(sheets) and PROJECT in package.names() and not foreign_modules(package)
    if coded:
        parts[PROJECT] = template_part(PROJECT)
    added = package.changed(parts)
    for table in sheets:
        parts |= with_sheet(added, table, coded=coded)
        added = package.changed(parts)
        words.append(f"工作表“{table.sheet}”")
    return (Package(package.rewritten(parts)), words) if parts else (package, [])


def _lacking_columns(package: Package) -> Iterator[tuple[Table, list[Column]]]:
    """The tables that are there with the columns of later layouts that each lacks."""
    for table in TABLES:
        later = [column for column in table.columns if column.since > table.since]
        place = package.place(table) if later else None
        if place is None:
            continue
        header = header_of(package, place)
        lacking = [column for column in later if column not in header]
        if lacking:
            yield table, lacking
