"""One command at a time on a ledger, and none while a spreadsheet program has it open."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from xlsheet.errors import LockedError, OutputError, reason

WAIT_SECONDS: Final = 5.0
_PAUSE: Final = 0.1


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
    """The lock's file, which stays open as long as it is held: Windows removes no file that is open, and
    by that tells a lock that is held from one that was left over."""
    until = time.monotonic() + wait
    while True:
        try:
            file = lock.open("x", encoding="utf-8")
        except FileExistsError:
            holder = _holder(lock)
            if _is_gone(holder) if holder is not None else _is_old(lock):
                _clear(lock)
            if time.monotonic() >= until and lock.exists():
                raise _locked_by(holder or {}, lock, path) from None
            time.sleep(_PAUSE)
        except OSError as error:
            raise OutputError(
                f"“{path.parent}”不能写入（{reason(error)}），台账没有改动。请核对文件夹的权限。"
            ) from error
        else:
            json.dump(_me(), file, ensure_ascii=False)
            file.flush()
            return file


def _clear(lock: Path) -> None:
    """Remove a lock that was left over. It is moved aside first, so that of two processes that find it
    only one does, and never removes the lock that the other has taken meanwhile."""
    aside = lock.with_name(f"{lock.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        lock.rename(aside)
        holder = _holder(aside)
        if holder is not None and not _is_gone(holder) and not lock.exists():
            aside.rename(lock)
        else:
            aside.unlink()


def _me() -> dict[str, object]:
    since = f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    return {"user": user_name(), "host": socket.gethostname(), "pid": os.getpid(), "since": since}


def user_name() -> str:
    """Who runs this, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


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


def _is_gone(holder: dict[str, object]) -> bool:
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
        return False
    return False


def _locked_by(holder: dict[str, object], lock: Path, path: Path) -> LockedError:
    who = f"{holder.get('user') or '另一个用户'}（电脑 {holder.get('host') or '不明'}）"
    since = f"从 {holder['since']} 起" if holder.get("since") else ""
    return LockedError(
        f"“{path}”{since}正被{who}的 xlsheet 使用，台账没有改动。请等它做完再试；"
        f"如果确定没有人在用，删除“{lock}”后再试。"
    )


def refuse_if_open(path: Path) -> None:
    """LockedError where Excel, WPS or LibreOffice has the ledger open, by the mark they leave beside it."""
    excel, office = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    for mark, program in ((excel, "Excel 或 WPS"), (office, "LibreOffice")):
        if mark.exists() and not _was_left_over(mark):
            who = _owner(mark)
            raise LockedError(
                f"“{path}”正在{program}里开着{who}，台账没有改动。请保存并关闭后再试，或用打开的台账里的按钮；"
                f"如果确定没有开着，删除“{mark}”后再试。"
            )


def _was_left_over(mark: Path) -> bool:
    """On Windows the program keeps its mark open, so one that can be removed was left by a crash."""
    if os.name != "nt":
        return False
    try:
        mark.unlink()
    except OSError:
        return False
    return True


def _owner(mark: Path) -> str:
    """The name in the mark, as words for a message; nothing where it can't be read."""
    try:
        content = mark.read_bytes()
    except OSError:
        return ""
    if mark.name.endswith("#"):
        name = content.decode("utf-8", "replace").split(",")[0]
    else:
        name = content[1 : 1 + content[0]].decode("gb18030", "replace") if content else ""
    return f"（{name.strip()}）" if name.strip() else ""
