"""预警: blue is done, red overdue or behind, yellow missing or behind the year, green on course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.small_ledger import ECOLOGY, FINANCE, assignment, small_ledger
from support.views import view_of
from xlsheet.analysis.alerts import Alert, TaskFacts, alert_of, alert_updates, alerts, names_a_number
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ALERTS,
    ASSIGNMENTS,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RESPONSIBLE,
    STATUSES,
    TASKS,
)
from xlsheet.ledger.settings import Settings, read_settings

JULY_11 = date(2020, 7, 11)
JUNE = Month(2020, 6)


def settings_with(**values: object) -> Settings:
    return replace(read_settings(small_ledger().read(PARAMETERS)), **values)


USUAL = settings_with()


@pytest.mark.parametrize(
    ("facts", "light", "reason"),
    [
        (TaskFacts(), "", ""),
        (TaskFacts(status="推进中"), "绿", ""),
        (TaskFacts(status="未启动"), "绿", ""),
        (TaskFacts(percent=0.0), "绿", ""),
        (TaskFacts(status="滞后"), "红", "状态为滞后"),
        (TaskFacts(status="推进中", deadline=date(2020, 7, 11)), "绿", ""),
        (TaskFacts(status="推进中", deadline=date(2020, 7, 10)), "红", "已过完成时限 2020-07-10"),
        (
            TaskFacts(status="滞后", deadline=date(2020, 7, 1)),
            "红",
            "状态为滞后，已过完成时限 2020-07-01",
        ),
        (TaskFacts(status="滞后", missing=2), "红", "状态为滞后"),
        (TaskFacts(missing=2), "黄", "连续缺报 2 个月"),
        (TaskFacts(status="推进中", missing=1), "黄", "连续缺报 1 个月"),
        (TaskFacts("推进中", 0.29, JUNE, by_time=True), "黄", "比序时进度落后 21 个百分点"),
        (TaskFacts("推进中", 0.30, JUNE, by_time=True), "黄", "比序时进度落后 20 个百分点"),
        (TaskFacts("推进中", 0.3001, JUNE, by_time=True), "绿", ""),
        (TaskFacts("推进中", 0.295, JUNE, by_time=True), "黄", "比序时进度落后 21 个百分点"),
        (TaskFacts("推进中", 0.29, JUNE, by_time=False), "绿", ""),
        (TaskFacts("推进中", None, JUNE, by_time=True), "绿", ""),
        (TaskFacts("推进中", 0.1, None, by_time=True), "绿", ""),
        (TaskFacts("推进中", 0.85, Month(2021, 1), by_time=True), "绿", ""),
        (TaskFacts("已完成", deadline=date(2020, 7, 1), missing=3), "蓝", ""),
    ],
)
def test_a_task_shows_the_light_that_the_rules_give_it(facts: TaskFacts, light: str, reason: str) -> None:
    assert alert_of(facts, USUAL, JULY_11) == Alert(light, reason)


def test_the_thresholds_are_the_offices_own() -> None:
    behind = TaskFacts("推进中", 0.29, JUNE, by_time=True)
    assert alert_of(behind, settings_with(behind_share=0.3), JULY_11).color == "绿"
    missing = TaskFacts("推进中", missing=1)
    assert alert_of(missing, settings_with(missing_months=2), JULY_11).color == "绿"
    idle = TaskFacts("未启动")
    assert alert_of(idle, settings_with(red_statuses=("滞后", "未启动")), JULY_11).color == "红"


facts = st.builds(
    TaskFacts,
    status=st.sampled_from(["", *STATUSES]),
    percent=st.none() | st.floats(0, 1),
    last_month=st.none() | st.builds(Month, st.just(2020), st.integers(1, 12)),
    deadline=st.none() | st.dates(date(2020, 1, 1), date(2021, 1, 1)),
    by_time=st.booleans(),
    missing=st.integers(0, 8),
)


@given(facts, st.dates(date(2020, 5, 1), date(2021, 2, 1)), st.integers(0, 200))
def test_time_alone_never_makes_a_light_better(task: TaskFacts, day: date, days: int) -> None:
    before = alert_of(task, USUAL, day).color
    after = alert_of(task, USUAL, day + timedelta(days)).color
    if before in ALERTS:
        assert ALERTS.index(after) <= ALERTS.index(before)


@given(facts, st.floats(0, 1), st.dates(date(2020, 5, 1), date(2021, 2, 1)))
def test_more_done_never_makes_a_light_worse(task: TaskFacts, more: float, day: date) -> None:
    further = replace(task, percent=max(more, task.percent or 0.0))
    before, after = (alert_of(t, USUAL, day).color for t in (task, further))
    if before in ALERTS and task.percent is not None:
        assert ALERTS.index(after) >= ALERTS.index(before)


@given(facts, st.dates(date(2020, 5, 1), date(2021, 2, 1)))
def test_red_and_yellow_say_why_and_nothing_else_does(task: TaskFacts, day: date) -> None:
    alert = alert_of(task, USUAL, day)
    assert bool(alert.reason) == (alert.color in ("红", "黄"))


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("新改建农村公路 200 公里，市区新增公共停车泊位 5 万个", True),
        ("确保安全利用率100%", True),
        ("轨道交通 3 号线一期开通运营，6 月底前全部开工", False),
        ("加快 G310 西南段前期工作，推动 5G 试点", False),
        ("编制《国土空间总体规划(2020—2035年)》", False),
        ("筹办好第 29 届电影节", False),
        ("2020年12月底前完成", False),
        ("推动“扫黑除恶”专项斗争纵深开展", False),
        ("完成投资１２０亿元", True),
        ("落实“3+3+4”工作机制", False),
        ("推广文明用餐 123", False),
        ("应急事项 72 小时办结，3 个月内整改到位，2 个工作日内答复", False),
        ("公交优先 3000+", False),
        ("建成 5G 基站 3000 个", True),
        ("新增就业 11 万人以上", True),
        ("绿化造林 3.5 万亩", True),
        ("培育 2—3 家龙头企业", True),
        ("开通 12345 热线", False),
        ("推动 7 部门联合执法", False),
    ],
)
def test_a_number_to_reach_is_told_from_dates_and_names(content: str, number: bool) -> None:
    assert names_a_number(content) is number


class Judged:
    """The small ledger's alerts on a day, by task number."""

    def __init__(self, as_of: date = JULY_11) -> None:
        self.store = small_ledger()
        self.as_of = as_of

    def lights(self) -> list[str]:
        return [alert.color for alert in self._alerts().values()]

    def _alerts(self) -> dict[int, Alert]:
        return alerts(view_of(self.store, self.as_of), self.as_of)


