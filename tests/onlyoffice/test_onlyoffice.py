"""What ONLYOFFICE, which is closer to WPS and Excel than Calc is, makes of our files, and we of its."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from support.filling import fill_form
from support.ledger_file import filled, plain
from support.ledger_on_disk import JUNE, MAY, answers, answers_of, forms_of, returned, sample_ledger
from support.office import convert
from support.onlyoffice import filled_in, printed, programs, saved_again
from support.validator import problems
from xlsheet.dictionary.tables import HOME_SHEET, PLANS, PROGRESS, RECEIPTS, REJECTIONS, TABLES, Table
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.report import BulletinRequest, report
from xlsheet.jobs.split import SHEETS, SplitRequest, split
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.package import Package

ROOT = Path(__file__).parents[2]
RECEIVED = datetime(2021, 6, 9)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of a ledger: forms sent and returned, merged, chased and reported."""
    programs()
    folder = tmp_path_factory.mktemp("onlyoffice")
    ledger = sample_ledger(folder)
    for i, form in enumerate(forms_of(ledger, folder / "下发")[:4]):
        returned(form.path, folder / "回收" / f"收{i}.xlsx")
    with FileStore.open(ledger) as store:
        merge(store, MergeRequest((folder / "回收",), received=RECEIVED))
        missing(store, MissingRequest(MAY, date(2021, 6, 20)))
        remind(store, RemindRequest(MAY, folder / "催报", date(2021, 6, 20)))
        report(store, BulletinRequest(MAY, folder / "通报.docx", as_of=date(2021, 6, 20)))
    return folder


@pytest.fixture
def ledger(start: Path, tmp_path: Path) -> Path:
    """The ledger as ONLYOFFICE saved it."""
    return saved_again(start / "督查台账.xlsm", tmp_path / "督查台账.xlsm")


def cells(path: Path) -> dict[tuple[str, str], object]:
    """All that stands in a workbook's cells; formulas as such."""
    book = openpyxl.load_workbook(path)
    found = ((sheet.title, cell) for sheet in book.worksheets for row in sheet for cell in row)
    return {(title, cell.coordinate): plain(cell.value) for title, cell in found if cell.value is not None}


def content(path: Path, table: Table) -> list[dict[str, object]]:
    with FileStore.open(path, writing=False) as store:
        return [filled(row) for _, row in store.read(table).rows()]


def test_workbooks_are_opened_and_saved_whole(start: Path, tmp_path: Path) -> None:
    form = next((start / "下发").glob("*.xlsx"))
    for path in (form, start / "督查台账.xlsm"):
        assert cells(saved_again(path, tmp_path / path.name)) == cells(path), path.name


def test_documents_are_opened_and_saved_whole(start: Path, tmp_path: Path) -> None:
    letters = sorted((start / "催报").glob("*.docx"))
    for path in (letters[0], start / "通报.docx"):
        saved = saved_again(path, tmp_path / path.name)
        before, after = ([p.text for p in docx.Document(str(p)).paragraphs] for p in (path, saved))
        assert after == before, path.name


def test_documents_take_as_many_pages_as_in_writer(start: Path, tmp_path: Path) -> None:
    """Give or take one, since the two break lines at other places."""
    paths = [start / "通报.docx", sorted((start / "催报").glob("*.docx"))[0]]
    for path, pdf in zip(paths, printed(paths, tmp_path), strict=True):
        assert abs(pages(pdf) - pages(convert(path, "pdf", tmp_path / "writer"))) <= 1, path


def test_the_quick_card_stays_on_its_page(start: Path, tmp_path: Path) -> None:
    script, card = ROOT / "docs" / "make_card.py", tmp_path / "速查卡.docx"
    subprocess.run([sys.executable, "-X", "utf8", script, start / "督查台账.xlsm", card], check=True)
    assert pages(printed([card], tmp_path)[0]) == 1


def pages(pdf: Path) -> int:
    return len(pypdf.PdfReader(pdf).pages)


def test_a_form_that_was_filled_in_there_is_taken(start: Path, tmp_path: Path) -> None:
    ledger = Path(shutil.copy(start / "督查台账.xlsm", tmp_path))
    form = forms_of(ledger, tmp_path / "下发", JUNE)[0]
    wanted = Path(form.path).with_name("样子.xlsx")
    fill_form(Path(form.path), wanted, PROGRESS.sheet, answers)
    blank = cells(Path(form.path))
    typed = {
        cell: value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value
        for (sheet, cell), value in cells(wanted).items()
        if sheet == PROGRESS.sheet and blank.get((sheet, cell)) != value
    }
    back = filled_in(Path(form.path), tmp_path / "回收" / "交.xlsx", PROGRESS.sheet, typed)
    with FileStore.open(ledger) as store:
        (file,) = merge(store, MergeRequest((back,), received=datetime(2021, 7, 5))).files
    assert (file.unit, str(file.month)) == (form.unit, "2021-06")
    assert ([*file.rejected], [*file.findings]) == ([], [])
    taken = [row for row in content(ledger, PROGRESS) if row[PROGRESS.source_file] == "交.xlsx"]
    assert len(taken) == form.rows


