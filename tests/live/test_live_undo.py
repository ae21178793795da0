"""Changes in the open workbook are taken back there, whatever was saved, closed or done on the file since."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from live.conftest import Opener
from support.ledger_file import change, filled, new_ledger
from support.small_ledger import task
from xlsheet.dictionary.tables import PARAMETERS, TASKS
from xlsheet.errors import RequestError
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.settings import Names
from xlsheet.stores import backups
from xlsheet.stores.file import FileStore
from xlsheet.stores.live.store import LiveStore


def add(store: LiveStore, number: int) -> None:
    store.apply(Changes("添加", f"添加第{number}项", [Edit(TASKS, appended=[task(number)])]))


def numbers(store: LiveStore | FileStore) -> list[object]:
    return [filled(row)[TASKS.number] for _, row in store.read(TASKS).rows()]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second passes between any two changes."""
    seconds = iter(range(3600))

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:
            passed = next(seconds)
            return datetime(2021, 6, 1, 9, passed // 60, passed % 60)

    monkeypatch.setattr(backups, "datetime", Clock)


def test_changes_are_taken_back_one_by_one_and_made_again(empty: LiveStore) -> None:
    for number in (1, 2, 3):
        add(empty, number)
    assert [empty.undo().remaining for _ in range(2)] == [2, 1]
    assert numbers(empty) == [1]
    assert empty.redo().entry.summary == "添加第2项"
    assert numbers(empty) == [1, 2]
    add(empty, 9)
    with pytest.raises(RequestError, match="没有可以恢复"):
        empty.redo()


def test_what_was_typed_since_is_said_and_can_be_had_back(empty: LiveStore) -> None:
    add(empty, 1)
    empty.book.sheets[TASKS.sheet]["A3"].value = 77
    store = LiveStore(empty.book)
    assert store.undo().edited
    assert numbers(store) == []
    assert not store.redo().edited
    assert numbers(store) == [1, 77]


def test_undo_outlives_saving_and_closing(tmp_path: Path, opened: Opener) -> None:
    path = new_ledger(tmp_path)
    store = opened(path)
    add(store, 1)
    add(store, 2)
    store.book.save()
    store.book.close()
    store = opened(path)
    assert numbers(store) == [1, 2]
    assert not store.undo().edited
    assert numbers(store) == [1]


def test_changes_that_were_closed_unsaved_are_not_taken_back(tmp_path: Path, opened: Opener) -> None:
    path = new_ledger(tmp_path)
    store = opened(path)
    add(store, 1)
    store.book.save()
    add(store, 2)
    add(store, 3)
    store.book.close()
    store = opened(path)
    assert store.undo().entry.summary == "添加第1项"
    assert numbers(store) == []
    with pytest.raises(RequestError, match="没有可以撤销"):
        store.undo()


def test_as_many_states_are_kept_as_the_parameter_says(empty: LiveStore) -> None:
    parameters = empty.book.sheets[PARAMETERS.sheet]
    row = next(n for n, r in empty.read(PARAMETERS).rows() if r[PARAMETERS.parameter] == Names.backups)
    parameters[f"B{row}"].value = 2
    store = LiveStore(empty.book)
    for number in range(1, 6):
        add(store, number)
    assert len(list(store.backups_folder.glob("*.json.gz"))) == 2
    assert [store.undo().remaining, store.undo().remaining] == [1, 0]
    assert numbers(store) == [1, 2, 3]
    with pytest.raises(RequestError, match="没有可以撤销"):
        store.undo()


@pytest.mark.usefixtures("clock")
def test_file_and_window_do_not_take_back_each_other_s_changes(tmp_path: Path, opened: Opener) -> None:
    path = new_ledger(tmp_path)
    change(path, Edit(TASKS, appended=[task(1)]), summary="在文件上")
    store = opened(path)
    add(store, 2)
    store.undo()
    with pytest.raises(RequestError, match="xlsheet undo"):
        store.undo()
    add(store, 2)
    store.book.save()
    store.book.close()
    with FileStore.open(path) as on_disk, pytest.raises(RequestError, match="打开台账"):
        on_disk.undo()
    store = opened(path)
    store.undo()
    store.book.save()
    store.book.close()
    with FileStore.open(path) as on_disk:
        on_disk.undo()
        assert numbers(on_disk) == []


def test_a_ledger_without_a_folder_of_its_own_is_kept_for_its_user(
    tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(new_ledger(tmp_path))
    monkeypatch.setattr(LiveStore, "path", None)  # as for a workbook in the cloud
    add(store, 1)
    assert store.backups_folder == tmp_path / "user" / "xlsheet" / "test0001_备份"
    assert not (tmp_path / "台账_备份").exists()
    store.undo()
    assert numbers(store) == []


def test_a_copy_of_the_ledger_has_a_history_of_its_own(tmp_path: Path, opened: Opener) -> None:
    store = opened(new_ledger(tmp_path))
    add(store, 1)
    store.book.save()
    copy = tmp_path / "副本.xlsm"
    shutil.copy(tmp_path / "台账.xlsm", copy)
    with pytest.raises(RequestError, match="没有可以撤销"):
        opened(copy).undo()


def test_what_went_down_for_new_rows_comes_up_again(empty: LiveStore) -> None:
    add(empty, 1)
    sheet = empty.book.sheets[TASKS.sheet]
    bottom = len(empty.read(TASKS)) + 1
    for row, words in ((bottom + 3, "说明：每季度核对一次"), (bottom + 5, "制表：督查室")):
        sheet.range((row, 2)).value = words
    store = LiveStore(empty.book)
    store.apply(Changes("添加", "几项", [Edit(TASKS, appended=[task(n) for n in range(2, 9)])]))
    assert sheet.range((bottom + 3, 2)).value != "说明：每季度核对一次"
    store.undo()
    assert sheet.range((bottom + 3, 2)).value == "说明：每季度核对一次"
    assert sheet.range((bottom + 5, 2)).value == "制表：督查室"
    store.redo()
    assert numbers(store) == list(range(1, 9))
    store.undo()
    store.undo()
    assert numbers(store) == []
    column = sheet.range((2, 2), (bottom + 12, 2)).value
    assert [words for words in column if words] == ["说明：每季度核对一次", "制表：督查室"]
