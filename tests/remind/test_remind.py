"""`remind`: who is reminded, in which step, by when, and what is left for a person to look at."""

from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from support.memory_store import MemoryStore
from support.owing import AFTER_JULY, Run, set_parameter
from support.small_ledger import ECOLOGY, EDUCATION, FINANCE, assignment, progress, small_ledger, unit
from support.validator import problems
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, DISPATCHES, HOME_DATA, PLANS, PROGRESS, TASKS, TODOS, UNITS
from xlsheet.errors import ExistsError, LedgerError, OutputError, RequestError
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.ledger.reminder_rules import ReminderStep
from xlsheet.ledger.settings import Names


def words_of(letter: str) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(letter).paragraphs)


def test_the_step_follows_the_months_missing_in_a_row(run: Run) -> None:
    report = run()
    assert [(each.owed.unit, each.owed.step) for each in report.reminders] == [
        (FINANCE, ReminderStep.SUPERVISE),
        (ECOLOGY, ReminderStep.URGE),
        (EDUCATION, ReminderStep.ASSIGN),
    ]
    assert [Path(each.letter).name for each in report.reminders] == [
        "市财政局_2020-07_督办通知单.docx",
        "市生态环境局_2020-07_催办单.docx",
        "市教育局_2020-07_交办单.docx",
    ]


def test_the_office_sets_the_thresholds(run: Run, store: MemoryStore) -> None:
    set_parameter(store, Names.urge_from, 3)
    set_parameter(store, Names.supervise_from, 4)
    assert [each.owed.step for each in run().reminders] == [
        ReminderStep.URGE,
        ReminderStep.ASSIGN,
        ReminderStep.ASSIGN,
    ]


def test_entries_are_all_that_missing_flags_up_to_the_month(run: Run, store: MemoryStore) -> None:
    store.rows[PROGRESS].append(progress(2.0, ECOLOGY, "2020-07", **{PROGRESS.text: "无"}))
    flagged = missing(store, MissingRequest(None, AFTER_JULY, write=False)).as_json()["entries"]
    reminders = run().as_json()["reminders"]
    asked = [entry for reminder in reminders for entry in reminder["entries"]]
    assert sorted(asked, key=repr) == sorted((e for e in flagged if e["flag"] != "late"), key=repr)
    assert {"missing", "empty"} <= {entry["flag"] for entry in asked}


def test_an_earlier_month_that_never_came_is_still_asked_for(run: Run, store: MemoryStore) -> None:
    """Missing in May and July: one month in a row, so the first step, and both months in the letter."""
    row = next(
        r for r in store.rows[PROGRESS] if (r[PROGRESS.task_no], r[PROGRESS.month]) == (1.0, "2020-05")
    )
    store.rows[PROGRESS].remove(row)
    education = next(each for each in run().reminders if each.owed.unit == EDUCATION)
    (task,) = education.owed.tasks
    assert (task.months_in_words, task.flag_words) == ("2020年5月、7月", "缺报")
    assert (education.owed.step, education.owed.months_missing) == (ReminderStep.ASSIGN, 1)
    assert "你单位有1项任务未报送，现予交办" in words_of(education.letter)


def test_a_closed_task_is_not_chased_any_more(run: Run, store: MemoryStore) -> None:
    store.rows[TASKS][1][TASKS.closed_month] = "2020-07"
    assert ECOLOGY not in [each.owed.unit for each in run().reminders]


def test_a_missing_plan_is_chased_like_a_report(run: Run, store: MemoryStore, tmp_path: Path) -> None:
    store.rows[PLANS] = [row for row in store.rows[PLANS] if row[PLANS.unit] != EDUCATION]
    report = run(month=Month(2020, 5), as_of=date(2020, 6, 9))
    assert [each.owed.unit for each in report.reminders] == [EDUCATION]
    text = words_of(report.reminders[0].letter)
    assert "关于报送重点工作推进计划的\n交办单" in text
    assert "各单位应于2020年6月8日前报送推进计划。截至2020年6月9日，你单位有2项任务的推进计划未报送" in text
    assert "如实填报上述任务的推进计划，" in text
    assert report.as_json()["reminders"][0]["plans"] == [1, 3]
    both = next(each for each in run().reminders if each.owed.unit == EDUCATION)
    text = words_of(both.letter)
    assert "应于2020年8月10日前报送2020年7月重点工作进展情况，于2020年6月8日前报送推进计划" in text
    assert "你单位有1项任务未报送，另有2项任务的推进计划未报送，现予交办" in text


