"""A ledger on disk after some months in which units did all that units do: late, silent, empty, copied."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xlsheet.analysis.assignments import Duty, read_assignments, reporting_duties
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    PARAMETERS,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
)
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.home import kept_current
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.settings import read_settings
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

PROBLEMS = (
    "部分地块征迁进度偏慢，施工单位无法进场。",
    "无",
    None,
    "A&B 标段 <3 个月内 无法开工；\n需要市级层面协调。",
)
TEXTS = (
    "已印发实施方案，明确责任分工和时间节点，召开调度会{n}次。",
    "完成前期调研和选址论证，{n}个项目已进场施工。",
    "已建成{n}处并投入使用，正在组织验收，下一步扩大覆盖面。",
)


def busy_ledger(path: Path, months: int, notice: Path | None = None, units: Path | None = None) -> Path:
    """A ledger of a notice (the sample one by default) with that many months reported."""
    create(
        CreateRequest(path, notice or DATA / "sample-notice.txt", units or DATA / "sample-units.csv", None)
    )
    with FileStore.open(path) as store:
        settings = read_settings(store.read(PARAMETERS))
        duties = reporting_duties(read_assignments(store.read(ASSIGNMENTS)), settings.scope)
        rows: list[Row] = []
        for turn, month in enumerate(settings.calendar.months()[:months]):
            due = settings.calendar.due(month)
            came = [duty for duty in duties if not _silent(duty, turn)]
            rows += [_row(duty, month, turn, datetime(due.year, due.month, due.day, 9)) for duty in came]
        edit = Edit(PROGRESS, appended=rows)
        store.apply(kept_current(store, Changes("合并回收", "测试", [edit])))
    return path


def _mark(duty: Duty) -> int:
    return sum(map(ord, duty.unit))


def _silent(duty: Duty, turn: int) -> bool:
    mark = _mark(duty)
    return mark % 9 == 3 or (mark % 7 == 5 and turn == 1) or (mark % 11 == 2 and duty.task_no % 3 == 0)


def _row(duty: Duty, month: Month, turn: int, due: datetime) -> Row:
    mark, task = _mark(duty), duty.task_no
    state, share = STATUS_RUNNING, min(1.0, 0.06 * month.month + task % 7 * 0.05)
    if task % 5 == turn % 5:
        state, share = STATUS_BEHIND, 0.1
    elif task % 6 <= turn // 2:
        state, share = STATUS_DONE, 1.0
    elif task % 8 == 4 and turn == 0:
        state, share = STATUS_IDLE, 0.0
    text = TEXTS[(task + turn) % 3].format(n=task % 9 + month.month)
    if task % 10 == 7:
        text = "同上"
    elif mark % 10 != 6 or turn == 0:
        text = f"{month.month}月，第{task}项：{text}"
    return {
        PROGRESS.task_no: task,
        PROGRESS.unit: duty.unit,
        PROGRESS.month: str(month),
        PROGRESS.text: text,
        PROGRESS.percent: round(share, 2),
        PROGRESS.status: state,
        PROGRESS.problems: PROBLEMS[(task + mark + turn) % 4],
        PROGRESS.next_steps: "加快工程进度，确保按期完成。",
        PROGRESS.received: due.replace(day=due.day + 2) if mark % 8 == 1 else due,
    }
