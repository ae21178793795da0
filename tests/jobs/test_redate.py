"""The day of receipt: never what cannot be right, and mended everywhere at once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from support.ledger_file import sheet_rows
from support.ledger_on_disk import forms_of, returned, sample_ledger
from support.memory_store import MemoryStore
from support.small_ledger import ECOLOGY, EDUCATION, small_ledger
from support.terminal import xlsheet
from xlsheet.analysis.home_data import standing_day
from xlsheet.dictionary.tables import HOME_DATA, PROGRESS, RECEIPTS
from xlsheet.errors import RequestError
from xlsheet.jobs.mending.redate import RedateRequest, redate
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.stores.file import FileStore

WRONG, RIGHT = datetime(2020, 7, 19, 9, 30), date(2020, 7, 9)


def late_by_mistake() -> MemoryStore:
    """市教育局's June came with one file, whose day was typed as the 19th; 首页 stands on it."""
    store = small_ledger()
    for row in store.rows[PROGRESS]:
        if (row[PROGRESS.unit], row[PROGRESS.month]) == (EDUCATION, "2020-06"):
            row |= {PROGRESS.received: WRONG, PROGRESS.source_file: "教育局.xlsx"}
    store.rows[RECEIPTS] = [
        {RECEIPTS.received: WRONG, RECEIPTS.file: "教育局.xlsx", RECEIPTS.month: "2020-06"},
        {RECEIPTS.received: datetime(2020, 7, 8), RECEIPTS.file: "环境局.xlsx", RECEIPTS.unit: ECOLOGY},
    ]
    missing(store, MissingRequest(None, WRONG.date()))
    return store


def test_a_wrong_day_is_mended_in_every_row_and_nobody_is_late_any_more() -> None:
    store = late_by_mistake()
    assert {str(entry.flag) for entry in missing(store, MissingRequest(None, WRONG.date())).entries} == {
        "late"
    }
    report = redate(store, RedateRequest("回收/教育局.xlsx", RIGHT))
    assert report.rows == {"收件登记": 1, "月度进展": 2, "推进计划": 0, "退回清单": 0}
    moments = {row[PROGRESS.received] for row in store.rows[PROGRESS] if row[PROGRESS.month] == "2020-06"}
    assert moments == {datetime(2020, 7, 9, 9, 30), datetime(2020, 7, 9, 10)}
    assert standing_day(store.read(HOME_DATA)) == RIGHT
    assert missing(store, MissingRequest(None, date(2020, 7, 11), write=False)).entries == ()


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (RedateRequest("别的.xlsx", RIGHT), "没有文件“别的.xlsx”"),
        (RedateRequest("教育局.xlsx", RIGHT, was=date(2020, 7, 1)), "登记的收件日期是 2020-07-19"),
        (RedateRequest("教育局.xlsx", date(2020, 6, 29)), "2020年6月的情况，收件日期 2020-06-29"),
        (RedateRequest("教育局.xlsx", date(2999, 1, 1)), "还没有到"),
    ],
)
def test_what_cannot_be_right_is_refused(request_: RedateRequest, says: str) -> None:
    store = late_by_mistake()
    before = len(store.applied)
    with pytest.raises(RequestError, match=says):
        redate(store, request_)
    assert len(store.applied) == before


def test_whoever_insists_is_believed() -> None:
    store = late_by_mistake()
    redate(store, RedateRequest("教育局.xlsx", date(2020, 6, 29), insist=True))
    assert missing(store, MissingRequest(None, date(2020, 7, 11), write=False)).entries == ()


def test_merge_refuses_a_day_before_the_month_was_over_and_a_day_to_come(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    returned(forms_of(ledger, tmp_path / "下发")[0].path, tmp_path / "回收" / "甲.xlsx")
    before = ledger.read_bytes()
    with FileStore.open(ledger) as store:
        for day in (datetime(2021, 5, 30), datetime(2999, 1, 1)):
            with pytest.raises(RequestError, match="--insist"):
                merge(store, MergeRequest((tmp_path / "回收",), received=day))
    assert ledger.read_bytes() == before
    done = xlsheet("merge", ledger, tmp_path / "回收", "--received", "2021-5-30", "--insist")
    assert done.status == 0
    assert xlsheet("redate", ledger, "甲.xlsx", "2021年6月8日").status == 0
    assert {row[RECEIPTS.received] for row in sheet_rows(ledger, RECEIPTS)} == {datetime(2021, 6, 8)}
