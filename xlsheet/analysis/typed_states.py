"""States that the office typed over those worked out: they become its decisions (督查认定)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.task_state import TaskState, share_in
from xlsheet.cells.statuses import status_in
from xlsheet.dictionary.tables import HOME_DATA, STATUS_RUNNING, STATUSES, TASKS
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.table import TableData

STATES_BLOCK = "任务状态"
"""The rows of 首页数据 that remember what was worked out last, by task."""

Remembered = Mapping[int, tuple[str, float | None]]
"""Task number -> state and share that a command wrote last."""


def remembered_states(home: TableData) -> Remembered:
    """What 首页数据 remembers; nothing in a ledger of an older make."""
    found = {}
    for _, row in home.rows(HOME_DATA.block, HOME_DATA.label, HOME_DATA.total, HOME_DATA.percent):
        number = row[HOME_DATA.total]
        if row[HOME_DATA.block] == STATES_BLOCK and isinstance(number, int | float):
            found[int(number)] = (status_in(row[HOME_DATA.label]), share_in(row[HOME_DATA.percent]))
    return found


def memory_rows(view: LedgerView) -> list[Row]:
    """The rows that remember the states worked out, one for each task that has any."""
    known = [(number, state) for number, state in view.states.items() if state != TaskState()]
    return [
        {
            HOME_DATA.block: STATES_BLOCK,
            HOME_DATA.place: place,
            HOME_DATA.label: state.status or None,
            HOME_DATA.total: number,
            HOME_DATA.percent: state.percent,
        }
        for place, (number, state) in enumerate(known, start=1)
    ]


def typed_rulings(view: LedgerView, remembered: Remembered) -> dict[int, Row]:
    """What to write into 督查认定 and 认定比例, by row of 任务台账: a state or share that neither a command
    wrote nor, where nothing is remembered, a unit reported. The decision holds from the newest period on."""
    said = _said(view)
    counts = Counter(view.numbers.values())
    gone = {state for number, state in remembered.items() if number not in view.states}
    found: dict[int, Row] = {}
    for row, cells in view.tables[TASKS].rows(TASKS.status, TASKS.percent):
        number = view.numbers.get(row)
        if number is None:
            continue
        state, new = view.states[number], dict[str, Value]()
        status, percent = status_in(cells[TASKS.status]), share_in(cells[TASKS.percent])
        if (status, percent) in gone and (number not in remembered or counts[number] > 1):
            continue  # the row had another number
        if number in remembered:
            known: set[object] = {*remembered[number]}
        else:
            known = said.get(number, set())
        if status in STATUSES and status not in {state.status, *known}:
            new[TASKS.ruling] = f"{status} {view.period}"
        fresh = percent is not None and percent not in {state.percent, *known}
        if fresh and (new or number in remembered):
            new[TASKS.ruling_percent] = percent
        if new:
            found[row] = new
    return found


def _said(view: LedgerView) -> dict[int, set[object]]:
    """Task number -> the states and shares that its units ever reported; who reported at all may have
    been counted as running."""
    said: dict[int, set[object]] = {}
    for (_, number), reports in view.history.items():
        words = said.setdefault(number, {STATUS_RUNNING})
        for report in reports:
            words |= {report.status, report.percent}
    return said


def unreadable_states(view: LedgerView, remembered: Remembered) -> set[int]:
    """The rows of 任务台账 in which somebody typed a state that is none: it stays until it is mended, since
    nobody can tell what was meant. What a command wrote, or a unit reported, was not typed."""
    said = _said(view)
    found = set()
    for row, cells in view.tables[TASKS].rows(TASKS.status):
        number, status = view.numbers.get(row), status_in(cells[TASKS.status])
        if number is not None and status and status not in STATUSES:
            known: set[object] = {*remembered.get(number, ()), *said.get(number, ())}
            if status not in known | {view.states[number].status}:
                found.add(row)
    return found
