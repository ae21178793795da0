"""The VBA project, made from text: three readers that aren't ours find in it what the sources say."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

import olefile
import pytest
import vba_project
from compound_file import write_compound_file
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_project_stream, parse_vba_project
from ribbon import macros
from vba_project import Module, ModuleKind, compress, write_vba_project

from build import modules
from template.compound_checker import read_directory, tree_problems
from template.conftest import ROOT
from xlsheet.commands import COMMANDS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools calls pyparsing by names that it has given up
    from oletools.olevba import VBA_Parser, decompress_stream

SOURCES = sorted((ROOT / "workbook" / "src" / "vba").iterdir())


@pytest.fixture(scope="module")
def project(parts: dict[str, bytes]) -> bytes:
    return parts["xl/vbaProject.bin"]


def test_sources_are_ascii_and_nothing_runs_by_itself() -> None:
    text = "".join(module.source for module in modules()) + "".join(p.read_text("ascii") for p in SOURCES)
    assert text.isascii()
    assert not re.search(r"Workbook_Open|Auto_Open|Declare |CreateObject", text, re.IGNORECASE)


def test_the_bridge_goes_to_the_quick_launcher_first_and_never_waits_for_it() -> None:
    bridge = next(module.source for module in modules() if module.name == "Bridge")
    assert '"xlwings.xlam!RunPython", "import xlsheet.addin; xlsheet.addin." & job & "()"' in bridge
    ways = "(job, InstalledLauncher())", "RunsInAddIn(job)", "(job, LAUNCHER_PROGRAM)", "no_python"
    places = [bridge.index(way) for way in ways]
    assert places == sorted(places)
    assert len(re.findall(r"\bShell\(", bridge)) == 1


def test_olevba_extracts_every_module_with_its_source(workbook: Path) -> None:
    parser = VBA_Parser(str(workbook))
    found = {}
    for _, _, name, source in parser.extract_all_macros():
        lines = [line for line in source.splitlines() if not line.startswith("Attribute ")]
        found[name.rsplit(".", 1)[0]] = "\n".join(lines).strip()
    parser.close()
    assert found == {module.name: module.source.strip() for module in modules()}


def test_pyopenvba_finds_a_sound_project_without_password_or_references(
    project: bytes, workbook: Path
) -> None:
    container = CFB.from_bytes(project)
    parsed = parse_vba_project(container)
    assert parsed.validate(container) == []
    assert parsed.module_names() == [module.name for module in modules()]
    assert parsed.references == []
    assert parsed.code_page == 1252
    stream = parse_project_stream(container.get_stream("PROJECT"))
    assert stream.protection is not None
    assert not stream.protection.has_password
    with ExcelFile(workbook) as book:
        assert 'RunJob "merge"' in book.get_module("Buttons")


def test_nothing_compiled_stands_in_it(project: bytes) -> None:
    container = CFB.from_bytes(project)
    assert container.get_stream_in_storage("VBA", "_VBA_PROJECT") == bytes.fromhex("CC61FFFF000000")
    assert not [name for name in container.list_streams() if name.startswith("__SRP_")]


def test_every_sheet_has_the_code_name_of_its_module(parts: dict[str, bytes]) -> None:
    book = re.search(r'<workbookPr[^>]*codeName="(\w+)"', parts["xl/workbook.xml"].decode())
    count = parts["xl/workbook.xml"].count(b"<sheet ")
    sheets = [
        re.search(r'<sheetPr[^>]*codeName="(\w+)"', parts[f"xl/worksheets/sheet{i}.xml"].decode())
        for i in range(1, count + 1)
    ]
    assert [book and book[1], *(sheet and sheet[1] for sheet in sheets)] == [
        module.name for module in modules() if module.kind is not ModuleKind.STANDARD
    ]


def test_the_directory_is_a_valid_red_black_tree(project: bytes) -> None:
    assert tree_problems(read_directory(project)) == []


def test_both_procedures_of_every_command_run_its_job() -> None:
    app = ExcelApplication()
    app.add_workbook()
    noted = 'Range("A1").Value = Range("A1").Value & job & " "'
    app.add_module(f"Public Sub RunJob(ByVal job As String)\n    {noted}\nEnd Sub\n", name="Bridge")
    app.add_module(macros(), name="Buttons")
    for command in COMMANDS:
        app.run(command.macro)
        app.run(command.ribbon_macro, app.workbooks()[0])
    assert app.sheet(1).value("A1").split() == [c.function for c in COMMANDS for _ in range(2)]


@given(st.binary(max_size=9000) | st.text("ab\r\n", max_size=9000).map(str.encode))
def test_what_is_compressed_can_be_read_again(data: bytes) -> None:
    if data:
        # a chunk that cannot be compressed is stored whole, filled up with zeros
        assert bytes(decompress_stream(bytearray(compress(data)))).rstrip(b"\0") == data.rstrip(b"\0")


def test_protection_is_hidden_as_excel_hides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # the project id and CMG value of a project that Excel saved
    monkeypatch.setattr(vba_project, "_PROJECT_ID", "{E73B243E-09A5-4CB0-B261-A37357B461D3}")
    assert vba_project._veiled(bytes(4), seed=0xDF) == "DFDD63469DFA78FE78FE78FE78FE"


names = st.text("abcdefghijklmnopqrstuvwxyzABC_0123456789", min_size=1, max_size=31)
contents = st.dictionaries(names, st.binary(max_size=6000), max_size=12).filter(
    lambda content: len({name.upper() for name in content}) == len(content)
)


@given(contents, contents)
def test_any_streams_come_back_from_a_compound_file(top: dict[str, bytes], inner: dict[str, bytes]) -> None:
    content: dict[str, Any] = {**top, "Storage!": inner}
    data = write_compound_file(content)
    assert tree_problems(read_directory(data)) == []
    with olefile.OleFileIO(io.BytesIO(data)) as found:
        assert not found.parsing_issues
        for path, expected in [
            *((name, value) for name, value in top.items()),
            *((f"Storage!/{name}", value) for name, value in inner.items()),
        ]:
            assert found.openstream(path).read() == expected


def test_a_project_of_many_long_modules_needs_more_than_one_sector_of_everything() -> None:
    long = "".join(f"' {i * 2654435761 % 2**32}\n" for i in range(700))
    many = [Module(f"Module{i}", ModuleKind.STANDARD, f"' {i}\n{long}") for i in range(24)]
    container = CFB.from_bytes(write_vba_project(many))
    parsed = parse_vba_project(container)
    assert [module.body.replace("\r\n", "\n") for module in parsed.modules] == [m.source for m in many]
