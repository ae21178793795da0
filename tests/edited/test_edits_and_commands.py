"""Any sequence of edits by other hands and of commands gives what a ledger in memory has."""

from __future__ import annotations

import copy
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edited.edits import REFUSED, RIGHT
from support.ledger_file import rows
from support.memory_store import MemoryStore
from support.sequences import LOOKED_AT, Office, contents, contents_of, model_of, office_in
from xlsheet.errors import LedgerError
from xlsheet.stores.file import FileStore

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
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_in(tmp_path_factory.mktemp("office"))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=3, max_size=7))
def test_any_sequence_gives_the_models_tables(office: Office, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as name:
        ledger = Path(name) / office.ledger.name
        shutil.copy(office.ledger, ledger)
        model = model_of(ledger)
        earlier: list[tuple[MemoryStore, bytes]] = []
        made: set[object] = set()
        for day, step in enumerate(steps, start=1):
            if step[0] == "edit" and not (step[1] in ONCE and step[1] in made):
                made.add(step[1])
                RIGHT[str(step[1])](ledger)
            elif step[0] == "broken":
                look_at_refusal(office, ledger, str(step[1]))
            elif step[0] == "undo" and earlier:
                model, before = earlier.pop()
                with FileStore.open(ledger) as store:
                    store.undo()
                assert ledger.read_bytes() == before
            elif step[0] in ("merge", "missing"):
                before, was, count = ledger.read_bytes(), copy.deepcopy(model), len(model.applied)
                moment = datetime(2021, 6, day, 9)
                with FileStore.open(ledger) as store:
                    office.command(store, step[0], int(str(step[1])), moment)
                office.command(model, step[0], int(str(step[1])), moment)
                if len(model.applied) > count or ledger.read_bytes() != before:
                    earlier.append((was, before))
            for table in LOOKED_AT:
                found = contents_of(rows(ledger, table), table)
                assert found == contents(model, table), (table.name, step)


def look_at_refusal(office: Office, ledger: Path, name: str) -> None:
    """An edit that nobody can work with is refused, with nothing changed; then somebody mends it."""
    edit, _, mend = MENDED[name]
    edit(ledger)
    edited = ledger.read_bytes()
    with pytest.raises(LedgerError), FileStore.open(ledger) as store:
        office.command(store, "merge", 0, datetime(2021, 6, 30))
    assert ledger.read_bytes() == edited
    assert mend is not None
    mend(ledger)