def test_what_came_late_is_not_asked_for_again(run: Run, store: MemoryStore) -> None:
    late = {PROGRESS.received: datetime(2020, 8, 11, 9)}
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-07", **late))
    assert EDUCATION not in [each.owed.unit for each in run().reminders]


def test_a_unit_whose_words_are_empty_gets_the_first_step(run: Run, store: MemoryStore) -> None:
    for row in store.rows[PROGRESS]:
        if row[PROGRESS.unit] == EDUCATION:
            row[PROGRESS.text] = "同上"
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-07", **{PROGRESS.text: "同上"}))
    education = next(each for each in run().reminders if each.owed.unit == EDUCATION)
    assert {entry.flag.word for entry in education.owed.entries} >= {"空报"}
    assert max(entry.consecutive for entry in education.owed.entries) == 3
    assert education.owed.step is ReminderStep.ASSIGN


def test_each_kind_of_letter_has_its_own_sequence(run: Run, store: MemoryStore) -> None:
    set_parameter(store, Names.first_letter, 7)
    first = run()
    assert [each.number for each in first.reminders] == [
        "督查督〔2020〕7号",
        "督查催〔2020〕7号",
        "督查交〔2020〕7号",
    ]
    registered = [(row[DISPATCHES.number], row[DISPATCHES.unit]) for row in store.rows[DISPATCHES]]
    assert registered == [(each.number, each.owed.unit) for each in first.reminders]
    assert {
        str(row[name])
        for row in store.rows[DISPATCHES]
        for name in (DISPATCHES.day, DISPATCHES.month, DISPATCHES.result)
    } == {"2020-08-12", "2020-07", "已生成"}


def test_the_same_letter_keeps_its_number_and_others_count_on(run: Run, store: MemoryStore) -> None:
    first = {each.owed.unit: each.number for each in run().reminders}
    store.rows[PROGRESS].append(progress(2.0, ECOLOGY, "2020-07", **{PROGRESS.text: "无"}))
    again = {each.owed.unit: each.number for each in run(overwrite=True).reminders}
    assert (again[FINANCE], again[EDUCATION]) == (first[FINANCE], first[EDUCATION])
    assert (first[ECOLOGY], again[ECOLOGY]) == ("督查催〔2020〕1号", "督查交〔2020〕2号")
    assert len(store.rows[DISPATCHES]) == 4
    august = {
        each.owed.unit: each.number for each in run(month=Month(2020, 8), as_of=date(2020, 9, 11)).reminders
    }
    assert august[FINANCE] == "督查督〔2020〕2号"


def test_asking_again_on_the_same_day_changes_nothing(run: Run, store: MemoryStore) -> None:
    run()
    before = len(store.applied)
    run()
    assert len(store.applied) == before


def test_one_sequence_serves_all_kinds_where_the_pattern_has_no_kind(run: Run, store: MemoryStore) -> None:
    set_parameter(store, Names.letter_number, "督函〔{年}〕{号}号")
    assert [each.number for each in run().reminders] == [f"督函〔2020〕{n}号" for n in (1, 2, 3)]


def test_where_files_stand_in_the_way_no_letter_is_registered(
    run: Run, store: MemoryStore, tmp_path: Path
) -> None:
    (tmp_path / "催报").mkdir()
    (tmp_path / "催报" / "市财政局_2020-07_督办通知单.docx").write_bytes(b"mine")
    with pytest.raises(ExistsError):
        run()
    assert store.rows[DISPATCHES] == []


def test_a_letter_of_january_has_the_new_years_number(tmp_path: Path) -> None:
    request = RemindRequest(Month(2020, 12), tmp_path / "催报", date(2021, 1, 12))
    assert "〔2021〕1号" in remind(small_ledger(), request).reminders[0].number


