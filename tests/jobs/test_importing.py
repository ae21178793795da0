"""Importing a notice into a ledger, for the first time and again."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    LEAD,
    NO,
    PARAMETERS,
    SOURCE_GROUP,
    SOURCE_MANUAL,
    SOURCE_NAMED,
    TASKS,
    UNITS,
    YES,
)
from xlsheet.errors import OtherYearError, SourceError
from xlsheet.jobs.importing import ImportReport, ImportRequest, import_notice
from xlsheet.ledger.settings import SCOPE_ALL, Names, default_parameters
from xlsheet.notice import read_registry, read_source
from xlsheet.resources import DATA

SAMPLE = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
REGISTRY = read_registry(DATA / "sample-units.csv")
SHORT = """一、教育
1. 建学校。
责任领导：赵一鸣、钱二
牵头单位：市教育局
责任单位：市财政局，各县（市、区）政府，市住建局等相关部门
2. 修校舍。
责任单位：市教育局、市财政局
完成时限：2020年12月底
"""
TWO_COUNTIES = [
    {UNITS.unit: "东湖区政府", UNITS.groups: "各县（市、区）政府"},
    {UNITS.unit: "西山区政府", UNITS.groups: "各县（市、区）政府"},
]


def sample_store() -> MemoryStore:
    return MemoryStore({PARAMETERS: default_parameters(2021)})


def rows_of(store: MemoryStore, task_no: int) -> list[tuple[object, ...]]:
    columns = ASSIGNMENTS.unit, ASSIGNMENTS.role, ASSIGNMENTS.source, ASSIGNMENTS.reports
    return [
        tuple(r[c] for c in columns) for r in store.rows[ASSIGNMENTS] if r[ASSIGNMENTS.task_no] == task_no
    ]


def counts(report: ImportReport) -> tuple[int, int, int]:
    return report.new, report.changed, report.unchanged


def test_sample_notice_fills_a_new_ledger() -> None:
    store = sample_store()
    report = import_notice(store, ImportRequest(SAMPLE, REGISTRY))
    json = report.as_json()
    findings, source = json.pop("findings"), json.pop("source")
    assert source == {"lines": 119, "used": 98, "furniture": 21, "unused": 0}
    assert json == {
        "tasks": 21,
        "chapters": 4,
        "sections": 9,
        "units": 17,
        "assignments": 146,
        "new": 21,
        "changed": 0,
        "unchanged": 0,
        "moved": 0,
        "gone": 0,
        "dry_run": False,
        "differences": [],
    }
    assert Counter(f["code"] for f in findings if f["severity"] == "warning") == {"unit_indefinite": 4}
    assert report.needs_attention
    assert len(store.rows[TASKS]) == 21
    assert len(store.rows[ASSIGNMENTS]) == 146
    assert len(store.rows[UNITS]) == 17
    assert store.rows[UNITS][0][UNITS.phone] == "0000-8600101"


def test_a_task_row_reads_with_registered_names_and_says_what_is_open() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    first, second = store.rows[TASKS]
    assert first == {
        TASKS.number: 1,
        TASKS.chapter: "一、教育",
        TASKS.section: None,
        TASKS.content: "建学校。",
        TASKS.leaders: "赵一鸣、钱二",
        TASKS.lead_units: "市教育局",
        TASKS.responsible_units: "市财政局、各县（市、区）政府、市住建局等相关部门",
        TASKS.deadline: None,
        TASKS.source: None,
        TASKS.printed_number: "1",
        TASKS.remark: "待明确的单位：市住建局等相关部门",
    }
    assert (second[TASKS.lead_units], second[TASKS.deadline], second[TASKS.remark]) == (
        None,
        date(2020, 12, 31),
        None,
    )


def test_who_reports_is_filled_in_by_the_rule() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    assert rows_of(store, 1) == [
        ("市教育局", LEAD, SOURCE_NAMED, YES),
        ("市财政局", "责任", SOURCE_NAMED, None),
        ("市住建局", "责任", SOURCE_NAMED, None),
        ("东湖区政府", "责任", SOURCE_GROUP, None),
        ("西山区政府", "责任", SOURCE_GROUP, None),
    ]
    assert [row[3] for row in rows_of(store, 2)] == [YES, YES]
    assert store.rows[ASSIGNMENTS][2][ASSIGNMENTS.wording] == "市住建局等相关部门"


def test_when_all_report_every_row_says_so() -> None:
    parameters = [
        {**row, PARAMETERS.value: SCOPE_ALL} if row[PARAMETERS.parameter] == Names.scope else row
        for row in default_parameters(2020)
    ]
    store = MemoryStore({PARAMETERS: parameters})
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    assert {row[ASSIGNMENTS.reports] for row in store.rows[ASSIGNMENTS]} == {YES}


@pytest.mark.parametrize("units", [None, REGISTRY])
def test_importing_the_same_again_changes_nothing(units: list[dict[str, object]] | None) -> None:
    store = sample_store()
    import_notice(store, ImportRequest(SAMPLE, units))
    report = import_notice(store, ImportRequest(SAMPLE, units))
    assert counts(report) == (0, 0, 21)
    assert len(store.applied) == 1


def test_what_the_office_wrote_stays() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    store.rows[TASKS][0] |= {TASKS.status: "推进中", TASKS.closed_month: "2020-08", TASKS.remark: "盯紧"}
    store.rows[ASSIGNMENTS][0][ASSIGNMENTS.reports] = NO
    store.rows[UNITS][0][UNITS.contact] = "孙三思"
    before = [[dict(row) for row in store.rows[table]] for table in (TASKS, ASSIGNMENTS, UNITS)]
    before[0][0][TASKS.ruling] = "推进中 2020-05"
    for overwrite in (False, True):
        import_notice(store, ImportRequest(SHORT, TWO_COUNTIES, overwrite=overwrite))
        assert [store.rows[table] for table in (TASKS, ASSIGNMENTS, UNITS)] == before


def test_a_changed_task_is_told_and_left_alone() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    other = SHORT.replace("建学校。", "建两所学校。") + "3. 新任务。\n牵头单位：市教育局\n"
    report = import_notice(store, ImportRequest(other, TWO_COUNTIES))
    assert counts(report) == (1, 1, 1)
    (finding,) = [f for f in report.findings if f.code == "task_changed"]
    assert finding.place() == f"{TASKS.sheet}!D2"
    assert "“建学校。”" in finding.message
    assert "“建两所学校。”" in finding.message
    assert [row[TASKS.content] for row in store.rows[TASKS]] == ["建学校。", "修校舍。", "新任务。"]


def test_overwrite_lets_the_notice_win_and_says_what_was_there() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    store.rows[TASKS][1][TASKS.status] = "推进中"
    other = SHORT.replace("市教育局、市财政局", "市教育局、市住建局")
    report = import_notice(store, ImportRequest(other, TWO_COUNTIES, overwrite=True))
    assert counts(report) == (0, 1, 1)
    assert {f.code for f in report.findings if "原来" in f.message or "改写" in f.message} == {
        "task_overwritten",
        "assignments_overwritten",
    }
    assert store.rows[TASKS][1][TASKS.responsible_units] == "市教育局、市住建局"
    assert store.rows[TASKS][1][TASKS.status] == "推进中"
    assert [row[0] for row in rows_of(store, 2)] == ["市教育局", "市住建局"]


def test_a_row_that_the_office_removed_does_not_come_back_by_itself() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    del store.rows[ASSIGNMENTS][4]
    report = import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    assert len(rows_of(store, 1)) == 4
    (finding,) = [f for f in report.findings if f.code == "assignments_differ"]
    assert "西山区政府（责任）" in finding.message
    assert counts(report) == (0, 1, 1)


def test_a_group_that_had_nobody_is_filled_in_later() -> None:
    store = MemoryStore()
    first = import_notice(store, ImportRequest(SHORT))
    assert [f.code for f in first.findings if "各县" in f.message] == ["group_empty"]
    second = import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    assert not [f for f in second.findings if f.code == "group_empty"]
    assert {row[0] for row in rows_of(store, 1)} >= {"东湖区政府", "西山区政府"}


def test_departments_are_expanded_once_the_office_has_checked_the_kinds() -> None:
    store = sample_store()
    report = import_notice(store, ImportRequest(SAMPLE))
    assert sum("要靠单位名录确定" in f.message for f in report.findings) == 3
    for row in store.rows[UNITS]:
        row[UNITS.kind] = str(row[UNITS.kind]).replace("（待核）", "")
    again = import_notice(store, ImportRequest(SAMPLE))
    assert not any("要靠单位名录确定" in f.message for f in again.findings)
    assert len(rows_of(store, 21)) == 9 + 4 + 2


def test_an_expression_that_the_office_decided_is_no_finding_any_more() -> None:
    store = MemoryStore()
    import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    decided = {
        ASSIGNMENTS.task_no: 1,
        ASSIGNMENTS.unit: "市工信局",
        ASSIGNMENTS.role: "责任",
        ASSIGNMENTS.source: SOURCE_MANUAL,
        ASSIGNMENTS.wording: "市住建局等相关部门",
        ASSIGNMENTS.reports: None,
    }
    store.rows[ASSIGNMENTS].append(decided)
    report = import_notice(store, ImportRequest(SHORT, TWO_COUNTIES))
    assert not [f for f in report.findings if f.code == "unit_indefinite"]
    assert counts(report) == (0, 0, 2)
    assert decided in store.rows[ASSIGNMENTS]


def test_registry_file_fills_blanks_and_overwrites_nothing() -> None:
    row = {UNITS.unit: "市教育局", UNITS.phone: "111", UNITS.aliases: "教委"}
    store = MemoryStore({UNITS: [row]})
    given = [{UNITS.unit: "市教育局", UNITS.phone: "222", UNITS.email: "a@b.example"}]
    report = import_notice(store, ImportRequest(SHORT, given))
    kept = store.rows[UNITS][0]
    assert (kept[UNITS.phone], kept[UNITS.email], kept[UNITS.aliases]) == ("111", "a@b.example", "教委")
    (finding,) = [f for f in report.findings if f.code == "unit_changed"]
    assert finding.place() == f"{UNITS.sheet}!F2"
    import_notice(store, ImportRequest(SHORT, given, overwrite=True))
    assert store.rows[UNITS][0][UNITS.phone] == "222"


def test_a_notice_of_another_year_is_refused_with_the_way_out() -> None:
    store = MemoryStore()
    with pytest.raises(OtherYearError, match=r"2021 年.*2020 年.*--from 台账\.xlsm.*--carry-unfinished"):
        import_notice(store, ImportRequest(SAMPLE, REGISTRY))
    assert store.applied == []
    meant = import_notice(MemoryStore(), ImportRequest(SAMPLE, REGISTRY, year=2020))
    assert not [f for f in meant.findings if f.code == "notice_year"]


def test_a_notice_for_several_years_belongs_to_each_of_them() -> None:
    text = "2019—2021年重点工作任务分解\n" + SHORT
    assert import_notice(MemoryStore(), ImportRequest(text, TWO_COUNTIES)).new == 2


def test_without_tasks_nothing_is_changed() -> None:
    store = MemoryStore()
    with pytest.raises(SourceError):
        import_notice(store, ImportRequest("没有任务的通知"))
    assert store.applied == []


def test_odd_leaders_and_tasks_without_units_are_told() -> None:
    text = "1. 甲。\n责任领导：赵一鸣钱二\n责任单位：市教育局\n2. 乙。\n3. 丙。\n责任单位：市教育局\n"
    report = import_notice(MemoryStore(), ImportRequest(text))
    found = {(f.code, f.value) for f in report.findings}
    assert ("leader_unclear", "赵一鸣钱二") in found
    assert ("task_without_units", "2") in found
    assert ("task_without_lead", "1、3") in found


def test_the_report_reads_in_chinese() -> None:
    report = import_notice(sample_store(), ImportRequest(SAMPLE, REGISTRY))
    assert report.summary().startswith("通知有 21 项任务、4 篇、9 节，涉及 17 个单位、146 条分工：新增 21 项")
    (listing,) = report.listings()
    assert len(listing.rows) == len(report.findings)


def test_real_notice_whole(real_notice: Path) -> None:
    store = MemoryStore()
    report = import_notice(store, ImportRequest(read_source(real_notice)))
    json = report.as_json()
    assert (json["tasks"], json["chapters"], json["sections"], json["units"]) == (146, 10, 36, 77)
    assert json["assignments"] == len(store.rows[ASSIGNMENTS])
    keys = [
        (r[ASSIGNMENTS.task_no], r[ASSIGNMENTS.unit], r[ASSIGNMENTS.role]) for r in store.rows[ASSIGNMENTS]
    ]
    assert len(set(keys)) == len(keys)
    reporting_leads = [r for r in store.rows[ASSIGNMENTS] if r[ASSIGNMENTS.role] == LEAD]
    assert {r[ASSIGNMENTS.reports] for r in reporting_leads} == {YES}
    assert len({r[ASSIGNMENTS.unit] for r in reporting_leads}) == 44
    everything = MemoryStore()
    registry = read_registry(DATA / "units-zhengzhou-2020.csv")
    settled = import_notice(everything, ImportRequest(read_source(real_notice), registry))
    assert settled.units == 77
    assert settled.assignments > 2000
    assert Counter(f.code for f in settled.findings if f.severity == "warning") == {"unit_indefinite": 28}


@pytest.mark.parametrize(
    ("signed", "since"),
    [
        ("2020年9月1日", "2020-08"),  # August is due on 10 September
        ("2020年9月11日", "2020-09"),
        ("二〇二〇年七月三日", "2020-06"),
        ("2020年5月20日", None),
    ],
)
def test_a_supplement_s_duties_begin_with_the_first_month_not_due_on_its_day(
    signed: str, since: str | None
) -> None:
    store = MemoryStore({PARAMETERS: default_parameters(2020)})
    import_notice(store, ImportRequest(f"{SHORT}\n2020年5月11日\n", TWO_COUNTIES))
    assert {row[ASSIGNMENTS.from_month] for row in store.rows[ASSIGNMENTS]} == {None}
    supplement = f"1. 建体育馆。\n牵头单位：市教育局\n责任单位：市财政局\n\n{signed}\n"
    report = import_notice(store, ImportRequest(supplement, append=True))
    added = [row for row in store.rows[ASSIGNMENTS] if row[ASSIGNMENTS.task_no] == 3]
    assert [row[ASSIGNMENTS.from_month] for row in added] == [since, since]
    assert [f.value for f in report.findings if f.code == "duties_from"] == ([since] if since else [])
