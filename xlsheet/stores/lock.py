"""One command at a time on a ledger; a lock that a killed process left is recognised and taken over.

The lock is a file beside the ledger on which its holder has the system's own lock, which ends with the
process whatever ends it. What stands in the file is for people, and for drives that have no such locks: there
whoever made the file holds it until its process is gone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Final

from xlsheet.errors import LockedError, OutputError, reason
from xlsheet.files import holding
from xlsheet.files.users import user_name

patience: ContextVar[float] = ContextVar("patience", default=5.0)
"""Seconds that are waited for others who hold a lock, unless told otherwise."""

_PAUSE: Final = 0.1
_SILENT_SECONDS: Final = 1.0
"""How long is waited without a word."""

_LOG: Final = logging.getLogger("xlsheet")
_WRITING_SECONDS: Final = 1.0
"""Nobody takes longer to write into a lock that they have taken."""


@contextmanager
def locked(path: Path, wait: float | None = None) -> Iterator[None]:
    """Hold the ledger's lock; LockedError, saying who holds it, after waiting `wait` seconds in vain."""
    lock = path.with_name(f".{path.name}.xlsheet-lock")
    handle = _take(lock, path, patience.get() if wait is None else wait)
    try:
        yield
    finally:
        _let_go(handle, lock)


def _let_go(handle: int, lock: Path) -> None:
    """Only what is still ours goes: while the system's lock is held nobody else takes the file away. Windows
    keeps a file that somebody has open to look; an empty one is nobody's."""
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        if os.name != "nt" and holding.is_there(handle, lock):
            lock.unlink()
    os.close(handle)
    if os.name == "nt":
        with contextlib.suppress(OSError):
            lock.unlink()


def _take(lock: Path, path: Path, wait: float) -> int:
    """The lock's open file."""
    started, told = time.monotonic(), False
    while True:
        try:
            handle = _try(lock, path)
        except OSError as error:
            raise OutputError(
                f"“{path.parent}”不能写入（{reason(error)}），台账没有改动。请核对磁盘空间和文件夹的权限。"
            ) from error
        if handle is not None:
            return handle
        waited = time.monotonic() - started
        if waited >= wait:
            raise _locked_by(lock, path)
        if waited >= _SILENT_SECONDS and not told:
            _LOG.warning("“%s”正被%s的 xlsheet 使用，最多再等 %d 秒……", path, _who(lock), wait - waited)
            told = True
        time.sleep(_PAUSE)


def _try(lock: Path, path: Path) -> int | None:
    """The lock, taken and signed; None where somebody holds it. Raises OSError."""
    opened = _open(lock, path)
    if opened is None:
        return None
    handle, made = opened
    ours = holding.lock(handle)
    if ours is False or not holding.is_there(handle, lock) or not _is_free(lock, made=made, locks=bool(ours)):
        os.close(handle)
        return None
    try:
        _sign(handle, locks=bool(ours))
    except OSError:
        _let_go(handle, lock)
        raise
    return handle


def _open(lock: Path, path: Path) -> tuple[int, bool] | None:
    """The lock's file and whether it is new; None where that has to be tried again."""
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if sys.platform != "win32":
            with contextlib.suppress(OSError):  # who may write the ledger may take over its lock
                os.fchmod(handle, (path.stat().st_mode & 0o666) | 0o600)
        return handle, True
    except FileExistsError:
        pass
    try:
        return os.open(lock, os.O_RDWR), False
    except FileNotFoundError:
        return None
    except PermissionError:
        _remove_others(lock)
        return None


def _remove_others(lock: Path) -> None:
    """Another user's lock, which we may not write: it goes where its process is gone."""
    with contextlib.suppress(OSError):
        handle = os.open(lock, os.O_RDONLY)
        try:
            if (
                holding.lock(handle)
                and holding.is_there(handle, lock)
                and _is_free(lock, made=False, locks=True)
            ):
                lock.unlink()
        finally:
            os.close(handle)


def _is_free(lock: Path, *, made: bool, locks: bool) -> bool:
    """Whether a lock that no process of this machine holds by the system's lock is nobody's: it may be of
    another computer, or on a drive without such locks."""
    holder = _holder(lock)
    if holder is None:
        return locks or made or _is_old(lock)
    if holder.get("host") != socket.gethostname():
        return False
    return bool(holder.get("marked")) or not _runs(holder.get("pid"))


def _sign(handle: int, *, locks: bool) -> None:
    me = {
        "user": user_name(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": f"{datetime.now():%Y-%m-%d %H:%M:%S}",
        "marked": locks,
    }
    os.ftruncate(handle, 0)
    os.write(handle, json.dumps(me, ensure_ascii=False).encode())


def _holder(lock: Path) -> dict[str, object] | None:
    """What the lock says of its holder; None while it is being written, or just gone."""
    try:
        found = json.loads(lock.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_old(lock: Path) -> bool:
    """Whether a lock that says nothing has stood longer than writing it takes: its writer was killed."""
    try:
        return time.time() - lock.stat().st_mtime > _WRITING_SECONDS
    except OSError:
        return False


def _runs(pid: object) -> bool:
    if not isinstance(pid, int) or isinstance(pid, bool) or pid <= 0:
        return False
    if os.name == "nt":
        return False  # if it still ran, the file could not have been locked
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # somebody else's process
    return True


def _who(lock: Path) -> str:
    holder = _holder(lock) or {}
    return f"{holder.get('user') or '另一个用户'}（电脑 {holder.get('host') or '不明'}）"


def _locked_by(lock: Path, path: Path) -> LockedError:
    holder, who = _holder(lock) or {}, _who(lock)
    since = f"从 {holder['since']} 起" if holder.get("since") else ""
    return LockedError(
        f"“{path}”{since}正被{who}的 xlsheet 使用，台账没有改动。请等它做完再试；"
        f"如果确定没有人在用，删除“{lock}”后再试。"
    )
