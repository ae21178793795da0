"""A file put in place whole: written beside its target, flushed to disk, then swapped in."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from xlsheet.files import holding

_MARK: Final = ".xlsheet-tmp"
_LOG: Final = logging.getLogger("xlsheet")


def put(
    path: Path,
    content: bytes,
    last_look: Callable[[], object] = lambda: None,
    like: Path | None = None,
) -> None:
    """Make `content` the file's content; whoever looks sees the old one or the new one. `last_look` is
    called just before the swap, and may raise to prevent it.

    The new file has the owner, group and permissions of the old one; where there is none, of `like`.
    Raises PermissionError where they can't be kept and somebody would be locked out.
    """
    path = path.resolve()  # a link stays a link to the file that changes
    draft = path.with_name(f".{path.name}.{os.getpid()}{_MARK}")
    try:
        with draft.open("wb") as file:
            holding.lock(file.fileno())
            model = path if path.exists() or like is None else like
            if model.exists():
                keep_rights(file.fileno(), model)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        last_look()
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    flush_folder(path.parent)


def keep_rights(handle: int, model: Path) -> None:
    """Give an open file or folder the owner, group, permissions and access lists of another, as far as the
    system lets us. PermissionError where somebody who could use the other one could not use this."""
    about = model.stat()
    if sys.platform == "win32":
        return  # the folder's permissions hold
    here = os.fstat(handle)
    folder = stat.S_ISDIR(here.st_mode)
    mode = about.st_mode & 0o777
    if folder:  # who may read a file may look into its folder
        mode |= (mode & 0o444) >> 2
    if (here.st_uid, here.st_gid) != (about.st_uid, about.st_gid):
        _keep_owner(handle, about)
    with contextlib.suppress(OSError):  # a network drive without modes
        os.fchmod(handle, mode | (here.st_mode & stat.S_ISGID if folder else 0))
    if not folder:
        _keep_access_lists(handle, model)


def _keep_access_lists(handle: int, model: Path) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a drive without attributes
            for name in os.listxattr(model):
                with contextlib.suppress(OSError):  # one that is the system's own
                    os.setxattr(handle, name, os.getxattr(model, name))


def _keep_owner(handle: int, about: os.stat_result) -> None:
    try:
        os.fchown(handle, about.st_uid, about.st_gid)
    except PermissionError:
        with contextlib.suppress(PermissionError):
            os.fchown(handle, -1, about.st_gid)
        owners, groups = about.st_mode >> 6 & 6, about.st_mode >> 3 & 6
        others = about.st_mode & 6
        same_group = os.fstat(handle).st_gid == about.st_gid
        if others != 6 and not (same_group and groups & owners == owners):
            raise PermissionError(errno.EPERM, "the owner cannot be kept") from None
    except OSError:
        return  # a drive without owners


def is_read_only(path: Path) -> bool:
    """Whether a file is marked as not to be written, also for who may do everything."""
    return not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK)


def make_folder(folder: Path, like: Path) -> None:
    """Make a folder whose permissions are those of a file, unless it is there. Raises OSError."""
    try:
        folder.mkdir()
    except FileExistsError:
        return
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(PermissionError):
                keep_rights(handle, like)
        finally:
            os.close(handle)
    flush_folder(folder.parent)


def draft_folder(path: Path) -> Path:
    """A new folder beside `path` to make it in; `remove_strays` knows it by its name."""
    folder = path.with_name(f".{path.name}.{os.getpid()}{_MARK}")
    folder.mkdir()
    return folder


def remove_strays(folder: Path, name: str = "") -> list[str]:
    """Remove what a killed process left in a folder of one file, or of any; the names of what went,
    which the log, shown on the terminal, tells too."""
    removed: list[str] = []
    start = f".{name}." if name else "."
    with contextlib.suppress(OSError):
        for stray in sorted(folder.iterdir()):
            if stray.name.startswith(start) and stray.name.endswith(_MARK):
                removed += _removed(stray)
    if removed:
        _LOG.warning("已清理上次中断留下的临时文件：%s。", "、".join(removed))
    return removed


def _removed(stray: Path) -> list[str]:
    with contextlib.suppress(OSError):
        if stray.is_dir():
            shutil.rmtree(stray)
        elif holding.is_held(stray):
            return []  # of somebody who is writing it now
        else:
            stray.unlink()
        return [stray.name]
    return []


def flush_folder(folder: Path) -> None:
    """So that the swap itself outlives a power cut. Windows has no such call and some network drives
    refuse it; the swap has happened all the same."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
