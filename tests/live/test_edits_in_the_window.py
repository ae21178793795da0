"""Any sequence of a person's doings in the open workbook and of commands gives what one in memory has."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.sequences import LOOKED_AT, Office, contents, model_of, office_in
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, RECEIPTS, TASKS, UNITS
from xlsheet.stores.live.store import LiveStore


def sheet_renamed(book: xw.Book) -> None:
    book.sheets[0 if UNITS.sheet not in book.sheet_names else UNITS.sheet].name = "单位一览"


def sheet_hidden(book: xw.Book) -> None:
    book.sheets[PROGRESS.sheet].visible = False


def own_sheet(book: xw.Book) -> None:
    book.sheets.add("自己的表", before=book.sheets[PROGRESS.sheet])["B2"].value = "自己的话"


def own_column(book: xw.Book) -> None:
    sheet = book.sheets[ASSIGNMENTS.sheet]
    sheet.cells(1, len(ASSIGNMENTS.columns) + 1).value = "备忘"
    sheet.cells(2, len(ASSIGNMENTS.columns) + 1).value = "问过了"


def words_below(book: xw.Book) -> None:
    sheet = book.sheets[RECEIPTS.sheet]
    sheet.cells(sheet.used_range.last_cell.row + 3, 2).value = "说明：由督查室登记"


def coloured(book: xw.Book) -> None:
    book.sheets[TASKS.sheet]["A2:B4"].color = (255, 230, 150)


def saved(book: xw.Book) -> None:
    book.save()


DOINGS: dict[str, Callable[[xw.Book], None]] = {
    doing.__name__: doing
    for doing in (sheet_renamed, sheet_hidden, own_sheet, own_column, words_below, coloured, saved)
}
Step = tuple[str, int | str]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 3)),
        st.tuples(st.just("missing"), st.integers(6, 9)),
        st.tuples(st.just("undo"), st.just(0)),
        st.tuples(st.just("doing"), st.sampled_from(sorted(DOINGS))),
    ),
    min_size=4,
    max_size=8,
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_in(tmp_path_factory.mktemp("office"))


@pytest.fixture
def clean(program: xw.App) -> Iterator[xw.App]:
    yield program
    for book in list(program.books):
        book.close()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example([*(("doing", name) for name in sorted(DOINGS)), ("merge", 0), ("undo", 0)])
def test_any_sequence_in_the_window_gives_the_models_tables(
    office: Office, clean: xw.App, steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "督查台账.xlsm"
        shutil.copy(office.ledger, path)
        book = clean.books.open(path)
        try:
            play(office, book, model_of(path), steps)
        finally:
            book.close()


def play(office: Office, book: xw.Book, model: MemoryStore, steps: list[Step]) -> None:
    earlier: list[MemoryStore] = []
    done: set[str] = set()
    for day, (what, which) in enumerate(steps, start=1):
        if what == "doing" and which not in done:
            done.add(str(which))
            DOINGS[str(which)](book)
        elif what == "undo" and earlier:
            model = earlier.pop()
            LiveStore(book).undo()
        elif what in ("merge", "missing"):
            was, count = copy.deepcopy(model), len(model.applied)
            for store in (LiveStore(book), model):
                office.command(store, what, int(which), datetime(2021, 6, day, 9))
            earlier += [was] * (len(model.applied) > count)
        for table in LOOKED_AT:
            assert contents(LiveStore(book), table) == contents(model, table), (table.sheet, what, which)
