"""Sheets of a ledger that somebody deleted or renamed: what to say, the copy that still has them, and the
ledger without them."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineError

from xlsheet.dictionary.tables import TABLES, Table
from xlsheet.errors import LackingError, LedgerError
from xlsheet.ledger.changes import Changes
from xlsheet.ledger.table import TableData, table_data
from xlsheet.stores import Store
from xlsheet.stores.damage import copies_of
from xlsheet.xlsx.package import READ_ERRORS, Package, TablePlace
from xlsheet.xlsx.reading import SheetValues
from xlsheet.xlsx.upgrade.columns import header_of


def lost_tables(package: Package) -> list[Table]:
    """The tables that a ledger lacks and that no command adds by itself. Raises one of READ_ERRORS."""
    return [table for table in TABLES if table.since == 1 and package.place(table) is None]


def renamed(package: Package, table: Table) -> str:
    """The sheet that has a table's columns under another name; empty where none has."""
    others = {place.sheet for place in map(package.place, TABLES) if place is not None}
    for sheet, part in package.sheets.items():
        if sheet not in others:
            place = TablePlace(sheet, part, "", 1, 1, 1, len(table.columns), 0)
            if {*table.columns} <= {*header_of(package, place)}:
                return sheet
    return ""


def lacking(ledger: Path, package: Package, table: Table) -> LedgerError:
    """The error for a ledger without a table's sheet, with the step that mends it."""
    what = f"“{ledger}”里没有工作表“{table.sheet}”。"
    other = renamed(package, table)
    if other:
        return LackingError(f"{what}“{other}”的表头和它一样，是不是改了名？请改回“{table.sheet}”。")
    if len(lost_tables(package)) == len(TABLES) - sum(table.since > 1 for table in TABLES):
        return LedgerError(f"{what}它不像台账，请核对文件名。")
    found = copy_with(ledger, table)
    rows = f"，行取自备份“{found[0].name}”" if found else "，但备份里没有它的行"
    return LackingError(
        f"{what}运行 xlsheet doctor “{ledger}” --restore 可以补回这张表{rows}；也可以自己恢复它。"
    )


class Remainder:
    """A store whose lost sheets read as empty ones, so that the others can be looked at; `lost` says of each
    what a job would be told."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.label = store.label
        self.lost: dict[Table, LackingError] = {}

    def read(self, table: Table) -> TableData:
        """All rows of a table; none where its sheet or a column of it is gone."""
        try:
            return self._store.read(table)
        except LackingError as error:
            self.lost[table] = error
            return table_data(table, table.columns, [], [])

    def apply(self, changes: Changes) -> None:
        """As the store does."""
        self._store.apply(changes)


def copy_with(ledger: Path, table: Table) -> tuple[Path, TableData] | None:
    """The newest copy of a ledger that has a table, and the table as it is there."""
    for copy in copies_of(ledger):
        try:
            content = copy.read_bytes()
            package = Package(content)
            place = package.place(table)
            if place is not None:
                return copy, SheetValues(package, content).table(copy.name, table, place)[0]
        except (*READ_ERRORS, CalamineError, OSError, LedgerError):
            continue
    return None
