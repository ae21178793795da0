"""`Ledger.split` and `Ledger.merge`: forms out, returns in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xlsheet.library.holder import (
    LedgerHolder,
    MonthLike,
    PathLike,
    to_choice,
    to_moment,
    to_month,
    to_path,
    to_paths,
)

if TYPE_CHECKING:
    from xlsheet.jobs.mending.redate import RedateReport
    from xlsheet.jobs.split import SplitReport
    from xlsheet.merge.report import MergeReport


def split(
    ledger: LedgerHolder,
    month: MonthLike,
    out: PathLike,
    *,
    units: Sequence[str] = (),
    layout: Literal["files", "sheets"] = "files",
    overwrite: bool = False,
    schemas: PathLike | None = None,
) -> SplitReport:
    """Write the forms of a month into the folder `out`; all of them or none. The ledger is not changed.

    `units`: only these, by name or alias. `layout`: a workbook a unit, or one workbook with a sheet a unit.
    `schemas`: a folder of rule files that hold in place of the ledger's own.
    `keep`: a folder for evidence, what came along with sound forms; `report.evidence` lists it.
    `report.files` has `unit`, `path` and `rows`, the progress rows that the form asks for.
    Raises RequestError for a month that is not reported on or a unit with nothing to report, ExistsError
    where different files are there and `overwrite` is off.
    """
    from xlsheet.jobs.split import FILES, SHEETS, SplitRequest
    from xlsheet.jobs.split import split as job

    request = SplitRequest(
        month=to_month(month),
        out=Path(out),
        units=units,
        layout=to_choice(layout, (FILES, SHEETS)),
        overwrite=overwrite,
        schemas=to_path(schemas),
    )
    return job(ledger.store, request)


def merge(
    ledger: LedgerHolder,
    paths: PathLike | Iterable[PathLike],
    *,
    month: MonthLike | None = None,
    received: date | datetime | None = None,
    dry_run: bool = False,
    replies: PathLike | None = None,
    schemas: PathLike | None = None,
    insist: bool = False,
    again: bool = False,
    keep: PathLike | None = None,
) -> MergeReport:
    """Merge what came back: files, folders, zips, mails (.eml, .msg, .mbox, Maildir). All in one change
    of the ledger.

    `month`: forms of other months are refused. `received`: when they came, None for now. `dry_run`: judge
    everything, change nothing. `replies`: a folder for copies that go back to their units, marked.
    `schemas`: a folder of rule files that hold in place of the ledger's own.
    `insist`: take a `received` that lies in the future or before the end of a month that is reported on.
    `again`: files that were merged before bring back the rows that the ledger has no more.
    `report.files` has a `verdict` for each file, with its `unit`, `month`, `accepted` and `rejected` rows;
    `report.inserted`, `updated` and `unchanged` count rows of 月度进展 and 推进计划; `report.findings` is all
    that was said, gravest first; `report.not_done` says why replies could not be written, empty if they were.
    Raises RequestError for a path that doesn't exist or a day that cannot be right, ConflictError where the
    ledger changed meanwhile.
    """
    from xlsheet.jobs.merge import MergeRequest
    from xlsheet.jobs.merge import merge as job

    request = MergeRequest(
        paths=to_paths(paths),
        month=None if month is None else to_month(month),
        received=to_moment(received),
        dry_run=dry_run,
        replies=to_path(replies),
        schemas=to_path(schemas),
        insist=insist,
        again=again,
        keep=to_path(keep),
    )
    return job(ledger.store if dry_run else ledger.writable, request)


def redate(
    ledger: LedgerHolder, file: str, day: date, *, was: date | None = None, insist: bool = False
) -> RedateReport:
    """Mend the day on which a returned file was received, in all rows that it brought.

    `file`: its name as 收件登记 has it. `was`: the day to change, where several are registered. `insist`:
    take a day that cannot be right. `report.rows` counts the rows changed by sheet.
    Raises RequestError for a file that isn't registered, or registered with several days.
    """
    from xlsheet.jobs.mending.redate import RedateRequest
    from xlsheet.jobs.mending.redate import redate as job

    return job(ledger.writable, RedateRequest(file, day, was, insist))
