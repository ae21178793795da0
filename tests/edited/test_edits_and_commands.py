"""Any sequence of edits by other hands and of commands gives what a ledger in memory has."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edited.edits import REFUSED, RIGHT
from support.ledger_file import filled, rows
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import ASSIGNMENTS, MATRIX, PROGRESS, RECEIPTS, TABLES, TASKS, UNITS, Table
from xlsheet.errors import LedgerError
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore

LEDGER = "督查台账.xlsm"
LOOKED_AT = TASKS, ASSIGNMENTS, PROGRESS, RECEIPTS, UNITS
MENDED = {name: edit for name, edit in REFUSED.items() if edit[2] is not None and name != "renamed_range"}
ONCE = "column_inserted", "sheet_renamed", "sheet_duplicated"
"""Edits that a person makes once."""

Step = tuple[str, object]
STEPS = st.one_of(
    st.tuples(st.just("merge"), st.integers(0, 3)),
    st.tuples(st.just("missing"), st.integers(6, 9)),
    st.tuples(st.just("undo"), st.just(0)),
    st.tuples(st.just("edit"), st.sampled_from([name for name in RIGHT if name != "numbers_as_text"])),
    st.tuples(st.just("broken"), st.sampled_from(sorted(MENDED))),
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


def run(store: Store, step: Step, came: list[list[ReturnedFile]], moment: datetime) -> None:
    name, which = step
    assert isinstance(which, int)
    if name == "merge":
        merge_returned(store, came[which], MergeRequest((), received=moment))
    else:
        missing(store, MissingRequest(None, date(2021, which, 11)))


def contents(found: list[dict[str, object]], table: Table) -> Counter[object]:
    own = {*table.columns}
    return Counter(tuple(sorted((n, str(v)) for n, v in row.items() if n in own)) for row in found if row)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=3, max_size=7))
def test_any_sequence_gives_the_models_tables(
    office: Path, came: list[list[ReturnedFile]], steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        ledger = Path(name) / LEDGER
        shutil.copy(office / LEDGER, ledger)
        model = MemoryStore({table: rows(ledger, table) for table in TABLES})
        with FileStore.open(ledger, writing=False) as store:
            model.columns[MATRIX] = list(store.read(MATRIX).header)
        earlier: list[tuple[MemoryStore, bytes]] = []
        made: set[object] = set()
        for day, step in enumerate(steps, start=1):
            if step[0] == "edit" and not (step[1] in ONCE and step[1] in made):
                made.add(step[1])
                RIGHT[str(step[1])](ledger)
            elif step[0] == "broken":
                look_at_refusal(ledger, str(step[1]), came)
            elif step[0] == "undo" and earlier:
                model, before = earlier.pop()
                with FileStore.open(ledger) as store:
                    store.undo()
                assert ledger.read_bytes() == before
            elif step[0] in ("merge", "missing"):
                before, was, count = ledger.read_bytes(), copy.deepcopy(model), len(model.applied)
                moment = datetime(2021, 6, day, 9)
                with FileStore.open(ledger) as store:
                    run(store, step, came, moment)
                run(model, step, came, moment)
                if len(model.applied) > count or ledger.read_bytes() != before:
                    earlier.append((was, before))
            for table in LOOKED_AT:
                expected = [filled(row) for _, row in model.read(table).rows()]
                assert contents(rows(ledger, table), table) == contents(expected, table), (table.name, step)


def look_at_refusal(ledger: Path, name: str, came: list[list[ReturnedFile]]) -> None:
    """An edit that nobody can work with is refused, with nothing changed; then somebody mends it."""
    edit, _, mend = MENDED[name]
    edit(ledger)
    edited = ledger.read_bytes()
    with pytest.raises(LedgerError), FileStore.open(ledger) as store:
        run(store, ("merge", 0), came, datetime(2021, 6, 30))
    assert ledger.read_bytes() == edited
    assert mend is not None
    mend(ledger)
