"""A sound little ledger: three tasks, three units, two months delivered on time."""

from __future__ import annotations

from datetime import date, datetime, time

from support.memory_store import MemoryStore
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    LEAD,
    PLANS,
    PROGRESS,
    RESPONSIBLE,
    SOURCE_NAMED,
    STATUS_RUNNING,
    TASKS,
    UNITS,
)
from xlsheet.ledger.changes import Value

Cells = dict[str, Value]

EDUCATION, ECOLOGY, FINANCE = "市教育局", "市生态环境局", "市财政局"
DUTIES = {(1, EDUCATION), (2, ECOLOGY), (3, EDUCATION)}
ON_TIME = {"2020-05": datetime(2020, 6, 9, 10), "2020-06": datetime(2020, 7, 9, 10)}


def task(number: float, **cells: Value) -> Cells:
    content = f"完成第{number:g}批重点工程"
    return {TASKS.number: number, TASKS.content: content, TASKS.status: STATUS_RUNNING, **cells}


def assignment(number: float, unit: str, role: str = LEAD, reports: str | None = None) -> Cells:
    return {
        ASSIGNMENTS.task_no: number,
        ASSIGNMENTS.unit: unit,
        ASSIGNMENTS.role: role,
        ASSIGNMENTS.source: SOURCE_NAMED,
        ASSIGNMENTS.reports: reports,
    }


def unit(name: str, aliases: str | None = None, email: str | None = None) -> Cells:
    return {UNITS.unit: name, UNITS.aliases: aliases, UNITS.email: email}


def progress(number: float, name: str, month: str, **cells: Value) -> Cells:
    """A sound row; its words differ from those of every other task and month."""
    texts = {
        "2020-05": "印发实施方案，召开动员部署会，明确责任分工",
        "2020-06": "施工单位进场，完成土方开挖，累计投入资金",
        "2020-07": "主体结构封顶，启动设备安装，组织中期检查",
    }
    text = f"{'甲乙丙丁戊己庚辛'[int(number) % 8] * 12}{texts.get(month, month)}"
    return {
        PROGRESS.task_no: number,
        PROGRESS.unit: name,
        PROGRESS.month: month,
        PROGRESS.text: text,
        PROGRESS.percent: 0.1 * int(month[-2:]),
        PROGRESS.status: STATUS_RUNNING,
        PROGRESS.filled_on: datetime.combine(Month(2020, int(month[-2:])).plus(1).first_day, time()),
        PROGRESS.received: ON_TIME.get(month, datetime(2020, 7, 9)),
        **cells,
    }


def plan(number: float, name: str, **cells: Value) -> Cells:
    return {
        PLANS.task_no: number,
        PLANS.unit: name,
        PLANS.work: "分三个阶段推进",
        PLANS.deadline: date(2020, 11, 30),
        PLANS.received: datetime(2020, 6, 8, 16),
        **cells,
    }


def small_ledger() -> MemoryStore:
    """Task 1 is led by one unit and shared by another; nothing in the ledger is wrong."""
    duties = sorted(DUTIES)
    return MemoryStore(
        {
            TASKS: [task(1.0), task(2.0), task(3.0)],
            ASSIGNMENTS: [
                *(assignment(float(number), name) for number, name in duties),
                assignment(1.0, FINANCE, RESPONSIBLE),
            ],
            UNITS: [unit(EDUCATION, "教育局"), unit(ECOLOGY, "市环保局"), unit(FINANCE)],
            PLANS: [plan(float(number), name) for number, name in duties],
            PROGRESS: [progress(float(number), name, month) for month in ON_TIME for number, name in duties],
        }
    )
