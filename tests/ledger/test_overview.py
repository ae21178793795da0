"""The ledger at a glance: groups, months and owing units agree with the rows they sum up."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.small_ledger import DUTIES, ECOLOGY, EDUCATION, progress, small_ledger, task
from support.views import view_of
from xlsheet.analysis.alerts import alerts
from xlsheet.analysis.dashboard import Dashboard, Owing, dashboard
from xlsheet.analysis.home_data import Block, Summary, home_rows
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import HOME_DATA, INDICATORS, MEASURED, PARAMETERS, PROGRESS, RESULTS, TASKS
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.ledger.settings import read_settings

MAY, JUNE = Month(2020, 5), Month(2020, 6)
JULY_11 = date(2020, 7, 11)


def seen(store: MemoryStore, as_of: date | None = JULY_11) -> Dashboard:
    view = view_of(store, as_of)
    return dashboard(view, as_of, alerts(view, as_of) if as_of else {})


def rows(store: MemoryStore, as_of: date | None = JULY_11) -> list[dict[str, object]]:
    """首页数据 as it would be, from its first worksheet row on."""
    chosen = read_settings(store.read(PARAMETERS))
    return [dict(row) for row in home_rows(seen(store, as_of), chosen.calendar, chosen.year)]


def drop(store: MemoryStore, number: int, month: Month) -> None:
    store.rows[PROGRESS] = [
        row
        for row in store.rows[PROGRESS]
        if (row[PROGRESS.task_no], row[PROGRESS.month]) != (number, str(month))
    ]


def test_tasks_are_counted_by_chapter_and_by_each_of_their_leaders() -> None:
    store = small_ledger()
    store.rows[TASKS] = [
        task(
            1.0, **{TASKS.chapter: "二、城市", TASKS.leaders: "张三、李四", TASKS.deadline: date(2020, 6, 1)}
        ),
        task(2.0, **{TASKS.chapter: "一、产业", TASKS.leaders: "李四"}),
        task(3.0, **{TASKS.chapter: "二、城市", TASKS.closed_month: "2020-07"}),
        {TASKS.content: "没有编号的行", TASKS.alert: "红"},
    ]
    found = seen(store)
    assert [(g.name, g.numbers) for g in found.chapters] == [("二、城市", (1, 3)), ("一、产业", (2,))]
    assert [(g.name, g.numbers) for g in found.leaders] == [
        ("李四", (1, 2)),
        ("张三", (1,)),
        ("（未填）", (3,)),
    ]
    assert found.total.alerts == {"红": 1, "黄": 0, "绿": 1, "蓝": 1}
    assert (found.total.tasks, found.total.done) == (3, 1)


def test_a_month_counts_units_as_their_worst_entry_is() -> None:
    store = small_ledger()
    drop(store, 3, JUNE)
    late = {PROGRESS.received: datetime(2020, 7, 20)}
    store.rows[PROGRESS] = [
        row | late if row[PROGRESS.task_no] == 2.0 else row for row in store.rows[PROGRESS]
    ]
    may, june = seen(store, date(2020, 7, 20)).months
    assert (may.month, may.expected, may.on_time, may.late, may.missing) == (MAY, 3, 2, 1, 0)
    assert (may.units, may.units_on_time, may.units_late, may.units_missing) == (2, 1, 1, 0)
    assert (june.expected, june.on_time, june.late, june.missing) == (3, 1, 1, 1)
    assert (june.units_on_time, june.units_late, june.units_missing) == (0, 1, 1)


def test_what_is_not_due_yet_is_outstanding_and_not_missing() -> None:
    store = small_ledger()
    drop(store, 1, JUNE)
    june = seen(store, date(2020, 7, 10)).months[-1]
    assert (june.month, june.is_due, june.outstanding, june.missing) == (JUNE, False, 1, 0)
    assert seen(store, date(2020, 7, 10)).owing == ()
    assert rows(store, date(2020, 7, 10))[Summary.MISSING.value][HOME_DATA.label] == "6月待报（7月10日截止）"
    assert seen(store, JULY_11).months[-1].missing == 1


def test_the_mean_share_carries_on_what_a_task_last_said() -> None:
    """Each task says 50 % in May and 60 % in June; one is silent in June."""
    store = small_ledger()
    drop(store, 3, JUNE)
    may, june = seen(store).months
    assert (may.percent, may.elapsed) == (Fraction(1, 2), Fraction(5, 12))
    assert june.percent == Fraction(17, 30)


def test_units_that_owe_stand_by_how_much_and_how_long() -> None:
    store = small_ledger()
    drop(store, 1, MAY)
    drop(store, 2, MAY)
    drop(store, 2, JUNE)
    assert seen(store).owing == (Owing(ECOLOGY, 2, 2, 2), Owing(EDUCATION, 1, 1, 0))


def test_nobody_owes_anything_before_the_calendar_was_looked_at() -> None:
    found = seen(small_ledger(), None)
    assert (found.months, found.owing) == ((), ())
    assert "还没有" in str(rows(small_ledger(), None)[0][HOME_DATA.label])


def test_the_ten_indicators_furthest_behind_stand_in_order() -> None:
    store = small_ledger()
    store.rows[INDICATORS] = [
        {
            INDICATORS.task_no: 1.0,
            INDICATORS.place: float(place),
            INDICATORS.label: f"新建{place}",
            INDICATORS.direction: "达到",
            INDICATORS.target: 24.0,
            INDICATORS.measure: "个",
            INDICATORS.kind: "目标",
        }
        for place in range(1, 14)
    ]
    store.rows[MEASURED] = [
        {
            MEASURED.task_no: 1.0,
            MEASURED.place: float(place),
            MEASURED.unit: EDUCATION,
            MEASURED.month: "2020-06",
            MEASURED.total: float(place),
        }
        for place in range(1, 14)  # half of the year is gone: 12 is where they should be
    ]
    shown = rows(store)[Block.TARGETS.first_row - 2 :]
    assert [row[HOME_DATA.label] for row in shown] == [f"第1项 新建{n}：{n}/24个" for n in range(1, 11)]
    assert [row[HOME_DATA.percent] for row in shown] == [round(n / 24, 4) for n in range(1, 11)]
    assert {row[HOME_DATA.elapsed] for row in shown} == {0.5}


def test_every_block_keeps_its_place_however_much_there_is() -> None:
    few, many = small_ledger(), small_ledger()
    many.rows[TASKS] = [
        task(float(n), **{TASKS.chapter: f"{n}篇", TASKS.leaders: f"{n}号", TASKS.deadline: date(2020, 6, 1)})
        for n in range(1, 31)
    ]
    for store in (few, many):
        found = rows(store)
        for block in Block:
            first = found[block.first_row - 2]
            assert (first[HOME_DATA.block], first[HOME_DATA.place]) == (block.word, 1)
        assert len(found) == sum(block.size for block in Block)
    last = rows(many)[Block.CHAPTERS.first_row - 2 + Block.CHAPTERS.size - 1]
    assert (last[HOME_DATA.label], last[HOME_DATA.total], last[HOME_DATA.red]) == ("其余 19 篇", 19, 19)


def test_the_twelve_months_are_those_up_to_the_last_report() -> None:
    store = small_ledger()
    first = Block.MONTHS.first_row - 2
    months = rows(store)[first : first + Block.MONTHS.size]
    assert [row[HOME_DATA.label] for row in months] == [f"{n}月" for n in range(1, 13)]
    assert [row[HOME_DATA.elapsed] for row in months] == [n / 12 for n in range(1, 13)]
    assert [row.get(HOME_DATA.on_time) for row in months][3:7] == [None, 2, 2, None]


def test_findings_are_counted_by_how_grave_they_are() -> None:
    store = small_ledger()
    store.rows[RESULTS] = [{RESULTS.severity: word} for word in ("必须改", "提醒", "必须改")]
    assert rows(store)[Summary.FINDINGS.value][HOME_DATA.total] == 2


delivered = st.sets(
    st.tuples(st.sampled_from(sorted(DUTIES)), st.sampled_from([f"2020-{m:02d}" for m in range(5, 13)]))
)


@settings(max_examples=40, deadline=None)
@given(delivered, st.dates(date(2020, 6, 1), date(2021, 3, 1)), st.data())
def test_months_and_units_agree_with_the_list_of_what_is_missing(came: set, as_of: date, data) -> None:
    store = small_ledger()
    received = st.datetimes(datetime(2020, 5, 1), datetime(2021, 3, 1))
    store.rows[PROGRESS] = [
        progress(float(number), name, month, **{PROGRESS.received: data.draw(received)})
        for (number, name), month in sorted(came)
    ]
    report = missing(store, MissingRequest(None, as_of, write=False))
    found = seen(store, as_of)
    flags = [str(entry.flag) for entry in report.entries]
    due = [month for month in found.months if month.is_due]
    assert [month.month for month in due] == [count.month for count in report.months]
    assert sum(month.missing for month in due) == flags.count("missing")
    assert sum(month.late for month in due) == flags.count("late")
    assert sum(owing.missing for owing in found.owing) == flags.count("missing")
    for month in found.months:
        assert month.units_on_time + month.units_late + month.units_outstanding == month.units
