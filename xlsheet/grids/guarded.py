"""Inputs other than returns (notices, registries, templates, mails) read under the limits of returns.

Whatever a file does to its reader, in Python or in native code, happens in a worker process: it costs
that file and a sentence in Chinese, never the command or the program that a button was clicked in.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final

from xlsheet.error_log import log_error
from xlsheet.errors import SourceError, XlsheetError, of_missing_path, reason
from xlsheet.grids import limits
from xlsheet.grids.pool import Death, map_in_workers

_TASK: Final = "xlsheet.grids.guarded:attempt"
_DEATHS: Final = {
    Death.TIME: f"{limits.SECONDS:g} 秒内没有读完，可能已损坏，或者大得异常",
    Death.MEMORY: "读它要用的内存太多，可能已损坏，或者大得异常",
    Death.CRASH: "读到一半读取程序停了，文件可能已损坏",
}

Call = tuple[str, tuple[Any, ...]]
"""A task, given as `module:function`, and what it is called with."""


def content_of(path: Path, most: int = limits.MOST_BYTES) -> bytes:
    """The bytes of an input. Raises SourceError, saying what to do, for one that is missing, too large,
    no file at all (a folder, a pipe, a device) or not ours to open."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise SourceError(f"“{path}”是文件夹，不是文件。请核对路径。")
        if not stat.S_ISREG(about.st_mode):
            raise SourceError(f"“{path}”不是普通文件，没有打开。请核对路径。")
        if about.st_size > most:
            sizes = f"有 {about.st_size >> 20} MB，超过 {most >> 20} MB"
            raise SourceError(f"“{path}”{sizes}，为安全没有打开。请核对是不是这个文件。")
        return path.read_bytes()
    except FileNotFoundError:
        raise of_missing_path(SourceError(f"找不到“{path}”。请核对路径和文件名。")) from None
    except OSError as error:
        raise SourceError(f"“{path}”打不开（{reason(error)}）。请关闭占用它的程序，或核对权限。") from error


def guarded(task: str, *arguments: Any, label: object) -> Any:
    """What the function `task` (`module:function`) makes of these arguments, in a worker with the limits of
    time and memory that returns have; everything goes there and back pickled.

    An XlsheetError that it raises is raised here too. Raises SourceError, naming `label`, where the worker
    runs out of time or memory or dies.
    """
    (answer,) = guarded_each(task, [arguments], label=label)
    return answer


def guarded_each(task: str, calls: Iterable[tuple[Any, ...]], *, label: object) -> Iterator[Any]:
    """What `task` makes of each of several groups of arguments, in order and in several workers; as `guarded`
    otherwise, with the limits for each."""

    def died(_: Call, death: Death) -> SourceError:
        return SourceError(f"“{label}”读不出来（{_DEATHS[death]}）。请打开核对，另存一份后再试。")

    chunks: list[list[Call]] = [[(task, arguments)] for arguments in calls]
    with closing(map_in_workers(_TASK, chunks, died, min(len(chunks), os.cpu_count() or 1))) as answers:
        for answer in answers:
            if isinstance(answer, XlsheetError):
                raise answer
            yield answer


def attempt(call: Call) -> object:
    """In the worker: the answer, or the error meant for users. Whatever else goes wrong ends the worker,
    and is found in the log."""
    task, arguments = call
    try:
        return resolve_name(task)(*arguments)
    except XlsheetError as error:
        return error
    except MemoryError:
        raise
    except Exception:
        log_error()
        raise
