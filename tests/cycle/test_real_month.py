"""The main job on the real notice: new, split, forms filled in by openpyxl, merge, validate, missing."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from support.filling import fill_form
from support.home_page import HomePage, counted_lights
from support.office import convert
from support.terminal import Outcome, xlsheet
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS, TASKS
from xlsheet.resources import DATA

UNITS_FILE = DATA / "units-zhengzhou-2020.csv"


def progress_answers(task: int) -> dict[str, object]:
    share = 0.2 + task % 5 * 0.1
    return {
        PROGRESS.text: f"第{task}项按计划推进，已完成{task * 7}个项目的前期工作，{task * 3}个项目开工。",
        PROGRESS.percent: share,
        PROGRESS.status: "推进中",
        PROGRESS.next_steps: "加快建设。",
        PROGRESS.reporter: "张三",
        PROGRESS.phone: "0371-67180738",
        PROGRESS.filled_on: date(2020, 6, 8),
    }


def plan_answers(task: int) -> dict[str, object]:
    return {
        PLANS.work: f"第{task}项的具体工作",
        PLANS.goal: "年底前全面完成",
        PLANS.stages: "6月底过半，12月底完成",
        PLANS.deadline: date(2020, 12, 31),
        PLANS.leader: "李四",
    }


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, real_notice: Path) -> "Month":
    return Month(tmp_path_factory.mktemp("month"), real_notice)


class Month:
    """The first month of the real notice, played through the command line step by step."""

    def __init__(self, folder: Path, notice: Path) -> None:
        self.folder = folder
        self.ledger = folder / "督查台账.xlsm"
        self.new = xlsheet("new", self.ledger, "--notice", notice, "--units", UNITS_FILE, "--json")
        self.split = self.run("split", "--month", "2020-05", "--out", folder / "下发")
        self.filled = [self._fill(Path(file["path"])) for file in self.split.json["files"]]
        self.merge = self.run("merge", folder / "回收", "--received", "2020-06-09")
        self.again = self.run("merge", folder / "回收", "--received", "2020-06-09")
        self.validate = self.run("validate")
        self.missing = self.run("missing", "--as-of", "2020-06-11")

    def run(self, command: str, *arguments: object) -> Outcome:
        return xlsheet(command, self.ledger, *arguments, "--json")

    def _fill(self, form: Path) -> int:
        target = self.folder / "回收" / f"{form.stem} 已填.xlsx"
        rows = fill_form(form, target, PROGRESS.sheet, progress_answers)
        assert fill_form(target, target, PLANS.sheet, plan_answers) == rows
        return rows

    def rows(self, sheet: str) -> list[dict[str, object]]:
        book = openpyxl.load_workbook(self.ledger, read_only=True)
        header, *rows = book[sheet].iter_rows(values_only=True)
        return [dict(zip(map(str, header), row, strict=True)) for row in rows if any(row)]


def test_every_task_of_the_notice_is_in_the_ledger(month: Month) -> None:
    counts = {key: month.new.json[key] for key in ("tasks", "chapters", "sections", "units")}
    assert counts == {"tasks": 146, "chapters": 10, "sections": 36, "units": 77}
    assert month.new.json["assignments"] == 2642
    assert [f["code"] for f in month.new.json["findings"]].count("unit_indefinite") == 28


def test_every_reporting_unit_gets_a_form_with_its_tasks(month: Month) -> None:
    files = month.split.json["files"]
    assert month.split.status == 0
    assert [file["rows"] for file in files] == month.filled
    assert (len(files), sum(month.filled)) == (65, 406)


def test_all_rows_come_back_into_the_ledger(month: Month) -> None:
    report = month.merge.json
    rows = sum(month.filled)
    assert {file["verdict"] for file in report["files"]} <= {"accepted", "accepted_with_warnings"}
    assert report["ledger"] == {"inserted": 2 * rows, "updated": 0, "unchanged": 0}
    assert len(month.rows(PROGRESS.sheet)) == len(month.rows(PLANS.sheet)) == rows
    assert len(month.rows(RECEIPTS.sheet)) == len(month.filled)
    assert month.rows(REJECTIONS.sheet) == []


def test_the_same_files_again_change_nothing(month: Month) -> None:
    report = month.again.json
    assert {file["verdict"] for file in report["files"]} == {"duplicate"}
    assert report["ledger"]["inserted"] == report["ledger"]["updated"] == 0


def test_nothing_is_missing_when_all_have_reported(month: Month) -> None:
    report = month.missing.json
    assert report["months"] == [
        {
            "month": "2020-05",
            "due": "2020-06-10",
            "expected": sum(month.filled),
            "received": sum(month.filled),
            "late": 0,
        }
    ]


def test_what_was_merged_is_valid(month: Month) -> None:
    assert [f for f in month.validate.json["findings"] if f["severity"] == "error"] == []


@pytest.mark.libreoffice
def test_the_home_sheet_counts_what_the_ledger_holds(month: Month, tmp_path: Path) -> None:
    page = HomePage(convert(month.ledger, "xlsx", tmp_path))
    assert page.title == "2020年重点工作任务督查台账"
    assert "2020年6月11日" in page.as_of
    words = "任务", "已完成", "5月按时", "5月迟报", "5月缺报"
    assert [page.tile(word) for word in words] == [146, 0, 406, 0, 0]
    assert page.chapters == counted_lights(month.ledger, TASKS.chapter)
    assert page.leaders == counted_lights(month.ledger, TASKS.leaders)
    assert (len(page.chapters), len(page.leaders)) == (1 + 10, 1 + 9)
