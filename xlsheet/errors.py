"""What stops a job. Everything short of that is a `Finding`.

XlsheetError            a message a clerk can act on, in Chinese; nothing was changed
├── RequestError        the request itself is wrong (exit 2): no such month, no such unit
└── JobError            the job could not be done (exit 3)
    ├── LedgerError     the ledger is unreadable or lacks a sheet or column
    ├── LockedError     somebody else is working on the ledger, or it is open in Excel
    ├── ConflictError   the ledger changed while the job was running
    ├── SourceError     an input (notice, registry file, rules) cannot be read
    └── OutputError     no room, no permission, target exists
"""

from __future__ import annotations


class XlsheetError(Exception):
    """Base of all errors raised on purpose; `str(error)` is the Chinese message for the user."""

    exit_status = 3


class RequestError(XlsheetError):
    """The request is wrong: the caller can mend it by asking differently."""

    exit_status = 2


class JobError(XlsheetError):
    """The job could not be done, and nothing was changed."""


class LedgerError(JobError):
    """The ledger cannot be read, or a sheet or column that it must have is missing."""


class LockedError(JobError):
    """The ledger is in use: by another xlsheet, or open in Excel, WPS or LibreOffice."""


class ConflictError(JobError):
    """The ledger changed between reading and writing; nothing was written."""


class SourceError(JobError):
    """An input file (notice, registry, rules) is missing, of an unknown kind or damaged."""


class OutputError(JobError):
    """A result could not be written: no room, no permission, or the target exists."""
