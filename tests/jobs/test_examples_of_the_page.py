"""The examples of docs/口径.md, each a tiny ledger whose numbers were worked out on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from support.memory_store import MemoryStore
from support.small_ledger import assignment, plan, unit
from xlsheet.analysis.quantity import names_a_number
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, PLANS, PROGRESS, TASKS, UNITS
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.report import BulletinRequest, report

A, B, C = "甲局", "乙局", "丙局"
LED_BY_TWO = [assignment(1.0, A), assignment(1.0, B)]
LED = LED_BY_TWO[:1]
SHARED = [assignment(1.0, name, "责任") for name in (A, B, C)]
MAY, JUNE, JULY = "2020-05", "2020-06", "2020-07"
Cells = dict[str, Any]


def said(
    name: str, month: str, percent: float | None = None, status: str | None = None, **more: Any
) -> Cells:
    number = more.pop("number", 1)
    row = {
        PROGRESS.task_no: float(number),
        PROGRESS.unit: name,
        PROGRESS.month: month,
        PROGRESS.text: f"{name * 3}第{number}项{month * 2}的具体工作",
        PROGRESS.percent: percent,
        PROGRESS.status: status,
        PROGRESS.received: datetime(2020, int(month[5:]) + 1, 9),
    }
    return {**row, **more}


def ledger(
    duties: Sequence[Cells],
    rows: Sequence[Cells],
    *,
    plans: Sequence[Cells] = (),
    share: str = "平均",
    **task: Any,
) -> MemoryStore:
    numbers = sorted({duty[ASSIGNMENTS.task_no] for duty in duties})
    store = MemoryStore(
        {
            TASKS: [{TASKS.number: n, TASKS.content: f"推进第{n:g}项改革", **task} for n in numbers],
            ASSIGNMENTS: duties,
            UNITS: [unit(A), unit(B), unit(C)],
            PROGRESS: rows,
            PLANS: plans,
        }
    )
    for row in store.rows[PARAMETERS]:
        if row[PARAMETERS.parameter] == "多单位完成比例":
            row[PARAMETERS.value] = share
    return store


def stands(store: MemoryStore, day: date) -> tuple[Any, ...]:
    """状态, 完成比例 and 预警 of the first task on a day."""
    missing(store, MissingRequest(None, day))
    task = store.rows[TASKS][0]
    return task.get(TASKS.status), task.get(TASKS.percent), task.get(TASKS.alert)


def flags(store: MemoryStore, day: date) -> list[tuple[str, ...]]:
    entries = missing(store, MissingRequest(None, day, write=False)).as_json()["entries"]
    return [(entry["unit"], str(entry["task_no"]), entry["month"], entry["flag"]) for entry in entries]


RUNNING = [said(A, MAY, 0.4, "推进中"), said(A, JUNE, 0.4, "推进中")]
STATES = {
    "newest of each": (
        ledger(LED_BY_TWO, [said(A, JULY, 1.0, "已完成"), said(B, MAY, 0.4, "推进中")]),
        "推进中",
        0.4,
    ),
    "one never said": (ledger(LED_BY_TWO, [said(A, JULY, 1.0, "已完成")]), "推进中", 0.0),
    "one behind": (
        ledger(LED_BY_TWO, [said(A, JUNE, 1.0, "已完成"), said(B, JUNE, 0.2, "滞后")]),
        "滞后",
        0.2,
    ),
    "all idle": (
        ledger(LED_BY_TWO, [said(A, JUNE, 0.0, "未启动"), said(B, JUNE, 0.0, "未启动")]),
        "未启动",
        0.0,
    ),
    "mean of three": (
        ledger(SHARED, [said(A, JUNE, 0.2, "推进中"), said(B, JUNE, 0.4, "推进中")]),
        "推进中",
        0.2,
    ),
    "least of three": (
        ledger(SHARED, [said(A, JUNE, 0.2), said(B, JUNE, 0.4), said(C, MAY, 0.3)], share="最低"),
        "推进中",
        0.2,
    ),
    "no state, no percent": (ledger(LED, [said(A, JUNE)]), "推进中", None),
    "ruled": (ledger(LED, [said(A, JUNE, 1.0, "已完成")], 督查认定="推进中", 认定比例=0.8), "推进中", 0.8),
    "ruled done": (ledger(LED, RUNNING, 督查认定="已完成"), "已完成", 1.0),
    "ruled later": (ledger(LED, RUNNING, 督查认定="滞后 2020-09"), "推进中", 0.4),
    "closed": (ledger(LED, RUNNING, 销号月份=JULY), "已完成", 1.0),
}


@pytest.mark.parametrize("name", STATES)
def test_states_and_shares(name: str) -> None:
    store, status, percent = STATES[name]
    assert stands(store, date(2020, 8, 9))[:2] == (status, percent)


LIGHTS = {
    "twenty points behind": (0.3, {"任务内容": "新建公园 20 个"}, [], "黄"),
    "a hair less": (0.3001, {"任务内容": "新建公园 20 个"}, [], "绿"),
    "by stages": (0.1, {"任务内容": "新建公园 20 个"}, [plan(1.0, A, 阶段目标="9月底前过半")], "绿"),
    "its last day": (0.1, {"完成时限": date(2020, 7, 9)}, [], "绿"),
    "a day later": (0.1, {"完成时限": date(2020, 7, 8)}, [], "红"),
}


@pytest.mark.parametrize("name", LIGHTS)
def test_lights(name: str) -> None:
    percent, task, plans, light = LIGHTS[name]
    rows = [said(A, month, percent, "推进中") for month in (MAY, JUNE)]
    assert stands(ledger(LED, rows, plans=plans, **task), date(2020, 7, 9))[2] == light  # type: ignore[arg-type]


def test_a_lead_that_does_not_report_is_not_replaced() -> None:
    store = ledger([assignment(1.0, A, "牵头", "否"), assignment(1.0, B, "责任")], [])
    assert missing(store, MissingRequest(None, date(2020, 6, 11))).as_json()["months"][0]["expected"] == 0


def test_a_closed_task_is_asked_for_up_to_its_month_and_done_from_it_on(tmp_path: Path) -> None:
    store = ledger(LED, RUNNING, 销号月份=JULY)
    told = {}
    for month in (6, 7):
        request = BulletinRequest(Month(2020, month), tmp_path / f"{month}.docx", as_of=date(2020, 8, 20))
        numbers = report(store, request).as_json()["numbers"]
        told[month] = (numbers["done"], numbers["percent"], numbers["expected"])
    assert told == {6: (0, 0.4, 1), 7: (1, 1.0, 1)}
    months = missing(store, MissingRequest(None, date(2020, 9, 11))).as_json()["months"]
    assert [month["expected"] for month in months] == [1, 1, 1, 0]


def test_what_came_later_is_missing_on_the_day_before() -> None:
    late = said(A, JUNE, 0.4, "推进中", 收件时间=datetime(2020, 7, 20))
    store = ledger(LED, [RUNNING[0], late])
    assert flags(store, date(2020, 7, 15)) == [(A, "1", JUNE, "missing")]
    assert flags(store, date(2020, 7, 20)) == [(A, "1", JUNE, "late")]


def test_a_hundred_expected_eighty_there_twenty_waited_for(tmp_path: Path) -> None:
    duties = [assignment(float(number), A) for number in range(1, 101)]
    words = [chr(0x4E00 + 40 * number) * 12 for number in range(101)]
    rows = [said(A, JUNE, 0.4, "推进中", number=n, 进展情况=words[n]) for n in range(1, 81)]
    rows += [said(A, MAY, 0.4, "推进中", number=n, 进展情况=words[n][:9]) for n in range(1, 101)]
    for day, waiting, gone in ((10, 20, 0), (11, 0, 20)):
        asked = MissingRequest(Month(2020, 6), date(2020, 7, day), write=False)
        answer = missing(ledger(duties, rows), asked).as_json()
        lost = sum(entry["flag"] == "missing" for entry in answer["entries"])
        assert (answer["months"][0]["received"], len(answer["pending"]), lost) == (80, waiting, gone)


def test_words_of_may_come_again_in_july_after_a_hollow_june() -> None:
    text = "完成土方开挖一千立方米，召开调度会三次，协调解决征迁问题五个。"
    rows = [
        said(A, month, 0.1, "推进中", 进展情况=t) for month, t in ((MAY, text), (JUNE, "同上"), (JULY, text))
    ]
    assert flags(ledger(LED, rows), date(2020, 8, 11)) == [(A, "1", JUNE, "empty"), (A, "1", JULY, "copied")]


def test_a_letter_lists_what_was_never_sent_and_counts_the_run_up_to_its_month(tmp_path: Path) -> None:
    store = ledger(LED, [said(A, JUNE, 0.4, "推进中")], plans=[plan(1.0, A)])
    (each,) = remind(store, RemindRequest(Month(2020, 7), tmp_path / "催报", date(2020, 8, 11))).reminders
    assert each.number == "督查交〔2020〕1号"
    assert [str(entry.month) for entry in each.owed.entries] == [MAY, JULY]


@pytest.mark.parametrize(
    "text", ["新建公园 20 个", "完成投资2.11亿元", "优良天数比例达到80%", "整治10条河道"]
)
def test_quantities(text: str) -> None:
    assert names_a_number(text)


@pytest.mark.parametrize(
    "text", ["3+3+4", "文明用餐 123", "72 小时办结", "5G 建设", "G310 改造", "9月底前全部拨付", "12345热线"]
)
def test_no_quantities(text: str) -> None:
    assert not names_a_number(text)
