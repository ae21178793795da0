"""Files that tell whether their maker still works: the system's lock on a file ends with its process."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
_FAR: Final = 1 << 30
"""Windows lets nobody read what is locked, so that the lock lies beyond all content."""


def lock(handle: int) -> bool | None:
    """Put the system's lock on an open file: True where it is ours now, False where another process has it,
    None where the drive has no such locks."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return None if error.errno in _NO_LOCKS else False
    return True


def is_there(handle: int, path: Path) -> bool:
    """Whether an open file is still the one of that name, not removed or replaced since."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def take(path: Path) -> int | None:
    """Make a file and hold it, or hold one that a dead process left; its handle, None where somebody holds
    it. Close the handle to let go. Raises OSError."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if lock(handle) is False:
            os.close(handle)
            return None
        if is_there(handle, path):
            return handle
        os.close(handle)  # whoever held it took it away while we waited for it


def is_held(path: Path) -> bool:
    """Whether the maker of a file still works. Where the drive has no locks, that is believed of a process of
    this machine that runs; the number is the file's last word but one."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        ours = lock(handle)
        return _runs(path) if ours is None else not ours
    finally:
        os.close(handle)


def _runs(path: Path) -> bool:
    """Whether a process runs whose number the file's name holds."""
    numbers = [int(part) for part in path.name.replace("-", ".").split(".") if part.isdecimal()]
    if os.name == "nt" or not numbers:
        return False
    with contextlib.suppress(ProcessLookupError):
        with contextlib.suppress(PermissionError):
            os.kill(numbers[-1], 0)
        return True
    return False
