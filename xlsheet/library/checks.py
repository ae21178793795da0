"""`Ledger.validate`, `Ledger.missing` and `Ledger.page`: what is wrong, and what did not come."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlsheet.library.holder import LedgerHolder, MonthLike, PathLike, to_month, to_path

if TYPE_CHECKING:
    from xlsheet.jobs.missing import MissingReport
    from xlsheet.jobs.validate import ValidateReport


def validate(ledger: LedgerHolder, *, write: bool = True, schemas: PathLike | None = None) -> ValidateReport:
    """Check every row by the rules; `write` lists the findings in 校验结果.

    `schemas` is a folder of rule files in place of the ledger's own. `report.rows` counts the rows checked;
    `report.findings` has `code`, `severity`, `sheet`, `cell`, `message` and `value`, gravest first.
    Raises SourceError where a rule file is wrong, LedgerError where a parameter is.
    """
    from xlsheet.jobs.validate import ValidateRequest
    from xlsheet.jobs.validate import validate as job

    request = ValidateRequest(write, to_path(schemas))
    return job(ledger.writable if write else ledger.store, request)


def missing(
    ledger: LedgerHolder,
    *,
    month: MonthLike | None = None,
    as_of: date | None = None,
    write: bool = True,
) -> MissingReport:
    """Compare what was expected with what came; `write` fills 缺报清单 and 缺报矩阵.

    `month`: that month alone, even before it is due; None: all months due on the day `as_of`, which is today
    where it is None. `report.entries` has `month`, `unit`, `task_no`, `role`, `flag` and `consecutive`,
    months in a row; `report.months` counts what was expected, came, and came late; `report.plans` is
    about project plans.
    Raises RequestError for a month that nobody has to report on.
    """
    from xlsheet.jobs.missing import MissingRequest
    from xlsheet.jobs.missing import missing as job

    of = None if month is None else to_month(month)
    request = MissingRequest(of, as_of or date.today(), write)
    return job(ledger.writable if write else ledger.store, request)


def page(ledger: LedgerHolder, report: ValidateReport | MissingReport, path: PathLike) -> None:
    """Write what `validate` or `missing` found as a page for the browser (.html), to sort, filter and print.

    A page that xlsheet wrote earlier is replaced. Raises OutputError where something else stands there.
    """
    from xlsheet.jobs.pages import findings_page, missing_page, put_page
    from xlsheet.jobs.validate import ValidateReport

    name = Path(ledger.store.label)
    if isinstance(report, ValidateReport):
        put_page(Path(path), findings_page(report, [name], date.today()))
    else:
        put_page(Path(path), missing_page(report, name))
