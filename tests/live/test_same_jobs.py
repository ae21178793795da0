"""Every job gives the same tables and says the same, on the file and in the open workbook."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from live.conftest import Opener
from support.ledger_file import filled
from support.ledger_on_disk import MAY, answers, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import ASSIGNMENTS, PROGRESS, TABLES, TASKS, Table
from xlsheet.jobs.create import ImportFilesRequest, import_files
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.jobs.undo import UndoRequest, undo
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.resources import DATA
from xlsheet.stores import Store, UndoableStore
from xlsheet.stores.file import FileStore

RECEIVED = datetime(2021, 6, 11, 9, 30)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample notice, and what came back: good, bad, late and twice."""
    folder = tmp_path_factory.mktemp("start")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发")):
        if i % 4 != 3:
            returned(form.path, folder / "回收" / f"收{i:02}.xlsx", careless if i % 4 == 1 else answers)
    shutil.copy(folder / "回收" / "收00.xlsx", folder / "回收" / "又收一份.xlsx")
    (folder / "回收" / "说明.txt").write_text("请查收", encoding="utf-8")
    return folder


def careless(task: int) -> dict[str, object]:
    wrong = {PROGRESS.percent: "过半", PROGRESS.phone: "001", PROGRESS.text: "=1+1，同上"}
    return {**answers(task), **wrong} if task % 2 else {**answers(task), PROGRESS.text: "无"}


Both = tuple[UndoableStore, UndoableStore]


@pytest.fixture
def both(start: Path, tmp_path: Path, opened: Opener) -> Both:
    """The ledger on disk, and a copy of it in the program."""
    paths = [tmp_path / place / "督查台账.xlsm" for place in ("文件", "打开")]
    for path in paths:
        path.parent.mkdir()
        shutil.copy(start / path.name, path)
    return FileStore(paths[0], paths[0].read_bytes()), opened(paths[1])


def in_both(stores: Both, job: Callable[[Any], Any]) -> Any:
    """Run a job on both ledgers; what it reports, which must be the same."""
    reports = [job(store).as_json() for store in stores]
    assert reports[0] == reports[1]
    assert_equal(stores)
    return reports[0]


def assert_equal(stores: Both) -> None:
    for table in TABLES:
        on_disk, in_program = (content(store, table) for store in stores)
        assert on_disk == in_program, table


def content(store: Store, table: Table) -> tuple[dict[str, str], list[tuple[int, dict[str, object]]]]:
    """Letters of the columns, and each row with its worksheet row."""
    data = store.read(table)
    return dict(data.letters), [(number, filled(row)) for number, row in data.rows()]


def test_a_ledger_reads_the_same(both: Both) -> None:
    assert_equal(both)
    assert len(both[1].read(TASKS)) == 21


def test_validate(both: Both) -> None:
    for store in both:
        wrong = Edit(TASKS, {3: {TASKS.closed_month: "2021-13", TASKS.percent: 1.5}})
        store.apply(Changes("测试", "弄错", [wrong]))
    report = in_both(both, lambda store: validate(store, ValidateRequest()))
    assert {finding["cell"] for finding in report["findings"]} >= {"M3", "J3"}


def test_import_with_overwriting(both: Both, tmp_path: Path) -> None:
    text = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
    notice = tmp_path / "通知.txt"
    notice.write_text(
        text.replace("责任单位：", "责任单位：市审计局、", 3).replace("建成", "新建", 4), encoding="utf-8"
    )
    report = in_both(both, lambda store: import_files(store, ImportFilesRequest(notice, overwrite=True)))
    assert report["changed"]
    assert len(both[1].read(ASSIGNMENTS))


def test_split(both: Both, tmp_path: Path) -> None:
    folders = iter((tmp_path / "甲", tmp_path / "乙"))
    for store in both:
        split(store, SplitRequest(MAY, next(folders)))
    names = [sorted(path.name for path in (tmp_path / place).iterdir()) for place in "甲乙"]
    assert names[0] == names[1]
    for name in names[0]:
        assert (tmp_path / "甲" / name).read_bytes() == (tmp_path / "乙" / name).read_bytes()


def test_merge_missing_and_undo(both: Both, start: Path) -> None:
    request = MergeRequest([start / "回收"], None, RECEIVED)
    report = in_both(both, lambda store: merge(store, request))
    assert report["ledger"]["inserted"] > 10
    assert {file["verdict"] for file in report["files"]} >= {"accepted", "partly_rejected", "duplicate"}
    in_both(both, lambda store: merge(store, request))
    report = in_both(both, lambda store: missing(store, MissingRequest(None, date(2021, 7, 11))))
    assert report["entries"]
    in_both(both, lambda store: missing(store, MissingRequest(None, date(2021, 8, 11))))
    in_both(both, lambda store: missing(store, MissingRequest(None, date(2021, 6, 11))))
    before = [content(both[1], table) for table in TABLES]
    for _ in range(4):
        for store in both:
            undo(store, UndoRequest())
        assert_equal(both)
    assert not len(both[1].read(PROGRESS))
    for _ in range(4):
        for store in both:
            undo(store, UndoRequest(again=True))
        assert_equal(both)
    assert [content(both[1], table) for table in TABLES] == before
