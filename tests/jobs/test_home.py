"""预警 and 首页 follow every command, and agree with the sheets that they sum up."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from support.home_page import (
    ALL_TASKS,
    HomePage,
    counted_errors,
    counted_lights,
    counted_owing,
    without_results,
)
from support.ledger_file import change, sheet_rows
from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from support.memory_store import MemoryStore
from support.office import convert
from support.small_ledger import small_ledger
from support.validator import problems
from xlsheet.analysis.home_data import standing_day
from xlsheet.dictionary.tables import (
    HOME_DATA,
    PARAMETERS,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    TASKS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.jobs.create import ImportFilesRequest, import_files
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.undo import UndoRequest, undo
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.table import TableData
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

ON_TIME, LATE, AFTER = datetime(2021, 6, 8), datetime(2021, 6, 12), date(2021, 6, 15)


def mixed(task: int) -> dict[str, object]:
    """Some tasks are done, some behind."""
    status = {1: STATUS_DONE, 2: STATUS_BEHIND}.get(task % 5)
    done = {PROGRESS.status: status, PROGRESS.percent: 1.0 if status == STATUS_DONE else 0.3}
    return {**answers(task), **(done if status else {})}


class Month:
    """A ledger whose first month came back from all units but three, from one of them late."""

    def __init__(self, folder: Path) -> None:
        self.ledger = sample_ledger(folder)
        self.at_first = HomePage(self.ledger)
        forms = forms_of(self.ledger, folder / "下发")
        for file in forms[3:]:
            late = file is forms[-1]
            returned(file.path, folder / ("迟" if late else "回收") / f"{file.unit}.xlsx", mixed)
        self.run(lambda store: merge(store, MergeRequest([folder / "回收"], received=ON_TIME)))
        self.on_time = HomePage(self.ledger)
        self.run(lambda store: merge(store, MergeRequest([folder / "迟"], received=LATE)))
        self.run(lambda store: missing(store, MissingRequest(None, AFTER)))

    def run(self, job) -> None:
        with FileStore.open(self.ledger) as store:
            job(store)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month(tmp_path_factory.mktemp("month"))


@pytest.fixture
def ledger(played: Month, tmp_path: Path) -> Path:
    """A copy of the played month's ledger, to change."""
    return Path(shutil.copy(played.ledger, tmp_path))


def test_a_new_ledger_shows_its_tasks_and_that_nobody_looked_yet(played: Month) -> None:
    page = played.at_first
    assert (page.tile("任务"), page.tile("已完成"), page.tile("缺报")) == (21, 0, 0)
    assert "还没有" in page.as_of
    assert page.chapters[ALL_TASKS] == (21, 0, 0, 0, 0)
    assert len(page.chapters) == 1 + 4


def test_a_merge_before_the_due_date_shows_what_is_still_to_come(played: Month) -> None:
    came = sum(row[PROGRESS.received] == ON_TIME for row in sheet_rows(played.ledger, PROGRESS))
    assert played.on_time.tile("5月按时") == came
    assert played.on_time.tile("5月待报（6月10日截止）") > 0
    assert played.on_time.owing == {}
    assert "2021年6月8日" in played.on_time.as_of


def test_the_page_counts_what_the_ledger_holds(played: Month) -> None:
    page, progress = HomePage(played.ledger), sheet_rows(played.ledger, PROGRESS)
    assert page.tile("任务") == len(sheet_rows(played.ledger, TASKS))
    assert page.tile("已完成") == sum(
        row.get(TASKS.status) == STATUS_DONE for row in sheet_rows(played.ledger, TASKS)
    )
    assert page.tile("按时") == sum(row[PROGRESS.received] == ON_TIME for row in progress)
    assert page.tile("迟报") == sum(row[PROGRESS.received] == LATE for row in progress)
    assert page.tile("5月缺报") == counted_owing(played.ledger).total()
    assert page.tile("问题") == counted_errors(played.ledger)
    assert page.chapters == counted_lights(played.ledger, TASKS.chapter)
    assert page.leaders == counted_lights(played.ledger, TASKS.leaders)
    assert {unit: owes for unit, (owes, _) in page.owing.items()} == counted_owing(played.ledger)
    red, yellow, _, blue = page.chapters[ALL_TASKS][1:]
    assert min(red, yellow, blue) > 0
    assert problems(played.ledger) == []


@pytest.mark.libreoffice
def test_a_program_that_works_the_page_out_itself_sees_the_same(
    played: Month, ledger: Path, tmp_path: Path
) -> None:
    without_results(ledger)
    counted = HomePage(convert(ledger, "xlsx", tmp_path / "counted"))
    stored = HomePage(played.ledger)
    assert counted.title == "2021年重点工作任务督查台账"
    for part in ("as_of", "tiles", "chapters", "leaders", "owing"):
        assert getattr(counted, part) == getattr(stored, part)


