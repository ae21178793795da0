"""Any sequence of a person's doings in the open workbook and of commands gives what one in memory has."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.ledger_file import filled, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import ASSIGNMENTS, MATRIX, PROGRESS, RECEIPTS, TABLES, TASKS, UNITS, Table
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore
from xlsheet.stores.live.store import LiveStore

LOOKED_AT = TASKS, ASSIGNMENTS, PROGRESS, RECEIPTS, UNITS


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
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发", MAY)[:4]):
        returned(form.path, folder / "回收" / f"{i}.xlsx")
    return folder


@pytest.fixture(scope="module")
def came(office: Path) -> list[list[ReturnedFile]]:
    return [list(read_returns([office / "回收" / f"{i}.xlsx"])) for i in range(4)]


@pytest.fixture
def clean(program: xw.App) -> Iterator[xw.App]:
    yield program
    for book in list(program.books):
        book.close()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_in_the_window_gives_the_models_tables(
    office: Path, came: list[list[ReturnedFile]], clean: xw.App, steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "督查台账.xlsm"
        shutil.copy(next(office.glob("*.xlsm")), path)
        model = MemoryStore({table: rows(path, table) for table in TABLES})
        with FileStore.open(path, writing=False) as store:
            model.columns[MATRIX] = list(store.read(MATRIX).header)
        book = clean.books.open(path)
        try:
            play(book, model, steps, came)
        finally:
            book.close()


def play(book: xw.Book, model: MemoryStore, steps: list[Step], came: list[list[ReturnedFile]]) -> None:
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
                command(store, what, int(which), came, datetime(2021, 6, day, 9))
            earlier += [was] * (len(model.applied) > count)
        for table in LOOKED_AT:
            assert contents(LiveStore(book), table) == contents(model, table), (table.sheet, what, which)


def command(store: Store, what: str, which: int, came: list[list[ReturnedFile]], moment: datetime) -> None:
    if what == "merge":
        merge_returned(store, came[which], MergeRequest((), received=moment))
    else:
        missing(store, MissingRequest(None, date(2021, which, 11)))


def contents(store: Store, table: Table) -> Counter[object]:
    """The rows, whatever their order, in our columns."""
    own = {*table.columns}
    found = [filled(row) for _, row in store.read(table).rows()]
    return Counter(tuple(sorted((n, str(v)) for n, v in row.items() if n in own)) for row in found if row)
