"""What a month brought, against a plain look at every duty and every row."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.small_ledger import ECOLOGY, EDUCATION, assignment, task
from support.views import view_of
from xlsheet.analysis.assignments import read_assignments, reporting_duties, whole_number
from xlsheet.analysis.dashboard import MonthState, month_states
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import ASSIGNMENTS, LEAD, PARAMETERS, PROGRESS, RESPONSIBLE, TASKS
from xlsheet.ledger.changes import Row
from xlsheet.ledger.settings import read_settings

AS_OF = date(2020, 8, 20)
MONTHS = ("2020-05", "2020-06", "2020年6月", "2020-07", "某月", None)

rows = st.fixed_dictionaries(
    {
        PROGRESS.task_no: st.sampled_from((1, 1.0, True, "2", 3.0, "三", None)),
        PROGRESS.unit: st.sampled_from((EDUCATION, f"{EDUCATION} ", ECOLOGY, None)),
        PROGRESS.month: st.sampled_from(MONTHS),
        PROGRESS.received: st.sampled_from((datetime(2020, 6, 9), date(2020, 7, 11), "7月9日", None)),
        PROGRESS.percent: st.sampled_from((0, 0.25, 0.5, 1, "过半", None)),
    }
)
shares = st.tuples(
    st.integers(1, 3), st.sampled_from((EDUCATION, ECOLOGY)), st.sampled_from((LEAD, RESPONSIBLE))
)


def plain_states(store: MemoryStore, month: Month) -> tuple[int, int, int, dict[str, str]]:
    """Entries expected, in time and late, and the worst that befell each unit."""
    settings = read_settings(store.read(PARAMETERS))
    came: dict[tuple[str, int | None], object] = {}
    for row in store.rows[PROGRESS]:
        if Month.parse(row[PROGRESS.month]) == month:
            key = show(row[PROGRESS.unit]).strip(), whole_number(row[PROGRESS.task_no])
            came.setdefault(key, row[PROGRESS.received])
    closed = {
        whole_number(row[TASKS.number]): last
        for row in store.rows[TASKS]
        if (last := Month.parse(row.get(TASKS.closed_month)))
    }
    expected, fates, worst = 0, {"in time": 0, "late": 0, "not": 0}, dict[str, str]()
    for duty in reporting_duties(read_assignments(store.read(ASSIGNMENTS)), settings.scope):
        if duty.task_no in closed and closed[duty.task_no] < month:
            continue
        expected += 1
        fate, key = "not", (duty.unit, duty.task_no)
        if key in came:
            at = came[key]
            moment = datetime(at.year, at.month, at.day) if isinstance(at, date) else None
            fate = "late" if moment and settings.calendar.is_late(month, moment) else "in time"
        fates[fate] += 1
        worst[duty.unit] = max(fate, worst.get(duty.unit, fate), key=["in time", "late", "not"].index)
    return expected, fates["in time"], fates["late"], worst


@given(
    st.lists(rows, max_size=12), st.lists(shares, max_size=6), st.sampled_from((None, "2020-05", "2020-06"))
)
def test_a_month_is_what_its_rows_say(
    progress: list[Row], shares: list[tuple[int, str, str]], closed: str | None
) -> None:
    tasks = [task(1.0, **{TASKS.closed_month: closed}), task(2.0), task(3.0)]
    assigned = [assignment(float(number), unit, role) for number, unit, role in shares]
    store = MemoryStore({TASKS: tasks, ASSIGNMENTS: assigned, PROGRESS: progress})
    for state in month_states(view_of(store, AS_OF), AS_OF):
        expected, in_time, late, worst = plain_states(store, state.month)
        assert (state.expected, state.on_time, state.late) == (expected, in_time, late)
        assert units_of(state) == [list(worst.values()).count(fate) for fate in ("in time", "late", "not")]


def units_of(state: MonthState) -> list[int]:
    return [state.units_on_time, state.units_late, state.units_outstanding]


def test_equal_cells_of_other_types_are_read_apart() -> None:
    store = MemoryStore({PROGRESS: [{PROGRESS.task_no: cell} for cell in (True, 1, 1.0, "1")]})
    assert store.read(PROGRESS).parsed(PROGRESS.task_no, whole_number) == [None, 1, 1, 1]