def test_a_status_changed_by_hand_shows_after_the_next_command(ledger: Path) -> None:
    before = HomePage(ledger)
    row = next(i for i, task in enumerate(sheet_rows(ledger, TASKS), 2) if task.get(TASKS.alert) == "绿")
    change(ledger, Edit(TASKS, {row: {TASKS.status: STATUS_BEHIND}}))
    with FileStore.open(ledger) as store:
        validate(store, ValidateRequest())
    total = HomePage(ledger).chapters[ALL_TASKS]
    assert total[1] == before.chapters[ALL_TASKS][1] + 1
    assert HomePage(ledger).chapters == counted_lights(ledger, TASKS.chapter)


def test_validation_and_import_bring_their_own_numbers(ledger: Path) -> None:
    change(ledger, Edit(TASKS, appended=[{TASKS.number: 1, TASKS.content: "编号重复的任务"}]))
    with FileStore.open(ledger) as store:
        validate(store, ValidateRequest())
    assert HomePage(ledger).tile("问题") == counted_errors(ledger) > 0
    with FileStore.open(ledger) as store:
        store.apply(Changes("测试", "", [Edit(TASKS, removed=[3, 4])]))
        import_files(store, ImportFilesRequest(DATA / "sample-notice.txt"))
    assert HomePage(ledger).tile("任务") == 22
    assert HomePage(ledger).chapters == counted_lights(ledger, TASKS.chapter)


def test_undo_takes_the_page_back_too(ledger: Path) -> None:
    before = HomePage(ledger).tiles
    change(ledger, Edit(TASKS, appended=[{TASKS.number: 99, TASKS.content: "新任务"}]))
    with FileStore.open(ledger) as store:
        missing(store, MissingRequest(None, date(2021, 7, 15)))
    assert HomePage(ledger).tiles != before
    with FileStore.open(ledger) as store:
        undo(store, UndoRequest())
    assert HomePage(ledger).tiles == before


def test_the_same_command_on_the_same_day_changes_nothing(ledger: Path) -> None:
    before = ledger.read_bytes()
    with FileStore.open(ledger) as store:
        missing(store, MissingRequest(None, AFTER))
    assert ledger.read_bytes() == before


def day_of(store: MemoryStore) -> date | None:
    return standing_day(store.read(HOME_DATA))


def test_the_page_stands_on_the_day_asked_for_and_never_slips_back_by_itself() -> None:
    store = small_ledger()
    missing(store, MissingRequest(None, date(2020, 7, 11)))
    nothing = Changes("测试", "", [])
    for at_least, expected in ((date(2020, 7, 1), date(2020, 7, 11)), (date(2020, 8, 2), date(2020, 8, 2))):
        store.apply(kept_current(store, nothing, at_least=at_least))
        assert day_of(store) == expected
    missing(store, MissingRequest(None, date(2020, 6, 20)))
    assert day_of(store) == date(2020, 6, 20)


class OlderLedger(MemoryStore):
    """A ledger made before there was a sheet for 首页's numbers."""

    def read(self, table: Table) -> TableData:
        if table is HOME_DATA:
            raise LedgerError("里没有工作表")
        return super().read(table)


def test_an_older_ledger_gets_its_lights_all_the_same() -> None:
    store = OlderLedger(small_ledger().rows)
    missing(store, MissingRequest(None, date(2020, 7, 11)))
    assert [row[TASKS.alert] for row in store.rows[TASKS]] == ["绿", "绿", "绿"]
    assert store.rows[HOME_DATA] == []


def test_tasks_that_a_command_adds_get_their_light_with_it() -> None:
    store = small_ledger()
    missing(store, MissingRequest(None, date(2020, 7, 11)))
    new = {TASKS.number: 4, TASKS.content: "新任务", TASKS.status: STATUS_BEHIND}
    changed = {2: {TASKS.status: STATUS_DONE}}
    store.apply(kept_current(store, Changes("测试", "", [Edit(TASKS, changed, [new])])))
    assert [row.get(TASKS.alert) for row in store.rows[TASKS]] == ["蓝", "绿", "绿", "红"]


def test_a_state_that_is_none_stays_until_it_is_mended() -> None:
    store = small_ledger()
    (row,) = [row for row, _ in store.read(TASKS).rows(TASKS.number)][:1]
    store.apply(Changes("手工", "", [Edit(TASKS, {row: {TASKS.status: "已完城"}})]))
    store.apply(kept_current(store, Changes("测试", "", [])))
    assert store.read(TASKS).row(row)[TASKS.status] == "已完城"


def test_the_months_of_a_calendar_longer_than_a_year_follow_the_newest_one() -> None:
    store = small_ledger()
    for row in store.rows[PARAMETERS]:
        if row[PARAMETERS.parameter] == "末次报送月份":
            row[PARAMETERS.value] = "2021-06"
    for day, first in ((date(2020, 6, 11), "5月"), (date(2021, 6, 11), "6月"), (date(2021, 7, 11), "7月")):
        missing(store, MissingRequest(None, day))
        shown = [row for row in store.rows[HOME_DATA] if row[HOME_DATA.block] == "月份"]
        assert (len(shown), shown[0][HOME_DATA.label]) == (12, first)
