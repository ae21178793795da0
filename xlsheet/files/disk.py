"""Files put in place whole: written beside their target, flushed to disk, then swapped in."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

_MARK: Final = ".xlsheet-tmp"
_LOG: Final = logging.getLogger("xlsheet")


def put(path: Path, content: bytes, last_look: Callable[[], object] = lambda: None) -> None:
    """Make `content` the file's content; whoever looks sees the old one or the new one. `last_look` is
    called just before the swap, and may raise to prevent it."""
    path = path.resolve()  # a link stays a link to the file that changes
    draft = path.with_name(f".{path.name}.{os.getpid()}{_MARK}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # no such file yet, or a network drive without modes
            draft.chmod(path.stat().st_mode & 0o777)
        last_look()
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    _flush_folder(path.parent)


def draft_folder(path: Path) -> Path:
    """A new folder beside `path` to make it in; `remove_strays` knows it by its name."""
    folder = path.with_name(f".{path.name}.{os.getpid()}{_MARK}")
    folder.mkdir()
    return folder


def remove_strays(folder: Path, name: str = "") -> list[str]:
    """Remove what a killed process left in a folder of one file, or of any; the names of what went,
    which the log, shown on the terminal, tells too."""
    removed: list[str] = []
    for stray in folder.glob(f".{_escaped(name)}*{_MARK}"):
        with contextlib.suppress(OSError):
            if stray.is_dir():
                shutil.rmtree(stray)
            else:
                stray.unlink()
            removed.append(stray.name)
    if removed:
        _LOG.warning("已清理上次中断留下的临时文件：%s。", "、".join(removed))
    return removed


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _flush_folder(folder: Path) -> None:
    """So that the swap itself outlives a power cut. Windows has no such call and some network drives
    refuse it; the swap has happened all the same."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