def test_a_ledger_that_it_saved_is_read_the_same(start: Path, ledger: Path) -> None:
    for table in TABLES:
        assert content(ledger, table) == content(start / "督查台账.xlsm", table), table


def test_what_it_drops_is_seen_and_put_back(start: Path, ledger: Path) -> None:
    before = problems(ledger)
    with FileStore.open(ledger, writing=False) as store:
        assert store.lost() == ["首页按钮", "功能区"]
    with FileStore.open(ledger) as store:
        store.mend("体检", "补回")
    with FileStore.open(ledger, writing=False) as store:
        assert store.lost() == []
    original = start / "督查台账.xlsm"
    assert buttons(ledger) == buttons(original) != []
    assert problems(ledger) == before  # its own slips, and none of ours


def buttons(path: Path) -> list[str]:
    """The macros of the home sheet's buttons, in their order."""
    package = Package(path.read_bytes())
    drawings = package.related(package.sheets[HOME_SHEET], "/vmlDrawing")
    return [line for part in drawings for line in package.part(part).decode().split() if "FmlaMacro" in line]


def test_jobs_on_a_ledger_that_it_saved_end_as_on_ours(start: Path, ledger: Path, tmp_path: Path) -> None:
    reports = []
    for path in (ledger, Path(shutil.copy(start / "督查台账.xlsm", tmp_path / "我们的.xlsm"))):
        with FileStore.open(path) as store:
            found = validate(store, ValidateRequest()).as_json()
            owed = missing(store, MissingRequest(MAY, date(2021, 6, 20))).as_json()
            written = split(store, SplitRequest(JUNE, tmp_path / path.stem)).as_json()
        reports.append((found, owed, [(file["unit"], file["rows"]) for file in written["files"]]))
    assert reports[0] == reports[1]


def test_returns_merge_into_a_ledger_that_it_saved_and_replies_come_back_through_it(
    start: Path, ledger: Path, tmp_path: Path
) -> None:
    """A form with a slip, its marked reply mended and saved there, and a common book of all units."""
    ours = Path(shutil.copy(start / "督查台账.xlsm", tmp_path / "我们的.xlsm"))
    sound, careless = forms_of(ours, tmp_path / "下发")[4:6]
    back = tmp_path / "回收"
    returned(sound.path, back / "甲.xlsx", answers_of(Path(sound.path)))
    slip = {PROGRESS.percent: "过半"}
    returned(careless.path, back / "乙.xlsx", lambda task: {**answers_of(Path(careless.path))(task), **slip})
    for path in (ledger, ours):
        with FileStore.open(path) as store:
            merge(store, MergeRequest((back,), received=RECEIVED, replies=tmp_path / "退回" / path.stem))
    for table in (PROGRESS, PLANS, RECEIPTS, REJECTIONS):
        assert content(ledger, table) == content(ours, table), table
    (reply,) = (tmp_path / "退回" / ledger.stem).glob("*.xlsx")
    wrong = [
        cell for (sheet, cell), value in cells(reply).items() if value == "过半" and sheet == PROGRESS.sheet
    ]
    mended = filled_in(reply, tmp_path / "改好" / "乙.xlsx", PROGRESS.sheet, dict.fromkeys(wrong, 0.4))
    with FileStore.open(ledger) as store:
        (file,) = merge(store, MergeRequest((mended,), received=RECEIVED)).files
    assert (file.unit, len(file.accepted), [*file.rejected]) == (careless.unit, careless.rows * 2, [])


def test_a_common_book_that_was_filled_in_there_is_taken(start: Path, tmp_path: Path) -> None:
    ledger = Path(shutil.copy(start / "督查台账.xlsm", tmp_path))
    with FileStore.open(ledger) as store:
        (made,) = split(store, SplitRequest(JUNE, tmp_path / "下发", layout=SHEETS)).as_json()["files"][:1]
    book = next((tmp_path / "下发").glob("*.xlsx"))
    wanted = tmp_path / "样子.xlsx"
    fill_form(book, wanted, made["unit"], answers)
    blank = cells(book)
    typed = {
        cell: value.strftime("%Y-%m-%d") if isinstance(value, datetime) else value
        for (sheet, cell), value in cells(wanted).items()
        if sheet == made["unit"] and blank.get((sheet, cell)) != value
    }
    back = filled_in(book, tmp_path / "回收" / "全部.xlsx", made["unit"], typed)
    with FileStore.open(ledger) as store:
        files = merge(store, MergeRequest((back,), received=datetime(2021, 7, 5))).files
    (file,) = [file for file in files if file.unit == made["unit"]]
    assert (str(file.month), len(file.accepted), [*file.rejected]) == ("2021-06", made["rows"], [])
