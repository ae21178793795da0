"""What merge promises: every file has a verdict, nothing is lost, the same again changes nothing."""

import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from support.filling import above_table, fill_form
from support.ledger_on_disk import MAY, answers, forms_of, returned, sample_ledger
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS, TASKS, Table
from xlsheet.errors import RequestError
from xlsheet.jobs.merge import MergeReport, MergeRequest, merge
from xlsheet.jobs.split import SHEETS, SplitRequest, split
from xlsheet.ledger.changes import Changes, Replace
from xlsheet.resources import SCHEMAS
from xlsheet.stores.file import FileStore

NINTH = datetime(2021, 6, 9)
EDUCATION = "市教育局"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("issued")
    forms_of(sample_ledger(folder), folder / "下发")
    return folder


@pytest.fixture
def office(issued: Path, tmp_path: Path) -> Path:
    """A folder with a fresh ledger, its forms, and an empty folder of returns."""
    shutil.copytree(issued, tmp_path, dirs_exist_ok=True)
    (tmp_path / "回收").mkdir()
    return tmp_path


def form(office: Path, unit: str = EDUCATION) -> Path:
    return office / "下发" / f"{unit}_2021-05.xlsx"


def run(office: Path, *, received: datetime = NINTH, dry_run: bool = False, **options: object) -> MergeReport:
    with FileStore.open(office / "督查台账.xlsm", writing=not dry_run) as store:
        request = MergeRequest((office / "回收",), received=received, dry_run=dry_run, **options)  # type: ignore[arg-type]
        return merge(store, request)


def rows(office: Path, table: Table) -> list[dict[str, object]]:
    book = openpyxl.load_workbook(office / "督查台账.xlsm", read_only=True)
    header, *content = book[table.sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in content if any(row)]


def codes(report: MergeReport) -> set[str]:
    return {finding.code for file in report.files for finding in file.all_findings()}


def with_one(**cells: object):
    """Answers that differ in these cells."""
    return lambda task: {**answers(task), **cells}


def test_a_sound_form_goes_into_the_ledger_whole(office: Path) -> None:
    count = returned(form(office), office / "回收" / "随便什么名字.xlsx")
    report = run(office)
    assert [file.verdict for file in report.files] == ["accepted"]
    assert report.inserted == 2 * count
    first = rows(office, PROGRESS)[0]
    task = first[PROGRESS.task_no]
    assert first[PROGRESS.text] == answers(int(str(task)))[PROGRESS.text]
    assert first[PROGRESS.percent] == 0.4
    assert first[PROGRESS.month] == "2021-05"
    assert first[PROGRESS.filled_on] == datetime(2021, 6, 5)
    assert first[PROGRESS.received] == NINTH
    assert first[PROGRESS.phone] == "0000-6000000"
    assert first[PROGRESS.source_place] == "月度进展!A6"
    assert len(rows(office, PLANS)) == count


