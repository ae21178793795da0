"""What counts of indicators say against what units claim: shares that differ, 已完成 below a target, totals
that go back, leads and others that do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from xlsheet.analysis.as_of import LedgerView
from xlsheet.cells.rounding import exact, half_up, percent_text
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import MEASURED, STATUS_DONE, TASKS
from xlsheet.indicators.standings import Standing, actual_shares, number_text


def measured_findings(view: LedgerView) -> Iterator[Finding]:
    """All of them, in the order of the sheets."""
    found = view.measured
    if not found:
        return
    yield from _claims(view)
    for standing in found.values():
        yield from _of_one(view, standing)


def _claims(view: LedgerView) -> Iterator[Finding]:
    """Tasks of which the claimed share is not what the indicators say."""
    tasks, actual = view.tables[TASKS], actual_shares(view.measured)
    for row, number in view.numbers.items():
        claimed = view.said[number].percent if number in view.said else None
        if claimed is None or number not in actual or not _is_whole(view, number):
            continue
        gap = abs(exact(claimed) - actual[number])
        if gap > exact(view.settings.measuring.gap):
            yield catalogue.CLAIM_DIFFERS.at(
                TASKS.sheet,
                tasks.cell(row, TASKS.percent),
                percent_text(claimed),
                number=number,
                claimed=percent_text(claimed),
                actual=percent_text(actual[number]),
                gap=f"{half_up(gap * 100):.0f}",
            )


def _is_whole(view: LedgerView, number: int) -> bool:
    """Whether all indicators of a task that grow have been counted: some of them say nothing of the whole."""
    own = [i for i in view.indicators if i.task_no == number and i.adds_up]
    return all(indicator.key in view.measured for indicator in own)


def _of_one(view: LedgerView, standing: Standing) -> Iterator[Finding]:
    indicator = standing.indicator
    number, label = indicator.task_no, indicator.label
    row = next((row for row, task in view.numbers.items() if task == number), 0)
    said = view.said.get(number)
    total = f"{number_text(standing.total)}{indicator.measure}"
    if row and said is not None and said.status == STATUS_DONE and not indicator.is_reached(standing.total):
        yield catalogue.DONE_BELOW_TARGET.at(
            TASKS.sheet,
            view.tables[TASKS].cell(row, TASKS.status),
            total,
            number=number,
            label=label,
            target=indicator.target_text,
        )
    before = standing.before
    if indicator.adds_up and before is not None and standing.total < before:
        yield catalogue.MEASURE_BACK.at(
            MEASURED.sheet,
            "",
            total,
            label=label,
            month=standing.month.plus(-1).chinese,
            before=f"{number_text(before)}{indicator.measure}",
        )
    if standing.disputed:
        lead, others = (f"{number_text(v)}{indicator.measure}" for v in standing.disputed)
        yield catalogue.MEASURE_DISPUTED.at(
            MEASURED.sheet, "", lead, number=number, label=label, others=others
        )
