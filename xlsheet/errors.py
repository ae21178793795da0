"""What stops a job. Everything short of that is a `Finding`.

XlsheetError            a message a clerk can act on, in Chinese; nothing was changed
├── RequestError        the request itself is wrong (exit 2): no such month, no such unit
└── JobError            the job could not be done (exit 3)
    ├── LedgerError     the ledger is unreadable or lacks a sheet or column
    │   ├── LackingError    what it lacks is one sheet or column; the others may be sound
    │   └── UnwrittenError  some rows would not read as they were meant
    ├── LockedError     somebody else is working on the ledger, or it is open in Excel
    ├── ConflictError   the ledger changed while the job was running
    ├── SourceError     an input (notice, registry file, rules) cannot be read
    ├── OtherYearError  the notice is not of the ledger's year
    └── OutputError     no room, no permission, target exists
        └── ExistsError a different file stands there, and may be overwritten if the user says so
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class XlsheetError(Exception):
    """Base of all errors raised on purpose; `str(error)` is the Chinese message for the user."""

    exit_status = 3
    code = "not_done"
    """Names the kind of failure to programs; each class has its own."""


class RequestError(XlsheetError):
    """The request is wrong: the caller can mend it by asking differently."""

    exit_status = 2
    code = "request"


class JobError(XlsheetError):
    """The job could not be done, and nothing was changed."""


class LedgerError(JobError):
    """The ledger cannot be read, or a sheet or column that it must have is missing."""

    code = "ledger"


class LackingError(LedgerError):
    """A sheet or a column of it was deleted or renamed; the other sheets may be sound."""


class UnwrittenError(LedgerError):
    """Some rows would not read as they were meant; nothing was written. `rows` are these, by sheet: what was
    meant in each, by column, and the column at which it shows."""

    def __init__(self, message: str, rows: Sequence[tuple[str, Mapping[str, object], str]]) -> None:
        super().__init__(message)
        self.rows = rows


class LockedError(JobError):
    """The ledger is in use: by another xlsheet, or open in Excel, WPS or LibreOffice."""

    code = "locked"


class ConflictError(JobError):
    """The ledger changed between reading and writing; nothing was written."""

    code = "conflict"


class SourceError(JobError):
    """An input file (notice, registry, rules) is missing, of an unknown kind or damaged."""

    code = "source"


class OtherYearError(JobError):
    """The notice is not of the ledger's year, and nobody said that it is meant for it."""

    code = "other_year"


class OutputError(JobError):
    """A result could not be written: no room, no permission, or the target exists."""

    code = "output"


class ExistsError(OutputError):
    """A different file of that name is there; asked again with `overwrite`, it would be replaced."""

    code = "exists"


def of_missing_path(error: XlsheetError) -> XlsheetError:
    """The error, as one about a file or folder that the request names and that isn't there (exit 2)."""
    error.exit_status, error.code = RequestError.exit_status, PATH_MISSING
    return error


PATH_MISSING: Final = "path_missing"
_NO_SPACE: Final = "磁盘空间不足"
_IN_USE: Final = "正被别的程序占用"
_READ_ONLY: Final = "磁盘或文件夹是只读的"
_TOO_LONG: Final = "路径或文件名太长"
_NOT_FOUND: Final = "找不到文件或文件夹"
_AWAY: Final = "网络或共享盘连不上"

_REASONS: Final = {
    "ENOSPC": _NO_SPACE,
    "EDQUOT": "磁盘配额用完了",
    "EFBIG": "文件超过了允许的大小",
    "EACCES": "没有权限，或文件正被打开",
    "EPERM": "没有权限",
    "EROFS": _READ_ONLY,
    "EBUSY": _IN_USE,
    "ETXTBSY": _IN_USE,
    "ENAMETOOLONG": _TOO_LONG,
    "ENOENT": _NOT_FOUND,
    "EEXIST": "已有同名的文件",
    "EISDIR": "这是文件夹",
    "ENOTDIR": "路径里有一段不是文件夹",
    "ENOTEMPTY": "文件夹里还有东西",
    "EINVAL": "文件名里有不能用的字符",
    "EIO": "磁盘读写出错",
    "ELOOP": "链接绕成了圈",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "ESTALE": _AWAY,
    "ENOTCONN": _AWAY,
    "ETIMEDOUT": _AWAY,
    "EHOSTDOWN": _AWAY,
    "EHOSTUNREACH": _AWAY,
    "ENETUNREACH": _AWAY,
}
"""By name, since not every system knows every number."""

_WINDOWS_REASONS: Final = {19: _READ_ONLY, 32: _IN_USE, 33: _IN_USE, 53: _AWAY, 64: _AWAY, 206: _TOO_LONG}
"""What Windows tells apart and Python's numbers do not: 32, a file open elsewhere, is EACCES there."""


def reason(error: OSError) -> str:
    """Why the system refused, in words for the middle of a message."""
    by_windows = _WINDOWS_REASONS.get(getattr(error, "winerror", None) or 0)
    by_name = _REASONS.get(errno.errorcode.get(error.errno or 0, ""))
    return by_windows or by_name or (f"系统错误 {error.errno}" if error.errno else "原因不明")