def test_the_same_file_again_changes_nothing(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx")
    run(office)
    before = (office / "督查台账.xlsm").read_bytes()
    assert [file.verdict for file in run(office).files] == ["duplicate"]
    assert (office / "督查台账.xlsm").read_bytes() == before


def test_a_dry_run_gives_the_same_verdicts_and_changes_nothing(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx", with_one(**{PROGRESS.percent: "过半"}))
    before = (office / "督查台账.xlsm").read_bytes()
    dry = run(office, dry_run=True)
    assert (office / "督查台账.xlsm").read_bytes() == before
    assert [file.verdict for file in dry.files] == [file.verdict for file in run(office).files]


def test_a_row_that_the_ledger_cannot_hold_goes_back_and_the_rest_is_taken(office: Path) -> None:
    """A day before any that Excel knows, let through by an office's own rules; and a text that is too long
    only as Excel counts."""
    rules = shutil.copytree(SCHEMAS, office / "规则")
    plans = (rules / "plans.yaml").read_text(encoding="utf-8")
    (rules / "plans.yaml").write_text(plans.replace("before: 1", "before: 30"), encoding="utf-8")
    target = office / "回收" / "a.xlsx"
    count = returned(form(office), target)
    book = openpyxl.load_workbook(target)
    deadline = _column(book[PLANS.sheet], PLANS.deadline)
    book[PLANS.sheet].cell(6, deadline).value = "1899-12-31"
    book[PROGRESS.sheet].cell(7, _column(book[PROGRESS.sheet], PROGRESS.text)).value = "好😀" * 11_000
    task = book[PLANS.sheet].cell(6, 1).value
    book.save(target)
    before = (office / "督查台账.xlsm").read_bytes()
    dry = run(office, dry_run=True, schemas=rules)
    assert (office / "督查台账.xlsm").read_bytes() == before
    report = run(office, schemas=rules)
    assert report.inserted == dry.inserted == 2 * count - 2
    assert codes(report) == codes(dry)
    assert {"row_unwritable", "text_long"} <= codes(report)
    assert [file.verdict for file in report.files] == ["partly_rejected"]
    back = {row[REJECTIONS.code]: row for row in rows(office, REJECTIONS)}
    assert back["row_unwritable"][REJECTIONS.task_no] == str(task)
    assert f"“{PLANS.deadline}”里的“1899-12-31”" in str(back["row_unwritable"][REJECTIONS.reason])
    assert task not in {row[PLANS.task_no] for row in rows(office, PLANS)}


def _column(sheet: Worksheet, name: str) -> int:
    return next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == name)


def test_a_row_without_a_number_is_quoted_with_the_text_beside_it(office: Path) -> None:
    target = office / "回收" / "a.xlsx"
    returned(form(office), target)
    book = openpyxl.load_workbook(target)
    sheet = book[PROGRESS.sheet]
    last = sheet.max_row + 1
    for column, value in (
        (3, "新增任务：建设智慧岛二期"),
        (6, "已签约入驻企业12家"),
        (7, 0.2),
        (8, "推进中"),
    ):
        sheet.cell(last, column).value = value
    book.save(target)
    run(office)
    (back,) = rows(office, REJECTIONS)
    for words in (str(back[REJECTIONS.reason]), str(back[REJECTIONS.values])):
        assert "新增任务：建设智慧岛二期" in words
        assert "已签约入驻企业12家" in words


@pytest.mark.parametrize(
    ("column", "written", "taken", "code"),
    [
        (PROGRESS.percent, 0.5, 0.5, None),
        (PROGRESS.percent, 0.006, 0.006, "percent_forms"),
        (PROGRESS.percent, 50, 0.5, "percent_forms"),
        (PROGRESS.percent, "50%", 0.5, "percent_forms"),
        (PROGRESS.percent, "５０％", 0.5, "percent_forms"),
        (PROGRESS.percent, "50 %", 0.5, "percent_forms"),
        (PROGRESS.percent, "百分之五十", 0.5, "percent_forms"),
        (PROGRESS.percent, "约50%", 0.5, "percent_vague"),
        (PROGRESS.percent, "50%左右", 0.5, "percent_vague"),
        (PROGRESS.percent, "50-60%", 0.5, "percent_vague"),
        (PROGRESS.percent, "过半", None, "percent_vague"),
        (PROGRESS.percent, "基本完成", None, "percent_vague"),
        (PROGRESS.percent, 150, None, "percent_range"),
        (PROGRESS.percent, -0.1, None, "percent_range"),
        (PROGRESS.filled_on, "2021-6-5", datetime(2021, 6, 5), "date_forms"),
        (PROGRESS.filled_on, "2021/6/5", datetime(2021, 6, 5), "date_forms"),
        (PROGRESS.filled_on, "2021.6.5", datetime(2021, 6, 5), "date_forms"),
        (PROGRESS.filled_on, "2021年6月5日", datetime(2021, 6, 5), "date_forms"),
        (PROGRESS.filled_on, "20210605", datetime(2021, 6, 5), "date_forms"),
        (PROGRESS.filled_on, "6月5日", datetime(2021, 6, 5), "date_forms"),
        (PROGRESS.filled_on, date(2021, 6, 5), datetime(2021, 6, 5), None),
        (PROGRESS.filled_on, "2021-02-30", None, "date_wrong"),
        (PROGRESS.filled_on, "2099-01-01", None, "date_wrong"),
        (PROGRESS.status, "正常推进", "推进中", "status_words"),
        (PROGRESS.status, "进行中", "推进中", "status_words"),
        (PROGRESS.status, "延期", "滞后", "status_words"),
        (PROGRESS.status, "未开始", "未启动", "status_words"),
        (PROGRESS.status, "还行吧", None, "status_unknown"),
        (PROGRESS.phone, 67180738, "67180738", "number_text"),
        (PROGRESS.text, "=1+1 公式样子的话", "=1+1 公式样子的话", "formula_like"),
        (PROGRESS.text, "有\u200b零宽\u00a0字符", "有零宽 字符", "text_dirty"),
    ],
)
def test_cells_as_people_write_them(
    office: Path, column: str, written: object, taken: object, code: str | None
) -> None:
    target = office / "回收" / "a.xlsx"
    returned(form(office), target)
    book = openpyxl.load_workbook(target)
    sheet = book[PROGRESS.sheet]
    place = next((cell.column for cell in sheet[5] if cell.value == column), 0)
    cell = sheet.cell(*((6, place) if place else above_table(column)))
    cell.value = written
    if isinstance(written, str):
        cell.data_type = "s"
    book.save(target)
    report = run(office)
    found = {finding.code for file in report.files for finding in file.all_findings()}
    assert found == ({code} if code else set()) | (found & {"percent_forms"} if code else set())
    task = sheet.cell(6, 1).value
    row = [row for row in rows(office, PROGRESS) if row[PROGRESS.task_no] == task]
    if taken is None:
        assert row == []
        assert {r[REJECTIONS.code] for r in rows(office, REJECTIONS)} == {code}
        assert str(written) in str(rows(office, REJECTIONS)[0][REJECTIONS.values])
    else:
        assert row[0][column] == taken


def test_a_row_for_a_task_that_nobody_has_or_another_unit_has_goes_back(office: Path) -> None:
    target = office / "回收" / "a.xlsx"
    count = returned(form(office), target)
    book = openpyxl.load_workbook(target)
    book[PROGRESS.sheet].cell(6, 1).value = 999
    book.save(target)
    report = run(office)
    assert [file.verdict for file in report.files] == ["partly_rejected"]
    assert len(report.files[0].accepted) == 2 * count - 1
    back = rows(office, REJECTIONS)
    assert [(row[REJECTIONS.code], row[REJECTIONS.task_no]) for row in back] == [("task_unknown", "999")]
    assert "999" in str(back[0][REJECTIONS.values])


def test_the_later_of_two_files_counts_and_the_earlier_stays_findable(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx", with_one(**{PROGRESS.percent: 0.3}))
    run(office, received=datetime(2021, 6, 7))
    (office / "回收" / "a.xlsx").unlink()
    returned(form(office), office / "回收" / "b.xlsx", with_one(**{PROGRESS.percent: 0.5}))
    report = run(office, received=datetime(2021, 6, 12))
    assert report.updated > 0
    assert {row[PROGRESS.percent] for row in rows(office, PROGRESS)} == {0.5}
    assert {row[PROGRESS.received] for row in rows(office, PROGRESS)} == {datetime(2021, 6, 7)}
    assert {row[REJECTIONS.code] for row in rows(office, REJECTIONS)} == {"file_superseded"}
    assert all("完成比例=0.3" in str(row[REJECTIONS.values]) for row in rows(office, REJECTIONS))


@pytest.mark.parametrize("late", ["a", "b"])
def test_of_one_merge_the_file_that_was_filled_in_later_counts(office: Path, late: str) -> None:
    for name in ("a", "b"):
        share, day = (0.5, 5) if name == late else (0.3, 3)
        cells = {PROGRESS.percent: share, PROGRESS.filled_on: date(2021, 6, day)}
        returned(form(office), office / "回收" / f"{name}.xlsx", with_one(**cells))
    run(office)
    assert {row[PROGRESS.percent] for row in rows(office, PROGRESS)} == {0.5}


def test_a_later_merge_beats_an_earlier_one_of_the_same_day(office: Path) -> None:
    """Whatever the files are called and whenever they say they were filled in."""
    for share, day in ((0.3, 5), (0.5, 3)):
        cells = {PROGRESS.percent: share, PROGRESS.filled_on: date(2021, 6, day)}
        returned(form(office), office / "回收" / "a.xlsx", with_one(**cells))
        run(office, received=datetime(2021, 6, 9))
    assert {row[PROGRESS.percent] for row in rows(office, PROGRESS)} == {0.5}
    said = {str(row[REJECTIONS.reason]) for row in rows(office, REJECTIONS)}
    assert said == {"同一单位同一月份另有较晚的文件“a.xlsx（2021-06-09 收到的另一份）”，以那份为准。"}


def test_files_that_nothing_tells_apart_both_go_back(office: Path) -> None:
    for name, share in (("a", 0.3), ("b", 0.5)):
        returned(form(office), office / "回收" / f"{name}.xlsx", with_one(**{PROGRESS.percent: share}))
    report = run(office, received=datetime(2021, 6, 9))
    assert {str(file.verdict) for file in report.files} == {"partly_rejected"}
    assert rows(office, PROGRESS) == []
    assert all("分不出先后" in str(row[REJECTIONS.reason]) for row in rows(office, REJECTIONS))


def test_rows_left_blank_erase_nothing(office: Path) -> None:
    count = returned(form(office), office / "回收" / "a.xlsx")
    run(office)
    shutil.copy(form(office), office / "回收" / "b.xlsx")
    report = run(office, received=datetime(2021, 6, 10))
    assert report.updated == report.inserted == 0
    assert len(rows(office, PROGRESS)) == count


def test_every_file_handed_in_has_a_receipt(office: Path) -> None:
    folder = office / "回收"
    returned(form(office), folder / "好的.xlsx")
    (folder / "说明.txt").write_text("材料后补", encoding="utf-8")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a table")
    (folder / "坏的.xlsx").write_bytes((folder / "好的.xlsx").read_bytes()[:2000])
    (folder / "空的.xlsx").write_bytes(b"")
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    report = run(office)
    verdicts = {Path(file.path).name: str(file.verdict) for file in report.files}
    assert verdicts == {
        "好的.xlsx": "accepted",
        "说明.txt": "rejected",
        "照片.jpg": "rejected",
        "坏的.xlsx": "rejected",
        "空的.xlsx": "rejected",
        "Thumbs.db": "ignored",
    }
    assert {row[RECEIPTS.file] for row in rows(office, RECEIPTS)} == set(verdicts)
    assert len(rows(office, REJECTIONS)) == 4


def test_returns_in_a_zip_have_their_own_verdicts(office: Path) -> None:
    returned(form(office), office / "a.xlsx")
    with zipfile.ZipFile(office / "回收" / "各单位.zip", "w") as archive:
        archive.write(office / "a.xlsx", "子文件夹/市教育局.xlsx")
    report = run(office)
    assert [Path(file.path).as_posix().rsplit("回收/", 1)[1] for file in report.files] == [
        "各单位.zip/子文件夹/市教育局.xlsx"
    ]
    assert [file.verdict for file in report.files] == ["accepted"]


def test_a_sheet_renamed_and_rows_above_are_no_obstacle(office: Path) -> None:
    target = office / "回收" / "a.xlsx"
    returned(form(office), target)
    book = openpyxl.load_workbook(target)
    sheet = book[PROGRESS.sheet]
    sheet.title = "五月定稿"
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(1, 3)
    sheet["A1"] = "报督查室："
    book.save(target)
    assert [file.verdict for file in run(office).files] == ["accepted"]


def test_a_form_of_another_month_or_ledger_is_refused(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx")
    assert codes(run(office, month=Month(2021, 6), dry_run=True)) == {"file_wrong_month"}
    book = openpyxl.load_workbook(office / "回收" / "a.xlsx")
    for row in book["_xlsheet"].iter_rows(min_row=2):
        row[1].value = "2019-00000000"
    book.save(office / "回收" / "a.xlsx")
    report = run(office)
    assert codes(report) == {"file_wrong_ledger"}
    assert rows(office, PROGRESS) == []


def test_a_month_on_which_nobody_reports_is_taken_with_a_word(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx")
    book = openpyxl.load_workbook(office / "回收" / "a.xlsx")
    del book["_xlsheet"]
    book[PROGRESS.sheet]["E2"] = "2021年3月"
    book.save(office / "回收" / "a.xlsx")
    report = run(office)
    assert "month_outside" in codes(report)
    assert {row[PROGRESS.month] for row in rows(office, PROGRESS)} == {"2021-03"}


def test_a_table_of_the_units_own_making_is_understood(office: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    task = openpyxl.load_workbook(form(office))[PROGRESS.sheet].cell(6, 1).value
    sheet.append(["市教育局5月进展"])
    sheet.append(["填报单位：市教育局", None, "填报月份：2021年5月"])
    sheet.append(["序号", "工作进展", "完成比例(%)", "状态"])
    sheet.append([f"第{task}项", "已完成方案编制并开工3处", 35, "正在推进"])
    sheet.append(["合计", None, 35, None])
    sheet.append(["填报人：王敏　审核人：李强"])
    book.save(office / "回收" / "自制.xlsx")
    report = run(office)
    assert [len(file.accepted) for file in report.files] == [1]
    assert report.files[0].skipped == 2
    row = rows(office, PROGRESS)[0]
    assert (row[PROGRESS.unit], row[PROGRESS.percent], row[PROGRESS.status]) == (EDUCATION, 0.35, "推进中")


def test_the_task_list_shows_where_each_task_stands(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx")
    run(office)
    reported = {row[PROGRESS.task_no] for row in rows(office, PROGRESS)}
    standing = {row[TASKS.number]: row for row in rows(office, TASKS)}
    led = [n for n in reported if standing[n][TASKS.last_month] == "2021-05"]
    alone = {n for n in led if "、" not in (standing[n][TASKS.lead_units] or "、")}
    assert alone
    assert {standing[n][TASKS.percent] for n in alone} == {0.4}
    assert all(standing[n][TASKS.percent] < 0.4 for n in set(led) - alone), "others have not reported"


def test_a_path_that_does_not_exist_stops_everything(office: Path) -> None:
    with FileStore.open(office / "督查台账.xlsm") as store, pytest.raises(RequestError, match="没有这个"):
        merge(store, MergeRequest((office / "没有这个",)))


def test_a_common_workbook_is_one_file_for_each_of_its_units(office: Path) -> None:
    with FileStore.open(office / "督查台账.xlsm", writing=False) as store:
        split(store, SplitRequest(MAY, office / "合", ["市教育局", "市财政局"], SHEETS))
    target = office / "回收" / "两个单位.xlsx"
    book = office / "合" / "填报表_2021-05.xlsx"
    count = fill_form(book, target, "市教育局", answers) + fill_form(target, target, "市财政局", answers)
    report = run(office)
    assert [file.unit for file in report.files] == ["市教育局", "市财政局"]
    assert {file.verdict for file in report.files} == {"accepted"}
    assert len(rows(office, PROGRESS)) == count
    assert {row[PROGRESS.unit] for row in rows(office, PROGRESS)} == {"市教育局", "市财政局"}


def test_a_file_that_kills_its_reader_costs_only_itself(office: Path) -> None:
    returned(form(office), office / "回收" / "好的.xlsx")
    book = openpyxl.load_workbook(office / "回收" / "好的.xlsx")
    book[PROGRESS.sheet]["XFD1048576"] = "远"
    book.save(office / "回收" / "远.xlsx")
    report = run(office)
    assert [(Path(file.path).name, str(file.verdict)) for file in report.files] == [
        ("好的.xlsx", "accepted"),
        ("远.xlsx", "rejected"),
    ]


def test_rows_deleted_by_hand_come_back_with_again(office: Path) -> None:
    returned(form(office), office / "回收" / "a.xlsx")
    run(office)
    before = rows(office, PROGRESS)
    with FileStore.open(office / "督查台账.xlsm", writing=True) as store:
        store.apply(Changes("试", "", [Replace(PROGRESS, [])]))
    assert run(office).inserted == 0
    assert run(office, again=True).inserted == len(before)
    assert [row[PROGRESS.text] for row in rows(office, PROGRESS)] == [row[PROGRESS.text] for row in before]
