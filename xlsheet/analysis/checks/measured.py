"""What counts of indicators say against what units claim: shares that differ, 已完成 below a target, totals
that go back or are out of proportion, leads and others that do not agree. What is said of it, and how grave
it is, stands in the rules of `CHECKS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from xlsheet.analysis.as_of import LedgerView
from xlsheet.cells.rounding import exact, half_up, percent_text
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import MEASURED, STATUS_DONE, TASKS, Table
from xlsheet.indicators.standings import (
    Counted,
    Indicator,
    Standing,
    actual_shares,
    number_text,
    out_of_proportion,
    read_counts,
)

CLAIM, DONE, BACK, JUMP, LEADS = (
    "claim_as_counted",
    "done_as_counted",
    "total_not_back",
    "total_in_proportion",
    "leads_agree",
)
CHECKS: Final[Mapping[str, Table]] = {
    CLAIM: TASKS,
    DONE: TASKS,
    BACK: MEASURED,
    JUMP: MEASURED,
    LEADS: MEASURED,
}
"""The checks by the names that rules have for them, and the table whose rules they are."""

Say = Callable[[str, str, str, Mapping[str, str]], Finding | None]
"""The finding of a check, by its name, cell, the value there and the words of its message; None where no rule
asks for it."""


def measured_findings(view: LedgerView, say: Say) -> Iterator[Finding]:
    """All of them, in the order of the sheets."""
    if not view.measured:
        return
    disputed = (_disputed(standing, say) for standing in view.measured.values())
    found = (*_claims(view, say), *_done(view, say), *_totals(view, say), *disputed)
    yield from (finding for finding in found if finding is not None)


def _claims(view: LedgerView, say: Say) -> Iterator[Finding | None]:
    """Tasks of which the claimed share is not what the indicators say."""
    tasks, actual = view.tables[TASKS], actual_shares(view.measured)
    for row, number in view.numbers.items():
        claimed = view.said[number].percent if number in view.said else None
        if claimed is None or number not in actual or not _is_whole(view, number):
            continue
        gap = abs(exact(claimed) - actual[number])
        if gap > exact(view.settings.measuring.gap):
            shown = percent_text(claimed)
            words = {
                str(TASKS.number): str(number),
                "所报": shown,
                "实际": percent_text(actual[number]),
                "相差": f"{half_up(gap * 100):.0f}",
            }
            yield say(CLAIM, tasks.cell(row, TASKS.percent), shown, words)


def _done(view: LedgerView, say: Say) -> Iterator[Finding | None]:
    """Tasks called done with an indicator below its target."""
    rows: dict[int, int] = {}
    for at, number in view.numbers.items():
        rows.setdefault(number, at)
    for standing in view.measured.values():
        indicator = standing.indicator
        row, said = rows.get(indicator.task_no, 0), view.said.get(indicator.task_no)
        done = row and said is not None and said.status == STATUS_DONE
        if done and not indicator.is_reached(standing.total):
            words = words_of(indicator, standing.total)
            yield say(DONE, view.tables[TASKS].cell(row, TASKS.status), words["累计"], words)


def _is_whole(view: LedgerView, number: int) -> bool:
    """Whether all indicators of a task that grow have been counted: some of them say nothing of the whole."""
    own = [i for i in view.indicators if i.task_no == number and i.adds_up]
    return all(indicator.key in view.measured for indicator in own)


def _totals(view: LedgerView, say: Say) -> Iterator[Finding | None]:
    """Rows of 指标进展 that say less than the unit's month before, or far more than the target."""
    data, known = view.tables[MEASURED], {indicator.key: indicator for indicator in view.indicators}
    before: dict[tuple[tuple[int, int], str], Counted] = {}
    for count in sorted(read_counts(data, view.day), key=lambda count: (count.month, count.row)):
        indicator = known.get(count.key)
        if indicator is None or not indicator.adds_up:
            continue
        cell, last = data.cell(count.row, MEASURED.total), before.get((count.key, count.unit))
        before[count.key, count.unit] = count
        words = words_of(indicator, count.total, last)
        if last is not None and count.total < last.total:
            yield say(BACK, cell, words["累计"], words)
        if out_of_proportion(indicator, count.total):
            yield say(JUMP, cell, words["累计"], words)


def _disputed(standing: Standing, say: Say) -> Finding | None:
    if not standing.disputed:
        return None
    indicator = standing.indicator
    lead, others = (f"{number_text(v)}{indicator.measure}" for v in standing.disputed)
    words = {**words_of(indicator, standing.total), "牵头累计": lead, "其他累计": others}
    return say(LEADS, "", lead, words)


def words_of(indicator: Indicator, total: float, before: Counted | None = None) -> dict[str, str]:
    """The words that messages about a total may use: the indicator, its target, the total, the one before."""
    words = {
        str(MEASURED.task_no): str(indicator.task_no),
        str(MEASURED.place): str(indicator.place),
        "指标": indicator.label,
        "目标": indicator.target_text,
        "累计": f"{number_text(total)}{indicator.measure}",
    }
    if before is not None:
        last = f"{number_text(before.total)}{indicator.measure}"
        words |= {"上次月份": before.month.chinese, "上次累计": last}
    return words
