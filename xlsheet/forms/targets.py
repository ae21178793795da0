"""The indicators that a unit's form asks for, from 量化指标 and what the unit counted before."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show
from xlsheet.forms.content import FormTarget
from xlsheet.indicators.standings import Counted, Indicator
from xlsheet.indicators.words import DONE


def form_targets(
    unit: str,
    task_nos: Collection[int],
    indicators: Sequence[Indicator],
    counts: Sequence[Counted],
    month: Month,
) -> tuple[FormTarget, ...]:
    """Those of the unit's tasks, task by task in the form's order."""
    last: dict[tuple[int, int], Counted] = {}
    for count in counts:
        if count.unit == unit and count.month < month:
            before = last.get(count.key)
            if before is None or before.month <= count.month:
                last[count.key] = count
    order = {number: i for i, number in enumerate(task_nos)}
    chosen = [indicator for indicator in indicators if indicator.task_no in order]
    chosen.sort(key=lambda indicator: (order[indicator.task_no], indicator.place))
    return tuple(form_target(indicator, last.get(indicator.key)) for indicator in chosen)


def form_target(indicator: Indicator, last: Counted | None = None) -> FormTarget:
    """One indicator as a form prints it."""
    return FormTarget(
        task_no=indicator.task_no,
        place=indicator.place,
        label=show(indicator.label),
        target=indicator.target_text,
        measure=indicator.measure,
        wording=indicator.wording,
        goal=indicator.target,
        grows=indicator.adds_up,
        is_yes_or_no=indicator.direction == DONE,
        last_total=last.total if last else None,
    )
