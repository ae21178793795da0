"""Make a new ledger, filled from a notice; and import a notice's file into a ledger that exists."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.dictionary.findings import in_order
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import OutputError, RequestError, of_missing_path, reason
from xlsheet.files import disk
from xlsheet.jobs.importing import ImportReport, ImportRequest, import_notice, import_units
from xlsheet.jobs.year.basics import Basics, with_basics
from xlsheet.jobs.year.review import review
from xlsheet.jobs.year.successor import Predecessor
from xlsheet.ledger.changes import Row
from xlsheet.ledger.settings import check_year, default_parameters, read_settings
from xlsheet.notice import read_registry
from xlsheet.notice.incoming import Incoming, read_notice
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore
from xlsheet.stores.lock import locked

SUFFIX: Final = ".xlsm"
REVIEW_SUFFIX: Final = ".xlsx"


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """`units` is a registry file. Where `year` is None, the notice's counts, else the one after the
    predecessor's, else the current one. `predecessor` is the ledger to take over from (`--from`), its
    unfinished tasks too with `carry_unfinished`. `basics` are parameters that only people
    know. `review` is where the notice's lines and what was understood
    of them are to stand side by side; a `dry_run` makes nothing else."""

    ledger: Path
    notice: Path | None = None
    units: Path | None = None
    year: int | None = None
    predecessor: Path | None = None
    carry_unfinished: bool = False
    dry_run: bool = False
    review: Path | None = None
    basics: Basics = field(default_factory=Basics)


@dataclass(frozen=True, slots=True)
class CreateReport:
    """The new ledger, and what the notice gave it; `imported` counts nothing where there was none."""

    ledger: Path
    year: int
    imported: ImportReport
    carried: int = 0
    dry_run: bool = False

    @property
    def needs_attention(self) -> bool:
        return self.imported.needs_attention

    def as_json(self) -> dict[str, Any]:
        return {**self.imported.as_json(), "carried": self.carried, "dry_run": self.dry_run}

    def summary(self) -> str:
        what = f" {self.year} 年台账“{self.ledger}”"
        made = f"试算，没有新建{what}。" if self.dry_run else f"已新建{what}。"
        imported = self.imported.summary() if self.imported.tasks else ""
        carried = f"结转上年没有完成的任务 {self.carried} 项。" if self.carried else ""
        return f"{made}{imported}{carried}"

    def listings(self) -> Sequence[Listing]:
        return self.imported.listings()


def create(request: CreateRequest) -> CreateReport:
    """Make the ledger; it appears whole or not at all.

    Raises RequestError for a file name that is no .xlsm and a year that is none, SourceError for a notice
    or registry that cannot be read, OutputError where the ledger exists already or its folder takes no file.
    """
    if request.year is not None:
        check_year(request.year)
    _look_at_target(request.ledger)
    if request.carry_unfinished and request.predecessor is None:
        raise RequestError("要结转没有完成的任务，请用 --from 写明上年的台账。")
    _look_at_review(request.notice, request.review)
    units = read_registry(request.units) if request.units else []
    before = Predecessor.read(request.predecessor) if request.predecessor else None
    after_it = before.settings.year + 1 if before else date.today().year
    incoming = read_notice(request.notice, after_it, asked=request.year) if request.notice else None
    year = request.year or (incoming and incoming.notice.year) or after_it
    contents = _Contents(year, incoming, units, before, request.carry_unfinished, request.basics)
    try:
        if request.dry_run:
            with tempfile.TemporaryDirectory() as folder:
                imported, carried = _fill(Path(folder) / request.ledger.name, contents)
        else:
            with locked(request.ledger):
                imported, carried = _make(request.ledger, contents)
    except OSError as error:
        raise OutputError(
            f"“{request.ledger}”写不进去（{reason(error)}）。请换一个有写入权限、空间够的文件夹。"
        ) from error
    if incoming and request.review:
        review(request.review, incoming, imported)
    return CreateReport(request.ledger, year, imported, carried, request.dry_run)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a new ledger is filled with, all read."""

    year: int
    incoming: Incoming | None
    units: Sequence[Row]
    before: Predecessor | None
    carry_unfinished: bool
    basics: Basics