def test_a_task_with_stage_goals_is_not_measured_by_the_year() -> None:
    judged = Judged()
    for task in judged.store.rows[TASKS]:
        task[TASKS.content] = "新建公园 20 个"
    for row in judged.store.rows[PROGRESS]:
        row[PROGRESS.percent] = 0.1
    judged.store.rows[PLANS][0][PLANS.stages] = "6月底完成选址"
    judged.store.rows[PLANS][1][PLANS.stages] = "无"
    assert judged.lights() == ["绿", "黄", "黄"]


def test_a_deadline_comes_from_the_ledger_or_else_from_the_plans() -> None:
    judged = Judged(date(2020, 11, 1))
    for row in (0, 1):
        judged.store.rows[TASKS][row][TASKS.deadline] = date(2020, 12, 31)
    for plan in judged.store.rows[PLANS][1:]:
        plan[PLANS.deadline] = date(2020, 6, 30)
    assert judged.lights() == ["黄", "黄", "红"]


def test_only_units_that_speak_for_a_task_make_it_yellow() -> None:
    """Task 1 has a lead, so that another unit's silence is not the task's; task 2 loses its lead."""
    judged = Judged()
    shares = judged.store.rows[ASSIGNMENTS]
    shares += [assignment(1.0, ECOLOGY, RESPONSIBLE, "是"), assignment(2.0, FINANCE, RESPONSIBLE)]
    next(row for row in shares if row[ASSIGNMENTS.unit] == ECOLOGY)[ASSIGNMENTS.role] = RESPONSIBLE
    assert judged.lights() == ["绿", "黄", "绿"]


def test_only_rows_that_show_another_light_are_written_and_one_without_reason_goes_blank() -> None:
    store = small_ledger()
    for row, alert in enumerate(("绿", "红", None)):
        store.rows[TASKS][row][TASKS.alert] = alert
    seen = view_of(store, JULY_11)
    assert alert_updates(seen, alerts(seen, JULY_11)) == {3: {TASKS.alert: "绿"}, 4: {TASKS.alert: "绿"}}
    early = view_of(store, date(2020, 5, 20))
    blank = {TASKS.alert: None}
    assert alert_updates(early, alerts(early, date(2020, 5, 20))) == {2: blank, 3: blank}
