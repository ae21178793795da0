"""Read what came back: files to `ReturnedFile`s, in worker processes whose death is one file's verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.forms.layout import GUIDE_SHEET, OWN_SHEETS
from xlsheet.forms.read.closer import look_at_table
from xlsheet.forms.read.furniture import end_of_guide, is_sheet_of_choices
from xlsheet.forms.read.ledgers import is_ledger
from xlsheet.forms.read.mails.opened import settled, with_mails
from xlsheet.forms.read.measured.found import take_out
from xlsheet.forms.read.remarks import about_file, about_table
from xlsheet.forms.read.returned import CellCounts, FoundTable, Reading, ReturnedFile, Stray
from xlsheet.forms.read.sources import Source, find_sources
from xlsheet.forms.read.stamp import as_called_now, find_marks
from xlsheet.forms.read.strays import hanging, on_other_sheet
from xlsheet.forms.read.tables import find_tables
from xlsheet.grids import limits
from xlsheet.grids.grid import Grid, filled
from xlsheet.grids.pool import Death, map_in_workers
from xlsheet.grids.refused import Refused
from xlsheet.grids.workbook import read_book

_CHUNK: Final = 32
_CHUNK_BYTES: Final = 8 << 20
_TASK: Final = "xlsheet.forms.read.files:read_source"
_GRIDS_TASK: Final = "xlsheet.forms.read.files:grids_of"
_DEATHS: Final = {
    Death.TIME: catalogue.FILE_BOMB.at(why=f"{limits.SECONDS:g} 秒内没有读完"),
    Death.MEMORY: catalogue.FILE_BOMB.at(why="读它要用的内存太多"),
    Death.CRASH: catalogue.FILE_CORRUPT.at(why="读到一半读取程序停了，文件内部异常或大得异常"),
}


def read_returns(
    paths: Sequence[Path], *, exclude: Collection[Path] = (), processes: int | None = None
) -> Generator[ReturnedFile, None, None]:
    """Every file under `paths`, read; in the order of `paths`, by name within a folder.

    Reading begins at once, and ends when this is closed. A file that kills its reader, or takes too much
    time or memory, is refused, and the rest are read all the same. Raises RequestError for a path that
    doesn't exist.
    """
    sources = with_mails(find_sources(paths, exclude))
    return _settled(map_in_workers(_TASK, _chunks(sources), _died, processes))


def _settled(found: Generator[ReturnedFile, None, None]) -> Generator[ReturnedFile, None, None]:
    """What was read without what mails say besides; closing it ends the reading."""
    with closing(found):
        yield from settled(found)


def read_again(
    paths: Sequence[Path], exclude: Collection[Path], wanted: Collection[str]
) -> dict[str, list[Grid]]:
    """The sheets of those files under `paths` whose path is one of `wanted`, with nothing recognised."""
    sources = (each for each in with_mails(find_sources(paths, exclude)) if each.path in wanted)
    return dict(map_in_workers(_GRIDS_TASK, _chunks(sources), lambda source, _: (source.path, [])))


def contents_of(
    paths: Sequence[Path], exclude: Collection[Path], wanted: Collection[str]
) -> dict[str, bytes]:
    """The bytes of those files under `paths` whose path is one of `wanted`."""
    if not wanted:
        return {}
    sources = with_mails(find_sources(paths, exclude))
    return {each.path: each.content for each in sources if each.path in wanted and each.content is not None}


def grids_of(source: Source) -> tuple[str, list[Grid]]:
    """A file's path and its sheets; none where it cannot be read."""
    try:
        return source.path, read_book(source.content or b"").grids
    except Refused:
        return source.path, []


def _chunks(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Sources by the armful: few enough to keep the workers equally busy, and light enough to carry."""
    chunk: list[Source] = []
    weight = 0
    for source in sources:
        chunk.append(source)
        weight += len(source.content or b"")
        if len(chunk) == _CHUNK or weight > _CHUNK_BYTES:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def _died(source: Source, death: Death) -> ReturnedFile:
    return _of_mail(source, _refused(source, _DEATHS[death]))


def read_source(source: Source) -> ReturnedFile:
    """One file, read and recognised."""
    return _of_mail(source, _read_source(source))


def _of_mail(source: Source, file: ReturnedFile) -> ReturnedFile:
    """The file with what it came in; of a mail's text without a table what is to be said of the mail."""
    if not source.within and source.envelope is None:
        return file
    if source.is_body and file.reading is not Reading.READ:
        reading = Reading.IGNORED if source.ignored else Reading.REJECTED
        file = ReturnedFile(source.within, "", reading, (source.finding,) if source.finding else ())
    return replace(file, within=source.within, envelope=source.envelope, is_body=source.is_body)


def _read_source(source: Source) -> ReturnedFile:
    if source.content is None:
        reading = Reading.IGNORED if source.ignored else Reading.REJECTED
        findings = (source.finding,) if source.finding else ()
        return ReturnedFile(source.path, "", reading, findings)
    try:
        return _read(source, source.content)
    except Refused as refused:
        return _refused(source, refused.finding)


def _read(source: Source, content: bytes) -> ReturnedFile:
    book = read_book(content)
    marks = find_marks(book.grids)
    if not marks and is_ledger(book.grids):
        raise Refused(catalogue.SHEET_LEDGER.at())
    grids, measured = take_out(book.grids)
    tables = list(find_tables(grids))
    if not tables:
        raise Refused(catalogue.FILE_NO_ROWS.at())
    tables, pictures = hanging(tables, book.attachments)
    strays, counts = _elsewhere(grids, {found.sheet for found in tables})
    findings = [*about_file(source.path, book.kind)]
    seen: list[FoundTable] = []
    for found in tables:
        table, said = look_at_table(book, found, marked=bool(marks))
        seen.append(table)
        findings += [*about_table(found, marks), *said]
    return ReturnedFile(
        source.path,
        _sha256(source),
        Reading.READ,
        tuple(findings),
        as_called_now(marks, tables),
        tuple(seen),
        strays=tuple(strays),
        counts=counts + CellCounts(pictures, reported=pictures),
        measured=tuple(measured),
    )


def _elsewhere(grids: Sequence[Grid], read: Collection[str]) -> tuple[list[Stray], CellCounts]:
    """What stands on the sheets that no table was read from."""
    strays: list[Stray] = []
    counts = CellCounts()
    for grid in grids:
        if grid.sheet in read:
            continue
        own = next((width for name, width in OWN_SHEETS.items() if grid.sheet.startswith(name)), 0)
        if is_sheet_of_choices(grid):
            own = len(grid.rows[0]) if grid.rows else 0
        end = end_of_guide(grid.rows) if grid.sheet.startswith(GUIDE_SHEET) else len(grid.rows)
        ours = filled(row[:own] for row in grid.rows[:end])
        counts += CellCounts(ours, furniture=ours)
        rest = [[*[""] * own, *row[own:]] if i < end else row for i, row in enumerate(grid.rows)]
        more, count = on_other_sheet(replace(grid, rows=rest) if own else grid)
        strays += more
        counts += count
    return strays, counts


def _refused(source: Source, finding: Finding) -> ReturnedFile:
    return ReturnedFile(source.path, _sha256(source), Reading.REJECTED, (finding,))


def _sha256(source: Source) -> str:
    return hashlib.sha256(source.content or b"").hexdigest()
