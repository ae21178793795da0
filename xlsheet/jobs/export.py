"""Export the ledger's tables, typed, for other systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, in_order, show
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import HIDDEN, TABLES, Kind, Table
from xlsheet.files.folders import file_stems, put_files
from xlsheet.stores import Store

if TYPE_CHECKING:
    from xlsheet.documents.datafiles import DataTable

_FORMULA_STARTS: Final = ("=", "+", "-", "@")


class ExportFormat(StrEnum):
    """`csv` and `parquet` are a file a table, `sqlite` one database with all of them."""

    CSV = "csv"
    PARQUET = "parquet"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`out` is a folder. `overwrite`: replace what an earlier export left there."""

    out: Path
    format: ExportFormat = ExportFormat.CSV
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table, the file that it went into, and the type of each of its columns in SQL's words."""

    sheet: str
    path: str
    rows: int
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The tables in the order of their sheets. `findings`: cells that are empty in the files, since they
    don't hold what their column does, and text that Excel would take for formulas."""

    out: Path
    format: ExportFormat
    tables: tuple[ExportedTable, ...]
    findings: tuple[Finding, ...]

    @property
    def needs_attention(self) -> bool:
        return any(finding.severity is not Severity.INFO for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": str(self.format),
            "tables": [
                {"sheet": table.sheet, "path": table.path, "rows": table.rows, "columns": table.columns}
                for table in self.tables
            ],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        rows, files = sum(table.rows for table in self.tables), len({table.path for table in self.tables})
        return f"导出了 {len(self.tables)} 张表、{rows} 行，{files} 个文件在“{self.out}”里。"

    def listings(self) -> Sequence[Listing]:
        rows = [(t.sheet, str(t.rows), str(len(t.columns)), Path(t.path).name) for t in self.tables]
        return [
            Listing("导出的表", ("工作表", "行数", "列数", "文件"), rows),
            finding_listing(self.findings),
        ]


def export(store: Store, request: ExportRequest) -> ExportReport:
    """Write all tables that users see into `request.out`; all files or none. The ledger is not changed.

    Raises ExistsError where different files of those names stand there and `overwrite` is off,
    OutputError where nothing can be written.
    """
    from xlsheet.rules.frames import typed_frame  # pandas: late

    typed = [typed_frame(store.read(table)) for table in TABLES if table not in HIDDEN]
    tables = [_data_table(each.data.table, each.frame) for each in typed]
    names = _file_names(store, tables, request.format)
    put_files(_made(tables, names, request.format), request.out, overwrite=request.overwrite)
    findings = [finding for each in typed for finding in each.findings]
    if request.format is ExportFormat.CSV:
        findings += [finding for table in tables for finding in _formula_like(table)]
    exported = [
        ExportedTable(table.name, str(request.out / name), len(table.frame), table.types())
        for table, name in zip(tables, names, strict=True)
    ]
    return ExportReport(request.out, request.format, tuple(exported), tuple(in_order(findings)))


def _data_table(table: Table, frame: Any) -> DataTable:
    from xlsheet.documents.datafiles import DataTable

    days = frozenset(str(column) for column in table.columns if column.kind is Kind.DATE)
    return DataTable(table.sheet, frame, tuple(map(str, table.key)), days)


def _file_names(store: Store, tables: Sequence[DataTable], form: ExportFormat) -> list[str]:
    """The file of each table, in their order."""
    if form is ExportFormat.SQLITE:
        (stem,) = file_stems([Path(store.label).stem])
        return [f"{stem}.{form}"] * len(tables)
    return [f"{table.name}.{form}" for table in tables]


def _made(tables: Sequence[DataTable], names: Sequence[str], form: ExportFormat) -> dict[str, bytes]:
    from xlsheet.documents.datafiles import csv_bytes, parquet_bytes, sqlite_bytes

    if form is ExportFormat.SQLITE:
        return {names[0]: sqlite_bytes(tables)}
    to_bytes = csv_bytes if form is ExportFormat.CSV else parquet_bytes
    return {name: to_bytes(table) for table, name in zip(tables, names, strict=True)}


def _formula_like(table: DataTable) -> Iterator[Finding]:
    """Where Excel would take text of a CSV for a formula; data for other systems is not changed for that."""
    for name, kind in table.types().items():
        if kind != "TEXT":
            continue
        texts = table.frame[name].dropna()
        found = texts[texts.str.startswith(_FORMULA_STARTS)]
        if len(found):
            yield catalogue.EXPORT_FORMULA.at(
                table.name, value=show(found.iloc[0]), column=name, count=len(found)
            )
