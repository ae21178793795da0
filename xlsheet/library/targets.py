"""`Ledger.measure`: how far the targets are that can be counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xlsheet.library.holder import LedgerHolder, MonthLike, to_month

if TYPE_CHECKING:
    from xlsheet.jobs.measured.overview import IndicatorsReport


def measure(
    ledger: LedgerHolder,
    *,
    month: MonthLike | None = None,
    as_of: date | None = None,
    read: bool = False,
) -> IndicatorsReport:
    """Hold what units counted against the targets in 量化指标: by `month` (None: the newest) and by what had
    come on the day `as_of`. `read` first fills in the targets of tasks that have none yet.

    `report.lines` has `indicator`, its `standing` (None where nobody has counted it), `behind` the share of
    the year gone, and the `forecast` by the last three months' pace.
    """
    from xlsheet.jobs.measured.overview import IndicatorsRequest, indicators

    of = None if month is None else to_month(month)
    return indicators(ledger.writable if read else ledger.store, IndicatorsRequest(of, as_of, read))
