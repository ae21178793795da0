"""One command at a time on a ledger; a lock that a killed process left is recognised and taken over."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from xlsheet.errors import LockedError, OutputError, reason
from xlsheet.files.users import user_name

if sys.platform != "win32":
    import fcntl

WAIT_SECONDS: Final = 5.0
_PAUSE: Final = 0.1
_WRITING_SECONDS: Final = 1.0
"""Nobody takes longer to write into a lock that they have taken."""


@contextmanager
def locked(path: Path, wait: float | None = None) -> Iterator[None]:
    """Hold the ledger's lock; LockedError, saying who holds it, after waiting `wait` seconds in vain."""
    lock = path.with_name(f".{path.name}.xlsheet-lock")
    file = _take(lock, path, WAIT_SECONDS if wait is None else wait)
    try:
        yield
    finally:
        file.close()
        with contextlib.suppress(OSError):
            lock.unlink()


def _take(lock: Path, path: Path, wait: float) -> TextIO:
    """The lock's file, which stays open as long as it is held: that tells a lock that is held from one
    that was left over. Windows removes no file that is open; other systems have locks on files."""
    until = time.monotonic() + wait
    silent_since = None
    while True:
        try:
            file = lock.open("x", encoding="utf-8")
        except FileExistsError:
            now, holder = time.monotonic(), _holder(lock)
            silent_since = None if holder is not None else silent_since or now
            silent = silent_since is not None and now - silent_since > _WRITING_SECONDS
            if _is_gone(holder, lock) if holder is not None else silent or _is_old(lock):
                _clear(lock)
            if now >= until and lock.exists():
                raise _locked_by(holder or {}, lock, path) from None
            time.sleep(_PAUSE)
        except OSError as error:
            raise OutputError(
                f"“{path.parent}”不能写入（{reason(error)}），台账没有改动。请核对文件夹的权限。"
            ) from error
        else:
            return _signed(file, lock, path)


def _signed(file: TextIO, lock: Path, path: Path) -> TextIO:
    try:
        file.write(json.dumps(_me() | {"marked": _marked(file)}, ensure_ascii=False))
        file.flush()
    except OSError as error:
        with contextlib.suppress(OSError):
            file.close()
        lock.unlink(missing_ok=True)
        raise OutputError(
            f"“{path.parent}”不能写入（{reason(error)}），台账没有改动。请核对磁盘空间。"
        ) from error
    return file


def _marked(file: TextIO) -> bool:
    """Put the system's own lock on a file, which ends with its process; False where it is held already
    or the system or its drive has none."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _clear(lock: Path) -> None:
    """Remove a lock that was left over. It is moved aside first, so that of two processes that find it
    only one does, and never removes the lock that the other has taken meanwhile."""
    aside = lock.with_name(f"{lock.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        lock.rename(aside)
        holder = _holder(aside)
        if holder is not None and not _is_gone(holder, aside) and not lock.exists():
            aside.rename(lock)
        else:
            aside.unlink()


def _me() -> dict[str, object]:
    since = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    return {"user": user_name(), "host": socket.gethostname(), "pid": os.getpid(), "since": since}


def _holder(lock: Path) -> dict[str, object] | None:
    """What the lock says of its holder; None while it is being written, or just gone."""
    try:
        found = json.loads(lock.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_old(lock: Path) -> bool:
    """Whether a lock that says nothing has stood longer than writing it takes: its writer was killed."""
    try:
        return time.time() - lock.stat().st_mtime > 2 * WAIT_SECONDS
    except OSError:
        return False


def _is_gone(holder: dict[str, object], lock: Path) -> bool:
    """Whether the holder was a process of this machine that no longer runs."""
    pid = holder.get("pid")
    if os.name == "nt":
        return True  # if it still runs, the lock cannot be removed
    if holder.get("host") != socket.gethostname() or not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # somebody else's process
    return bool(holder.get("marked")) and _is_free(lock)


def _is_free(lock: Path) -> bool:
    """Whether nobody holds the system's lock on the file: its number is another process's now."""
    try:
        with lock.open("r+", encoding="utf-8") as file:
            return _marked(file)
    except OSError:
        return False


def _locked_by(holder: dict[str, object], lock: Path, path: Path) -> LockedError:
    who = f"{holder.get('user') or '另一个用户'}（电脑 {holder.get('host') or '不明'}）"
    since = f"从 {holder['since']} 起" if holder.get("since") else ""
    return LockedError(
        f"“{path}”{since}正被{who}的 xlsheet 使用，台账没有改动。请等它做完再试；"
        f"如果确定没有人在用，删除“{lock}”后再试。"
    )
