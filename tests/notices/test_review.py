"""A look before the leap: what would be made, beside the notice, corrected by a clerk and handed back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from notices.containers import write_plain
from notices.imported import rows_of
from notices.sample import Sample, all_samples
from support.memory_store import MemoryStore
from support.terminal import xlsheet
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, PLANS, TASKS
from xlsheet.jobs.importing import ImportRequest, import_notice
from xlsheet.jobs.year.review import review
from xlsheet.ledger.settings import default_parameters
from xlsheet.notice import Notice, parse_notice
from xlsheet.notice.incoming import Incoming
from xlsheet.notice.read.files import read_bytes
from xlsheet.notice.review.layout import DOUBT, PLACE, SHEET, TEXT
from xlsheet.notice.review.read import is_review, read_review

NOTICE = """2024年临江市重点任务
各部门：
1.新建学校6所。
责任领导：陆明远
牵头单位：市教育局
责任单位：市财政局等部门
完成时限：2024年9月底
2.改造公园12处。
牵头单位：市园林局
这里有一段谁也没有看懂的补充说明文字
"""
SAMPLES = all_samples()


def store_for(notice: Notice) -> MemoryStore:
    return MemoryStore({PARAMETERS: default_parameters(notice.year or 2024)})


def ledger_of(notice: Notice) -> MemoryStore:
    store = store_for(notice)
    import_notice(store, ImportRequest(notice))
    return store


def reviewed(path: Path, folder: Path) -> tuple[Path, Notice]:
    """The review of a notice's file, with the notice."""
    source = read_bytes(path.read_bytes(), path.name)
    notice = parse_notice(source)
    report = import_notice(store_for(notice), ImportRequest(notice, dry_run=True))
    book = folder / f"{path.stem}-核对.xlsx"
    review(book, Incoming(notice, source, path.stem), report)
    return book, notice


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_review_handed_back_as_it_is_makes_the_same_ledger(sample: Sample, tmp_path: Path) -> None:
    book, notice = reviewed(write_plain(sample, tmp_path / sample.name), tmp_path)
    again = read_review(book.read_bytes(), book.name)
    one, other = ledger_of(notice), ledger_of(again)
    assert one.rows[TASKS] == other.rows[TASKS]
    assert one.rows[ASSIGNMENTS] == other.rows[ASSIGNMENTS]
    plans = [[{**row, PLANS.source_place: None} for row in store.rows[PLANS]] for store in (one, other)]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("sample", SAMPLES[::6], ids=lambda sample: sample.name)
def test_every_line_of_the_notice_stands_in_its_review(sample: Sample, tmp_path: Path) -> None:
    path = write_plain(sample, tmp_path / sample.name)
    book, notice = reviewed(path, tmp_path)
    (rows,) = sheet_rows(book)
    assert [row[TASKS.content] for row in rows if row[TASKS.content]] == [t.content for t in notice.tasks]
    text = read_bytes(path.read_bytes(), path.name).text
    shown = {str(row[TEXT]).strip() for row in rows}
    assert {line.strip() for line in text.split("\n") if line.strip()} <= shown


def sheet_rows(book: Path) -> list[list[dict[str, object]]]:
    sheet = openpyxl.load_workbook(book)[SHEET]
    header, *rows = sheet.iter_rows(values_only=True)
    return [[dict(zip(map(str, header), row, strict=True)) for row in rows]]


def test_doubts_are_coloured_and_named(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(NOTICE, encoding="utf-8")
    book, _ = reviewed(path, tmp_path)
    sheet = openpyxl.load_workbook(book)[SHEET]
    header = [cell.value for cell in sheet[1]]
    rows = {str(row[header.index(TEXT)].value): row for row in sheet.iter_rows(min_row=2)}
    first = rows["1.新建学校6所。"]
    assert "等部门" in str(first[header.index(DOUBT)].value)
    assert first[header.index(TASKS.responsible_units)].fill.fgColor.rgb == "FFFFF2CC"
    assert first[header.index(TASKS.deadline)].value == datetime(2024, 9, 30)
    assert first[header.index(PLACE)].value


def test_a_dry_run_makes_no_ledger_and_changes_none(tmp_path: Path) -> None:
    notice, ledger, book = tmp_path / "通知.txt", tmp_path / "台账.xlsm", tmp_path / "核对.xlsx"
    notice.write_text(NOTICE, encoding="utf-8")
    tried = xlsheet("new", ledger, "--notice", notice, "--dry-run", "--review", book, "--json")
    assert (tried.json["tasks"], tried.json["dry_run"], ledger.exists()) == (2, True, False)
    assert is_review(book.read_bytes())
    corrected = openpyxl.load_workbook(book)
    sheet = corrected[SHEET]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[header.index(TASKS.content)].value == "改造公园12处。":
            row[header.index(TASKS.lead_units)].value = "市城管局"
            row[header.index(TASKS.deadline)].value = "10月底前"
    corrected.save(book)
    assert xlsheet("new", ledger, "--notice", book, "--json").json["tasks"] == 2
    before = ledger.read_bytes()
    (tasks,) = rows_of(ledger, [TASKS])
    assert (tasks[1][TASKS.lead_units], tasks[1][TASKS.deadline]) == ("市城管局", datetime(2024, 10, 31))
    assert tasks[0][TASKS.source] == "2024年临江市重点任务"
    tried = xlsheet("import", ledger, notice, "--dry-run", "--json")
    assert (tried.json["changed"], tried.json["dry_run"]) == (1, True)
    assert ledger.read_bytes() == before


def test_a_review_never_overwrites_a_file(tmp_path: Path) -> None:
    notice, book = tmp_path / "通知.txt", tmp_path / "核对.xlsx"
    notice.write_text(NOTICE, encoding="utf-8")
    book.write_bytes(b"mine")
    refused = xlsheet("new", tmp_path / "台账.xlsm", "--notice", notice, "--review", book)
    assert (refused.status, book.read_bytes()) == (3, b"mine")
    assert not (tmp_path / "台账.xlsm").exists()
