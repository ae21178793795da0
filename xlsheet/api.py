"""The library door: `xlsheet.open`, `create`, `check`, `active`, and the ledger they are about.

`Ledger` is a list of names; what they do stands in `xlsheet.library`, a verb a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from xlsheet.dictionary import tables
from xlsheet.errors import RequestError
from xlsheet.library import checks, documents, forms, notices, past, post, targets
from xlsheet.library.holder import PathLike, to_path, to_paths
from xlsheet.library.tables import LedgerTable, TableAttribute
from xlsheet.stores import UndoableStore

if TYPE_CHECKING:
    from xlsheet.jobs.collected.collect import CollectReport
    from xlsheet.jobs.create import CreateReport
    from xlsheet.jobs.validate import ValidateReport

__all__ = ["Ledger", "LedgerTable", "active", "check", "collect", "create", "open"]


class Ledger:
    """An open ledger; `open` and `active` give one. Every verb returns the report of its job.

    A report has `summary()`, a Chinese sentence; `as_json()`, what `--json` prints; `needs_attention`,
    whether there is something to look at; and fields of its own. A verb either does all it says or raises
    an `XlsheetError`, with nothing changed.
    """

    import_notice = notices.import_notice
    split = forms.split
    fetch = post.fetch
    merge = forms.merge
    redate = forms.redate
    validate = checks.validate
    missing = checks.missing
    page = checks.page
    remind = documents.remind
    send = post.send
    report = documents.report
    measure = targets.measure
    export = documents.export
    undo = past.undo
    redo = past.redo
    status = past.status

    tasks = TableAttribute(tables.TASKS)
    assignments = TableAttribute(tables.ASSIGNMENTS)
    units = TableAttribute(tables.UNITS)
    plans = TableAttribute(tables.PLANS)
    progress = TableAttribute(tables.PROGRESS)
    receipts = TableAttribute(tables.RECEIPTS)
    rejections = TableAttribute(tables.REJECTIONS)
    missing_list = TableAttribute(tables.MISSING)
    missing_matrix = TableAttribute(tables.MATRIX)
    results = TableAttribute(tables.RESULTS)
    dispatches = TableAttribute(tables.DISPATCHES)
    holidays = TableAttribute(tables.HOLIDAYS)
    evidence = TableAttribute(tables.EVIDENCE)
    indicators = TableAttribute(tables.INDICATORS)
    measured = TableAttribute(tables.MEASURED)
    todos = TableAttribute(tables.TODOS)
    parameters = TableAttribute(tables.PARAMETERS)

    def __init__(self, store: UndoableStore, *, writing: bool = True, close: Callable[[], None]) -> None:
        self._store: UndoableStore | None = store
        self._writing = writing
        self._close = close

    @property
    def store(self) -> UndoableStore:
        """Where the ledger lives: what `xlsheet.jobs` work on. RequestError once it is closed."""
        if self._store is None:
            raise RequestError("台账已经关闭。请用 xlsheet.open 重新打开。")
        return self._store

    @property
    def writable(self) -> UndoableStore:
        """The same, to be changed. RequestError where it was opened for reading."""
        if not self._writing:
            raise RequestError("台账是只读打开的，不能改动。请去掉 writing=False 重新打开。")
        return self.store

    def close(self) -> None:
        """Let others at the ledger. Nothing is lost by it: every verb has written what it changed."""
        if self._store is not None:
            self._store = None
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Ledger {self._store.label if self._store else 'closed'}>"


def open(path: PathLike, *, writing: bool = True, wait: float = 5.0) -> Ledger:
    """The ledger in a file, locked against others until it is closed: use it in a `with` statement.

    With `writing=False` it isn't locked, may be open in Excel, and cannot be changed. `wait`: seconds to
    wait for another xlsheet that is at it.
    Raises LedgerError where there is no ledger, LockedError where somebody else is still at it.
    """
    from xlsheet.stores.file import FileStore
    from xlsheet.stores.lock import patience

    held, before = ExitStack(), patience.set(wait)
    try:
        store = held.enter_context(FileStore.open(Path(path), writing=writing))
    finally:
        patience.reset(before)
    return Ledger(store, writing=writing, close=held.close)


def create(
    path: PathLike,
    *,
    notice: PathLike | None = None,
    units: PathLike | None = None,
    year: int | None = None,
    predecessor: PathLike | None = None,
    carry_unfinished: bool = False,
    dry_run: bool = False,
    review: PathLike | None = None,
    office: str = "",
    contact: str = "",
    due_day: int | None = None,
) -> CreateReport:
    """Make a new ledger (.xlsm), filled from a notice (.docx, .txt, .pdf, .doc) where one is given.

    `units` is a registry file (.csv, .xlsx). `year`: None for the notice's own, else the current one.
    `predecessor` is the ledger of the year before: registry, contacts and parameters are taken over from it,
    with `carry_unfinished` its unfinished tasks too.
    `dry_run`: see what would come of it, make nothing. `review`: a workbook (.xlsx) to write, with the
    notice's lines beside what was understood; corrected, it is a `notice` itself. `office`, `contact` and
    `due_day` (1 to 31) become parameters, where they are given.
    `report.imported` is what the notice gave.
    Raises RequestError for a name that is no .xlsm or a day that is none, SourceError for a file that cannot
    be read, OutputError where the ledger exists already.
    """
    from xlsheet.jobs.create import CreateRequest
    from xlsheet.jobs.create import create as job
    from xlsheet.jobs.year.basics import Basics

    before = to_path(predecessor)
    request = CreateRequest(Path(path), to_path(notice), to_path(units), year, before, carry_unfinished)
    basics = Basics(None, office, contact, due_day)
    return job(replace(request, dry_run=dry_run, review=to_path(review), basics=basics))


def check(paths: PathLike | Iterable[PathLike], *, schemas: PathLike | None = None) -> ValidateReport:
    """Check ledgers and filled-in forms without changing any, as `Ledger.validate` and `merge` would.

    Forms are checked against the ledger among the paths, else each against itself. With several files
    each finding's sheet says which it is in.
    """
    from xlsheet.jobs.checking import CheckRequest, check_files

    return check_files(CheckRequest(to_paths(paths), write=False, schemas=to_path(schemas)))


def collect(
    ledgers: PathLike | Iterable[PathLike],
    out: PathLike,
    *,
    cities: Mapping[str, PathLike] | None = None,
    cluster: str = "",
) -> CollectReport:
    """Lay many ledgers side by side: files, folders, patterns; other cities, years and earlier layouts.

    `out` is a folder: 汇总.xlsx, and under 数据 one Parquet dataset by city and year. It keeps what earlier
    runs brought; a later copy of a ledger replaces the earlier one. `cities` says whose the ledgers under a
    path are. `cluster` is the address of a Dask scheduler, '' for processes of this machine.
    `report.files` has each file's `verdict`, `report.records` the `numbers` of each ledger.
    Raises RequestError where there is no ledger at all, OutputError where `out` cannot be written.
    """
    from xlsheet.jobs.collected.collect import CollectRequest
    from xlsheet.jobs.collected.collect import collect as job

    said = [(name, Path(path)) for name, path in (cities or {}).items()]
    return job(CollectRequest(to_paths(ledgers), Path(out), said, cluster))


def active(name: str | None = None) -> Ledger:
    """The ledger open in Excel, or in LibreOffice Calc on Linux, unsaved edits included; it is never saved
    for the user. `name` is the workbook's, None for the active one.

    Raises RequestError where no such workbook is open, LedgerError where it is no ledger.
    """
    from xlsheet.addin.program import find_book
    from xlsheet.stores.live.store import LiveStore

    store = LiveStore(find_book(name))
    store.read(tables.PARAMETERS)
    return Ledger(store, close=lambda: None)
