"""`Ledger.remind`, `Ledger.report` and `Ledger.export`: what goes out of a ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xlsheet.library.holder import LedgerHolder, MonthLike, PathLike, to_choice, to_month, to_path

if TYPE_CHECKING:
    from xlsheet.jobs.export import ExportReport
    from xlsheet.jobs.remind import RemindReport
    from xlsheet.jobs.report import BulletinReport


def remind(
    ledger: LedgerHolder,
    month: MonthLike,
    out: PathLike,
    *,
    as_of: date | None = None,
    template: PathLike | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
) -> RemindReport:
    """Write a letter (.docx) and a mail draft (.eml) for each unit that owes something, and a list of all,
    into the folder `out`, and register the letters in 发文登记. No mail is sent.

    `as_of`: the letters' day, None for today; `template`: the office's own letter. `report.reminders` has
    for each unit what it owes, its letter and its mail. `dry_run`: see what would be written, write and
    register nothing.
    Raises RequestError for a month that is not due yet, SourceError for a template that cannot be used,
    ExistsError where different files are there and `overwrite` is off.
    """
    from xlsheet.jobs.remind import RemindRequest
    from xlsheet.jobs.remind import remind as job

    day = as_of or date.today()
    request = RemindRequest(to_month(month), Path(out), day, to_path(template), overwrite, dry_run)
    return job(ledger.writable, request)


def report(
    ledger: LedgerHolder,
    month: MonthLike,
    out: PathLike,
    *,
    period: Literal["month", "quarter", "year"] = "month",
    as_of: date | None = None,
    leaders: PathLike | None = None,
    indicators: PathLike | None = None,
    pdf: bool = False,
    overwrite: bool = False,
) -> BulletinReport:
    """Write the bulletin up to a month into the file `out`, .docx or .pdf.

    `period`: the month, its quarter or its year, all up to `month`. `as_of`: the bulletin's day, None for
    today. `leaders`: a folder for a sheet of each responsible leader. `indicators`: a workbook (.xlsx) of
    all indicators. `pdf`: a PDF beside the .docx, made by
    LibreOffice. `report.as_json()["numbers"]` is all the bulletin says in figures.
    Raises RequestError for a month that is not reported on, ExistsError where a different file is there
    and `overwrite` is off, OutputError where a PDF is asked for and LibreOffice is not found.
    """
    from xlsheet.analysis.spans import SpanKind
    from xlsheet.jobs.report import BulletinRequest
    from xlsheet.jobs.report import report as job

    request = BulletinRequest(
        month=to_month(month),
        out=Path(out),
        period=SpanKind(to_choice(period, list(SpanKind))),
        as_of=as_of or date.today(),
        leaders=to_path(leaders),
        pdf=pdf,
        overwrite=overwrite,
        indicators=to_path(indicators),
    )
    return job(ledger.store, request)


def export(
    ledger: LedgerHolder,
    out: PathLike,
    *,
    format: Literal["csv", "parquet", "sqlite"] = "csv",
    overwrite: bool = False,
) -> ExportReport:
    """Write all tables, typed as in `LedgerTable.frame`, into the folder `out`: all files or none.

    csv is UTF-8 with a BOM, a file a table; parquet a file a table; sqlite one database. `report.tables` has
    `sheet`, `path`, `rows` and the columns' types; `report.findings` the cells that could not be read as
    their type, which are empty in the files.
    Raises ExistsError where different files are there and `overwrite` is off.
    """
    from xlsheet.jobs.export import ExportFormat, ExportRequest
    from xlsheet.jobs.export import export as job

    form = ExportFormat(to_choice(format, list(ExportFormat)))
    request = ExportRequest(Path(out), form, overwrite)
    return job(ledger.store, request)
