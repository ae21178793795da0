"""Replies: what was not wholly taken goes back as a copy with its faults marked, safe to open and to mend."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
import xlwt

from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from support.office import convert
from support.terminal import Outcome, xlsheet
from support.validator import problems
from xlsheet.dictionary.tables import PROGRESS

UNIT = "市发展改革委"
FORMULA = '=HYPERLINK("http://example.invalid","点我")'


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A ledger with its forms in 下发, and an empty folder 回收."""
    forms_of(sample_ledger(tmp_path), tmp_path / "下发")
    (tmp_path / "回收").mkdir()
    return tmp_path


def spoilt(office: Path, column: str, value: object, name: str = "a.xlsx") -> str:
    """A filled-in form with one bad cell among the first task's; the cell's address."""
    target = office / "回收" / name
    returned(office / "下发" / f"{UNIT}_2021-05.xlsx", target)
    book = openpyxl.load_workbook(target)
    sheet = book[PROGRESS.sheet]
    place = next(cell for cell in sheet[5] if cell.value == column).column
    cell = sheet.cell(6, place)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    book.save(target)
    return cell.coordinate


def merge(office: Path, *options: object) -> Outcome:
    ledger, folder = office / "督查台账.xlsm", office / "退回"
    return xlsheet(
        "merge", ledger, office / "回收", "--replies", folder, "--received", "2021-06-09", "--json", *options
    )


def replies(office: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted((office / "退回").glob("*"))}


def test_a_reply_marks_what_is_wrong_where_it_stands(office: Path) -> None:
    place = spoilt(office, PROGRESS.percent, "过半")
    report = merge(office).json
    (path,) = replies(office).values()
    assert path.name == f"{UNIT}_2021-05_退回.xlsx"
    assert [reply["unit"] for reply in report["replies"]] == [UNIT]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "退回说明"
    cell = book[PROGRESS.sheet][place]
    assert cell.value == "过半"
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert "请填 0–100 的数字" in cell.comment.text
    told = [[c.value for c in row] for row in book["退回说明"].iter_rows(min_row=6)]
    assert [row[1:5] for row in told] == [["必须改", PROGRESS.sheet, place, "过半"]]
    assert problems(path) == []


@pytest.mark.libreoffice
def test_a_reply_is_printed_no_smaller_than_nine_points(office: Path) -> None:
    spoilt(office, PROGRESS.percent, "过半")
    merge(office)
    (path,) = replies(office).values()
    with pdfplumber.open(convert(path, "pdf", office / "打印")) as printed:
        sizes = [letter["size"] for page in printed.pages for letter in page.chars if letter["text"].strip()]
    assert min(sizes) >= 9


def test_a_mended_reply_is_taken_when_it_comes_back(office: Path) -> None:
    place = spoilt(office, PROGRESS.percent, "过半")
    merge(office)
    (path,) = replies(office).values()
    book = openpyxl.load_workbook(path)
    book[PROGRESS.sheet][place].value = 0.4
    (office / "回收" / "a.xlsx").unlink()
    book.save(office / "回收" / "改好的.xlsx")
    (file,) = merge(office).json["files"]
    assert (file["unit"], file["month"], file["verdict"]) == (UNIT, "2021-05", "accepted")


def test_nothing_of_the_return_but_values_goes_into_a_reply(office: Path) -> None:
    spoilt(office, PROGRESS.text, FORMULA)
    book = openpyxl.load_workbook(office / "回收" / "a.xlsx")
    sheet = book[PROGRESS.sheet]
    sheet["H6"].value, sheet["G7"].value = "不清楚", "=1+1"
    book.save(office / "回收" / "a.xlsx")
    merge(office)
    (path,) = replies(office).values()
    for sheet in openpyxl.load_workbook(path):
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert openpyxl.load_workbook(path)[PROGRESS.sheet]["F6"].value == FORMULA
    with zipfile.ZipFile(path) as package:
        assert not [
            name for name in package.namelist() if "vba" in name.lower() or "external" in name.lower()
        ]
        assert b"<f>" not in b"".join(package.read(name) for name in package.namelist())


def own_table(percent: object) -> list[list[object]]:
    row = answers(3)
    return [
        [f"填报单位：{UNIT}", "填报月份：2021年5月"],
        [PROGRESS.task_no, PROGRESS.text, PROGRESS.percent, PROGRESS.status],
        [3, row[PROGRESS.text], percent, row[PROGRESS.status]],
    ]


@pytest.mark.parametrize("kind", ["csv", "xls"])
def test_old_and_plain_files_are_answered_in_a_new_workbook(office: Path, kind: str) -> None:
    target = office / "回收" / f"自制.{kind}"
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(own_table("过半"))
        target.write_bytes(text.getvalue().encode("gbk"))
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("五月定稿")
        for r, row in enumerate(own_table("过半")):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
        book.save(str(target))
    merge(office)
    (path,) = replies(office).values()
    sheet = openpyxl.load_workbook(path).worksheets[1]
    assert sheet["C3"].value == "过半"
    assert sheet["C3"].comment is not None
    assert problems(path) == []


def test_a_file_that_is_no_table_is_answered_with_what_to_send(office: Path) -> None:
    (office / "回收" / "进展.txt").write_text("材料后补", encoding="utf-8")
    merge(office)
    (path,) = replies(office).values()
    assert path.name == "进展_退回.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["退回说明"]
    assert "请填写下发的 Excel 填报表" in str(book["退回说明"]["F6"].value)
    assert problems(path) == []


def test_what_was_wholly_taken_needs_no_reply(office: Path) -> None:
    spoilt(office, PROGRESS.percent, "约50%")
    assert merge(office).json["replies"] == []
    assert not (office / "退回").exists()


def test_a_reply_is_never_written_over(office: Path) -> None:
    spoilt(office, PROGRESS.percent, "过半")
    merge(office, "--dry-run")
    merge(office, "--dry-run")
    (path,) = replies(office).values()
    path.write_bytes(path.read_bytes() + b"noted by a clerk")
    merge(office, "--dry-run")
    assert list(replies(office)) == [f"{UNIT}_2021-05(2)_退回.xlsx", path.name]


def test_a_reply_has_the_forms_dropdowns(office: Path) -> None:
    place = spoilt(office, PROGRESS.status, "差不多了")
    merge(office)
    (path,) = replies(office).values()
    rules = openpyxl.load_workbook(path)[PROGRESS.sheet].data_validations.dataValidation
    (words,) = [str(rule.formula1) for rule in rules if rule.type == "list" and place in rule.sqref]
    assert "推进中" in words
    assert problems(path) == []
