"""Any sequence of commands, taken back and made again, gives the tables that a ledger in memory has whose
undo is a list of its earlier states."""

from __future__ import annotations

import copy
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.ledger_file import filled, rows
from support.ledger_on_disk import MAY, answers, forms_of, returned, sample_ledger
from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import MATRIX, PROGRESS, TABLES
from xlsheet.errors import RequestError
from xlsheet.jobs.create import ImportFilesRequest, import_files
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.resources import DATA
from xlsheet.stores import Store
from xlsheet.stores.file import FileStore

LEDGER = "督查台账.xlsm"
WORDS = "建成", "完成", "推进"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger, three notices with other words, and six returns of which two contradict others."""
    folder = tmp_path_factory.mktemp("office")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发", MAY)[:4]):
        returned(form.path, folder / f"回收{i}.xlsx")
        if i < 2:
            other = {PROGRESS.text: f"更正：第{i}次会议后重新填报", PROGRESS.percent: 0.5}
            returned(form.path, folder / f"回收{i + 4}.xlsx", lambda n, o=other: answers(n) | o)
    notice = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
    for i, word in enumerate(WORDS):
        (folder / f"通知{i}.txt").write_text(notice.replace(word, f"全面{word}"), encoding="utf-8")
    return folder


Command = tuple[str, int]
COMMANDS = st.one_of(
    st.tuples(st.just("merge"), st.integers(0, 5)),
    st.tuples(st.just("import"), st.integers(0, len(WORDS) - 1)),
    st.tuples(st.just("missing"), st.integers(6, 9)),
    st.tuples(st.sampled_from(["undo", "redo"]), st.just(0)),
)


def run(store: Store, command: Command, office: Path, moment: datetime) -> None:
    """One command that is not undo or redo."""
    name, which = command
    if name == "merge":
        merge(store, MergeRequest((office / f"回收{which}.xlsx",), received=moment))
    elif name == "import":
        import_files(store, ImportFilesRequest(office / f"通知{which}.txt", overwrite=True))
    else:
        missing(store, MissingRequest(None, date(2021, which, 11)))


@dataclass
class Model:
    """A ledger in memory with all that it was before, and all that was taken back."""

    store: MemoryStore
    earlier: list[MemoryStore] = field(default_factory=list)
    later: list[MemoryStore] = field(default_factory=list)

    def run(self, command: Command, office: Path, moment: datetime) -> None:
        before, count = copy.deepcopy(self.store), len(self.store.applied)
        run(self.store, command, office, moment)
        if len(self.store.applied) > count:
            self.earlier.append(before)
            self.later.clear()

    def step(self, source: list[MemoryStore], target: list[MemoryStore]) -> None:
        if source:
            target.append(self.store)
            self.store = source.pop()


def in_memory(ledger: Path) -> MemoryStore:
    store = MemoryStore({table: rows(ledger, table) for table in TABLES})
    with FileStore.open(ledger, writing=False) as on_disk:
        store.columns[MATRIX] = list(on_disk.read(MATRIX).header)
    return store


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COMMANDS, min_size=2, max_size=7))
def test_any_sequence_of_commands_gives_the_models_tables(office: Path, commands: list[Command]) -> None:
    with tempfile.TemporaryDirectory() as name:
        ledger = Path(name) / LEDGER
        shutil.copy(office / LEDGER, ledger)
        model = Model(in_memory(ledger))
        for day, command in enumerate(commands, start=1):
            moment = datetime(2021, 6, day, 9)
            with FileStore.open(ledger) as store:
                if command[0] == "undo":
                    assert stepped(store.undo) == bool(model.earlier)
                    model.step(model.earlier, model.later)
                elif command[0] == "redo":
                    assert stepped(store.redo) == bool(model.later)
                    model.step(model.later, model.earlier)
                else:
                    run(store, command, office, moment)
                    model.run(command, office, moment)
            for table in TABLES:
                expected = [filled(row) for _, row in model.store.read(table).rows()]
                assert rows(ledger, table) == [row for row in expected if row], (table.name, command)


def stepped(step) -> bool:
    """Whether there was something to undo or redo."""
    try:
        step()
    except RequestError:
        return False
    return True