def _look_at_review(notice: Path | None, target: Path | None) -> None:
    if target is None:
        return
    if notice is None:
        raise RequestError("核对表要有通知才能做，请写明 --notice。")
    if target.suffix.lower() != REVIEW_SUFFIX:
        raise RequestError(f"核对表的文件名应以 {REVIEW_SUFFIX} 结尾，写的是“{target.name}”。")
    if target.exists():
        raise OutputError(f"“{target}”已经存在，没有改动它。请换一个文件名，或先把它移走。")


def _look_at_target(ledger: Path) -> None:
    if ledger.suffix.lower() != SUFFIX:
        raise RequestError(f"台账的文件名应以 {SUFFIX} 结尾，写的是“{ledger.name}”。")
    if ledger.exists():
        raise OutputError(f"“{ledger}”已经存在，没有改动它。请换一个文件名，或先把它移走。")
    if not ledger.parent.is_dir():
        raise of_missing_path(OutputError(f"文件夹“{ledger.parent}”不存在。请先建好，或换一个位置。"))


def _make(ledger: Path, contents: _Contents) -> tuple[ImportReport, int]:
    """Made out of sight, so that a failure leaves nothing behind and a backup of the empty ledger cannot
    be mistaken for a step to undo."""
    disk.remove_strays(ledger.parent, ledger.name)
    folder = disk.draft_folder(ledger)
    try:
        filled = _fill(folder / ledger.name, contents)
        _look_at_target(ledger)
        (folder / ledger.name).replace(ledger)
        disk.flush_folder(ledger.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return filled


def _fill(draft: Path, contents: _Contents) -> tuple[ImportReport, int]:
    year, before = contents.year, contents.before
    ledger_id = f"{year}-{secrets.token_hex(4)}"
    parameters = (
        before.parameters(year, ledger_id) if before else default_parameters(year, ledger_id=ledger_id)
    )
    FileStore.create(draft, with_basics(parameters, contents.basics))
    with FileStore.open(draft, writing=True) as store:
        if before:
            before.take_over(store, year)
        if contents.incoming:
            notice, name = contents.incoming.notice, contents.incoming.name
            request = ImportRequest(notice, contents.units, year, source=name)
            imported = import_notice(store, request)
        else:
            imported = import_units(store, contents.units)
        if not (before and contents.carry_unfinished):
            return imported, 0
        carried, findings = before.carry_unfinished(store)
    return replace(imported, findings=tuple(in_order([*imported.findings, *findings]))), carried


@dataclass(frozen=True, slots=True)
class ImportFilesRequest:
    """A notice's file and, if there is one, a registry's. `overwrite` lets the notice win where a task of
    the ledger says something else; with `append` all its tasks are new ones. `year` is the year that it is
    for, where it says otherwise. `review` is where the notice's lines and what was understood of them are to
    stand side by side; a `dry_run` does nothing else."""

    notice: Path
    units: Path | None = None
    overwrite: bool = False
    append: bool = False
    year: int | None = None
    dry_run: bool = False
    review: Path | None = None


def import_files(store: Store, request: ImportFilesRequest) -> ImportReport:
    """Import a notice's file, and a registry's file if given. Raises SourceError for either."""
    _look_at_review(request.notice, request.review)
    rows = read_registry(request.units) if request.units else None
    own_year = read_settings(store.read(PARAMETERS)).year
    incoming = read_notice(request.notice, own_year, asked=request.year)
    report = import_notice(
        store,
        ImportRequest(
            incoming.notice,
            rows,
            request.year,
            request.overwrite,
            request.append,
            incoming.name,
            request.dry_run,
        ),
    )
    if request.review:
        review(request.review, incoming, report)
    return report