@pytest.mark.parametrize("pattern", ["督查{字}〔{年}〕", "督查{类}〔{年}〕{号}号", "督查{号", "{号}}"])
def test_a_number_pattern_not_understood_is_named_with_its_cell(
    run: Run, store: MemoryStore, pattern: str
) -> None:
    set_parameter(store, Names.letter_number, pattern)
    with pytest.raises(LedgerError, match=r"参数!B\d+：参数“催报文号”") as caught:
        run()
    assert pattern in str(caught.value)


def test_nothing_is_written_where_nobody_owes_anything(tmp_path: Path) -> None:
    out = tmp_path / "催报"
    report = remind(small_ledger(), RemindRequest(Month(2020, 6), out, date(2020, 7, 13)))
    assert report.as_json() == {"month": "2020-06", "reminders": [], "overview": None, "findings": []}
    assert not report.needs_attention
    assert not out.exists()


def test_a_month_that_is_not_due_is_refused(run: Run) -> None:
    with pytest.raises(RequestError, match="2020-08-10"):
        run(as_of=date(2020, 8, 10))


def test_a_month_that_nobody_reports_on_is_refused(run: Run) -> None:
    with pytest.raises(RequestError, match="不用报送"):
        run(month=Month(2020, 3))


def test_the_ledger_gets_the_register_and_what_follows_and_nothing_else(run: Run, store: MemoryStore) -> None:
    run()
    (changes,) = store.applied
    assert {step.table for step in changes.steps} <= {DISPATCHES, TASKS, HOME_DATA, TODOS}


def test_missing_and_wrong_addresses_are_findings_with_their_cell(run: Run, store: MemoryStore) -> None:
    store.rows[UNITS] = [unit(EDUCATION, None, "教育局信箱"), unit(ECOLOGY)]
    report = run()
    assert [(f.code, f.place(), f.value) for f in report.findings] == [
        ("unit_unknown", "单位名录", FINANCE),
        ("mail_wrong", "单位名录!G2", "教育局信箱"),
        ("mail_blank", "单位名录!G3", ECOLOGY),
    ]
    assert len(report.reminders) == 3


def test_a_unit_is_found_by_its_other_names(run: Run, store: MemoryStore) -> None:
    store.rows[ASSIGNMENTS].append(assignment(2.0, "市环保局"))
    assert run().findings == ()


def test_the_list_names_every_reminder(run: Run, tmp_path: Path) -> None:
    report = run()
    path = tmp_path / "催报" / "催报一览_2020-07.xlsx"
    assert report.overview == path
    sheet = openpyxl.load_workbook(path)["催报一览"]
    header, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
    lines = [dict(zip(header, row, strict=True)) for row in rows]
    shown = [(line["单位"], line["步骤"], line["任务编号"], line["欠报月份"]) for line in lines]
    assert shown == [
        (FINANCE, "督办通知单", "3", "2020年5月至7月"),
        (ECOLOGY, "催办单", "2", "2020年6月至7月"),
        (EDUCATION, "交办单", "1", "2020年7月"),
    ]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$3:$3"
    for line in lines:
        assert line["函件"].split('"')[1] in [file.name for file in path.parent.iterdir()]
    assert problems(path) == []


def test_the_same_request_again_changes_no_file(run: Run, tmp_path: Path) -> None:
    run()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "催报").iterdir()}
    run()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "催报").iterdir()} == before
    assert len(before) == 7


def test_a_letter_that_somebody_worked_on_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    run()
    edited = tmp_path / "催报" / "市教育局_2020-07_交办单.docx"
    edited.write_bytes(b"edited")
    with pytest.raises(OutputError, match="市教育局"):
        run()
    assert edited.read_bytes() == b"edited"
    run(overwrite=True)
    assert edited.read_bytes() != b"edited"


@pytest.mark.parametrize("name", ["市<教育>局", 'a/b\\c:d*e?f"g|h', "市教育局.", "x" * 200, "分\n行", "…"])
def test_file_names_are_safe_on_windows(run: Run, store: MemoryStore, tmp_path: Path, name: str) -> None:
    store.rows[ASSIGNMENTS].append(assignment(2.0, name))
    run()
    for path in (tmp_path / "催报").iterdir():
        assert not set(path.name) & set('<>:"/\\|?*\n')
        assert len(path.name.encode()) <= 255
        assert path.stem == path.stem.strip(" .")
