"""A job done on a ledger, and over again where a spreadsheet program saved the ledger meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from xlsheet.errors import ConflictError
from xlsheet.stores.file import FileStore

_LOG: Final = logging.getLogger("xlsheet")
_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


def on_ledger(
    path: Path,
    job: Callable[[FileStore, _Request], _Answer],
    request: _Request,
    *,
    writing: bool = True,
    late: bool = False,
) -> _Answer:
    """What a job makes of a request on a ledger on disk. Where that was saved by others between reading and
    writing, nothing was written, and the job starts over once, with the ledger locked from the beginning.
    `late`: it is locked only for the change at first, as the job reads much else.

    Raises as `FileStore.open` and the job do.
    """
    try:
        with FileStore.open(path, writing=writing, late=late) as store:
            return job(store, request)
    except ConflictError:
        _LOG.warning("“%s”在处理期间被别人改过，已从头再做一次。", path)
    with FileStore.open(path, writing=writing) as store:
        return job(store, request)
