"""What a command did can be taken back and done again, and nothing that was in the ledger gets lost."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from support.ledger_file import book, change, new_ledger, rows
from support.small_ledger import unit
from xlsheet.dictionary.tables import PARAMETERS, UNITS
from xlsheet.errors import ConflictError, LedgerError, OutputError, RequestError
from xlsheet.files import disk
from xlsheet.jobs.status import StatusRequest, status
from xlsheet.jobs.undo import UndoReport, UndoRequest
from xlsheet.jobs.undo import undo as job
from xlsheet.ledger.changes import Changes, Edit, Replace
from xlsheet.ledger.settings import Names
from xlsheet.stores.file import FileStore


def undo(store: FileStore) -> UndoReport:
    return job(store, UndoRequest())


def redo(store: FileStore) -> UndoReport:
    return job(store, UndoRequest(again=True))


def add(path: Path, *names: str) -> None:
    """One command a name, each adding a unit."""
    for name in names:
        change(path, Edit(UNITS, appended=[unit(name)]), summary=f"新增{name}。")


def names(path: Path) -> list[object]:
    return [row[UNITS.unit] for row in rows(path, UNITS)]


def copies(path: Path) -> set[str]:
    """The backups of a ledger."""
    return {file.name for file in backups(path).glob("*.xlsm")}


def backups(path: Path) -> Path:
    with FileStore.open(path, writing=False) as store:
        return store.backups_folder


def test_undo_brings_back_the_very_file_and_redo_the_very_change(empty: Path) -> None:
    states = [empty.read_bytes()]
    for name in "甲乙丙":
        add(empty, name)
        states.append(empty.read_bytes())
    with FileStore.open(empty) as store:
        for remaining in (2, 1, 0):
            report = undo(store)
            assert (report.as_json()["remaining"], empty.read_bytes()) == (remaining, states[remaining])
        for remaining in (2, 1, 0):
            report = redo(store)
            assert (report.as_json()["remaining"], empty.read_bytes()) == (remaining, states[3 - remaining])


def test_undo_says_what_it_took_back(empty: Path) -> None:
    add(empty, "甲", "乙")
    with FileStore.open(empty) as store:
        report = undo(store)
        assert report.as_json()["restored"] == {
            "when": report.restored.entry.when,
            "command": "测试",
            "summary": "新增乙。",
        }
        assert "已撤销" in report.summary()
        assert "新增乙。还可以再撤销 1 次" in report.summary()
        assert "已恢复" in redo(store).summary()


def test_a_summary_without_a_full_stop_is_still_a_sentence_of_its_own(empty: Path) -> None:
    change(empty, Edit(UNITS, appended=[unit("甲")]), summary="新增甲")
    with FileStore.open(empty) as store:
        assert "新增甲。还可以再撤销 0 次。" in undo(store).summary()


def test_what_cannot_be_undone_or_redone_is_said_and_changes_nothing(empty: Path) -> None:
    content = empty.read_bytes()
    with FileStore.open(empty) as store:
        with pytest.raises(RequestError, match="没有可以撤销的改动"):
            undo(store)
        with pytest.raises(RequestError, match="没有可以恢复的改动"):
            redo(store)
    assert empty.read_bytes() == content
    assert not backups(empty).exists()


def test_a_new_change_ends_what_could_be_redone(empty: Path) -> None:
    add(empty, "甲", "乙")
    with FileStore.open(empty) as store:
        undo(store)
    add(empty, "丙")
    with FileStore.open(empty) as store, pytest.raises(RequestError, match="没有可以恢复的改动"):
        redo(store)
    assert names(empty) == ["甲", "丙"]
    assert len(copies(empty)) == 2


def edit_by_hand(path: Path, text: str) -> bytes:
    """Somebody types into the ledger and saves it; its content then."""
    changed = book(path)
    changed[UNITS.sheet]["B2"] = text
    changed.save(path)
    return path.read_bytes()


def test_undo_after_work_by_hand_says_so_and_redo_brings_that_work_back(empty: Path) -> None:
    before = empty.read_bytes()
    add(empty, "甲")
    by_hand = edit_by_hand(empty, "手工")
    with FileStore.open(empty) as store:
        report = undo(store)
        assert report.as_json()["edited"] is True
        assert "手工做的修改也一起撤下了，要找回请用 xlsheet undo --redo" in report.summary()
        assert empty.read_bytes() == before
        assert redo(store).as_json()["edited"] is False
    assert empty.read_bytes() == by_hand


def test_redo_after_work_by_hand_says_so_and_undo_brings_that_work_back(empty: Path) -> None:
    add(empty, "甲")
    changed = empty.read_bytes()
    with FileStore.open(empty) as store:
        undo(store)
    by_hand = edit_by_hand(empty, "手工")
    with FileStore.open(empty) as store:
        report = redo(store)
        assert report.as_json()["edited"] is True
        assert "要找回请用 xlsheet undo。" in report.summary()
        assert empty.read_bytes() == changed
        assert undo(store).as_json()["edited"] is False
    assert empty.read_bytes() == by_hand


def test_only_so_many_backups_are_kept_as_the_parameter_says(empty: Path) -> None:
    set_parameter(empty, Names.backups, 3)
    add(empty, *"甲乙丙丁戊")
    assert len(copies(empty)) == 3
    with FileStore.open(empty) as store:
        assert [undo(store).restored.remaining for _ in range(3)] == [2, 1, 0]
        with pytest.raises(RequestError, match="没有可以撤销的改动"):
            undo(store)
    assert names(empty) == ["甲", "乙"]


def set_parameter(path: Path, name: str, value: int) -> None:
    with FileStore.open(path) as store:
        data = store.read(PARAMETERS)
        number = next(n for n, row in data.rows() if row[PARAMETERS.parameter] == name)
        store.apply(Changes("参数", "", [Edit(PARAMETERS, updates={number: {PARAMETERS.value: value}})]))


def test_backups_older_than_the_parameter_says_go(empty: Path) -> None:
    set_parameter(empty, Names.backup_days, 10)
    add(empty, "甲", "乙")
    age_history(empty, timedelta(days=11))
    add(empty, "丙")
    assert len(copies(empty)) == 1
    with FileStore.open(empty) as store:
        assert undo(store).restored.remaining == 0


def age_history(path: Path, by: timedelta) -> None:
    """Let all changes so far have been made that much earlier."""
    file = backups(path) / "history.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    for entry in content["done"]:
        entry["when"] = f"{datetime.fromisoformat(entry['when']) - by:%Y-%m-%d %H:%M:%S}"
    file.write_text(json.dumps(content), encoding="utf-8")


class KilledError(Exception):
    """Stands in for the end of the process."""


@contextmanager
def swap_fails(path: Path, error: Exception) -> Iterator[None]:
    """All is written but the ledger itself, when the error strikes."""
    put = disk.put

    def put_or_fail(target: Path, content: bytes, **options: Callable[[], object]) -> None:
        if target == path:
            raise error
        put(target, content, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "put", put_or_fail)
        yield


WAYS = {
    "apply": lambda store: store.apply(Changes("测试", "", [Edit(UNITS, appended=[unit("丁")])])),
    "undo": undo,
    "redo": redo,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_command_killed_before_the_swap_has_not_happened(
    empty: Path, way: Callable[[FileStore], object]
) -> None:
    add(empty, "甲", "乙", "丙")
    with FileStore.open(empty) as store:
        undo(store)
    content = empty.read_bytes()
    with (
        FileStore.open(empty) as store,
        pytest.raises(KilledError),
        swap_fails(empty, KilledError()),
    ):
        way(store)
    assert empty.read_bytes() == content
    with FileStore.open(empty) as store:
        assert [entry.summary for entry in store.history()[0]] == ["新增甲。", "新增乙。"]
        again = [undo(store), undo(store), redo(store), redo(store)]
    assert [report.restored.entry.summary[2] for report in again] == list("乙甲甲乙")
    assert not any(report.restored.edited for report in again)
    assert names(empty) == ["甲", "乙"]


@pytest.mark.parametrize("way", [undo, redo])
def test_an_undo_or_redo_that_was_killed_can_be_done_again(
    empty: Path, way: Callable[[FileStore], object]
) -> None:
    add(empty, "甲", "乙", "丙")
    with FileStore.open(empty) as store:
        undo(store)
    with FileStore.open(empty) as store, pytest.raises(KilledError), swap_fails(empty, KilledError()):
        way(store)
    with FileStore.open(empty) as store:
        assert redo(store).restored.entry.summary == "新增丙。"
    assert names(empty) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_full_disk_leaves_the_ledger_and_says_so(empty: Path, way: Callable[[FileStore], object]) -> None:
    add(empty, "甲", "乙", "丙")
    with FileStore.open(empty) as store:
        undo(store)
    content = empty.read_bytes()
    full = OSError(errno.ENOSPC, "No space left on device")
    with (
        FileStore.open(empty) as store,
        pytest.raises(OutputError, match=r"写不进去.*台账没有改动.*磁盘空间"),
        swap_fails(empty, full),
    ):
        way(store)
    assert empty.read_bytes() == content
    with FileStore.open(empty) as store:
        assert [entry.summary for entry in store.history()[0]] == ["新增甲。", "新增乙。"]
        assert undo(store).restored.entry.summary == "新增乙。"


def test_a_backup_that_was_taken_away_is_named_and_nothing_changes(empty: Path) -> None:
    add(empty, "甲")
    content = empty.read_bytes()
    (gone,) = copies(empty)
    (backups(empty) / gone).unlink()
    with FileStore.open(empty) as store, pytest.raises(LedgerError, match=f"{gone}.*台账没有改动"):
        undo(store)
    assert empty.read_bytes() == content


@pytest.mark.parametrize("content", ["{", "[]", '{"done": [{"when": 1}], "undone": []}'])
def test_a_damaged_history_is_named_and_stops_changes(empty: Path, content: str) -> None:
    add(empty, "甲")
    (backups(empty) / "history.json").write_text(content, encoding="utf-8")
    before = empty.read_bytes()
    with pytest.raises(LedgerError, match=r"history\.json.*台账没有改动"):
        add(empty, "乙")
    assert empty.read_bytes() == before


def test_a_backup_that_was_changed_is_not_put_in_the_ledgers_place(empty: Path) -> None:
    add(empty, "甲")
    content = empty.read_bytes()
    (copy,) = copies(empty)
    (backups(empty) / copy).write_bytes(content[:1000])
    with FileStore.open(empty) as store, pytest.raises(LedgerError, match=f"{copy}.*台账没有改动"):
        undo(store)
    assert empty.read_bytes() == content


def test_a_change_by_somebody_else_at_the_very_last_moment_is_not_overwritten(empty: Path) -> None:
    add(empty, "甲")
    by_hand = edit_by_hand(empty, "手工")
    real_put = disk.put

    def saved_just_before(target: Path, content: bytes, **options: Callable[[], object]) -> None:
        if target == empty:
            empty.write_bytes(by_hand + b"!")
        real_put(target, content, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "put", saved_just_before)
        with pytest.raises(ConflictError, match="再做一次"):
            add(empty, "乙")
    assert empty.read_bytes() == by_hand + b"!"
    empty.write_bytes(by_hand)
    assert len(copies(empty)) == 1
    with FileStore.open(empty) as store:
        assert [entry.summary for entry in store.history()[0]] == ["新增甲。"]


def test_a_key_pressed_to_stop_right_after_the_swap_leaves_a_history_that_knows(empty: Path) -> None:
    add(empty, "甲")
    real_put = disk.put

    def interrupted_after(target: Path, content: bytes, **options: Callable[[], object]) -> None:
        real_put(target, content, **options)
        if target == empty:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "put", interrupted_after)
        with pytest.raises(KeyboardInterrupt):
            add(empty, "乙")
    assert names(empty) == ["甲", "乙"]
    with FileStore.open(empty) as store:
        assert undo(store).restored.entry.summary == "新增乙。"


def test_undo_of_a_ledger_that_somebody_else_changed_meanwhile_is_refused(empty: Path) -> None:
    add(empty, "甲")
    with FileStore.open(empty) as store:
        by_hand = edit_by_hand(empty, "手工")
        with pytest.raises(ConflictError, match="再做一次"):
            undo(store)
    assert empty.read_bytes() == by_hand


def test_a_change_that_changes_nothing_leaves_no_step(empty: Path) -> None:
    change(empty, Replace(UNITS, [unit("甲")]))
    content = empty.read_bytes()
    change(empty, Replace(UNITS, [unit("甲")]))
    assert empty.read_bytes() == content
    assert len(copies(empty)) == 1


def test_status_tells_the_last_changes_and_the_backups(ledger: Path) -> None:
    add(ledger, "甲", "乙")
    with FileStore.open(ledger) as store:
        undo(store)
        report = status(store, StatusRequest())
    result = report.as_json()
    assert [entry["summary"] for entry in result["changes"]] == ["新增甲。", "准备"]
    assert result["changes"][0]["rows"] == 1
    assert result["backups"] == 2
    assert result["counts"] | {"tasks": 5, "units": 4, "progress": 6, "plans": 1} == result["counts"]
    assert result["months"] == {"2020-05": 3, "2020-06": 3}
    assert "5 项任务" in report.summary()
    assert [listing.title for listing in report.listings()] == ["各表行数", "各月进展", "最近的改动"]
    with FileStore.open(new_ledger(ledger.parent, "空.xlsm"), writing=False) as store:
        assert "还没有备份" in status(store, StatusRequest()).summary()
