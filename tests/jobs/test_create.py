"""A new ledger: from the template, filled from a notice, there whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.ledger_file import changed_parts, parts, parts_of, rows, sheet_part, sheet_rows
from support.validator import problems
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOME_DATA,
    HOME_SHEET,
    INDICATORS,
    PARAMETERS,
    PROGRESS,
    TASKS,
    TODOS,
    UNITS,
)
from xlsheet.errors import OutputError, RequestError, SourceError
from xlsheet.jobs.create import CreateRequest, ImportFilesRequest, create, import_files
from xlsheet.jobs.undo import UndoRequest, undo
from xlsheet.ledger.settings import read_settings
from xlsheet.resources import DATA, TEMPLATE
from xlsheet.stores.file import FileStore

NOTICE = DATA / "sample-notice.txt"
REGISTRY = DATA / "sample-units.csv"


def test_a_notice_and_a_registry_fill_a_new_ledger(tmp_path: Path) -> None:
    path = tmp_path / "督查台账.xlsm"
    report = create(CreateRequest(path, NOTICE, REGISTRY))
    result = report.as_json()
    assert set(result) >= {"tasks", "chapters", "sections", "units", "assignments", "findings"}
    assert len(sheet_rows(path, TASKS)) == result["tasks"] == 21
    assert len(sheet_rows(path, ASSIGNMENTS)) == result["assignments"] > 40
    assert {row[UNITS.unit] for row in sheet_rows(path, UNITS)} > {"市发展改革委", "市财政局"}
    assert "已新建 2021 年台账" in report.summary()
    assert "21 项任务" in report.summary()
    assert problems(path) == []


def test_a_new_ledger_differs_from_the_template_only_in_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "督查台账.xlsm"
    create(CreateRequest(path, NOTICE, REGISTRY))
    filled = (PARAMETERS, TASKS, UNITS, ASSIGNMENTS, INDICATORS, TODOS, HOME_DATA)
    own = set().union(*(parts_of(path, table) for table in filled), {sheet_part(path, HOME_SHEET)})
    assert changed_parts(parts(TEMPLATE), parts(path)) <= own


def test_nothing_is_left_beside_it_and_nothing_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "督查台账.xlsm"
    create(CreateRequest(path, NOTICE, REGISTRY))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    with FileStore.open(path) as store, pytest.raises(RequestError, match="没有可以撤销的改动"):
        undo(store, UndoRequest())


@pytest.mark.parametrize(
    ("notice", "year", "expected"),
    [(NOTICE, None, 2021), (NOTICE, 2022, 2022), (None, 2023, 2023), (None, None, date.today().year)],
)
def test_the_year_is_the_asked_one_else_the_notices_else_this_year(
    tmp_path: Path, notice: Path | None, year: int | None, expected: int
) -> None:
    path = tmp_path / "督查台账.xlsm"
    assert create(CreateRequest(path, notice, None, year)).year == expected
    with FileStore.open(path, writing=False) as store:
        settings = read_settings(store.read(PARAMETERS))
    assert (settings.year, str(settings.calendar.first_month)) == (expected, f"{expected}-05")


def test_every_ledger_has_a_mark_of_its_own(tmp_path: Path) -> None:
    marks = set()
    for name in ("甲.xlsm", "乙.xlsm"):
        create(CreateRequest(tmp_path / name, year=2021))
        with FileStore.open(tmp_path / name, writing=False) as store:
            marks.add(read_settings(store.read(PARAMETERS)).ledger_id)
    assert len(marks) == 2
    assert all(mark.startswith("2021-") for mark in marks)


def test_without_a_notice_it_is_empty_but_for_the_registry(tmp_path: Path) -> None:
    path = tmp_path / "督查台账.xlsm"
    report = create(CreateRequest(path, units=REGISTRY, year=2021))
    assert report.as_json()["tasks"] == 0
    assert report.summary() == f"已新建 2021 年台账“{path}”。"
    assert rows(path, TASKS) == rows(path, PROGRESS) == []
    assert rows(path, UNITS)[0][UNITS.unit] == "市发展改革委"


@pytest.mark.parametrize("name", ["台账.xlsx", "台账", "台账.xls"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match=rf"\.xlsm 结尾.*{name}"):
        create(CreateRequest(tmp_path / name, NOTICE))
    assert list(tmp_path.iterdir()) == []


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "督查台账.xlsm"
    path.write_text("别的内容", encoding="utf-8")
    with pytest.raises(OutputError, match="已经存在，没有改动它"):
        create(CreateRequest(path, NOTICE))
    assert path.read_text(encoding="utf-8") == "别的内容"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"没有的.*不存在"):
        create(CreateRequest(tmp_path / "没有的" / "台账.xlsm", NOTICE))


@pytest.mark.parametrize("content", ["", "今天天气很好。\n"])
def test_a_notice_without_tasks_leaves_no_ledger(tmp_path: Path, content: str) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError):
        create(CreateRequest(tmp_path / "台账.xlsm", notice))
    assert list(tmp_path.iterdir()) == [notice]


def test_a_registry_that_cannot_be_read_leaves_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有这个名录"):
        create(CreateRequest(tmp_path / "台账.xlsm", NOTICE, tmp_path / "没有这个名录.csv"))
    assert list(tmp_path.iterdir()) == []


def test_importing_the_same_files_again_changes_nothing_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "督查台账.xlsm"
    create(CreateRequest(path, NOTICE, REGISTRY))
    content = path.read_bytes()
    with FileStore.open(path) as store:
        report = import_files(store, ImportFilesRequest(NOTICE, REGISTRY))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 21)
    assert path.read_bytes() == content
