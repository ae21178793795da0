"""A ledger as it stood: later months don't change what a bulletin says of an earlier one."""

from support.memory_store import MemoryStore
from support.small_ledger import ECOLOGY, EDUCATION, progress, small_ledger, task
from xlsheet.analysis.as_of import ledger_at
from xlsheet.analysis.task_state import task_updates
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, STATUS_BEHIND, STATUS_DONE, STATUS_RUNNING, TASKS

TABLES = (TASKS, ASSIGNMENTS, PROGRESS)


def merged(store: MemoryStore) -> MemoryStore:
    """The ledger after a merge: tasks stand by what was reported."""
    updates = task_updates(store.read(TASKS), store.read(ASSIGNMENTS), store.read(PROGRESS))
    for row, cells in updates.items():
        store.rows[TASKS][row - 2].update(cells)
    return store


def states_at(store: MemoryStore, month: Month) -> list[tuple[object, object, object]]:
    frame = ledger_at({table: store.read(table) for table in TABLES}, month)[TASKS].frame
    shares = [None if share is None else round(share, 6) for share in frame[TASKS.percent]]
    return list(zip(frame[TASKS.status], shares, frame[TASKS.last_month], strict=True))


def test_the_last_month_reported_stands_as_the_workbook_says() -> None:
    store = merged(small_ledger())
    store.rows[TASKS][0][TASKS.status] = STATUS_DONE  # the office's own word
    assert states_at(store, Month(2020, 6))[0] == (STATUS_DONE, 0.6, "2020-06")


def test_an_earlier_month_stands_as_it_did_then() -> None:
    store = small_ledger()
    store.rows[PROGRESS].append(progress(2.0, ECOLOGY, "2020-07", **{PROGRESS.status: STATUS_BEHIND}))
    merged(store)
    assert states_at(store, Month(2020, 7))[1][0] == STATUS_BEHIND
    assert states_at(store, Month(2020, 6))[1] == (STATUS_RUNNING, 0.6, "2020-06")
    assert states_at(store, Month(2020, 5))[1] == (STATUS_RUNNING, 0.5, "2020-05")


def test_a_task_first_reported_on_later_had_no_state_yet() -> None:
    store = small_ledger()
    store.rows[PROGRESS] = [progress(1.0, EDUCATION, "2020-06")]
    merged(store)
    assert states_at(store, Month(2020, 5))[0] == (None, None, None)
    assert states_at(store, Month(2020, 5))[1] == (STATUS_RUNNING, None, None), "as the office wrote it"


def test_a_month_that_gives_no_share_leaves_the_one_before() -> None:
    store = small_ledger()
    store.rows[TASKS] = [task(1.0)]
    store.rows[PROGRESS] = [
        progress(1.0, EDUCATION, "2020-05"),
        progress(1.0, EDUCATION, "2020-06", **{PROGRESS.percent: None}),
        progress(1.0, EDUCATION, "2020-07"),
    ]
    merged(store)
    assert states_at(store, Month(2020, 6))[0] == (STATUS_RUNNING, 0.5, "2020-06")


def test_later_progress_is_not_there_yet() -> None:
    store = small_ledger()
    ledger = {table: store.read(table) for table in TABLES}
    assert set(ledger_at(ledger, Month(2020, 5))[PROGRESS].frame[PROGRESS.month]) == {"2020-05"}
