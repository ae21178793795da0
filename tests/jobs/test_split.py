"""`split`: a form for each unit that reports on the month, all of them or none."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from support.filling import fill_form
from support.form_samples import cell_right_of, header_row
from support.memory_store import MemoryStore
from support.small_ledger import ECOLOGY, EDUCATION, FINANCE, assignment, progress, small_ledger, task, unit
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, LEAD, NO, PARAMETERS, PROGRESS, TASKS, UNITS, YES
from xlsheet.errors import JobError, OutputError, RequestError
from xlsheet.forms.layout import (
    DUE_LABEL,
    LAST_PERCENT,
    LAST_TEXT,
    MARK_SHEET,
    PLAN_SHEET,
    PROGRESS_SHEET,
    ROLE,
)
from xlsheet.jobs.importing import ImportRequest, import_notice
from xlsheet.jobs.split import SHEETS, SplitReport, SplitRequest, split
from xlsheet.ledger.settings import SCOPE_ALL, Names
from xlsheet.notice import read_registry, read_source
from xlsheet.resources import DATA

MAY, JUNE, JULY = Month(2020, 5), Month(2020, 6), Month(2020, 7)


def run(store: MemoryStore, out: Path, month: Month = JUNE, **request: object) -> SplitReport:
    return split(store, SplitRequest(month, out, **request))  # type: ignore[arg-type]


def rows_of(path: str | Path) -> list[dict[str, object]]:
    """The task rows of a form's progress sheet, by column name."""
    sheet = openpyxl.load_workbook(path)[PROGRESS_SHEET]
    header = header_row(sheet)
    names = [cell.value for cell in sheet[header]]
    rows = sheet.iter_rows(min_row=header + 1, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def tasks_of(path: str | Path) -> list[object]:
    return [row[PROGRESS.task_no] for row in rows_of(path)]


def set_parameter(store: MemoryStore, name: str, value: object) -> None:
    row = next(row for row in store.rows[PARAMETERS] if row[PARAMETERS.parameter] == name)
    row[PARAMETERS.value] = value


def test_each_reporting_unit_gets_a_file_with_its_tasks(tmp_path: Path) -> None:
    report = run(small_ledger(), tmp_path / "下发")
    assert report.as_json() == {
        "month": "2020-06",
        "files": [
            {"unit": EDUCATION, "path": str(tmp_path / "下发" / f"{EDUCATION}_2020-06.xlsx"), "rows": 2},
            {"unit": ECOLOGY, "path": str(tmp_path / "下发" / f"{ECOLOGY}_2020-06.xlsx"), "rows": 1},
        ],
    }
    assert [tasks_of(file.path) for file in report.files] == [[1, 3], [2]]
    assert not report.needs_attention
    assert "2 个单位、3 项" in report.summary()


def test_nothing_but_the_forms_is_left_in_the_folder(tmp_path: Path) -> None:
    report = run(small_ledger(), tmp_path)
    assert sorted(str(path) for path in tmp_path.iterdir()) == sorted(file.path for file in report.files)


def test_ledger_is_not_changed(tmp_path: Path) -> None:
    store = small_ledger()
    run(store, tmp_path)
    assert store.applied == []


def test_first_month_asks_for_the_plan_and_later_months_do_not(tmp_path: Path) -> None:
    store = small_ledger()
    sheets = [
        openpyxl.load_workbook(run(store, tmp_path, month).files[0].path).sheetnames for month in (MAY, JUNE)
    ]
    assert [PLAN_SHEET in names for names in sheets] == [True, False]


def test_due_date_follows_the_calendar_of_the_ledger(tmp_path: Path) -> None:
    store = small_ledger()
    set_parameter(store, Names.due_day, 8)
    sheet = openpyxl.load_workbook(run(store, tmp_path).files[0].path)[PROGRESS_SHEET]
    assert cell_right_of(sheet, DUE_LABEL).value == datetime(2020, 7, 8)


def test_last_entry_stands_beside_the_task(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[PROGRESS].append(progress(1.0, EDUCATION, "2020-07", **{PROGRESS.text: "以后的"}))
    row = rows_of(run(store, tmp_path, units=[EDUCATION]).files[0].path)[0]
    may = next(r for r in store.rows[PROGRESS] if r[PROGRESS.task_no] == 1 and r[PROGRESS.month] == "2020-05")
    assert (row[LAST_TEXT], row[LAST_PERCENT]) == (may[PROGRESS.text], may[PROGRESS.percent])
    assert row[PROGRESS.text] is None


def test_older_entry_says_of_which_month_it_is(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[PROGRESS] = [r for r in store.rows[PROGRESS] if r[PROGRESS.month] == "2020-05"]
    row = rows_of(run(store, tmp_path, JULY, units=[ECOLOGY]).files[0].path)[0]
    assert str(row[LAST_TEXT]).startswith("（2020年5月）")
    assert row[LAST_PERCENT] == pytest.approx(0.5)


def test_closed_task_is_asked_for_up_to_its_closing_month(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[TASKS][0][TASKS.closed_month] = "2020-06"
    numbers = [
        tasks_of(run(store, tmp_path, month, units=[EDUCATION]).files[0].path) for month in (JUNE, JULY)
    ]
    assert numbers == [[1, 3], [3]]


def test_scope_and_the_column_of_the_ledger_decide_who_gets_a_form(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[ASSIGNMENTS].append(assignment(2.0, FINANCE, LEAD, NO))
    assert {file.unit for file in run(store, tmp_path / "a").files} == {EDUCATION, ECOLOGY}
    store.rows[ASSIGNMENTS][-2][ASSIGNMENTS.reports] = YES
    assert {file.unit for file in run(store, tmp_path / "b").files} == {EDUCATION, ECOLOGY, FINANCE}
    store.rows[ASSIGNMENTS][-2][ASSIGNMENTS.reports] = None
    set_parameter(store, Names.scope, SCOPE_ALL)
    report = run(store, tmp_path / "c")
    assert [row[ROLE] for file in report.files if file.unit == FINANCE for row in rows_of(file.path)] == [
        "责任"
    ]


def test_units_can_be_chosen_by_any_of_their_names(tmp_path: Path) -> None:
    report = run(small_ledger(), tmp_path, units=["市环保局", ECOLOGY])
    assert [file.unit for file in report.files] == [ECOLOGY]
    assert len(list(tmp_path.iterdir())) == 1


def test_unknown_unit_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=f"市教育厅.*{EDUCATION}"):
        run(small_ledger(), tmp_path / "out", units=["市教育厅"])
    assert not (tmp_path / "out").exists()


def test_unit_without_anything_to_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=f"{FINANCE}.*没有要报送的任务"):
        run(small_ledger(), tmp_path, units=[FINANCE])


@pytest.mark.parametrize("month", [Month(2020, 4), Month(2021, 1)])
def test_month_outside_the_calendar_is_refused_naming_the_range(tmp_path: Path, month: Month) -> None:
    with pytest.raises(RequestError, match="2020-05 至 2020-12"):
        run(small_ledger(), tmp_path, month)


def test_ledger_without_duties_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(JobError, match=ASSIGNMENTS.sheet):
        run(MemoryStore(), tmp_path)


def test_the_same_again_succeeds_and_leaves_the_files_alone(tmp_path: Path) -> None:
    store = small_ledger()
    before = {file.path: Path(file.path).read_bytes() for file in run(store, tmp_path).files}
    again = run(store, tmp_path)
    assert {file.path: Path(file.path).read_bytes() for file in again.files} == before


def test_a_form_that_was_filled_in_is_not_overwritten_unasked(tmp_path: Path) -> None:
    store = small_ledger()
    path = Path(run(store, tmp_path).files[0].path)
    fill_form(path, path, PROGRESS_SHEET, lambda _: {PROGRESS.text: "已填"})
    filled = path.read_bytes()
    (tmp_path / f"{ECOLOGY}_2020-06.xlsx").unlink()
    with pytest.raises(OutputError, match=f"{path.name}.*已经有了"):
        run(store, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == filled
    run(store, tmp_path, overwrite=True)
    assert rows_of(path)[0][PROGRESS.text] is None


def test_no_folder_to_write_into_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    for out in (tmp_path / "文件", tmp_path / "文件" / "下级"):
        with pytest.raises(OutputError, match="写不进去（") as raised:
            run(small_ledger(), out)
        assert "directory" not in str(raised.value)


def test_units_whose_names_look_alike_as_files_get_one_each(tmp_path: Path) -> None:
    names = ["甲/乙局", "甲\\乙局", "Con", "con", "丙局. ", "很长的名字" * 30]
    store = MemoryStore(
        {
            TASKS: [task(1.0)],
            ASSIGNMENTS: [assignment(1.0, name) for name in names],
            UNITS: [unit(name) for name in names],
        }
    )
    report = run(store, tmp_path)
    files = [Path(file.path) for file in report.files]
    assert len({file.name.casefold() for file in files}) == len(report.files) == len(names)
    assert all(not set(file.name) & set('<>:"/\\|?*') and len(file.name) < 80 for file in files)
    for file, entry in zip(files, report.files, strict=True):
        assert openpyxl.load_workbook(file)[MARK_SHEET]["C2"].value == entry.unit


def test_one_workbook_with_a_sheet_a_unit(tmp_path: Path) -> None:
    report = run(small_ledger(), tmp_path, MAY, layout=SHEETS)
    assert [path.name for path in tmp_path.iterdir()] == ["填报表_2020-05.xlsx"]
    assert {file.path for file in report.files} == {str(tmp_path / "填报表_2020-05.xlsx")}
    assert {file.unit: file.rows for file in report.files} == {EDUCATION: 2, ECOLOGY: 1}
    names = openpyxl.load_workbook(report.files[0].path).sheetnames
    assert {EDUCATION, f"{EDUCATION}-{PLAN_SHEET}", ECOLOGY, f"{ECOLOGY}-{PLAN_SHEET}"} <= set(names)


def test_forms_can_be_filled_in_by_their_headers(tmp_path: Path) -> None:
    form = Path(run(small_ledger(), tmp_path, MAY, units=[EDUCATION]).files[0].path)
    for sheet in (PROGRESS_SHEET, PLAN_SHEET):
        assert fill_form(form, tmp_path / "已填.xlsx", sheet, lambda _: {}) == 2


def test_real_notice_gives_each_lead_unit_its_tasks(real_notice: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    registry = read_registry(DATA / "units-zhengzhou-2020.csv")
    import_notice(store, ImportRequest(read_source(real_notice), registry))
    report = run(store, tmp_path, MAY)
    rows = {file.unit: file.rows for file in report.files}
    assert (len(rows), sum(rows.values()), rows["市发展改革委"]) == (65, 406, 30)
    assert {number for file in report.files for number in tasks_of(file.path)} == {
        row[TASKS.number] for row in store.rows[TASKS]
    }
    assert all(len(tasks_of(file.path)) == file.rows for file in report.files)
