"""xlsheet: the yearly key-task ledger of a supervision office, from notice to reminder.

    import xlsheet

    xlsheet.create("台账.xlsm", notice="通知.docx")
    with xlsheet.open("台账.xlsm") as ledger:
        report = ledger.merge("回收", received=date(2021, 6, 9))
        report.files[0].verdict, report.findings
        ledger.missing(as_of=date(2021, 6, 11)).entries
        ledger.progress.frame
        ledger.undo()

What is public stands in `__all__`; docs/库.md tells about it. It is imported when it is first asked for, so
that importing xlsheet costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlsheet.api import Ledger, LedgerTable, active, check, collect, create, open
    from xlsheet.cells.months import Month
    from xlsheet.dictionary.findings import Finding, Severity
    from xlsheet.errors import (
        ConflictError,
        ExistsError,
        JobError,
        LackingError,
        LedgerError,
        LockedError,
        OtherYearError,
        OutputError,
        RequestError,
        SourceError,
        UnwrittenError,
        XlsheetError,
    )

__version__ = "0.1.0"

__all__ = [
    "ConflictError",
    "ExistsError",
    "Finding",
    "JobError",
    "LackingError",
    "Ledger",
    "LedgerError",
    "LedgerTable",
    "LockedError",
    "Month",
    "OtherYearError",
    "OutputError",
    "RequestError",
    "Severity",
    "SourceError",
    "UnwrittenError",
    "XlsheetError",
    "active",
    "check",
    "collect",
    "create",
    "open",
]

_HOMES: Final = {
    **dict.fromkeys(("Ledger", "LedgerTable", "active", "check", "collect", "create", "open"), "xlsheet.api"),
    **dict.fromkeys(("Finding", "Severity"), "xlsheet.dictionary.findings"),
    "Month": "xlsheet.cells.months",
}
"""Where a public name lives; the errors' home is `xlsheet.errors`."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "xlsheet.errors")), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
