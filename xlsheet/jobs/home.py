"""What every command adds to its changes: 预警 and the numbers of 首页 after them, and the one spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from xlsheet.analysis.alerts import alert_updates
from xlsheet.analysis.dashboard import dashboard
from xlsheet.analysis.home_data import home_rows, standing_day
from xlsheet.analysis.submissions import Reporting
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOME_DATA,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RESULTS,
    TASKS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Changes, Edit, Replace, Row
from xlsheet.ledger.settings import read_settings
from xlsheet.ledger.table import TableData
from xlsheet.stores import Store

_LOOKED_AT: Final[tuple[Table, ...]] = (TASKS, ASSIGNMENTS, PLANS, PROGRESS, RESULTS)


def kept_current(
    store: Store, changes: Changes, as_of: date | None = None, *, at_least: date | None = None
) -> Changes:
    """`changes`, with what 预警 and 首页 have to say after them, and months, numbers and moments in the one
    form that people spelled otherwise.

    Both stand on the day `as_of`; where that is None, on the day on which 首页 stands already, or on
    `at_least` if that is later. A ledger of an older make, without 首页数据, gets its 预警 only.
    """
    settings = read_settings(store.read(PARAMETERS))
    home = _home_data(store)
    standing = standing_day(home) if home is not None else None
    day = as_of or max((d for d in (standing, at_least) if d is not None), default=None)
    steps = {step.table: step for step in changes.steps}
    ledger = {table: store.read(table) for table in _LOOKED_AT}
    ledger |= {table: data.after(steps[table]) for table, data in ledger.items() if table in steps}
    reporting = Reporting.of(ledger, settings)
    if day is not None:
        lights = alert_updates(ledger, reporting, settings, day)
        ledger[TASKS] = ledger[TASKS].after(Edit(TASKS, lights))
        steps[TASKS] = _lit(steps.get(TASKS, Edit(TASKS)), store.read(TASKS), lights)
    if home is not None:
        rows = home_rows(dashboard(ledger, reporting, settings, day), settings.calendar, settings.year)
        if not home.shows(HOME_DATA.columns, rows):
            steps[HOME_DATA] = Replace(HOME_DATA, rows)
    for table in _LOOKED_AT:
        steps[table] = _in_one_form(steps.get(table, Edit(table)), store.read(table))
    return replace(changes, steps=[step for step in steps.values() if isinstance(step, Replace) or step])


def _in_one_form(step: Edit | Replace, data: TableData) -> Edit | Replace:
    """The step, with what people spelled in their own way written in the one form."""
    if isinstance(step, Replace) or not data.respelled:
        return step
    rows = {number: row for number, row in data.in_one_form().items() if number not in step.removed}
    return replace(
        step, updates={n: {**rows.get(n, {}), **step.updates.get(n, {})} for n in {**rows, **step.updates}}
    )


def _home_data(store: Store) -> TableData | None:
    try:
        return store.read(HOME_DATA)
    except LedgerError:
        return None


def _lit(step: Edit | Replace, tasks: TableData, lights: Mapping[int, Row]) -> Edit | Replace:
    """The step on 任务台账, with lights in the rows that it changes, adds or leaves alone."""
    if isinstance(step, Replace):
        rows = [{**row, **lights.get(number, {})} for number, row in enumerate(step.rows, start=2)]
        return replace(step, rows=rows)
    new = tasks.after(Edit(TASKS, appended=step.appended)).numbers[len(tasks) :]
    updates = {number: row for number, row in lights.items() if number not in new}
    return replace(
        step,
        updates={n: {**step.updates.get(n, {}), **updates.get(n, {})} for n in {**step.updates, **updates}},
        appended=[{**row, **lights.get(n, {})} for n, row in zip(new, step.appended, strict=True)],
    )
