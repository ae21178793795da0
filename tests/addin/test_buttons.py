"""Every button on a ledger in every program: what it does there, what it says, and where it leads."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from docx import Document
from python_calamine import CalamineWorkbook

from live.conftest import Opener
from support.ledger_file import new_ledger
from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from support.programs import alerts
from xlsheet import addin
from xlsheet.addin.choices import Choice
from xlsheet.addin.click import Given
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOME_SHEET,
    MISSING,
    PARAMETERS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    TASKS,
)
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.settings import Names
from xlsheet.resources import DATA
from xlsheet.stores.live.store import LiveStore

RECEIVED = datetime(2021, 6, 11)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the sample notice, and a few forms that came back."""
    folder = tmp_path_factory.mktemp("start")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发")[:6]):
        returned(form.path, folder / "回收" / f"收{i}.xlsx", careless if i == 1 else answers)
    return folder


def careless(task: int) -> dict[str, object]:
    return {**answers(task), PROGRESS.percent: "过半"}


@pytest.fixture
def ledger(start: Path, tmp_path: Path, opened: Opener) -> LiveStore:
    path = tmp_path / "督查台账.xlsm"
    shutil.copy(start / path.name, path)
    return opened(path)


def said(store: LiveStore) -> str:
    """The last message that was shown."""
    return str(alerts(store.book.app)[-1].prompt)


def rows(store: LiveStore, table) -> int:
    return len(LiveStore(store.book).read(table))


def saved(store: LiveStore, folder: Path, sheet: str) -> list[tuple[object, ...]]:
    """A sheet's filled rows in a saved copy, by openpyxl; calamine must read the same number."""
    copy = folder / "存.xlsm"
    store.book.save(copy)
    content = openpyxl.load_workbook(copy)[sheet].iter_rows(values_only=True)
    filled = [row for row in content if any(value is not None for value in row)]
    read = CalamineWorkbook.from_path(copy).get_sheet_by_name(sheet).to_python()
    assert len([row for row in read if any(cell != "" for cell in row)]) == len(filled)
    return filled


def test_validate_lists_findings_and_goes_to_them(ledger: LiveStore, tmp_path: Path) -> None:
    ledger.apply(Changes("测试", "弄错", [Edit(TASKS, {3: {TASKS.percent: 1.5}})]))
    assert addin.validate(ledger.book.name)
    assert "校验了" in said(ledger)
    assert ledger.book.sheets.active.name == RESULTS.sheet
    places = [(row[2], str(row[3])) for row in saved(ledger, tmp_path, RESULTS.sheet)]
    assert (TASKS.sheet, f"""=HYPERLINK("#'{TASKS.sheet}'!J3","J3")""") in places


def test_merge_takes_a_folder(ledger: LiveStore, start: Path, tmp_path: Path) -> None:
    assert addin.merge(ledger.book.name, Given(folder=start / "回收", day=RECEIVED))
    assert "6 个文件" in said(ledger)
    assert ledger.book.sheets.active.name == REJECTIONS.sheet
    assert rows(ledger, RECEIPTS) == 6
    progress = saved(ledger, tmp_path, PROGRESS.sheet)
    assert len(progress) == rows(ledger, PROGRESS) + 1 > 5
    assert {row[2] for row in progress[1:]} == {"2021-05"}


