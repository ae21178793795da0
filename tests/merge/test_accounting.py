"""Nothing is lost and order does not matter: the merge's books balance, whatever comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.returns import content, mark, returned, table
from support.small_ledger import ECOLOGY, EDUCATION, small_ledger
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS, TASKS, Table
from xlsheet.forms.layout import CONTENT
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.merge.report import MergeReport

JULY = "2020-07"
NINTH, TENTH = datetime(2020, 8, 9), datetime(2020, 8, 10)

Batches = Sequence[Sequence[ReturnedFile]]

_rows = st.fixed_dictionaries(
    {
        PROGRESS.task_no: st.sampled_from([1, 2, 3, "第1项", 999, "小计之外"]),
        PROGRESS.text: st.sampled_from([None, "同上", "已开工三处", "已完成招标和图纸会审", "=1+1"]),
        PROGRESS.percent: st.sampled_from([None, 0.3, 0.55, 1, "约60%", "过半", 150]),
        PROGRESS.status: st.sampled_from([None, "推进中", "办结", "不清楚"]),
        PROGRESS.filled_on: st.sampled_from([None, date(2020, 8, 3), date(2020, 8, 5), "8月初"]),
    }
)


@st.composite
def _files(draw: st.DrawFn) -> list[ReturnedFile]:
    """Up to four files of two units on one month, each with rows of every kind."""
    files = []
    for i in range(draw(st.integers(1, 4))):
        unit = draw(st.sampled_from([EDUCATION, ECOLOGY, "没有的单位"]))
        rows = draw(st.lists(_rows, max_size=4))
        rows = [
            {**row, CONTENT: content(n) if isinstance(n := row[PROGRESS.task_no], int) else None}
            for row in rows
        ]
        skipped = [(40 + n, "合计") for n in range(draw(st.integers(0, 2)))]
        found = table(rows, unit=unit, month=JULY, skipped=skipped)
        marks = [mark(unit, JULY, [1, 2, 3])] if draw(st.booleans()) else []
        digest = hashlib.sha256(f"{i} {unit} {rows}".encode()).hexdigest()
        files.append(returned(found, name=f"回收/{i}.xlsx", marks=marks, sha256=digest))
    return files


def _merged(
    batches: Sequence[Sequence[ReturnedFile]], *, dry: bool = False
) -> tuple[MemoryStore, list[MergeReport]]:
    store = small_ledger()
    return store, [
        merge_returned(store, batch, MergeRequest((), received=NINTH, dry_run=dry)) for batch in batches
    ]


@given(_files())
@settings(deadline=None, max_examples=60)
def test_every_file_has_a_receipt_and_every_row_a_fate(files: list[ReturnedFile]) -> None:
    before = len(small_ledger().rows[RECEIPTS])
    store, (report,) = _merged([files])
    assert len(report.files) == len(files) == len(store.rows[RECEIPTS]) - before
    by_path = {file.path: file for file in report.files}
    for file in files:
        judged = by_path[file.path]
        found = sum(len(t.rows) + len(t.skipped) for t in file.tables)
        assert found == len(judged.accepted) + judged.returned_rows + judged.skipped
    back = sum(file.returned_rows or int(file.verdict == "rejected") for file in report.files)
    overwritten = [r for r in store.rows[REJECTIONS] if r[REJECTIONS.source_file] not in _names(files)]
    assert len(store.rows[REJECTIONS]) - len(overwritten) == back


def _names(files: Sequence[ReturnedFile]) -> set[str]:
    return {file.path.rsplit("/", 1)[-1] for file in files}


@given(_files(), st.data())
@settings(deadline=None, max_examples=60)
def test_the_files_of_a_merge_may_come_in_any_order(files: list[ReturnedFile], data: st.DataObject) -> None:
    """Of several merges the later one wins, so that only within one the order means nothing."""
    whole, _ = _merged([files])
    shuffled, _ = _merged([data.draw(st.permutations(files))])
    for table_ in (PROGRESS, PLANS, TASKS, RECEIPTS, REJECTIONS):
        assert _content(shuffled, table_) == _content(whole, table_)


def _content(store: MemoryStore, of: Table) -> list[str]:
    """A table's rows in no order. Warnings and reasons name what stood there when a file was merged,
    the verdict may have a warning for it; a row that was overtaken may be shown as the ledger had it."""
    left_out = {RECEIPTS: (RECEIPTS.remark,), REJECTIONS: (REJECTIONS.reason, REJECTIONS.values)}.get(of, ())
    return sorted(
        str(sorted((str(c), str(v)) for c, v in row.items() if c not in left_out)).replace(
            "已接收（有提醒）", "已接收"
        )
        for row in store.rows[of]
    )


@given(_files())
@settings(deadline=None, max_examples=30)
def test_a_dry_run_says_the_same_and_changes_nothing(files: list[ReturnedFile]) -> None:
    before = deepcopy(small_ledger().rows)
    dry_store, (dry,) = _merged([files], dry=True)
    _, (wet,) = _merged([files])
    assert dry_store.rows == before
    assert dry_store.applied == []
    assert {**dry.as_json(), "dry_run": False} == wet.as_json()


@given(_files())
@settings(deadline=None, max_examples=30)
def test_the_same_files_again_change_nothing(files: list[ReturnedFile]) -> None:
    store, _ = _merged([files])
    before = deepcopy(store.rows)
    merge_returned(store, files, MergeRequest((), received=TENTH))
    assert store.rows == before
