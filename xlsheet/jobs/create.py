"""Make a new ledger, filled from a notice; and import a notice's file into a ledger that exists."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.dictionary.reports import Listing
from xlsheet.errors import OutputError, RequestError, reason
from xlsheet.files import disk
from xlsheet.jobs.importing import ImportReport, ImportRequest, import_notice, import_units
from xlsheet.ledger.changes import Row
from xlsheet.ledger.settings import default_parameters
from xlsheet.notice import Notice, parse_notice, read_registry, read_source
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore
from xlsheet.stores.lock import locked

SUFFIX: Final = ".xlsm"


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """`units` is a registry file. Where `year` is None, the notice's counts, else the current one."""

    ledger: Path
    notice: Path | None = None
    units: Path | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class CreateReport:
    """The new ledger, and what the notice gave it; `imported` counts nothing where there was none."""

    ledger: Path
    year: int
    imported: ImportReport

    @property
    def needs_attention(self) -> bool:
        return self.imported.needs_attention

    def as_json(self) -> dict[str, Any]:
        return self.imported.as_json()

    def summary(self) -> str:
        made = f"已新建 {self.year} 年台账“{self.ledger}”。"
        return f"{made}{self.imported.summary()}" if self.imported.tasks else made

    def listings(self) -> Sequence[Listing]:
        return self.imported.listings()


def create(request: CreateRequest) -> CreateReport:
    """Make the ledger; it appears whole or not at all.

    Raises RequestError for a file name that is no .xlsm, SourceError for a notice or registry that
    cannot be read, OutputError where the ledger exists already or its folder takes no file.
    """
    _look_at_target(request.ledger)
    notice = parse_notice(read_source(request.notice)) if request.notice else None
    units = read_registry(request.units) if request.units else []
    year = request.year or (notice and notice.year) or date.today().year
    try:
        with locked(request.ledger):
            imported = _make(request.ledger, notice, units, year)
    except OSError as error:
        raise OutputError(
            f"“{request.ledger}”写不进去（{reason(error)}）。请换一个有写入权限、空间够的文件夹。"
        ) from error
    return CreateReport(request.ledger, year, imported)


def _look_at_target(ledger: Path) -> None:
    if ledger.suffix.lower() != SUFFIX:
        raise RequestError(f"台账的文件名应以 {SUFFIX} 结尾，写的是“{ledger.name}”。")
    if ledger.exists():
        raise OutputError(f"“{ledger}”已经存在，没有改动它。请换一个文件名，或先把它移走。")
    if not ledger.parent.is_dir():
        raise OutputError(f"文件夹“{ledger.parent}”不存在。请先建好，或换一个位置。")


def _make(ledger: Path, notice: Notice | None, units: Sequence[Row], year: int) -> ImportReport:
    """Made out of sight, so that a failure leaves nothing behind and a backup of the empty ledger cannot
    be mistaken for a step to undo."""
    disk.remove_strays(ledger.parent, ledger.name)
    folder = disk.draft_folder(ledger)
    try:
        imported = _fill(folder / ledger.name, notice, units, year)
        _look_at_target(ledger)
        (folder / ledger.name).replace(ledger)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return imported


def _fill(draft: Path, notice: Notice | None, units: Sequence[Row], year: int) -> ImportReport:
    FileStore.create(draft, default_parameters(year, ledger_id=f"{year}-{secrets.token_hex(4)}"))
    with FileStore.open(draft, writing=True) as store:
        if notice is None:
            return import_units(store, units)
        return import_notice(store, ImportRequest(notice, units, year))


@dataclass(frozen=True, slots=True)
class ImportFilesRequest:
    """A notice's file and, if there is one, a registry's. `overwrite` lets the notice win where a task of
    the ledger says something else."""

    notice: Path
    units: Path | None = None
    overwrite: bool = False


def import_files(store: Store, request: ImportFilesRequest) -> ImportReport:
    """Import a notice's file, and a registry's file if given. Raises SourceError for either."""
    rows = read_registry(request.units) if request.units else None
    return import_notice(store, ImportRequest(read_source(request.notice), rows, None, request.overwrite))
