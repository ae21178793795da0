"""Whatever is done to a ledger on disk, its tables are those of a ledger in memory."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from support.ledger_file import Cells, filled, new_ledger, rows, sheet_rows
from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import PROGRESS, UNITS, Column, Kind, Table
from xlsheet.ledger.changes import Changes, Edit, Replace, Value
from xlsheet.ledger.table import TableData
from xlsheet.stores.file import FileStore

TABLES = PROGRESS, UNITS

TEXT = st.text(alphabet="市教育局完成=+@_x0041 \n<&\"'é👍", max_size=12)
VALUES: dict[Kind, SearchStrategy[Value]] = {
    Kind.INTEGER: st.integers(1, 10**6),
    Kind.PERCENT: st.floats(0, 1).map(lambda number: round(number, 6)),
    Kind.DATE: st.dates(datetime(2000, 1, 1).date(), datetime(2099, 1, 1).date()),
    Kind.DATETIME: st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    Kind.TEXT: TEXT,
    Kind.LONG_TEXT: TEXT,
    Kind.MONTH: st.sampled_from(["2020-05", "2020-06"]),
}


def cell(column: Column) -> SearchStrategy[Value]:
    return st.none() | VALUES[column.kind]


@st.composite
def row(draw: DrawFn, table: Table) -> Cells:
    """A row that is never blank; some of its columns are not named."""
    names = draw(st.sets(st.sampled_from(table.columns)))
    first = table.key[0]
    present = VALUES[first.kind].filter(lambda value: bool(str(value).strip()))
    return {first: draw(present), **{name: draw(cell(name)) for name in sorted(names - {first})}}


@st.composite
def step(draw: DrawFn, counts: dict[Table, int]) -> Edit | Replace:
    """A step that suits a table of so many rows; it brings `counts` up to date."""
    table = draw(st.sampled_from(TABLES))
    new = draw(st.lists(row(table), max_size=5))
    if draw(st.integers(0, 2)) == 0:
        counts[table] = len(new)
        return Replace(table, new)
    numbers = st.integers(2, counts[table] + 1) if counts[table] else st.nothing()
    most = min(3, counts[table])
    removed = draw(st.sets(numbers, max_size=most))
    updates = draw(st.dictionaries(numbers, row(table), max_size=most))
    counts[table] += len(new) - len(removed)
    return Edit(table, updates, new, removed)


@st.composite
def commands(draw: DrawFn) -> list[Changes]:
    counts = dict.fromkeys(TABLES, 0)
    count = draw(st.integers(1, 6))
    return [Changes("测试", str(i), [draw(step(counts))]) for i in range(count)]


@settings(max_examples=20, deadline=None)
@given(commands())
def test_any_sequence_of_changes_gives_the_tables_of_the_model(sequence: list[Changes]) -> None:
    model = MemoryStore()
    with tempfile.TemporaryDirectory() as folder:
        path = new_ledger(Path(folder))
        for changes in sequence:
            with FileStore.open(path) as store:
                store.apply(changes)
            model.apply(changes)
            for table in TABLES:
                assert rows(path, table) == shown(model.read(table))
        for table in TABLES:
            assert sheet_rows(path, table) == shown(model.read(table))


@settings(max_examples=10, deadline=None)
@given(commands(), st.data())
def test_undo_and_redo_walk_along_the_states_that_were(sequence: list[Changes], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = new_ledger(Path(folder))
        states = [path.read_bytes()]
        with FileStore.open(path) as store:
            for changes in sequence:
                store.apply(changes)
                if path.read_bytes() != states[-1]:
                    states.append(path.read_bytes())
        here = len(states) - 1
        for back in data.draw(st.lists(st.booleans(), max_size=12)):
            target = here - 1 if back else here + 1
            if not 0 <= target < len(states):
                continue
            with FileStore.open(path) as store:
                restored = store.undo() if back else store.redo()
            here = target
            assert path.read_bytes() == states[here]
            assert restored.remaining == (here if back else len(states) - 1 - here)
            assert not restored.edited


def shown(data: TableData) -> list[Cells]:
    return [filled(values) for _, values in data.rows()]
