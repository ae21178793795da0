"""Read what came back: files to `ReturnedFile`s, in worker processes whose death is one file's verdict."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from typing import Final

from xlsheet.forms.grids import read_grids
from xlsheet.forms.recognise import find_marks, find_tables
from xlsheet.forms.returned import Reading, ReturnedFile
from xlsheet.forms.sources import Source, find_sources
from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding

_BATCH: Final = 64
_CHUNK: Final = 8


def read_returns(
    paths: Sequence[Path], *, exclude: Collection[Path] = (), processes: int | None = None
) -> Iterator[ReturnedFile]:
    """Every file under `paths`, read; in the order of `paths`, by name within a folder.

    Raises RequestError for a path that doesn't exist. A file that kills its reader is refused, and
    the rest are read all the same.
    """
    sources = find_sources(paths, exclude)
    workers = processes or min(os.cpu_count() or 1, 4)
    pool = ProcessPoolExecutor(workers)
    try:
        while batch := list(islice(sources, _BATCH)):
            try:
                yield from list(pool.map(read_source, batch, chunksize=_CHUNK))
            except BrokenProcessPool:
                pool.shutdown()
                yield from (_read_apart(source) for source in batch)
                pool = ProcessPoolExecutor(workers)
    finally:
        pool.shutdown(cancel_futures=True)


def _read_apart(source: Source) -> ReturnedFile:
    """Read in a process of its own, which may die of it."""
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(read_source, source).result()
        except BrokenProcessPool:
            return _refused(source, codes.FILE_CORRUPT.at(why="读到一半程序停了，文件内部异常"))


def read_source(source: Source) -> ReturnedFile:
    """One file, read and recognised."""
    if source.content is None:
        reading = Reading.IGNORED if source.ignored else Reading.REJECTED
        findings = (source.finding,) if source.finding else ()
        return ReturnedFile(source.path, "", reading, findings)
    try:
        grids = read_grids(source.content)
    except BaseException as error:
        # a reader that panics raises what is no Exception; whatever else is not ours to keep
        if type(error).__name__ != "PanicException":
            raise
        return _refused(source, codes.FILE_CORRUPT.at(why="内容读不出来"))
    if isinstance(grids, Finding):
        return _refused(source, grids)
    tables = tuple(find_tables(grids))
    if not tables:
        return _refused(source, codes.FILE_NO_ROWS.at())
    return ReturnedFile(source.path, _sha256(source), Reading.READ, marks=find_marks(grids), tables=tables)


def _refused(source: Source, finding: Finding) -> ReturnedFile:
    return ReturnedFile(source.path, _sha256(source), Reading.REJECTED, (finding,))


def _sha256(source: Source) -> str:
    return hashlib.sha256(source.content or b"").hexdigest()