def test_import_says_what_is_new_and_asks_before_rewriting(
    ledger: LiveStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
    notice = tmp_path / "通知.txt"
    notice.write_text(text.replace("建成", "新建", 2), encoding="utf-8")
    before = [row[TASKS.content] for _, row in ledger.read(TASKS).rows()]
    assert addin.import_notice(ledger.book.name, Given(files=(notice,)))
    asked = alerts(ledger.book.app)[0].prompt
    assert "要按通知改写这 2 项吗" in asked
    assert asked.count(f"“{TASKS.content}”：") == 2
    assert asked.count(" → ") == 2 + 1, "each item is named, as it is and as it would be"
    assert "台账未改" in said(ledger)
    monkeypatch.setattr(type(ledger.book.app.impl), "alert", lambda *_, **__: "yes")
    assert addin.import_notice(ledger.book.name, Given(files=(notice,)))
    after = [row[TASKS.content] for _, row in LiveStore(ledger.book).read(TASKS).rows()]
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 2
    assert ledger.book.sheets.active.name == TASKS.sheet


def test_import_offers_a_look_first_where_lines_were_not_understood(
    ledger: LiveStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = tmp_path / "补充.txt"
    notice.write_text(
        "2021年补充任务\n1.新建冷库2座。\n牵头单位：市商务局\n一段谁也没有看懂的补充说明文字\n",
        encoding="utf-8",
    )
    before = rows(ledger, TASKS)
    monkeypatch.setattr(type(ledger.book.app.impl), "alert", lambda *_, **__: "yes")
    assert addin.import_notice(ledger.book.name, Given(files=(notice,)))
    review = tmp_path / "补充_核对.xlsx"
    assert (review.exists(), rows(ledger, TASKS)) == (True, before)
    assert addin.import_notice(ledger.book.name, Given(files=(review,)))
    assert rows(ledger, TASKS) == before + 1


def test_split_writes_the_month_s_forms(ledger: LiveStore, tmp_path: Path) -> None:
    assert addin.split(ledger.book.name, Given(month="2021-06", folder=tmp_path / "下发"))
    assert len(list((tmp_path / "下发").iterdir())) == 17
    assert "2021年6月填报表：17 个单位" in said(ledger)


def test_missing_goes_to_the_list(ledger: LiveStore) -> None:
    assert addin.missing(ledger.book.name, Given(day=datetime(2021, 7, 11)))
    assert ledger.book.sheets.active.name == MISSING.sheet
    assert rows(ledger, MISSING) > 20
    assert "缺报" in said(ledger)


def test_undo_takes_back_and_makes_again(ledger: LiveStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not addin.undo(ledger.book.name)
    assert "没有可以撤销的改动" in said(ledger)
    addin.missing(ledger.book.name, Given(day=datetime(2021, 7, 11)))
    count = rows(ledger, MISSING)
    assert addin.undo(ledger.book.name)
    assert "已撤销" in said(ledger)
    assert rows(ledger, MISSING) == 0
    assert addin.undo(ledger.book.name)  # asks whether to go on; nobody answers
    assert "否：恢复刚才撤销的" in said(ledger)
    assert rows(ledger, MISSING) == 0
    assert addin.undo(ledger.book.name, Given(redo=True))
    assert rows(ledger, MISSING) == count


def test_settings_and_help_lead_to_their_sheets(ledger: LiveStore) -> None:
    assert addin.settings(ledger.book.name)
    assert ledger.book.sheets.active.name == PARAMETERS.sheet
    assert alerts(ledger.book.app) == []
    assert addin.help_(ledger.book.name)
    assert ledger.book.sheets.active.name == HOME_SHEET
    manual = said(ledger).split("使用手册：")[1].split("\n")[0]
    assert Path(manual).is_file()


def test_remind_writes_letters_and_drafts_to_all_that_owe(ledger: LiveStore, tmp_path: Path) -> None:
    given = Given(month="2021-05", folder=tmp_path / "催报", day=datetime(2021, 6, 20))
    assert addin.remind(ledger.book.name, given)
    letters, drafts = (sorted((tmp_path / "催报").glob(kind)) for kind in ("*.docx", "*.eml"))
    assert len(letters) == len(drafts) == 17  # nobody's return has been merged
    assert "17" in said(ledger)


def test_report_writes_the_bulletin_into_the_folder(ledger: LiveStore, tmp_path: Path) -> None:
    assert addin.report(ledger.book.name, Given(month="2021-05", folder=tmp_path, day=datetime(2021, 6, 20)))
    assert any(
        "2021年" in paragraph.text for paragraph in Document(tmp_path / "通报_2021-05.docx").paragraphs
    )


def test_different_files_are_overwritten_only_after_asking(ledger: LiveStore, tmp_path: Path) -> None:
    given = Given(month="2021-05", folder=tmp_path, day=datetime(2021, 6, 20))
    there = tmp_path / "通报_2021-05.docx"
    there.write_bytes(b"mine")
    assert not addin.report(ledger.book.name, given)  # asks; nobody answers
    assert any("要覆盖吗" in alert.prompt for alert in alerts(ledger.book.app))
    assert there.read_bytes() == b"mine"


def test_a_wrong_parameter_is_named_and_nothing_changes(ledger: LiveStore, tmp_path: Path) -> None:
    parameters = ledger.book.sheets[PARAMETERS.sheet]
    row = next(n for n, r in ledger.read(PARAMETERS).rows() if r[PARAMETERS.parameter] == Names.due_day)
    parameters[f"B{row}"].value = "十号"
    assert not addin.missing(ledger.book.name, Given(day=RECEIVED))
    assert f"没有完成：{PARAMETERS.sheet}!B{row}" in said(ledger)
    assert alerts(ledger.book.app)[-1].title == "督查台账 · 缺报检查"
    assert ledger.book.app.status_bar is False


def test_what_nobody_foresaw_ends_in_a_message_and_a_log(
    ledger: LiveStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("xlsheet.jobs.missing.missing", breaks)
    assert not addin.missing(ledger.book.name, Given(day=RECEIVED))
    assert str(tmp_path / "xlsheet.log") in said(ledger)
    assert "boom" not in said(ledger)
    assert "ZeroDivisionError: boom" in (tmp_path / "xlsheet.log").read_text(encoding="utf-8")


def test_a_workbook_that_is_no_ledger_is_named(program: xw.App, ledger: LiveStore) -> None:
    other = program.books.add()
    assert not addin.validate(other.name)
    assert f"“{other.name}”里没有工作表" in said(ledger)
    assert other.sheets[0].used_range.address == "$A$1"


def test_a_click_without_a_name_means_the_workbook_in_front(ledger: LiveStore) -> None:
    ledger.book.activate()
    assert addin.settings()
    assert ledger.book.sheets.active.name == PARAMETERS.sheet


def test_a_cancelled_dialog_does_nothing_and_says_nothing(
    ledger: LiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Cancels:
        def choices(self, title: str, choices: Sequence[Choice]) -> None:
            asked.append((title, (choices[0].label, choices[0].value)))

    monkeypatch.setattr("xlsheet.addin.dialogs.dialogs_of", lambda _app: Cancels())
    assert not addin.split(ledger.book.name)
    assert asked == [("督查台账 · 拆分下发", ("月份", "2021-12"))]
    assert alerts(ledger.book.app) == []


class Answers:
    """A user who changes what `wanted` says, leaves all else as it is proposed, and picks one folder."""

    def __init__(self, folder: Path, **wanted: str) -> None:
        self.place, self.wanted, self.proposed = folder, wanted, dict[str, str]()

    def folder(self, title: str, start: Path | None) -> Path:
        return self.place

    def choices(self, title: str, choices: Sequence[Choice]) -> dict[str, str]:
        self.proposed = {choice.label: choice.value for choice in choices}
        return {**self.proposed, **self.wanted}


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Answers], Answers]:
    monkeypatch.setattr("xlsheet.addin.choices.user_folder", lambda: tmp_path / "own")

    def place(answers: Answers) -> Answers:
        monkeypatch.setattr("xlsheet.addin.dialogs.dialogs_of", lambda _app: answers)
        return answers

    return place


def test_a_merge_takes_the_day_of_receipt_and_writes_what_goes_back(
    ledger: LiveStore, start: Path, tmp_path: Path, answer: Callable[[Answers], Answers]
) -> None:
    answer(Answers(start / "回收", 收件日期="6月9日"))
    assert addin.merge(ledger.book.name)
    days = {row[RECEIPTS.received] for _, row in LiveStore(ledger.book).read(RECEIPTS).rows()}
    assert {str(day)[:10] for day in days} == {"2021-06-09"}
    assert [path.name for path in (tmp_path / "退回_2021-06-09").iterdir()]
    assert f"打开文件夹“{tmp_path / '退回_2021-06-09'}”吗" in said(ledger)
    assert addin.undo(ledger.book.name)
    assert "已经写到文件夹里的退回件" in said(ledger)
    assert list((tmp_path / "退回_2021-06-09").iterdir())


def test_what_was_chosen_last_is_proposed_again(
    ledger: LiveStore, start: Path, tmp_path: Path, answer: Callable[[Answers], Answers]
) -> None:
    answer(Answers(start / "回收", 退回件="不写", 收件日期="2021-06-09"))
    assert addin.merge(ledger.book.name)
    assert list(tmp_path.glob("退回*")) == []
    second = answer(Answers(start / "回收"))
    assert addin.merge(ledger.book.name)
    assert second.proposed["退回件"] == "不写"
    assert second.proposed["收件日期"] == str(date.today()), "a day is that of the click"


def test_forms_letters_and_bulletins_have_folders_of_their_own(
    ledger: LiveStore, tmp_path: Path, answer: Callable[[Answers], Answers]
) -> None:
    answer(Answers(tmp_path, 月份="2021-06"))
    assert addin.split(ledger.book.name)
    assert len(list((tmp_path / "下发_2021-06").iterdir())) == 17
    answer(Answers(tmp_path, 月份="2021-06", 期间="季度", 落款日期="2021-07-20", 领导专报="是"))
    assert addin.report(ledger.book.name)
    assert (tmp_path / "通报_2021-06" / "通报_2021-06_季度.docx").exists()
    assert list((tmp_path / "通报_2021-06" / "专报").glob("*.docx"))


def test_missing_is_asked_as_of_a_day(
    ledger: LiveStore, tmp_path: Path, answer: Callable[[Answers], Answers]
) -> None:
    answer(Answers(tmp_path, 截至日期="2021-06-11"))
    assert addin.missing(ledger.book.name)
    assert "截至 2021-06-11" in said(ledger)
    answer(Answers(tmp_path, 截至日期="哪天"))
    assert not addin.missing(ledger.book.name)
    assert "截至日期“哪天”不是日期" in said(ledger)


def test_unsaved_edits_and_own_columns_are_worked_with_and_kept(ledger: LiveStore) -> None:
    sheet = ledger.book.sheets[TASKS.sheet]
    sheet["S1"].options(transpose=True).value = ["我的列", "甲", "乙"]
    sheet["L2"].value = "紫"
    assert addin.validate(ledger.book.name)
    found = {row[RESULTS.cell]: row for _, row in LiveStore(ledger.book).read(RESULTS).rows()}
    assert found["L2"][RESULTS.value] == "紫"
    assert sheet["S1:S3"].value == ["我的列", "甲", "乙"]


def test_a_month_of_the_real_notice(real_notice: Path, opened: Opener, tmp_path: Path) -> None:
    store = opened(new_ledger(tmp_path, "实.xlsm"))
    name, units = store.book.name, DATA / "units-zhengzhou-2020.csv"
    assert addin.import_notice(name, Given(files=(real_notice, units)))
    assert (rows(store, TASKS), rows(store, ASSIGNMENTS)) == (146, 2642)
    assert addin.split(name, Given(month="2020-05", folder=tmp_path / "下发"))
    forms = sorted((tmp_path / "下发").iterdir())
    assert len(forms) == 65
    filled = [returned(form, tmp_path / "回收" / form.name) for form in forms[:8]]
    assert addin.merge(name, Given(folder=tmp_path / "回收", day=datetime(2020, 6, 9)))
    assert addin.missing(name, Given(day=datetime(2020, 6, 11)))
    assert addin.validate(name)
    progress = saved(store, tmp_path, PROGRESS.sheet)
    assert len(progress) - 1 == sum(filled) == rows(store, PROGRESS)
    assert {row[2] for row in progress[1:]} == {"2020-05"}
    missing = saved(store, tmp_path, MISSING.sheet)
    assert len([row for row in missing if (row[0], row[5]) == ("2020-05", "缺报")]) == 406 - sum(filled)


def test_the_first_notice_asks_what_the_ledger_cannot_know(
    opened: Opener, tmp_path: Path, answer: Callable[[Answers], Answers], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(new_ledger(tmp_path, "空.xlsm"))
    asked = answer(Answers(tmp_path, 督查单位="市督查室", 联系方式="电话 0000", 每月截止日="8"))
    monkeypatch.setattr(Answers, "file", lambda *_: DATA / "sample-notice.txt", raising=False)
    assert addin.import_notice(store.book.name), said(store)
    assert asked.proposed["年度"] == "2021", "as the notice says"
    values = {
        r[PARAMETERS.parameter]: r[PARAMETERS.value] for _, r in LiveStore(store.book).read(PARAMETERS).rows()
    }
    assert (values[Names.office], values[Names.office_contact]) == ("市督查室", "电话 0000")
    assert (values[Names.year], values[Names.first_month], values[Names.due_day]) == (2021, "2021-05", 8)
    assert rows(store, TASKS) == 21
