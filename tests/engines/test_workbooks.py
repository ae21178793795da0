"""Workbooks and sheets: opened, told apart, saved, and honest errors where something is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook

from xlsheet.engines.uno.errors import CalcError
from xlsheet.errors import LockedError, OutputError, SourceError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    made = Workbook()
    made.active.title = "任务"
    made.active["A1"] = "原有"
    made.create_sheet("说明")
    made.save(path)
    return path


@pytest.fixture
def opened(calc: xw.App, book: xw.Book, file: Path) -> xw.Book:
    return calc.books.open(file)


def test_a_file_is_opened_with_its_name_and_path(opened: xw.Book, file: Path) -> None:
    assert opened.name == "台账.xlsx"
    assert Path(opened.fullname) == file
    assert opened.sheet_names == ["任务", "说明"]
    assert opened.sheets["任务"]["A1"].value == "原有"


def test_two_books_are_told_apart(calc: xw.App, opened: xw.Book, book: xw.Book) -> None:
    book.sheets[0]["A1"].value = "新的"
    assert opened.sheets[0]["A1"].value == "原有"
    assert {opened.name, book.name} <= {known.name for known in calc.books}
    opened.activate()
    assert calc.books.active == opened
    book.activate()
    assert calc.books.active == book


def test_a_book_is_found_by_name_in_any_case_and_by_path(calc: xw.App, opened: xw.Book, file: Path) -> None:
    assert calc.books["台账.XLSX"] == opened
    assert xw.Book(str(file)) == opened
    assert calc.books.open(file) == opened


def test_an_unknown_book_or_sheet_is_a_key_error(calc: xw.App, opened: xw.Book) -> None:
    with pytest.raises(KeyError):
        calc.books["没有.xlsx"]
    with pytest.raises(KeyError):
        opened.sheets["没有"]
    with pytest.raises(IndexError):
        opened.sheets[9]


def test_the_caller_is_the_book_that_the_launcher_names(
    opened: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--from_xl=1", f"--wb={opened.name}"])
    assert xw.Book.caller() == opened


def test_without_a_caller_xlwings_says_so_itself(calc: xw.App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["x"])
    with pytest.raises(Exception, match="must not be called directly"):
        xw.Book.caller()


def test_saving_in_place_and_under_another_name(opened: xw.Book, file: Path, tmp_path: Path) -> None:
    opened.sheets[0]["A1"].value = "改过"
    opened.save()
    assert load_workbook(file)["任务"]["A1"].value == "改过"
    opened.save(tmp_path / "另存.xlsx")
    assert opened.name == "另存.xlsx"
    assert load_workbook(tmp_path / "另存.xlsx")["任务"]["A1"].value == "改过"


def test_saving_where_it_cannot_be_saved_says_so(opened: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="没有文件夹"):
        opened.save(tmp_path / "没有" / "x.xlsx")
    with pytest.raises(ValueError, match=r"x\.docx"):
        opened.save(tmp_path / "x.docx")
    assert opened.name == "台账.xlsx"


def test_a_password_is_refused_rather_than_ignored(opened: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match="password"):
        opened.save(tmp_path / "密.xlsx", password="geheim")
    assert not (tmp_path / "密.xlsx").exists()


def test_a_protected_sheet_is_not_changed_silently(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:B1"].value = ["锁定", "可填"]
    protection = sheet["B1"].api.CellProtection
    protection.IsLocked = False
    sheet["B1"].api.CellProtection = protection
    sheet.api.protect("")
    for change in (
        lambda: setattr(sheet["A1"], "value", 1),
        lambda: setattr(sheet["A1"], "color", (1, 2, 3)),
        lambda: setattr(sheet["A1"].font, "bold", True),
        sheet["A1:B1"].clear_contents,
        sheet.clear,
    ):
        with pytest.raises(CalcError, match="受保护"):
            change()
    sheet["B1"].value = "填了"
    assert sheet["A1:B1"].value == ["锁定", "填了"]


def test_a_locked_file_is_refused_with_who_has_it_and_stays_locked(calc: xw.App, file: Path) -> None:
    lock = file.with_name(f".~lock.{file.name}#")
    lock.write_text(",王科长,pc7,25.11.2026 06:52,file:///home/wang;", encoding="utf-8")
    before = len(calc.books)
    with pytest.raises(LockedError, match=r"王科长.*\.~lock\.台账\.xlsx#"):
        calc.books.open(file)
    assert lock.exists()
    assert len(calc.books) == before


def test_a_locked_file_can_be_read(calc: xw.App, book: xw.Book, file: Path) -> None:
    file.with_name(f".~lock.{file.name}#").write_text(",王科长,pc7,25.11.2026 06:52,x;", encoding="utf-8")
    assert calc.books.open(file, read_only=True).sheets[0]["A1"].value == "原有"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00\x01" * 400])
def test_a_file_that_is_no_workbook_is_refused(calc: xw.App, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    if content:
        with pytest.raises(SourceError, match="坏"):
            calc.books.open(path)


def test_a_closed_book_says_that_it_is_closed(calc: xw.App) -> None:
    gone = calc.books.add()
    gone.close()
    with pytest.raises(CalcError, match="仍然打开"):
        _ = gone.fullname


def test_sheets_come_go_move_and_hide(book: xw.Book) -> None:
    first = book.sheets[0]
    last = book.sheets.add("最后", after=first)
    book.sheets.add("最前", before=first)
    assert [sheet.index for sheet in book.sheets] == [1, 2, 3]
    last.move(before=book.sheets["最前"])
    assert book.sheet_names == ["最后", "最前", first.name]
    last.visible = False
    assert (last.visible, book.sheets["最前"].visible) == (False, True)
    book.sheets["最前"].name = "改名"
    first.activate()
    assert book.sheets.active == first
    book.sheets["改名"].delete()
    assert book.sheet_names == ["最后", first.name]
    with pytest.raises(ValueError, match="already present"):
        book.sheets.add("最后")


def test_a_sheet_is_copied_within_and_across_books(calc: xw.App, book: xw.Book) -> None:
    source = book.sheets[0]
    source["A1"].value = "内容"
    assert source.copy(name="副本")["A1"].value == "内容"
    other = calc.books.add()
    copied = source.copy(after=other.sheets[0], name="外来")
    assert copied.book == other
    assert copied["A1"].value == "内容"


def test_names_are_made_followed_and_deleted(book: xw.Book) -> None:
    sheet = book.sheets[0]
    book.names.add("报送月份", f"={sheet.name}!$B$2:$B$3")
    assert book.names["报送月份"].refers_to == f"={sheet.name}!$B$2:$B$3"
    assert sheet.range("报送月份") == sheet["B2:B3"]
    sheet["D1"].name = "单格"
    assert sheet["D1"].name.name == "单格"
    assert len(book.names) == 2
    book.names["单格"].delete()
    assert "单格" not in book.names


def test_the_app_keeps_what_it_is_told(calc: xw.App, book: xw.Book) -> None:
    assert calc.version >= 15
    with calc.properties(screen_updating=False, status_bar="正在汇总……", calculation="manual"):
        assert (calc.screen_updating, calc.status_bar, calc.calculation) == (False, "正在汇总……", "manual")
        book.sheets[0]["A1"].value = [1, "=A1+1"]
        book.sheets[0]["A1"].value = 5
        calc.calculate()
        assert book.sheets[0]["B1"].value == 6.0
    assert (calc.screen_updating, calc.status_bar, calc.calculation) == (True, False, "automatic")


def test_an_alert_without_a_screen_is_recorded_and_answered_with_care(
    calc: xw.App, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calc.alert("合并完成", "督查台账") == "ok"
    assert calc.alert("要覆盖吗？", buttons="yes_no") == "no"
    assert [alert.prompt for alert in calc.impl.alerts[-2:]] == ["合并完成", "要覆盖吗？"]
    assert "合并完成" in capsys.readouterr().err


def test_a_basic_macro_of_the_book_is_run(book: xw.Book) -> None:
    libraries = book.api.BasicLibraries
    if not libraries.hasByName("Standard"):
        libraries.createLibrary("Standard")
    code = "Function Twice(n)\n  Twice = n * 2\nEnd Function\n"
    libraries.getByName("Standard").insertByName("Sums", code)
    assert book.macro("Twice")(21) == 42
    with pytest.raises(KeyError, match="NoSuch"):
        book.macro("NoSuch")()
