"""A ledger that Calc saved has its macros, code names, ribbon and buttons again after the next command."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from pyopenvba import ExcelFile

from support.ledger_file import book, change, changed_parts, new_ledger, parts, rewrite, sheet_rows
from support.office import CALC_MACRO_WORKBOOK, convert
from support.small_ledger import task
from support.validator import problems
from xlsheet.commands import COMMANDS
from xlsheet.dictionary.tables import HOME_SHEET, TASKS
from xlsheet.errors import RequestError
from xlsheet.ledger.changes import Edit
from xlsheet.resources import TEMPLATE
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.repair.workbook_code import PROJECT

HOME = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def saved_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    ledger = new_ledger(folder)
    change(ledger, Edit(TASKS, appended=[task(number) for number in range(1, 6)]))
    return convert(ledger, CALC_MACRO_WORKBOOK, folder / "calc")


@pytest.fixture
def saved(saved_once: Path, tmp_path: Path) -> Path:
    """A ledger as Calc saved it."""
    return Path(shutil.copy(saved_once, tmp_path / "calc.xlsm"))


def look(path: Path) -> tuple[list[str], list[str]]:
    with FileStore.open(path, writing=False) as store:
        return store.lost(), store.foreign_modules()


def mend(path: Path) -> None:
    with FileStore.open(path) as store:
        store.mend("体检", "补回")


def add_module(path: Path, source: str) -> None:
    """A standard module of the user's, put into the project by a program that isn't ours."""
    with ExcelFile(path) as file:
        file.vba_project().add_module("Mine", source)
        file.save()


def test_a_sound_ledger_has_lost_nothing_and_is_not_written(ledger: Path) -> None:
    before = ledger.read_bytes()
    assert look(ledger) == ([], [])
    mend(ledger)
    assert ledger.read_bytes() == before


def test_what_calc_loses_is_seen(saved: Path) -> None:
    assert look(saved) == (["宏", "代码名", "首页按钮"], [])


def test_the_next_command_puts_it_back(saved: Path) -> None:
    change(saved, Edit(TASKS, appended=[task(9)]))
    assert look(saved) == ([], [])
    assert parts(saved)[PROJECT] == parts(TEMPLATE)[PROJECT]
    assert sheet_rows(saved, TASKS)[-1][TASKS.number] == 9
    assert problems(saved) == []


def test_mending_alone_changes_code_buttons_and_lines_and_is_no_step_to_undo(saved: Path) -> None:
    before = parts(saved)
    mend(saved)
    after = parts(saved)
    code = {PROJECT, "xl/workbook.xml", *(name for name in before if name.startswith("xl/worksheets/sheet"))}
    home = {"[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/drawings/vmlDrawing1.vml"}
    gone = {name for name in before if "ctrlProps" in name} | {"xl/drawings/drawing1.xml"}
    assert changed_parts(before, after) == code | home | gone | {"xl/styles.xml"}
    assert lines(after) == lines(parts(TEMPLATE))
    for name in code - {PROJECT, "xl/workbook.xml", HOME}:
        assert re.sub(rb' codeName="\w+"', b"", after[name]) == before[name]
    with FileStore.open(saved) as store:
        assert store.history() == ([], 0)
        assert parts(store.backups_folder / "补回以前.xlsm") == before
        with pytest.raises(RequestError, match="没有可以撤销的改动"):
            store.undo()


def lines(of: dict[str, bytes]) -> set[str]:
    """The colours of the lines that conditional formats draw; empty for one without."""
    (formats,) = re.findall(r"<dxfs\b.*?</dxfs>", of["xl/styles.xml"].decode(), re.DOTALL)
    drawn = re.findall(r'<(?:left|right|top|bottom) style="\w+"(/>|><color rgb="(\w+)")', formats)
    return {color for _, color in drawn}


def test_a_repair_between_two_changes_leaves_both_to_be_undone(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    change(ledger, Edit(TASKS, appended=[task(1)]))
    saved = convert(ledger, CALC_MACRO_WORKBOOK, tmp_path / "calc")
    shutil.copytree(ledger.with_name(f"{ledger.stem}_备份"), saved.with_name(f"{saved.stem}_备份"))
    mend(saved)
    change(saved, Edit(TASKS, appended=[task(2)]))
    for left in (1, 0):
        with FileStore.open(saved) as store:
            store.undo()
        assert len(sheet_rows(saved, TASKS)) == left
    with FileStore.open(saved) as store:
        assert store.redo().remaining == 1
    assert len(sheet_rows(saved, TASKS)) == 1


def test_a_users_module_survives_calc_and_us(ledger: Path, tmp_path: Path) -> None:
    add_module(ledger, "Sub Mine()\nEnd Sub\n")
    saved = convert(ledger, CALC_MACRO_WORKBOOK, tmp_path / "calc")
    assert look(saved) == (["代码名", "首页按钮"], ["Mine"])
    project = parts(saved)[PROJECT]
    mend(saved)
    assert parts(saved)[PROJECT] == project
    assert look(saved) == ([], ["Mine"])
    assert problems(saved) == []


def test_a_change_to_one_of_our_modules_is_the_users(saved: Path) -> None:
    with ExcelFile(saved) as file:
        file.set_module(
            "Bridge",
            file.get_module("Bridge").replace("HIDDEN_WINDOW As Long = 0", "HIDDEN_WINDOW As Long = 1"),
        )
        file.save()
    assert look(saved) == (["代码名", "首页按钮"], ["Bridge"])


def test_a_project_that_cannot_be_read_is_left_alone(saved: Path) -> None:
    rewrite(saved, {PROJECT: b"no project"})
    mend(saved)
    assert parts(saved)[PROJECT] == b"no project"
    assert look(saved) == ([], [PROJECT])


def test_ribbon_and_project_come_back_where_they_are_gone(ledger: Path) -> None:
    content = parts(ledger)
    types = re.sub(rb'<Default Extension="bin"[^>]*/>', b"", content["[Content_Types].xml"])
    links = re.sub(rb'<Relationship [^>]*vbaProject.bin"/>', b"", content["xl/_rels/workbook.xml.rels"])
    root = re.sub(rb'<Relationship [^>]*customUI14.xml"/>', b"", content["_rels/.rels"])
    gone = {PROJECT, "customUI/customUI14.xml"}
    less = {name: part for name, part in content.items() if name not in gone}
    with zipfile.ZipFile(ledger, "w"):
        pass
    rewrite(
        ledger,
        less | {"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": links, "_rels/.rels": root},
    )
    assert look(ledger)[0] == ["宏", "功能区"]
    mend(ledger)
    assert parts(ledger)[PROJECT] == content[PROJECT]
    assert parts(ledger)["customUI/customUI14.xml"] == content["customUI/customUI14.xml"]
    assert parts(ledger)["_rels/.rels"] == content["_rels/.rels"]
    assert problems(ledger) == []


def without_buttons(ledger: Path, application: bytes) -> None:
    """As a program saves it that has no form controls."""
    content = parts(ledger)
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    changed = {
        HOME: re.sub(rb"<legacyDrawing [^>]*/>", b"", content[HOME]),
        links: re.sub(rb"<Relationship [^>]*vmlDrawing[^>]*/>", b"", content[links]),
        "docProps/app.xml": re.sub(
            rb"<Application>[^<]*", b"<Application>" + application, content["docProps/app.xml"]
        ),
    }
    rewrite(ledger, changed)


def test_buttons_that_another_program_left_out_come_back(ledger: Path) -> None:
    without_buttons(ledger, b"ONLYOFFICE/10.0")
    assert look(ledger)[0] == ["首页按钮"]
    mend(ledger)
    assert look(ledger)[0] == []
    assert (
        parts(ledger)["xl/drawings/vmlDrawingButtons.vml"] == parts(TEMPLATE)["xl/drawings/vmlDrawing1.vml"]
    )
    assert problems(ledger) == []


def test_buttons_that_the_user_took_away_in_excel_stay_away(ledger: Path) -> None:
    without_buttons(ledger, b"Microsoft Excel")
    assert look(ledger)[0] == []


def test_a_workbook_without_macros_is_none_of_ours(ledger: Path, tmp_path: Path) -> None:
    plain = convert(ledger, "xlsx", tmp_path / "calc")
    assert look(plain) == ([], [])
    change(plain, Edit(TASKS, appended=[task(9)]))
    assert PROJECT not in parts(plain)


def test_a_users_note_and_chart_on_the_home_sheet_stay(saved: Path) -> None:
    note = b'<v:shape id="n1"><x:ClientData ObjectType="Note"><x:Row>40</x:Row></x:ClientData></v:shape>'
    picture = b"<xdr:oneCellAnchor><xdr:clientData/></xdr:oneCellAnchor>"
    content = parts(saved)
    charts = re.findall(rb"<xdr:(\w+)Anchor", parts(TEMPLATE)["xl/drawings/drawing1.xml"])
    vml, drawing = "xl/drawings/vmlDrawing1.vml", "xl/drawings/drawing1.xml"
    rewrite(
        saved,
        {
            vml: content[vml].replace(b"</xml>", note + b"</xml>"),
            drawing: content[drawing].replace(b"</xdr:wsDr>", picture + b"</xdr:wsDr>"),
        },
    )
    mend(saved)
    after = parts(saved)
    assert note in after[vml]
    assert re.findall(rb"\[0\]!(\w+)", after[vml]) == [command.macro.encode() for command in COMMANDS]
    assert re.findall(rb"<xdr:(\w+)Anchor", after[drawing]) == [*charts, b"oneCell"]
    assert b"<drawing " in after[HOME]
    assert HOME_SHEET in book(saved).sheetnames
