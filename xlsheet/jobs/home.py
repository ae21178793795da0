"""What every command adds to its changes: where each task stands, its light, and the numbers of 首页, all
worked out anew from 月度进展 as it will be, and the one spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from xlsheet.analysis.alerts import Alert, alert_updates, alerts
from xlsheet.analysis.dashboard import dashboard
from xlsheet.analysis.home_data import home_rows, standing_day
from xlsheet.analysis.typed_states import memory_rows, remembered_states, unreadable_states
from xlsheet.dictionary.tables import HOME_DATA, NAME_SEPARATOR, RESULTS, TASKS
from xlsheet.ledger.changes import Changes, Edit, Replace, Row
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import rows_that_remember
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import LOOKED_AT, Viewed, home_data, view_of


def kept_current(
    store: Store,
    changes: Changes,
    as_of: date | None = None,
    *,
    at_least: date | None = None,
    seen: Viewed | None = None,
    written: Sequence[Row] | None = None,
) -> Changes:
    """`changes`, with what 任务台账 and 首页 have to say after them, and months, numbers and moments in the
    one form that people spelled otherwise.

    Both stand on the day `as_of`; where that is None, on the day on which 首页 stands already, or on
    `at_least` if that is later. `written` are the rows that remember what merge wrote, where it writes now.
    A ledger of an older make, without 首页数据, gets its 任务台账 only.
    `seen` is what `view_of` says of that day, where the caller has it and changes nothing that it looks at.
    """
    settings = settings_of(store)
    home = home_data(store)
    standing = standing_day(home) if home is not None else None
    day = as_of or max((d for d in (standing, at_least) if d is not None), default=None)
    steps = {step.table: step for step in changes.steps}
    view, typed = seen or view_of(store, settings, day, steps)
    lights = alerts(view, day) if day is not None else {}
    derived = derived_cells((view, typed), lights, home)
    steps[TASKS] = _with(steps.get(TASKS, Edit(TASKS)), store.read(TASKS), derived)
    if home is not None:
        results = store.read(RESULTS)
        results = results.after(steps[RESULTS]) if RESULTS in steps else results
        overview = dashboard(view, day, lights, results)
        remembered = written if written is not None else rows_that_remember(home)
        shown = home_rows(overview, settings.calendar, settings.year)
        rows = [*shown, *memory_rows(view), *remembered]
        if not home.shows(HOME_DATA.columns, rows):
            steps[HOME_DATA] = Replace(HOME_DATA, rows)
    for table in LOOKED_AT:
        steps[table] = _in_one_form(steps.get(table, Edit(table)), store.read(table))
    summary = changes.summary + _typed_words([view.numbers[row] for row in sorted(typed)])
    kept = [step for step in steps.values() if isinstance(step, Replace) or step]
    return replace(changes, summary=summary, steps=kept)


def derived_cells(seen: Viewed, lights: Mapping[int, Alert], home: TableData | None) -> dict[int, Row]:
    """What 任务台账 has to say of where its tasks stand, and does not yet; by worksheet row."""
    view, typed = seen
    states = view.state_updates()
    for row in unreadable_states(view, remembered_states(home) if home is not None else {}) & states.keys():
        states[row] = {name: value for name, value in states[row].items() if name != TASKS.status}
    return _merged(typed, states, alert_updates(view, lights))


def _in_one_form(step: Edit | Replace, data: TableData) -> Edit | Replace:
    """The step, with what people spelled in their own way written in the one form."""
    if isinstance(step, Replace) or not data.respelled:
        return step
    rows = {number: row for number, row in data.in_one_form().items() if number not in step.removed}
    return replace(
        step, updates={n: {**rows.get(n, {}), **step.updates.get(n, {})} for n in {**rows, **step.updates}}
    )


def _typed_words(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    tasks = NAME_SEPARATOR.join(f"第{number}项" for number in numbers)
    return f"手工改的状态移到“{TASKS.ruling}”：{tasks}。"


def _merged(*updates: Mapping[int, Row]) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    for each in updates:
        for number, row in each.items():
            rows[number] = {**rows.get(number, {}), **row}
    return rows


def _with(step: Edit | Replace, tasks: TableData, derived: Mapping[int, Row]) -> Edit | Replace:
    """The step on 任务台账, with what follows for the rows that it changes, adds or leaves alone."""
    if isinstance(step, Replace):
        rows = [{**row, **derived.get(number, {})} for number, row in enumerate(step.rows, start=2)]
        return replace(step, rows=rows)
    new = tasks.after(Edit(TASKS, appended=step.appended)).numbers[len(tasks) :]
    updates = {number: row for number, row in derived.items() if number not in new}
    return replace(
        step,
        updates={n: {**step.updates.get(n, {}), **updates.get(n, {})} for n in {**step.updates, **updates}},
        appended=[{**row, **derived.get(n, {})} for n, row in zip(new, step.appended, strict=True)],
    )
